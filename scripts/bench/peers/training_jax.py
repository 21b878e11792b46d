"""Full-batch gradient descent of FCNN-2, all steps in one compiled loop."""
import jax
import jax.numpy as jnp

import models_jax
import problems
from timing import arguments, measure

a = arguments()
load = lambda what: [jnp.array(q) for q in problems.read(a.folder, "fcnn2", what)]
theta = load("theta")
loss = models_jax.loss("fcnn2", *load("data"))


def step(p, _=None):
    value, g = jax.value_and_grad(loss)(p)
    return jax.tree.map(lambda q, d: q - problems.LEARNING_RATE * d, p, g), value


def scan(epochs):
    return jax.jit(lambda p: loss(jax.lax.scan(step, p, length=epochs)[0]))


def loop(epochs):
    return jax.jit(lambda p: loss(jax.lax.fori_loop(0, epochs, lambda i, q: step(q)[0], p)))


# What is compared is the loss after 200 steps: after 2 000 rounding has decided the path.
for variant, job in (("scan", scan), ("fori_loop", loop)):
    whole = job(problems.EPOCHS)
    measure("training", f"jax:{variant}", a, lambda whole=whole: whole(theta).block_until_ready(),
            lambda _, job=job: {"result": job(200)(theta)})

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


scan = jax.jit(lambda p: loss(jax.lax.scan(step, p, length=problems.EPOCHS)[0]))
loop = jax.jit(lambda p: loss(jax.lax.fori_loop(0, problems.EPOCHS, lambda i, q: step(q)[0], p)))
for variant, job in (("scan", scan), ("fori_loop", loop)):
    measure("training", f"jax:{variant}", a, lambda: job(theta).block_until_ready(), float)

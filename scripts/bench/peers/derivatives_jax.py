"""Gradient, H v and H [v1 ... v16] with JAX: compiled; theta is fixed, so H is linearised once."""
import jax
import jax.numpy as jnp

import models_jax
import problems
from timing import arguments, measure

a = arguments(*problems.WIDTHS)
load = lambda what: [jnp.array(q) for q in problems.read(a.folder, a.case, what)]
x, y = load("data")
theta, v, V = load("theta"), load("v"), load("V16")
gradient = jax.grad(models_jax.loss(a.case, x, y))


def time(what, variant, f, *args):
    measure(f"{what}_{a.case}", f"jax:{variant}", a, lambda: jax.block_until_ready(f(*args)), models_jax.norm)


time("gradient", "grad", jax.jit(gradient), theta)

linear = jax.linearize(gradient, theta)[1]
pullback = jax.jit(lambda p: jax.vjp(gradient, p)[1])(theta)  # the residuals are arguments, not constants
time("hvp", "linearize", jax.jit(linear), v)
time("hvp", "vjp_reused", jax.jit(lambda b, u: b(u)[0]), pullback, v)

time("hvp16", "vmap_linearize", jax.jit(jax.vmap(linear)), V)
time("hvp16", "vmap_vjp_reused", jax.jit(lambda b, U: jax.vmap(lambda u: b(u)[0])(U)), pullback, V)

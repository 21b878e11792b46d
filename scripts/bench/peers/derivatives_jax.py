"""Gradient, H v and H [v1 ... v16] with JAX: compiled; theta is fixed, so H is linearised once."""
from functools import cache

import jax
import jax.numpy as jnp

import models_jax
import problems
from timing import arguments, measure

a = arguments(*problems.WIDTHS)
load = lambda what: [jnp.array(q) for q in problems.read(a.folder, a.case, what)]
x, y = load("data")
theta = load("theta")
# What only some jobs need is made when the first of them asks for it.
v, V = cache(lambda: load("v")), cache(lambda: load("V16"))
gradient = jax.grad(models_jax.loss(a.case, x, y))
linear = cache(lambda: jax.linearize(gradient, theta)[1])
pullback = cache(lambda: jax.jit(lambda p: jax.vjp(gradient, p)[1])(theta))  # the residuals are arguments, not constants


def time(what, variant, f, *args, beside=v):
    measure(f"{what}_{a.case}", f"jax:{variant}", a, lambda: jax.block_until_ready(f(*(get() for get in args))),
            lambda tree: models_jax.compared(tree, beside()))


time("gradient", "grad", jax.jit(gradient), lambda: theta)

applied = cache(lambda: jax.jit(linear()))
time("hvp", "linearize", lambda u: applied()(u), v)
time("hvp", "vjp_reused", jax.jit(lambda b, u: b(u)[0]), pullback, v)

mapped = cache(lambda: jax.jit(jax.vmap(linear())))
time("hvp16", "vmap_linearize", lambda U: mapped()(U), V, beside=V)
time("hvp16", "vmap_vjp_reused", jax.jit(lambda b, U: jax.vmap(lambda u: b(u)[0])(U)), pullback, V, beside=V)

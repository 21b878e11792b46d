"""Eq. (31), n = 500, n~ = 800, N = 1 001, float64: 10 000 random planes, their principal curvatures, and the share that does
not look like a saddle; random numbers included. The Hessian comes from differentiation, not from knowing the diagonal."""
import jax
import jax.numpy as jnp

from timing import arguments, measure

a = arguments()
jax.config.update("jax_enable_x64", True)
n, m, planes = 500, 800, 10_000
N = 2 * n + 1
loss = lambda t: 0.5 * t[-1] * ((t[:m] ** 2).sum() - (t[m : 2 * n] ** 2).sum())
saddle = jnp.zeros(N).at[-1].set(1.0)


def plane(key, at):
    e, d = jax.random.normal(key, (2, N))
    H = jax.linearize(jax.grad(loss), at)[1]
    He = H(e)
    return e @ He, d @ He, d @ H(d)


def summary(A, B, C):
    root = jnp.sqrt(4 * B * B + (A - C) ** 2)
    return A.mean(), ((A + C + root) * (A + C - root) > 0).mean()


@jax.jit
def whole(key, at):
    return summary(*jax.vmap(plane, (0, None))(jax.random.split(key, planes), at))


@jax.jit
def chunked(key, at):
    return summary(*jax.lax.map(lambda k: plane(k, at), jax.random.split(key, planes), batch_size=250))


for variant, job in (("vmap", whole), ("map_batch250", chunked)):
    measure("analytic", f"jax:{variant}", a, lambda job=job: jax.block_until_ready(job(jax.random.key(1), saddle)),
            lambda r: {"result": r[0], "misidentified": r[1]})

"""Both ends of FCNN-2's spectrum after training: SciPy's eigsh (ARPACK), which="BE", k=2, on JAX's H v, linearised once.

Seconds include the linearisation but not its compilation. Products with H are counted.
"""
import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from scipy.sparse.linalg import LinearOperator, eigsh

import models_jax
import problems
from timing import arguments, measure

a = arguments()
jax.config.update("jax_enable_x64", True)

for dtype in (np.float32, np.float64):
    load = lambda what: [jnp.array(q.astype(dtype)) for q in problems.read(a.folder, "fcnn2", what)]
    loss = models_jax.loss("fcnn2", *load("data"))
    theta, unravel = ravel_pytree(load("trained"))
    N, products = theta.size, 0
    pullback = jax.jit(lambda t: jax.vjp(jax.grad(lambda u: loss(unravel(u))), t)[1])
    apply = jax.jit(lambda b, v: b(v)[0])
    constant = functools.cache(lambda: jax.jit(jax.linearize(jax.grad(lambda u: loss(unravel(u))), theta)[1]))
    v0 = np.random.default_rng(0).standard_normal(N).astype(dtype)

    def ends(tol, hvp):
        def product(v):
            global products
            products += 1
            return np.asarray(hvp(v.ravel()))

        return eigsh(LinearOperator((N, N), matvec=product, dtype=dtype), 2, which="BE", tol=tol, v0=v0,
                     return_eigenvectors=True)[0]

    def reused(tol):
        b = pullback(theta)
        return ends(tol, lambda v: apply(b, v))

    def counted(job):
        """What is reported: the eigenvalues, and the products that one run takes."""
        global products
        products = 0
        values = sorted(map(float, job()))
        return {"result": values[-1], "smallest": values[0], "products": products}

    for tol in (0, 1e-4):
        for variant, job in (("vjp_reused", lambda: reused(tol)), ("linearize", lambda: ends(tol, constant()))):
            measure(f"eigsh_tol{tol:g}_{np.dtype(dtype).name}", f"scipy:jax_{variant}", a, job, lambda _: counted(job))

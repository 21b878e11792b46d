"""51 x 51 loss surface of FCNN-10 on 50 training and 1 000 test points, both losses at each point."""
import jax
import jax.numpy as jnp
import numpy as np

import models_jax
import problems
from timing import arguments, measure

a = arguments()
load = lambda what: [jnp.array(q) for q in problems.read(a.folder, "fcnn10", what)]
theta, eta, delta = load("theta"), load("eta"), load("delta")
train, test = (models_jax.loss("fcnn10", *load(what)) for what in ("data", "test"))
alpha = np.linspace(-1, 1, 51, dtype=np.float32)
grid = jnp.array(np.stack(np.meshgrid(alpha, alpha, indexing="ij"), -1).reshape(-1, 2))


def both(p, e, d, at):
    q = jax.tree.map(lambda p, e, d: p + at[0] * e + at[1] * d, p, e, d)
    return jnp.stack([train(q), test(q)])


def surface(batch):
    return jax.jit(lambda p, e, d, grid: jax.lax.map(lambda at: both(p, e, d, at), grid, batch_size=batch))


for variant, batch in (("map", None), ("map_batch51", 51)):
    job = surface(batch)
    measure("grid", f"jax:{variant}", a, lambda job=job: job(theta, eta, delta, grid).block_until_ready(),
            lambda z: {"result": np.asarray(z, np.float64).sum()})

import jax
import jax.numpy as jnp


def network(p, x):
    for i in range(0, len(p) - 2, 2):
        x = jax.nn.relu(x @ p[i] + p[i + 1])
    return x @ p[-2] + p[-1]


def loss(case, x, y):
    """p -> loss, for the case's data."""
    if case.startswith("fcnn"):
        return lambda p: ((network(p, x) - y) ** 2).mean()
    return lambda p: -jnp.take_along_axis(jax.nn.log_softmax(network(p, x)), y[:, None], 1).mean()


def dot(a, b):
    pairs = zip(map(jax.device_get, jax.tree.leaves(a)), map(jax.device_get, jax.tree.leaves(b)))
    return float(sum((p.astype("float64") * q.astype("float64")).sum() for p, q in pairs))


def compared(tree, v):
    """A result's length, and the cosine of its angle with the direction."""
    length = dot(tree, tree) ** 0.5
    return {"result": length, "cosine": dot(tree, v) / (length * dot(v, v) ** 0.5)}

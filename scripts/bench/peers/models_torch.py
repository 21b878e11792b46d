import torch
import torch.nn.functional as F


def tensors(p):
    """Parameters in PyTorch's own layout: weights are (outputs, inputs), in the last two axes."""
    return [torch.tensor(q.swapaxes(-1, -2).copy() if i % 2 == 0 else q) for i, q in enumerate(p)]


def network(p, x):
    for i in range(0, len(p) - 2, 2):
        x = F.relu(F.linear(x, p[i], p[i + 1]))
    return F.linear(x, p[-2], p[-1])


def loss(case, x, y):
    """p -> loss, for the case's data."""
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    if case.startswith("fcnn"):
        return lambda p: ((network(p, x) - y) ** 2).mean()
    return lambda p: F.cross_entropy(network(p, x), y)


def dot(a, b):
    return float(sum((p.detach().double() * q.double()).sum() for p, q in zip(a, b)))


def compared(parts, v):
    """A result's length, and the cosine of its angle with the direction."""
    length = dot(parts, [p.detach() for p in parts]) ** 0.5
    return {"result": length, "cosine": dot(parts, v) / (length * dot(v, v) ** 0.5)}

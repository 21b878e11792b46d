"""51 x 51 loss surface of FCNN-10 on 50 training and 1 000 test points, both losses at each point."""
import torch

import models_torch
import problems
from timing import arguments, measure

a = arguments()
torch.set_num_threads(a.threads)
load = lambda what: models_torch.tensors(problems.read(a.folder, "fcnn10", what))
theta, eta, delta = load("theta"), load("eta"), load("delta")
train, test = (models_torch.loss("fcnn10", *problems.read(a.folder, "fcnn10", what)) for what in ("data", "test"))
alpha = torch.linspace(-1, 1, 51)
grid = torch.cartesian_prod(alpha, alpha)


@torch.compile
def both(s, t):
    q = [p + s * e + t * d for p, e, d in zip(theta, eta, delta)]
    return torch.stack([train(q), test(q)])


@torch.no_grad()
def surface():
    return torch.stack([both(s, t) for s, t in grid])


measure("grid", "torch:compiled", a, surface, lambda z: {"result": z.double().sum()})

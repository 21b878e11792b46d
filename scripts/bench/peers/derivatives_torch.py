"""Gradient, H v and H [v1 ... v16] with PyTorch: compiled, or with the gradient's graph kept; theta is fixed."""
import torch

import models_torch
import problems
from timing import arguments, measure

a = arguments(*problems.WIDTHS)
torch.set_num_threads(a.threads)
load = lambda what: tuple(models_torch.tensors(problems.read(a.folder, a.case, what)))
theta, v, V = load("theta"), load("v"), load("V16")
f = models_torch.loss(a.case, *problems.read(a.folder, a.case, "data"))
gradient = torch.func.grad(f)
leaves = [q.clone().requires_grad_() for q in theta]


def time(what, variant, job):
    measure(f"{what}_{a.case}", f"torch:{variant}", a, job, models_torch.norm)


compiled = torch.compile(gradient)
time("gradient", "grad", lambda: torch.autograd.grad(f(leaves), leaves))
time("gradient", "grad_compiled", lambda: compiled(theta))

g = torch.autograd.grad(f(leaves), leaves, create_graph=True)
linear = torch.func.linearize(gradient, theta)[1]
linear_compiled = torch.compile(linear)
pushed = torch.compile(lambda p, u: torch.func.jvp(gradient, (p,), (u,))[1])
time("hvp", "graph_retained", lambda: torch.autograd.grad(g, leaves, v, retain_graph=True))
time("hvp", "linearize", lambda: linear(v))
time("hvp", "linearize_compiled", lambda: linear_compiled(v))
time("hvp", "jvp_grad_compiled", lambda: pushed(theta, v))

batched = torch.vmap(linear)
batched_compiled = torch.compile(torch.vmap(lambda u: torch.func.jvp(gradient, (theta,), (u,))[1]))
time("hvp16", "graph_retained_batched",
     lambda: torch.autograd.grad(g, leaves, V, retain_graph=True, is_grads_batched=True))
time("hvp16", "vmap_linearize", lambda: batched(V))
time("hvp16", "vmap_jvp_grad_compiled", lambda: batched_compiled(V))

"""Gradient, H v and H [v1 ... v16] with PyTorch: compiled, or with the gradient's graph kept; theta is fixed."""
from functools import cache

import torch

import models_torch
import problems
from timing import arguments, measure

a = arguments(*problems.WIDTHS)
torch.set_num_threads(a.threads)
load = lambda what: tuple(models_torch.tensors(problems.read(a.folder, a.case, what)))
theta = load("theta")
# What only some jobs need is made when the first of them asks for it.
v, V = cache(lambda: load("v")), cache(lambda: load("V16"))
f = models_torch.loss(a.case, *problems.read(a.folder, a.case, "data"))
gradient = torch.func.grad(f)
leaves = [q.clone().requires_grad_() for q in theta]


def time(what, variant, job, beside=v):
    measure(f"{what}_{a.case}", f"torch:{variant}", a, job, lambda parts: models_torch.compared(parts, beside()))


compiled = torch.compile(gradient)
time("gradient", "grad", lambda: torch.autograd.grad(f(leaves), leaves))
time("gradient", "grad_compiled", lambda: compiled(theta))

g = cache(lambda: torch.autograd.grad(f(leaves), leaves, create_graph=True))
linear = cache(lambda: torch.func.linearize(gradient, theta)[1])
linear_compiled = cache(lambda: torch.compile(linear()))
pushed = torch.compile(lambda p, u: torch.func.jvp(gradient, (p,), (u,))[1])
time("hvp", "graph_retained", lambda: torch.autograd.grad(g(), leaves, v(), retain_graph=True))
time("hvp", "linearize", lambda: linear()(v()))
time("hvp", "linearize_compiled", lambda: linear_compiled()(v()))
time("hvp", "jvp_grad_compiled", lambda: pushed(theta, v()))

batched = cache(lambda: torch.vmap(linear()))
batched_compiled = torch.compile(torch.vmap(lambda u: torch.func.jvp(gradient, (theta,), (u,))[1]))
time("hvp16", "graph_retained_batched",
     lambda: torch.autograd.grad(g(), leaves, V(), retain_graph=True, is_grads_batched=True), V)
time("hvp16", "vmap_linearize", lambda: batched()(V()), V)
time("hvp16", "vmap_jvp_grad_compiled", lambda: batched_compiled(V()), V)

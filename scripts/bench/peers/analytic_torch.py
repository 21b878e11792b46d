"""Eq. (31), n = 500, n~ = 800, N = 1 001, float64: 10 000 random planes, their principal curvatures, and the share that does
not look like a saddle; random numbers included. The Hessian comes from differentiation, not from knowing the diagonal."""
import torch

from timing import arguments, measure

a = arguments()
torch.set_num_threads(a.threads)
torch.set_default_dtype(torch.float64)
n, m, planes, chunk = 500, 800, 10_000, 250
N = 2 * n + 1
gradient = torch.func.grad(lambda t: 0.5 * t[-1] * ((t[:m] ** 2).sum() - (t[m : 2 * n] ** 2).sum()))
saddle = torch.zeros(N)
saddle[-1] = 1
products = torch.compile(torch.vmap(lambda u: torch.func.jvp(gradient, (saddle,), (u,))[1]))


def ensemble():
    parts = []
    for _ in range(planes // chunk):
        e, d = torch.randn(chunk, N), torch.randn(chunk, N)
        He, Hd = products(e), products(d)
        parts.append(((e * He).sum(-1), (d * He).sum(-1), (d * Hd).sum(-1)))
    A, B, C = map(torch.cat, zip(*parts))
    root = torch.sqrt(4 * B * B + (A - C) ** 2)
    return A.mean(), ((A + C + root) * (A + C - root) > 0).double().mean()


measure("analytic", "torch:vmap_jvp_grad_compiled", a, ensemble,
        lambda r: {"result": r[0], "misidentified": r[1]})

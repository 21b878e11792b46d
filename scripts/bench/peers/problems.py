"""The problems, as NumPy data, so that every side computes the same. problems.py FOLDER writes them all.

FCNN-k is the paper's function approximator (App. D): 1 -> 100, k times 100 -> 100, 100 -> 1, ReLU, biases (k = 2: 20 501
parameters, k = 10: 101 301), mean squared error on 50 points. The MLP is 784-512-512-10, ReLU, cross entropy, batch 512.
Weights are (inputs, outputs): a layer is x @ W + b. A problem's parameters are W0, b0, W1, b1, ... in every file.
"""
import os
import sys

import numpy as np

WIDTHS = {"fcnn2": [1] + [100] * 3 + [1], "fcnn10": [1] + [100] * 11 + [1], "mlp": [784, 512, 512, 10]}
LEARNING_RATE, EPOCHS = 0.1, 2000


def names(case):
    return [f"{kind}{layer}" for layer in range(len(WIDTHS[case]) - 1) for kind in "Wb"]


def initial(case):
    """PyTorch's default for linear layers: uniform in +-1/sqrt(inputs)."""
    r, p = np.random.default_rng(0), []
    for inputs, outputs in zip(WIDTHS[case], WIDTHS[case][1:]):
        k = 1 / np.sqrt(inputs)
        p.append(np.ascontiguousarray(r.uniform(-k, k, (outputs, inputs)).astype(np.float32).T))
        p.append(r.uniform(-k, k, outputs).astype(np.float32))
    return p


def directions(p, count=None):
    """A standard normal direction, or count of them stacked along a first axis."""
    r = np.random.default_rng(4 if count is None else 7)
    return [r.standard_normal((() if count is None else (count,)) + q.shape).astype(np.float32) for q in p]


def points(n, seed):
    x = np.random.default_rng(seed).uniform(-1, 1, (n, 1))
    return x.astype(np.float32), (np.log(np.sin(10 * x) + 2) + np.sin(x)).astype(np.float32)


def data(case):
    if case.startswith("fcnn"):
        return points(50, 1)
    r = np.random.default_rng(2)
    return r.standard_normal((512, 784)).astype(np.float32), r.integers(0, 10, 512)


def trained(p, x, y):
    """Parameters after EPOCHS full-batch gradient steps, the derivative written by hand."""
    p = [q.copy() for q in p]
    for _ in range(EPOCHS):
        h = [x]
        for i in range(0, len(p), 2):
            z = h[-1] @ p[i] + p[i + 1]
            h.append(np.maximum(z, 0) if i < len(p) - 2 else z)
        g = (2 / len(x)) * (h[-1] - y)
        for i in reversed(range(0, len(p), 2)):
            dW, db = h[i // 2].T @ g, g.sum(0)
            g = (g @ p[i].T) * (h[i // 2] > 0)
            p[i] -= LEARNING_RATE * dW
            p[i + 1] -= LEARNING_RATE * db
    return p


def plane(p):
    """Two directions in which each parameter moves by its own size, for the loss surface."""
    r = np.random.default_rng(6)
    return [[(r.standard_normal(q.shape) * np.linalg.norm(q) / np.sqrt(q.size)).astype(np.float32) for q in p] for _ in range(2)]


def write(folder):
    def save(name, arrays, case):
        np.savez(os.path.join(folder, name), **dict(zip(names(case), arrays)))

    for case in WIDTHS:
        p, (x, y) = initial(case), data(case)
        np.savez(os.path.join(folder, f"{case}.data.npz"), x=x, y=y)
        save(f"{case}.theta.npz", p, case)
        save(f"{case}.v.npz", directions(p), case)
        save(f"{case}.V16.npz", directions(p, 16), case)
        if case == "fcnn2":
            save("fcnn2.trained.npz", trained(p, x, y), case)
        if case == "fcnn10":
            x, y = points(1000, 5)
            np.savez(os.path.join(folder, "fcnn10.test.npz"), x=x, y=y)
            for name, d in zip(("eta", "delta"), plane(p)):
                save(f"fcnn10.{name}.npz", d, case)


def read(folder, case, what):
    """The arrays of a file, in order: parameters, or x and y."""
    with np.load(os.path.join(folder, f"{case}.{what}.npz")) as f:
        return [f[name] for name in f.files]


if __name__ == "__main__":
    write(sys.argv[1])

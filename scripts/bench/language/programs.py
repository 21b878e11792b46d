"""The programs of programs.hesse."""
import json
import time


def additions(n):
    x = 0.0
    for i in range(n):
        x = x + 0.5
    return x


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def text(n):
    s = ""
    for i in range(n):
        s = s + f"{i},"
    return len(s)


def people(n):
    return [{"name": f"p{i}", "age": i % 90, "weight": 0.5 * i} for i in range(n)]


def weigh(everyone):
    total = 0.0
    for _ in range(10):
        for p in everyone:
            if p["age"] >= 18:
                total = total + p["weight"]
    return total


def orbit(n):
    import numpy as np

    def energy(x, v):
        return 0.5 * np.sum(v * v) + np.sum(x * x)

    x = np.array([1.0, 0, 0])
    v = np.array([0.0, 1, 0])
    total = 0.0
    for i in range(n):
        total = total + energy(x, v)
    return float(total)


everyone = people(100_000)
programs = {
    "additions": lambda: additions(10_000_000),
    "fib": lambda: fib(27),
    "text": lambda: text(500_000),
    "records": lambda: weigh(everyone),
    "tensors": lambda: orbit(100_000),
}
for name, program in programs.items():
    start = time.perf_counter()
    try:
        result = program()
    except ImportError:
        continue
    print(json.dumps({"program": name, "seconds": time.perf_counter() - start, "result": result}))

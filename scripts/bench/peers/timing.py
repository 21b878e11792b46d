"""Timing and reporting for all peers: a JSON line a measurement.

{"case": ..., "peer": ..., "threads": ..., "seconds": median, "min": ..., "samples": ..., "result": a number to compare, ...}
"""
import argparse
import json
import statistics
import time


def arguments(*choices):
    """FOLDER with the problems, the case among `choices`, --threads, --budget (seconds a measurement may take).

    With --once CASE/PEER that job alone is done, three times and not timed, so that the process shows the memory it takes.
    """
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    if choices:
        p.add_argument("case", choices=choices)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--budget", type=float, default=2.0)
    p.add_argument("--once", metavar="CASE/PEER")
    return p.parse_args()


def emit(**fields):
    print(json.dumps({k: float(f"{v:.9g}") if isinstance(v, float) else v for k, v in fields.items()}), flush=True)


def seconds(job, budget, sample=0.02):
    """Samples of job's duration, each long enough to be measured; warm-up excluded."""
    job()
    t = time.perf_counter()
    job()
    t = max(time.perf_counter() - t, 1e-9)
    repeats = max(1, int(sample / t))
    samples = []
    for _ in range(max(5, min(31, int(budget / (t * repeats))))):
        start = time.perf_counter()
        for _ in range(repeats):
            job()
        samples.append((time.perf_counter() - start) / repeats)
    return samples


def measure(case, peer, a, job, results=None):
    """Times job() and reports it. `results` makes of its value the numbers that are reported, and those that the sides compare.

    A peer that cannot do a case is reported, not fatal.
    """
    if a.once and a.once != f"{case}/{peer}":
        return
    try:
        if a.once:
            for _ in range(3):
                job()
            emit(case=case, peer=peer, threads=a.threads)
            return
        fields = results(job()) if results else {}
        s = seconds(job, a.budget)
        emit(case=case, peer=peer, threads=a.threads, seconds=statistics.median(s), min=min(s), samples=len(s),
             **{k: v if isinstance(v, int) else float(v) for k, v in fields.items()})
    except Exception as e:
        emit(case=case, peer=peer, threads=a.threads, error=f"{type(e).__name__}: {str(e)[:200]}")

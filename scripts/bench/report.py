"""What `run` prints of its measurements: ratios beside goals, what differs between the sides, and the README's table."""
import fnmatch
from dataclasses import dataclass


@dataclass
class Goal:
    """Cases by pattern, the largest ratio of seconds wanted, and the relative difference between results that is allowed."""
    cases: str
    ratio: float
    digits: float
    products: float = None


GOALS = [
    Goal("gradient_fcnn*", 0.67, 1e-5),
    Goal("hvp_fcnn*", 0.5, 1e-5),
    Goal("hvp16_fcnn*", 0.5, 1e-5),
    Goal("*_mlp", 1.0, 1e-5),
    Goal("eigsh_tol0_float64", 0.5, 1e-8, 0.8),
    Goal("eigsh_*", 0.5, 1e-4, 0.8),
    Goal("training", 0.67, 1e-4),          # of the loss after 200 steps
    Goal("grid", 0.6, 1e-5),
    Goal("analytic", 0.5, 4e-3),           # two ensembles of 10 000 planes: three standard errors of their difference
]
LOOP_GOAL, MEMORY_GOAL = 1.1, 0.3


@dataclass
class Row:
    """A row of the README's table: its cases' numbers stand side by side. `kind` is `time`, `products` or `memory`."""
    text: str
    cases: list
    kind: str = "time"


ROWS = [
    Row('gradient, FCNN "2" / "10" layers of 100, 50 points, float32', ["gradient_fcnn2", "gradient_fcnn10"]),
    Row("`H @ v` of them", ["hvp_fcnn2", "hvp_fcnn10"]),
    Row("`H @ V`, 16 vectors, of them", ["hvp16_fcnn2", "hvp16_fcnn10"]),
    Row("gradient / `H @ v` / `H @ V` of the MLP 784-512-512-10, batch 512", ["gradient_mlp", "hvp_mlp", "hvp16_mlp"]),
    Row('both ends of FCNN "2"\'s spectrum, float64, tol 0 / 1e-4', ["eigsh_tol0_float64", "eigsh_tol0.0001_float64"]),
    Row("products with H that takes", ["eigsh_tol0_float64", "eigsh_tol0.0001_float64"], "products"),
    Row("10 000 random planes of Eq. (31)", ["analytic"]),
    Row('51 × 51 surface of FCNN "10", training and test loss', ["grid"]),
    Row("2 000 steps of descent, the loop written in Hesse", ["training"]),
    Row('MB at most: gradient / `H @ v` / `H @ V` of FCNN "10"', ["gradient_fcnn10", "hvp_fcnn10", "hvp16_fcnn10"], "memory"),
    Row("MB at most: the same of the MLP", ["gradient_mlp", "hvp_mlp", "hvp16_mlp"], "memory"),
    Row("MB at most: spectrum / planes / surface / descent", ["eigsh_tol0_float64", "analytic", "grid", "training"], "memory"),
]


class Measurements:
    """The lines that the scripts printed, and those that `run` adds: peak memory (`peak_bytes`) and operations (`flops`)."""

    def __init__(self, lines):
        self.lines = lines

    def best(self, case, threads, field="seconds"):
        """Hesse's line and that of the best peer, by the smallest value of a field; None where there is none."""
        have = [line for line in self.lines if line["case"] == case and line["threads"] == threads and field in line]
        ours = next((line for line in have if line["peer"] == "hesse"), None)
        return ours, min((line for line in have if line["peer"] != "hesse"), key=lambda line: line[field], default=None)

    def limit(self, case, threads, field):
        return next((line[field] for line in self.lines
                     if line["case"] == case and line["threads"] == threads and field in line), None)

    def share_of_peak(self, case, threads):
        """The operations of a case over what the largest product reaches in that time."""
        ours, _ = self.best(case, threads)
        flops = self.limit(case, None, "flops")
        peak = self.limit("gemm_" + ("float64" if "float64" in case else "float32"), threads, "flops")
        return flops / ours["seconds"] / peak if ours and flops and peak else None


def ratio_of(ours, theirs, field):
    return ours[field] / theirs[field] if ours and theirs and theirs[field] else None


def number(x, digits=2):
    return "-" if x is None else f"{x:.{digits}f}"


def milliseconds(line):
    return f"{line['seconds'] * 1e3:.4g} ms" if line else "-"


def megabytes(line):
    return f"{line['peak_bytes'] / 1e6:.0f} MB" if line else "-"


def verdict(value, goal):
    return "-" if value is None else "met" if value <= goal else "missed"


def print_row(*cells):
    print("  ".join(f"{c:>{w}}" if w > 0 else f"{c:<{-w}}" for c, w in zip(cells, (-24, 3, 11, 11, 7, 7, -6, 6, -30))))


def differing(lines, digits):
    """What of a case's lines does not agree with the first line's results: numbers relatively, a cosine absolutely."""
    found = []
    for field in ("result", "smallest", "cosine"):
        have = [line for line in lines if line.get(field) is not None]
        for line in have[1:]:
            a, b = have[0][field], line[field]
            if not abs(a - b) <= digits * (1 if field == "cosine" else max(abs(a), abs(b))):
                found.append(f"{line['case']}, {line['threads']} threads: {field} {a!r} ({have[0]['peer']}), {b!r} ({line['peer']})")
    return found


def print_table(lines):
    """Prints ratios and gives what differs."""
    measurements, wrong = Measurements(lines), []
    print_row("case", "thr", "Hesse", "best peer", "ratio", "goal", "", "peak", "the peer")
    groups = {}
    for line in lines:
        groups.setdefault((line["case"], line["threads"]), []).append(line)
    for (case, threads), group in groups.items():
        goal = next((g for g in GOALS if fnmatch.fnmatch(case, g.cases)), None)
        if goal is None or threads is None:
            continue
        ours, best = measurements.best(case, threads)
        ratio = ratio_of(ours, best, "seconds")
        share = measurements.share_of_peak(case, threads)
        print_row(case, threads, milliseconds(ours), milliseconds(best), number(ratio), number(goal.ratio),
                  verdict(ratio, goal.ratio), "-" if share is None else f"{100 * share:.0f} %", best["peer"] if best else "-")
        if goal.products:
            mine, least = measurements.best(case, threads, "products")
            ratio = ratio_of(mine, least, "products")
            print_row("  products with H", "", mine["products"] if mine else "-", least["products"] if least else "-",
                      number(ratio), number(goal.products), verdict(ratio, goal.products), "", "")
        mine, least = measurements.best(case, threads, "peak_bytes")
        if mine:
            ratio = ratio_of(mine, least, "peak_bytes")
            print_row("  most memory", "", megabytes(mine), megabytes(least), number(ratio), number(MEMORY_GOAL),
                      verdict(ratio, MEMORY_GOAL), "", least["peer"] if least else "-")
        wrong += differing(group, goal.digits)
        wrong += [f"{line['case']}, {line['peer']}: {line['error']}" for line in group if "error" in line]
    for line in lines:
        if line["case"] == "loop":
            ratio = line["seconds"] / line["plan_seconds"] if line["plan_seconds"] else None
            print_row("loop over its plans", line["threads"], milliseconds(line),
                      f"{line['plan_seconds'] * 1e3:.4g} ms", number(ratio), number(LOOP_GOAL), verdict(ratio, LOOP_GOAL), "",
                      "2 000 training steps")
            if line["retraced"]:
                wrong.append(f"loop, {line['threads']} threads: retraced {line['retraced']} times")
    return wrong


def digits(x):
    """A number with three digits, thousands apart, as the README writes it."""
    if x is None:
        return "–"
    if x >= 100:
        return f"{x:,.0f}".replace(",", " ")
    return f"{x:.3g}" if x < 1 or x >= 10 else f"{x:.2f}"


def markdown(lines, threads):
    """The README's table, and a line on the machine's limits."""
    m = Measurements(lines)
    factor = {"time": ("seconds", 1e3), "products": ("products", 1), "memory": ("peak_bytes", 1e-6)}
    text = ["| work | Hesse | best peer | ratio | share of peak |", "|---|---|---|---|---|"]
    for row in ROWS:
        field, scale = factor[row.kind]
        pairs = [m.best(case, threads, field) for case in row.cases]
        if not any(ours for ours, _ in pairs):
            continue
        side = lambda at: " / ".join(digits(pair[at][field] * scale if pair[at] else None) for pair in pairs)
        ratios = " / ".join(digits(ratio_of(ours, theirs, field)) for ours, theirs in pairs)
        shares = [m.share_of_peak(case, threads) for case in row.cases] if row.kind == "time" else []
        share = " / ".join("–" if s is None else f"{100 * s:.0f} %" for s in shares) if any(shares) else ""
        text.append(f"| {row.text} | {side(0)} | {side(1)} | {ratios} | {share} |")
    fields = {"gemm_float32": "flops", "gemm_float64": "flops", "read": "bytes", "triad": "bytes"}
    limits = {(case, t): m.limit(case, t, field) for case, field in fields.items() for t in (1, 2)}
    if all(limits.values()):
        rates = lambda case: " / ".join(digits(limits[case, t] * 1e-9) for t in (1, 2))
        text += ["", "The machine's limits on 1 / 2 cores: a product of 2048 × 2048 matrices runs at "
                 f"{rates('gemm_float32')} GFLOP/s in float32 and {rates('gemm_float64')} in float64; beyond the caches `sum(a * b)` reads "
                 f"{rates('read')} GB/s, and `a + s * b` reads and writes {rates('triad')}. The share of peak is a row's operations, as `hesse explain` counts them, over "
                 "what that product does in the same time."]
    return "\n".join(text) + "\n"

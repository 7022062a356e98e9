"""Are the odds of replayed seasons calibrated, and better than knowing the table? The tables of ``season``."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

MAKE_BINS = (0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1.0)
TITLE_BINS = (0.0, 0.01, 0.03, 0.07, 0.15, 0.3, 1.0)
Point = dict[str, Any]
EPSILON = 1e-4


def report_lines(points: list[Point]) -> tuple[list[str], bool]:
    """The sections on calibration and scores, and whether what is claimed holds."""
    if not points:
        return ["No point has been replayed yet."], False
    make = [(row["make"], row["made"]) for point in points for row in open_rows(point)]
    title = [(row["title"], row["champion"]) for point in points for row in point["drivers"] if not row["eliminated"]]
    lines: list[str] = []
    good = []
    for name, pairs, bins in (("make the playoffs", make, MAKE_BINS), ("win the title", title, TITLE_BINS)):
        rows, inside, total = reliability(pairs, bins)
        lines += [f"## Chance to {name}", "", "| said | n | mean said | came | 95% interval | inside |"]
        lines += ["|---|---|---|---|---|---|", *rows, "", f"{inside} of {total} bins hold the mean said.", ""]
        good.append(inside >= total - 1)
    score, better = score_lines(points)
    return [*lines, *score], all(good) and better


def open_rows(point: Point) -> list[dict[str, Any]]:
    """Drivers whose place in the playoffs is not decided."""
    if point["after"] >= point["regular"]:
        return []
    return [row for row in point["drivers"] if not row["eliminated"] and not row["clinched"]]


def reliability(pairs: list[tuple[float, bool]], bins: tuple[float, ...]) -> tuple[list[str], int, int]:
    """Rows of a table by chance said; in how many of the filled bins the mean said is inside what came."""
    rows, inside, total = [], 0, 0
    for low, high in pairwise(bins):
        of = [(p, came) for p, came in pairs if low <= p < high or (high == bins[-1] and p == high)]
        if not of:
            continue
        n, hits = len(of), sum(came for _, came in of)
        said = float(np.mean([p for p, _ in of]))
        lower, upper = wilson(hits, n)
        holds = lower <= said <= upper
        inside, total = inside + holds, total + 1
        rows.append(f"| {100 * low:g}-{100 * high:g} % | {n} | {100 * said:.1f} % | {100 * hits / n:.1f} % ({hits}) | "
                    f"{100 * lower:.1f}-{100 * upper:.1f} % | {'yes' if holds else 'NO'} |")  # fmt: skip
    return rows, inside, total


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share."""
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def score_lines(points: list[Point]) -> tuple[list[str], bool]:
    """Log scores beside both baselines, paired by point of a season."""
    lines = ["## Log score beside knowing the table", "",
             "Nats, lower is better; differences by point of a season with their error, negative is better.", "",
             "| what | points | n | ours | current rank | current points gap | ours less rank | ours less gap |",
             "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    better = True
    subsets = {"all": points, "2017-2023 (physics in-sample)": [p for p in points if p["season"] < 2024],
               "2024": [p for p in points if p["season"] >= 2024]}  # fmt: skip
    for share in sorted({p["share"] for p in points}):
        subsets[f"after {share:.0%}"] = [p for p in points if p["share"] == share]
    for what, ours, rival in (
        ("make the playoffs", make_loss, make_baseline),
        ("win the title", title_loss, title_baseline),
    ):
        for name, chosen in subsets.items():
            row = [score(chosen, points, ours, rival, feature) for feature in ("rank", "gap")]
            if row[0] is None or row[1] is None:
                continue
            (n, mine, rank, d1, e1), (_, _, gap, d2, e2) = row
            held = len(chosen) if what.startswith("win") else sum(bool(open_rows(p)) for p in chosen)
            numbers = f"{n} | {mine:.4f} | {rank:.4f} | {gap:.4f} | {d1:+.4f} ± {e1:.4f} | {d2:+.4f} ± {e2:.4f}"
            lines.append(f"| {what}, {name} | {held} | {numbers} |")
            better = better and (name != "all" or (d1 < 0 and d2 < 0))
    return [*lines, ""], better


Losses = list[float]


def score(
    chosen: list[Point],
    every: list[Point],
    ours: Callable[[Point], Losses],
    rival: Callable[[list[Point], Point, str], Losses],
    feature: str,
) -> tuple[int, float, float, float, float] | None:
    """(n, our mean, the rival's, difference, its error by point)."""
    mine, its, differences = [], [], []
    for point in chosen:
        a = ours(point)
        if not a:
            continue
        others = [p for p in every if (p["season"]) != point["season"]]
        b = rival(others, point, feature)
        mine += a
        its += b
        differences.append((sum(a) - sum(b), len(a)))
    if not mine or len(differences) < 2:
        return None
    sums, counts = (np.array(column, float) for column in zip(*differences, strict=True))
    mean = sums.sum() / counts.sum()
    error = np.sqrt(((sums - mean * counts) ** 2).sum() * len(sums) / (len(sums) - 1)) / counts.sum()
    return len(mine), float(np.mean(mine)), float(np.mean(its)), float(mean), float(error)


def make_loss(point: Point) -> Losses:
    """Log losses of our chances to make the playoffs."""
    return [loss(row["make"], row["made"]) for row in open_rows(point)]


def title_loss(point: Point) -> Losses:
    """The log loss of our chance of the champion."""
    return [-float(np.log(max(EPSILON, sum(row["title"] for row in point["drivers"] if row["champion"]))))]


def loss(chance: float, came: bool) -> float:
    """Of one yes or no."""
    p = min(max(chance, EPSILON), 1 - EPSILON)
    return -float(np.log(p if came else 1 - p))


def make_feature(point: Point, row: dict[str, Any], feature: str) -> list[float]:
    """What a baseline knows of a driver: his distance from the last place in, and whether he is in now."""
    ranked = sorted(point["drivers"], key=lambda r: r["rank"])
    last = ranked[min(point["field"], len(ranked)) - 1]
    left = point["regular"] - point["after"]
    if feature == "rank":
        return [1.0, (row["rank"] - point["field"] - 0.5) / 5]
    return [1.0, (row["points"] - last["points"]) / (20.0 * np.sqrt(left))]


def make_baseline(others: list[Point], point: Point, feature: str) -> Losses:
    """Log losses of a logistic regression on the same share of other seasons."""
    rows = [
        (make_feature(p, r, feature), r["made"]) for p in others if p["share"] == point["share"] for r in open_rows(p)
    ]
    beta = logistic(np.array([x for x, _ in rows]), np.array([y for _, y in rows], float)) if rows else np.zeros(2)
    return [
        loss(float(1 / (1 + np.exp(-np.dot(make_feature(point, r, feature), beta)))), r["made"])
        for r in open_rows(point)
    ]


def logistic(X: Any, y: Any) -> Any:
    """Weights by Newton's method with a little ridge."""
    beta = np.zeros(X.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(X @ beta, -30, 30)))
        gradient = X.T @ (y - p) - 0.01 * beta
        beta = beta + np.linalg.solve((X * (p * (1 - p))[:, None]).T @ X + 0.01 * np.eye(len(beta)), gradient)
    return beta


def title_feature(point: Point, feature: str) -> tuple[Any, Any]:
    """By driver still in it: rank, or points behind the first; and who was champion."""
    rows = [row for row in point["drivers"] if not row["eliminated"]]
    first = max(row["points"] for row in rows)
    x = [row["rank"] - 1 if feature == "rank" else (first - row["points"]) / 20 for row in rows]
    return np.array(x, float), np.array([row["champion"] for row in rows])


def title_baseline(others: list[Point], point: Point, feature: str) -> Losses:
    """The log loss of a softmax falling with rank or gap, its slope fitted on the same share of other seasons."""
    slopes = np.geomspace(0.01, 5, 80)
    past = [title_feature(p, feature) for p in others if p["share"] == point["share"]]

    def total(slope: float) -> float:
        return sum(softmax_loss(x, y, slope) for x, y in past)

    best = min(slopes, key=total) if past else 0.1
    return [softmax_loss(*title_feature(point, feature), best)]


def softmax_loss(x: Any, y: Any, slope: float) -> float:
    """Of the champion, under chances that fall with ``x``."""
    weight = np.exp(-slope * (x - x.min()))
    chance = float((weight * y).sum() / weight.sum())
    return -float(np.log(max(chance, EPSILON)))

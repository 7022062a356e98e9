"""How long until a person sees something: import, help, first tables, each in a fresh process."""

import subprocess
import sys
import time
from collections.abc import Iterable

from benchmarks.figure import Figure

WAYS = [
    ("import stockcar", ["-c", "import stockcar"], "< 0.1 s over a bare interpreter"),
    ("stockcar --help", ["-m", "stockcar", "--help"], "< 0.4 s"),
    ("stockcar driver, cold", ["-m", "stockcar", "driver", "Kyle Larson", "--book", "starter"], "< 0.8 s"),
    ("stockcar race, cold", ["-m", "stockcar", "race", "xfinity-2025-24", "--book", "starter"], "< 5 s"),
]


def best_of(arguments: list[str], times: int = 5) -> float:
    """The best wall time in seconds of some fresh processes, after one that warms the disk."""
    best = float("inf")
    for turn in range(times + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        if turn:
            best = min(best, time.perf_counter() - start)
    return best


def measure() -> Iterable[Figure]:
    """Start-up times beside a bare interpreter."""
    bare = best_of(["-c", "pass"])
    for name, arguments, goal in WAYS:
        yield Figure(name, best_of(arguments), "s", bare, "bare python", goal)

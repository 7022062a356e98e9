"""Simulated seasons: 10,000 rest-of-season runs of a whole Cup season of 36 races, on one and two threads, and memory.

The season is cup 2024 before its first race, from the full book in ``.book``; without one nothing is measured. One
thread runs a fifth of the runs and its time is multiplied by five; fitting the 36 races is a figure of its own.
"""

import resource
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.figure import Figure
from stockcar.forecast.season import rest_of
from stockcar.forecast.season_known import START, known_after
from stockcar.forecast.season_plan import planned
from stockcar.forecast.season_ranges import Work, count_range, count_season
from stockcar.racing import Series
from stockcar.record import RecordBook

RUNS = 10_000
BOOK = Path(__file__).parents[1] / ".book"


def measure() -> Iterable[Figure]:
    """Fitting, two threads, one thread, memory."""
    if not (BOOK / "CURRENT").is_file():
        return
    known = known_after(RecordBook.open(BOOK), Series.CUP, 2024, START)
    start = time.perf_counter()
    plan = planned(known, rest_of(known), 0).plan
    yield Figure("season: fit 36 Cup races", time.perf_counter() - start, "s")
    count_range(plan, 0, 20)  # compiled
    start = time.perf_counter()
    count_season(plan, Work(RUNS, workers=2))
    two = time.perf_counter() - start
    start = time.perf_counter()
    count_season(plan, Work(RUNS // 5, workers=1))
    one = (time.perf_counter() - start) * 5
    yield Figure("season: 10,000 Cup seasons, two threads", two, "s", one, "one thread", "< 150 s, <= 0.55")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("season: peak memory", peak, "MB", goal="< 1000 MB")

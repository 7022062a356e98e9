"""A race under way: one refresh of everyone's chances, a replay of a recorded race, a fork.

Needs the full book (``$STOCKCAR_FULL_BOOK``, else ``.book``) for the recorded race; the refreshes need no book. Kernels
are compiled before anything is timed; the fit of the race is timed apart, for it is made once and kept.
"""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from benchmarks.figure import Figure
from stockcar.live.start import behind_s
from stockcar.live.state import CarState, RaceState
from stockcar.racing.timing import Flag
from stockcar.sim import draws, simulate
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import RaceInputs

RUNS, TO_GO = 2000, 50
KEY = "cup-2025-10"


def seconds(work: Callable[[], object], goes: int = 3) -> float:
    """The best of several goes."""
    best = float("inf")
    for _ in range(goes):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def to_go(track_class: str) -> RaceInputs:
    """The simulator's example field with fifty laps to go, a second between cars."""
    inputs = example_inputs(track_class)
    laps, cars = inputs.track.laps, len(inputs.cars.key)
    lap = max(1, laps - TO_GO)
    names = [str(slot) for slot in range(cars)]
    state = RaceState({n: CarState(n, i + 1, lap, 0, 1.0 * i, seen_lap=lap) for i, n in enumerate(names)}, lap=lap)
    gaps = behind_s(replace(state, flag=Flag.GREEN), inputs.track.lap_s)
    behind = inputs.start.behind_s.copy()
    behind[:] = [gaps[name] for name in names]
    return inputs._replace(start=inputs.start._replace(lap=lap, green_since=lap - 10, behind_s=behind))


def measure() -> Iterable[Figure]:
    """The figures."""
    for track_class, goal in (("intermediate", "< 1.0 s"), ("superspeedway", "< 2.5 s")):
        inputs, key = to_go(track_class), draws.race_key(0, track_class)
        simulate(inputs, key, 10)
        took = seconds(lambda inputs=inputs, key=key: simulate(inputs, key, RUNS))
        yield Figure(f"refresh: {RUNS:,} runs, {TO_GO} laps to go, {track_class}", took, "s", goal=goal)
    yield from _recorded()


def _recorded() -> Iterable[Figure]:
    """The recorded race: its fit, its replay, a fork."""
    from stockcar import face
    from stockcar.errors import NotInBook
    from stockcar.forecast.forecast import fitted_inputs
    from stockcar.live.kept import kept_inputs
    from stockcar.record.book import RecordBook

    try:
        book = RecordBook.open(os.environ.get("STOCKCAR_FULL_BOOK", ".book"))
        key = book.key(KEY)
        yield Figure(f"fit of {KEY}, made once and kept", seconds(lambda: fitted_inputs(book, key), 1), "s")
        kept_inputs(book, key)
    except NotInBook:
        return
    for runs, goal in ((400, "< 30 s"), (RUNS, "< 150 s")):
        took = seconds(lambda runs=runs: list(face.replay(key, runs=runs, book=book)), 1)
        yield Figure(f"replay of {KEY} from its laps, {runs:,} runs a lap", took, "s", goal=goal)
    took = seconds(lambda: face.fork(key, 170, "caution", book=book), 1)
    yield Figure(f"fork of {KEY} at lap 170, {RUNS:,} runs twice", took, "s", goal="< 5 s")

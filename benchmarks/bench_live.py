"""A race under way: one refresh of everyone's chances, a replay of a recorded race, a fork.

Needs the full book (``$STOCKCAR_FULL_BOOK``, else ``.book``) for the recorded race; the refreshes need no book. Kernels
are compiled before anything is timed. The commands are timed whole, from the shell, with an empty user cache. A replay
with 2,000 runs a lap is timed on some of its laps, evenly spread.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from benchmarks.figure import Figure
from stockcar.live.feed import from_laps
from stockcar.live.start import behind_s
from stockcar.live.state import CarState, RaceState
from stockcar.live.trace import laps_seen
from stockcar.live.winprob import chances
from stockcar.racing.timing import Flag
from stockcar.sim import draws, simulate
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import RaceInputs

RUNS, TO_GO = 2000, 50
KEY = "cup-2025-10"
EVERY = 8


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
        took = seconds(partial(simulate, inputs, key, RUNS))
        yield Figure(f"refresh: {RUNS:,} runs, {TO_GO} laps to go, {track_class}", took, "s", goal=goal)
    yield from _recorded()


def _recorded() -> Iterable[Figure]:
    """The recorded race, as a first call finds it: nothing kept but the compiled race."""
    from stockcar import face
    from stockcar.errors import NotInBook
    from stockcar.live.kept import kept_inputs
    from stockcar.record.book import RecordBook

    folder = os.environ.get("STOCKCAR_FULL_BOOK", ".book")
    try:
        book = RecordBook.open(folder)
        key = book.key(KEY)
        fitted = kept_inputs(book, key)
    except NotInBook:
        return
    fork = ("fork", KEY, "--lap", "170", "--change", "caution")
    replay = ("replay", KEY, "--from", "laps")
    for verb, goal, goes in ((fork, "< 5 s", 2), (replay, "< 30 s", 1)):
        took = seconds(partial(called, verb, folder), goes)
        yield Figure(f"stockcar {' '.join(verb)}, no fit kept", took, "s", goal=goal)
    took = seconds(lambda: face.fork(key, 170, "caution", book=book), 1)
    yield Figure(f"the same fork, {RUNS:,} runs twice, in a session with the fit kept", took, "s")
    bare = seconds(lambda: list(face.replay(key, runs=0, book=book)), 1)
    states = [seen.state for seen in laps_seen(from_laps(book, key), tuple(line.car for line in fitted.lines))]
    some = [state for state in states[::EVERY] if not state.finished]
    took = bare + seconds(lambda: [chances(fitted, state, RUNS) for state in some], 1) * len(states) / len(some)
    yield Figure(f"replay of {KEY}, {RUNS:,} runs a lap, from every {EVERY}th lap", took, "s", goal="< 150 s")


def called(verb: tuple[str, ...], folder: str) -> None:
    """The command in a process of its own, with an empty user cache but for the compiled race."""
    import platformdirs

    kernels = os.environ.get("NUMBA_CACHE_DIR", platformdirs.user_cache_dir("stockcar"))
    with tempfile.TemporaryDirectory() as empty:
        subprocess.run(
            (sys.executable, "-m", "stockcar", *verb, "--format", "json", "--book", folder),
            env=os.environ | {"XDG_CACHE_HOME": empty, "NUMBA_CACHE_DIR": kernels},
            stdout=subprocess.DEVNULL,
            check=True,
        )

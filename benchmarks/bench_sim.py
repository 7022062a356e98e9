"""Car-laps a second of both kernels, beside bare loops that draw noise with the same generator and keep the order.

A car-lap is a running car's lap, under green or caution; each figure is the best of several goes, on one thread or two.
Two ceilings are measured. The endless loop lets 38 cars wander for 100,000 laps: soon they are so far apart that the
order hardly changes. The bare loop of a track races that track's races: as many laps, the same gaps on the grid, the
same noise a lap, so that the order changes about as often as there. It does nothing else a race does, stops for no
caution and never lines up anew.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.figure import Figure
from stockcar.errors import StockcarError
from stockcar.sim import draws, simulate
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import RaceInputs
from stockcar.sim.outcomes import empty_rows

GOES = 7
MOST = 64
RACES = (("xfinity-2025-24", "< 10 s"), ("truck-2022-15", "< 3 s"))
FIRST = """
import sys, time
from stockcar.sim import draws, simulate
from stockcar.sim.example import example_inputs
inputs = example_inputs(sys.argv[1])
start = time.perf_counter()
simulate(inputs, draws.race_key(0, "first"), 10)
print(time.perf_counter() - start)
"""


def bare_loop() -> Callable[..., None]:
    """A race of nothing but noise and order: one block a car and lap, its noise on a time, the order kept."""
    from stockcar.sim import keyed
    from stockcar.sim.compiled import eights, kernel

    @kernel
    def draw(key, lap, n, cars, z, w2, w3):
        for slot in range(eights(n)):
            a, b, c, d = keyed.woven_block(key, keyed.LAP, lap, cars[slot], keyed.ZERO)
            z[slot] = keyed.noise(a, b)
            w2[slot] = c
            w3[slot] = d

    @kernel
    def bare(key, races, laps, gap_s, sd_s, n, cars, time_s, order, z, w2, w3):
        for race in range(races):
            for i in range(n):
                time_s[i], order[i] = gap_s * i, i
            for lap in range(laps):
                draw(key + np.uint64(race), lap, n, cars, z, w2, w3)
                for i in range(n):
                    car = order[i]
                    t = time_s[car] + 30.0 + sd_s * z[car]
                    time_s[car] = t
                    j = i
                    while j > 0 and time_s[order[j - 1]] > t:
                        order[j] = order[j - 1]
                        j -= 1
                    order[j] = car

    return bare


def ceiling(races: int, laps: int, gap_s: float, sd_s: float, n_cars: int = 38) -> float:
    """Millions of car-laps a second of the bare loop."""
    bare = bare_loop()
    cars = np.zeros(MOST, np.uint64)
    cars[:n_cars] = np.arange(1, n_cars + 1)
    words = (np.zeros(MOST, np.uint64), np.zeros(MOST, np.uint64))
    state = (cars, np.zeros(MOST), np.zeros(MOST, np.int64), np.zeros(MOST), *words)
    best = 0.0
    for _ in range(GOES):
        start = time.perf_counter()
        bare(np.uint64(5), races, laps, gap_s, sd_s, n_cars, *state)
        best = max(best, n_cars * laps * races / (time.perf_counter() - start) / 1e6)
    return best


def own_ceiling(inputs: RaceInputs) -> float:
    """The bare loop over this track's races."""
    laps, pace = inputs.track.laps, inputs.pace
    return ceiling(100_000 // laps, laps, pace.grid_gap_s, pace.noise_sd_s, len(inputs.cars.key))


def kernel_rate(inputs: RaceInputs, runs: int, threads: int) -> float:
    """Millions of car-laps a second of the kernel that races these inputs."""
    from stockcar.sim.field import new_field
    from stockcar.sim.lap import races
    from stockcar.sim.pack import pack_races
    from stockcar.sim.sheet import sheet_of

    race = pack_races if inputs.track.kernel else races
    key = np.uint64(draws.race_key(7, "benchmark"))
    n = len(inputs.cars.key)
    work = [(sheet_of(inputs), empty_rows(runs, n), new_field(inputs.cars.key)) for _ in range(threads)]
    race(work[0][0], key, 0, empty_rows(1, len(inputs.cars.key)), work[0][2])
    best = 0.0
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(GOES):
            start = time.perf_counter()
            list(pool.map(lambda w: race(w[0], key, 0, w[1], w[2]), work))
            seconds = time.perf_counter() - start
            best = max(best, sum(int(w[1].laps.sum()) for w in work) / seconds / 1e6)
    return best


def measure() -> Iterable[Figure]:
    """Both kernels, one and two threads, and the ceilings; then whole batches, and the first call."""
    yield from _kernels()
    yield from _batches()
    yield from _first_calls()


def _kernels() -> Iterable[Figure]:
    endless = ceiling(1, 100_000, 0.0, 0.1)
    for track_class in ("intermediate", "short", "road", "superspeedway"):
        inputs = example_inputs(track_class)
        lanes = bool(inputs.track.kernel)
        name = f"{'lane' if lanes else 'lap'} kernel, {track_class}"
        runs = 100 if lanes else 400
        one = kernel_rate(inputs, runs, 1)
        goal = ">= 6" if lanes else ">= 20, >= 0.35 of the ceiling"
        yield Figure(f"{name}, one thread", one, "M car-laps/s", endless, "endless bare loop", goal)
        if not lanes:
            own = own_ceiling(inputs)
            yield Figure(f"{name}, one thread", one, "M car-laps/s", own, "bare loop of that track", ">= 0.35")
        if track_class in ("intermediate", "superspeedway"):
            two = kernel_rate(inputs, runs, 2)
            yield Figure(f"{name}, two threads", two, "M car-laps/s", one, "one thread", ">= 1.85 times")


def _batches() -> Iterable[Figure]:
    """10,000 runs of two races of the starter book, fitted before the clock starts."""
    from stockcar.forecast.forecast import fitted_inputs
    from stockcar.record import RecordBook

    book = RecordBook.open("starter")
    for name, goal in RACES:
        try:
            inputs = fitted_inputs(book, name).inputs
        except StockcarError as reason:
            print(f"{name} is not measured: {reason}", file=sys.stderr)
            continue
        key = draws.race_key(0, name)
        simulate(inputs, key, 10)
        took = {}
        for workers in (1, 2):
            start = time.perf_counter()
            simulate(inputs, key, 10_000, workers=workers)
            took[workers] = time.perf_counter() - start
        yield Figure(f"10,000 runs of {name}, two workers", took[2], "s", took[1], "one worker", goal)


def _first_calls() -> Iterable[Figure]:
    """The first simulated race of a fresh process: with nothing compiled, and with everything."""
    for track_class in ("superspeedway", "intermediate"):
        with tempfile.TemporaryDirectory() as folder:
            cold, told = _first_call(track_class, folder)
            goal = "< 25 s, and says so" if told else "< 25 s, and says so (it did not)"
            yield Figure(f"first call, nothing compiled, {track_class}", cold, "s", goal=goal)
            warm = min(_first_call(track_class, folder)[0] for _ in range(5))
            yield Figure(f"first call, all compiled, {track_class}", warm, "s", goal="< 0.6 s")


def _first_call(track_class: str, folder: str) -> tuple[float, bool]:
    """Seconds of the call, and whether it said that it compiles."""
    settings = os.environ | {"NUMBA_CACHE_DIR": folder}
    command = [sys.executable, "-c", FIRST, track_class]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    return float(done.stdout), "compiling" in done.stderr

"""Car-laps a second of both kernels, beside a bare loop that draws noise with the same generator and keeps order.

A car-lap is a running car's lap, under green or caution; each figure is the best of several goes, on one thread or two.
"""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from benchmarks.figure import Figure
from stockcar.sim import draws
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import RaceInputs
from stockcar.sim.outcomes import empty_rows

GOES = 7


def bare_loop():
    """The ceiling: one block a car and lap, its noise on a time, the order kept; nothing else."""
    from stockcar.sim import keyed
    from stockcar.sim.compiled import kernel

    @kernel
    def draw(key, lap, cars, z, w2, w3):
        for slot in range(cars.size):
            a, b, c, d = keyed.woven_block(key, keyed.LAP, lap, cars[slot], keyed.ZERO)
            z[slot] = keyed.noise(a, b)
            w2[slot] = c
            w3[slot] = d

    @kernel
    def bare(key, laps, cars, time_s, order, z, w2, w3):
        for lap in range(laps):
            draw(key, lap, cars, z, w2, w3)
            for i in range(cars.size):
                car = order[i]
                t = time_s[car] + 30.0 + 0.1 * z[car]
                time_s[car] = t
                j = i
                while j > 0 and time_s[order[j - 1]] > t:
                    order[j] = order[j - 1]
                    j -= 1
                order[j] = car

    return bare


def ceiling(n_cars: int = 38, laps: int = 100_000) -> float:
    """Millions of car-laps a second of the bare loop."""
    bare = bare_loop()
    cars = np.arange(1, n_cars + 1).astype(np.uint64)
    state = (np.zeros(n_cars), np.arange(n_cars), np.zeros(n_cars), np.zeros(n_cars, np.uint64), cars.copy())
    best = 0.0
    for _ in range(GOES):
        start = time.perf_counter()
        bare(np.uint64(5), laps, cars, *state)
        best = max(best, n_cars * laps / (time.perf_counter() - start) / 1e6)
    return best


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
    """Both kernels, one and two threads, and the ceiling."""
    top = ceiling()
    goals = {"intermediate": ">= 20, >= 0.35 of the ceiling", "short": "", "road": "", "superspeedway": ">= 6"}
    for track_class, goal in goals.items():
        inputs = example_inputs(track_class)
        runs = 400 if track_class != "superspeedway" else 100
        one = kernel_rate(inputs, runs, 1)
        kind = "lane kernel" if inputs.track.kernel else "lap kernel"
        yield Figure(f"{kind}, {track_class}, one thread", one, "M car-laps/s", top, "bare loop", goal)
        if track_class in ("intermediate", "superspeedway"):
            two = kernel_rate(inputs, runs, 2)
            yield Figure(f"{kind}, {track_class}, two threads", two, "M car-laps/s", one, "one thread", ">= 1.85 times")

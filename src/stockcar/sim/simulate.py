"""How often does what happen? ``simulate`` runs a race many times and returns integer counts.

The runs are cut into ranges; threads take ranges (the kernels release the interpreter's lock) and the counts are added,
so any number of workers gives the same answer, and run 17,341 alone equals run 17,341 in the batch. The kernels are
compiled once per version and machine (some seconds), and then read from disk.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np

from stockcar.errors import UsageError
from stockcar.sim import draws
from stockcar.sim.check import require_inputs
from stockcar.sim.inputs import LANE_KERNEL, RaceInputs, tidy
from stockcar.sim.log import Log
from stockcar.sim.outcomes import Outcomes, RunRows, count, empty_rows
from stockcar.sim.reference import one_race

RANGE = 200  # runs a range at most: small enough to keep rows in cache and threads busy, large enough to hide the call


def simulate(inputs: RaceInputs, race_key: int, runs: int, first_run: int = 0, workers: int = 2) -> Outcomes:
    """Counts over runs ``first_run`` to ``first_run + runs - 1`` of the race with this key.

    Raises:
        UsageError: inputs that cannot be raced, by the name of the field.
    """
    ranges = _ranges(inputs, runs, first_run, workers)
    team = inputs.cars.team
    if workers == 1:
        return reduce(add, (count(_rows(inputs, race_key, *span), team) for span in ranges))
    with ThreadPoolExecutor(workers) as pool:
        return reduce(add, pool.map(lambda span: count(_rows(inputs, race_key, *span), team), ranges))


def simulate_rows(inputs: RaceInputs, race_key: int, runs: int, first_run: int = 0, workers: int = 2) -> RunRows:
    """The runs themselves, one row a run: for samples, joint events and distributions."""
    ranges = _ranges(inputs, runs, first_run, workers)
    if workers == 1:
        parts = [_rows(inputs, race_key, *span) for span in ranges]
    else:
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(lambda span: _rows(inputs, race_key, *span), ranges))
    return RunRows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def replay(
    inputs: RaceInputs, race_key: int, run: int, without: frozenset[tuple[int, int]] = frozenset()
) -> tuple[RunRows, Log]:
    """One run again, by the plain-Python twin, with everything that happened in it. No compiler is needed.

    ``without``: (lap, slot) pairs; on that lap that car lifts where it would have pushed, all luck the same.
    """
    require_inputs(inputs)
    if run < 0:
        raise UsageError(f"run: {run}", "runs are numbered from 0", "give run=0 or above")
    log: Log = []
    return one_race(tidy(inputs), draws.run_key(race_key, run), log, without), log


def _ranges(inputs: RaceInputs, runs: int, first_run: int, workers: int) -> list[tuple[int, int]]:
    require_inputs(inputs)
    if runs < 1:
        raise UsageError(f"runs: {runs}", "at least one run is needed", "give runs=1 or more")
    if first_run < 0:
        raise UsageError(f"first_run: {first_run}", "runs are numbered from 0", "give first_run=0 or above")
    if workers < 1:
        raise UsageError(f"workers: {workers}", "at least one worker is needed", "give workers=1 or more")
    ranges = -(-runs // RANGE)
    ranges = min(runs, ranges + -ranges % workers)  # no thread is left alone with the last one
    edges = [first_run + runs * n // ranges for n in range(ranges + 1)]
    return [(first, last - first) for first, last in pairwise(edges)]


def _rows(inputs: RaceInputs, race_key: int, first_run: int, runs: int) -> RunRows:
    from stockcar.sim import compiled, field
    from stockcar.sim.sheet import sheet_of

    if inputs.track.kernel == LANE_KERNEL:
        from stockcar.sim.pack import pack_races as races
    else:
        from stockcar.sim.lap import races
    compiled.tell_once(races)
    rows = empty_rows(runs, len(inputs.cars.key))
    races(sheet_of(inputs), np.uint64(race_key), first_run, rows, field.new_field(inputs.cars.key))
    return rows

"""How often does each driver make it? Ranges of simulated seasons, as whole numbers that add up in any order.

A range of runs is simulated race by race and scored by the rules; it gives counts. Threads here, or the workers of a
cluster, take ranges; the counts are added, so any number of them, in any order, with any of them lost and run again,
gives the same answer.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import UsageError
from stockcar.forecast.season_absent import Absences, Attendance, absences, luck_of_absence, nobody
from stockcar.forecast.season_fit import Progress, RaceToCome, drifted, drifts
from stockcar.forecast.season_order import Ints
from stockcar.forecast.season_pay import Pay, paid
from stockcar.forecast.season_title import Flags, Lines, Terms, titles
from stockcar.sim import draws, simulate_rows

BLOCK: Final = 10  # runs that share one drift of form
RANGE: Final = 200  # runs a range; a multiple of BLOCK


class Work(NamedTuple):
    """How much is simulated, and by whom."""

    runs: int = 2000
    seed: int = 0
    workers: int = 2  # threads here; the numbers do not depend on it
    cluster: str | None = None  # address of a dask scheduler; the numbers do not depend on it
    say: Progress | None = None


class Luck(NamedTuple):
    """Whose form drifts, and since when: what two plans have to share to be run with the same luck."""

    season: str  # "truck-2022"
    since: int  # number of the first race to come


class SeasonPlan(NamedTuple):
    """Everything that a range needs; plain values, so that it travels to a worker."""

    luck: Luck
    seed: int
    past: Lines  # (1, races run, drivers)
    terms: Terms
    races: tuple[RaceToCome, ...]
    pays: tuple[Pay, ...]  # of the races to come
    slots: tuple[Ints, ...]  # of the races to come: (cars,) the driver of each slot
    scores: tuple[Flags, ...]  # (cars,)
    driver_ids: tuple[str, ...]
    attendance: Attendance | None = None  # None: everybody comes to every race

    @property
    def numbers(self) -> range:
        """The races that luck is drawn for, from the first that both of two plans have to come."""
        return range(self.luck.since, self.past.points.shape[1] + len(self.races) + 1)

    @property
    def racing(self) -> list[int]:
        """The drivers of the races to come."""
        return sorted({int(driver) for slots in self.slots for driver in slots})

    @property
    def missed(self) -> int:
        """How many of ``numbers`` have been run in this plan."""
        return int(self.past.points.shape[1]) + 1 - self.luck.since


class SeasonCounts(NamedTuple):
    """Counts over runs, ``(events, drivers)``; events: each round reached, then the title. Sums of squares by block."""

    runs: int
    hits: Ints
    squares: Ints  # of the hits of each block
    blocks: int
    place: Ints  # (drivers,) sum of places in points at the end of the regular season, 1-based

    def __add__(self, other: object) -> "SeasonCounts":
        if not isinstance(other, SeasonCounts):
            return NotImplemented
        sums: Any = [mine + its for mine, its in zip(list[Any](self), list[Any](other), strict=True)]
        return SeasonCounts(*sums)


def count_season(plan: SeasonPlan, work: Work) -> SeasonCounts:
    """Counts over all runs, on threads here."""
    if work.workers < 1:
        raise UsageError(f"workers: {work.workers}", "at least one worker is needed", "give workers=1 or more")
    spans = ranges(work.runs)
    with ThreadPoolExecutor(work.workers) as pool:
        jobs = [pool.submit(count_range, plan, *span) for span in spans]
        return added((job.result() for job in as_completed(jobs)), len(jobs), work.say)


def added(parts: Iterable[SeasonCounts], of: int, say: Progress | None = None) -> SeasonCounts:
    """The sum of the counts, with a word after each."""
    total: SeasonCounts | None = None
    for done, part in enumerate(parts, 1):
        total = part if total is None else total + part
        if say is not None:
            say("seasons", done, of)
    assert total is not None
    return total


def ranges(runs: int) -> list[tuple[int, int]]:
    """(first run, runs) of each range."""
    if runs < 1:
        raise UsageError(f"runs: {runs}", "at least one run is needed", "give runs=1 or more")
    return [(first, min(RANGE, runs - first)) for first in range(0, runs, RANGE)]


def count_range(plan: SeasonPlan, first_run: int, runs: int) -> SeasonCounts:
    """Counts over runs ``first_run`` to ``first_run + runs - 1``; ``first_run`` is a multiple of BLOCK."""
    lines, gone = season_lines(plan, first_run, runs)
    decided = plan.terms.value.get("regular", 0) - plan.past.points.shape[1]
    found = titles(lines, plan.terms._replace(may=plan.terms.may & (gone >= decided)))
    champion = np.zeros((runs, 1, found.made.shape[1]), bool)
    champion[np.arange(runs), 0, found.champion] = True
    events = np.concatenate([found.reached, champion], axis=1)
    starts = np.arange(0, runs, BLOCK)
    by_block = np.add.reduceat(events.astype(np.int64), starts, axis=0)
    return SeasonCounts(
        runs=runs,
        hits=by_block.sum(axis=0),
        squares=(by_block**2).sum(axis=0),
        blocks=len(starts),
        place=(found.place + 1).sum(axis=0),
    )


def season_lines(plan: SeasonPlan, first_run: int, runs: int) -> tuple[Lines, Ints]:
    """The lines of whole seasons (runs, races, drivers): what happened, then what is simulated.

    And from which of the races to come on each driver is gone (runs, drivers), as in ``Absences``.
    """
    past, n = plan.past, plan.past.points.shape[2]
    held = past.points.shape[1]
    parts: list[Any] = [np.zeros((runs, held + len(plan.races), n), part.dtype) for part in past]
    for mine, known in zip(parts, past, strict=True):
        mine[:, :held] = known
    gone = np.zeros((runs, n), np.int64)
    for start, size in _blocks(first_run, runs):
        rows = slice(start - first_run, start - first_run + size)
        drift, missing = _drift(plan, start // BLOCK), _absences(plan, start // BLOCK, size)
        gone[rows] = missing.gone
        for place in range(len(plan.races)):
            slots = plan.slots[place]
            lines: tuple[Any, ...] = _race_lines(plan, place, drift[place, slots], start, size)
            here = ~missing.away[:, place, slots]
            for mine, new in zip(parts, lines, strict=True):
                mine[rows, held + place, slots] = new[:, 0] * here
    return Lines(*parts), gone


def _drift(plan: SeasonPlan, block: int) -> NDArray[np.float64]:
    """The drift of every driver in every race to come (races, drivers)."""
    whole = np.zeros((len(plan.races), len(plan.driver_ids)))
    racing = plan.racing
    level = np.zeros(len(plan.driver_ids))
    for race, slots in zip(reversed(plan.races), reversed(plan.slots), strict=True):
        level[slots] = race.level_sd
    names = [plan.driver_ids[driver] for driver in racing]
    found = drifts(plan.seed, plan.luck.season, names, level[racing], plan.numbers, block)
    whole[:, racing] = found[plan.missed :]
    return whole


def _absences(plan: SeasonPlan, block: int, runs: int) -> Absences:
    """Who misses which of the races to come in a block of runs."""
    racing, n = plan.racing, len(plan.driver_ids)
    if plan.attendance is None:
        return nobody(runs, len(plan.races), n)
    names = [plan.driver_ids[driver] for driver in racing]
    luck = luck_of_absence(plan.seed, plan.luck.season, names, plan.numbers, block, runs)
    return absences(plan.attendance, luck[:, :, plan.missed :], racing)


def _race_lines(plan: SeasonPlan, place: int, drift: NDArray[np.float64], first_run: int, runs: int) -> Lines:
    race = plan.races[place]
    inputs = drifted(race, drift)
    rows = simulate_rows(inputs, draws.race_key(plan.seed, race.key), runs, first_run, workers=1)
    key = np.array([draws.race_key(plan.seed, f"{race.key} fastest lap"), first_run], np.uint64)
    fastest = (np.random.Philox(key=key).random_raw(runs) >> np.uint64(11)).astype(float) / 2**53
    return paid(plan.pays[place], rows, plan.scores[place], fastest)


def _blocks(first_run: int, runs: int) -> Iterator[tuple[int, int]]:
    last = first_run + runs
    for start in range(first_run, last, BLOCK):
        yield start, min(BLOCK, last - start)

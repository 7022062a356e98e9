"""Who will miss races to come? Drivers get hurt, lose their ride, or never meant to run them all.

From one race to the next a driver who raced stays away with a chance that depends on how he has come so far; once away
he is gone for the season with one chance, else back before each race with another. Measured on regular drivers before
2017, who is regular as in ``season_field`` (``verification/season_absent.py``). Somebody else drives his car then
and takes nothing from anybody's points.

Known limits: all drivers of a series who have come as often are alike; a driver who comes back keeps his right to the
playoffs, one who is gone has none.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.normal import Floats
from stockcar.forecast.season_known import Known
from stockcar.sim import draws

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
MOST: Final = 0.8  # share of the races so far
STRIDE: Final = 64  # draws kept apart for a run: more than a season has races


class Habit(NamedTuple):
    """Chances: to miss the next race for those who came to all races so far, to most, to some; gone; back."""

    all: float
    most: float
    some: float
    gone: float  # of an absence
    back: float  # before each race, of those who are away and not gone


HABITS: Final[Mapping[str, Habit]] = {
    "cup": Habit(all=0.008, most=0.11, some=0.28, gone=0.07, back=0.51),
    "xfinity": Habit(all=0.017, most=0.14, some=0.34, gone=0.05, back=0.46),
    "truck": Habit(all=0.027, most=0.15, some=0.37, gone=0.13, back=0.50),
}


class Attendance(NamedTuple):
    """How likely each driver is to miss a race, ``(drivers,)`` each."""

    miss: Floats
    away: Flags  # missed the last race
    gone: float
    back: float
    sure: int = 0  # of the next races the field is known


def attendance_of(known: Known, driver_ids: Sequence[str], sure: int = 0) -> Attendance:
    """From who has come so far; before a season everybody has come to all races."""
    habit = HABITS[known.series.value]
    raced = [{finish.driver_id for finish in finishes} for _, finishes in known.results]
    races = max(1, len(raced))
    share = [sum(driver in field for field in raced) / races if raced else 1.0 for driver in driver_ids]
    miss = [habit.all if s == 1 else habit.most if s >= MOST else habit.some for s in share]
    away = [bool(raced) and driver not in raced[-1] for driver in driver_ids]
    return Attendance(np.array(miss), np.array(away, bool), habit.gone, habit.back, sure)


class Absences(NamedTuple):
    """Who is missing in a block of runs, in the races to come."""

    away: Flags  # (runs, races, drivers)
    gone: Ints  # (runs, drivers) the first race of an absence that does not end, 0-based; the number of races if none


def nobody(runs: int, races: int, drivers: int) -> Absences:
    """Everybody comes to every race."""
    return Absences(np.zeros((runs, races, drivers), bool), np.full((runs, drivers), races))


def absences(attendance: Attendance, luck: Floats, racing: Sequence[int]) -> Absences:
    """Walk through the races to come. ``luck`` (racing, runs, races) are even draws of the drivers who race."""
    _, runs, races = luck.shape
    found = nobody(runs, races, len(attendance.miss))
    miss = attendance.miss[racing]
    away, gone = np.tile(attendance.away[racing], (runs, 1)), np.full((runs, len(racing)), races)
    for race in range(attendance.sure, races):
        u = luck[:, :, race].T
        starts, returns = ~away & (u < miss), away & (gone == races) & (u < attendance.back)
        gone = np.where(starts & (u < miss * attendance.gone), race, gone)
        away = (away | starts) & ~returns
        found.away[:, race, racing] = away
    found.gone[:, racing] = gone
    return found


def luck_of_absence(seed: int, season: str, driver_ids: Sequence[str], numbers: range, block: int, runs: int) -> Floats:
    """Even draws (drivers, runs, races), by driver, season, race number and run: whatever else is simulated."""
    found = np.empty((len(driver_ids), runs, len(numbers)))
    for place, driver in enumerate(driver_ids):
        key = np.array([draws.race_key(seed, f"{season} absences {driver}"), block], np.uint64)
        raw = np.random.Philox(key=key).random_raw(runs * STRIDE).reshape(runs, STRIDE)
        found[place] = (raw[:, numbers.start : numbers.stop] >> np.uint64(11)) / 2**53
    return found

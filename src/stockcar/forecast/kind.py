"""What kind of race has it lately been here: how many cars end a lap down?

Places do not tell, and the simulator, calibrated by series and kind of track on the seasons to 2023, knows a track by
its length alone. The record knows more: Dover laps the field, Martinsville does not. For every race ``kinds_of`` says,
from earlier days only, the log odds that a car does not end on the lead lap, as a stack of levels (``lately``). What
the simulator makes of a race is then moved part of the way there:

    kept = simulated + SHARE (recorded - simulated)

The share is what was best in races of 2017 and 2018, where recorded and simulated stood side by side.

Known limits: superspeedways and dirt are left to the simulator, and so is a series at a kind of track with too few
races; a new track is as the others of its kind; new rules show only after some races. The share of laps that one car
leads is foretold a little better in the same way, but simulated races came no nearer to it.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import TRACK_TYPES, History, Ints
from stockcar.forecast.lately import Level, follow
from stockcar.forecast.normal import Floats

KINDS: Final = tuple(TRACK_TYPES.index(name) for name in ("intermediate", "short", "road"))
FEWEST: Final = 10  # races of the series at this kind of track, in the walk
LEVELS: Final = (
    Level("kind", 1500, 0.1),
    Level("series and kind", 1500, 10),
    Level("track", 1500, 5),
    Level("series and track", 1500, 10),
    Level("series", 200, 20),
    Level("series and kind", 200, 40),
)
SHARE: Final = 0.7


class Lately(NamedTuple):
    """The kind of race that the record leads one to expect."""

    lapped: float  # log odds that a car does not end on the lead lap

    def towards(self, lapped: float) -> float:
        """Such log odds, as the simulator has them, moved towards the record."""
        return lapped + SHARE * (self.lapped - lapped)


def kinds_of(history: History) -> tuple[Lately | None, ...]:
    """What was expected of each race on its eve; None where it is left to the simulator."""
    races = np.flatnonzero(np.isin(history.track_type, KINDS))
    lapped = lapped_of(history)

    def missed(race: int, told: float) -> tuple[float, float]:
        chance = 1 / (1 + np.exp(-told))
        return 4 * (lapped[race] - chance), 4 * chance * (1 - chance)  # 1 in all where half the field is lapped

    told, enough = follow(history, LEVELS, missed, races), _seen(history, races, lapped) >= FEWEST
    return tuple(Lately(float(told[race])) if enough[race] else None for race in range(history.races))


def lapped_of(history: History) -> Floats:
    """The share (races,) of cars that did not end on the lead lap; NaN: to come."""
    return np.asarray(np.add.reduceat(history.lapped, history.bounds[:-1]) / np.diff(history.bounds), float)


def _seen(history: History, races: Ints, lapped: Floats) -> Floats:
    """Earlier races (races,) of the same series at the same kind of track."""
    seen, counts = np.zeros(history.races), dict[tuple[int, int], int]()
    for race in races.tolist():
        cell = int(history.series[race]), int(history.track_type[race])
        seen[race] = counts.get(cell, 0)
        counts[cell] = counts.get(cell, 0) + int(np.isfinite(lapped[race]))
    return seen

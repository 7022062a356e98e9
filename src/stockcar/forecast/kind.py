"""What kind of race has it lately been here: how many cars a lap down, how much of it led by one car?

Places tell neither, and the simulator, calibrated by series and kind of track on the seasons to 2023, knows a track by
its length alone. The record knows more: Dover laps the field, Martinsville does not. For every race, from earlier days
only, the log odds that a car does not end on the lead lap and the log of the share of laps that one car leads, both as
stacks of levels (``lately``). ``Lately.towards`` then moves what the simulator makes of a race part of the way there:

    kept = simulated + share (recorded - simulated)

The shares are what was best in races of 2017 and 2018 (lead lap) and of 2017 to 2021 (share led), where recorded and
simulated stood side by side.

Known limits: superspeedways and dirt are left to the simulator, and so is a series at a kind of track with too few
races; a new track is as the others of its kind; new rules show only after some races.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import TRACK_TYPES, History, Ints
from stockcar.forecast.lately import Level, follow
from stockcar.forecast.normal import Floats

KINDS: Final = tuple(TRACK_TYPES.index(name) for name in ("intermediate", "short", "road"))
FEWEST: Final = 10  # races of the series at this kind of track, in the walk
LAPPED: Final = (
    Level("kind", 1500, 0.1),
    Level("series and kind", 1500, 10),
    Level("track", 1500, 5),
    Level("series and track", 1500, 10),
    Level("series", 200, 20),
    Level("series and kind", 200, 40),
)
LED: Final = (Level("kind", 1000, 0.1), Level("series and kind", 1000, 10), Level("track", 1000, 15))
LAPPED_SHARE: Final = 0.7
LED_SHARE: Final = 0.5
LED_BASE: Final = float(np.log(0.5))


class Lately(NamedTuple):
    """The kind of race that the record leads one to expect."""

    lapped: float  # log odds that a car does not end on the lead lap
    led: float  # log of the share of laps that the top leader leads

    def towards(self, lapped: float, led: float) -> tuple[float, float]:
        """Both, on these scales, as the simulator has them, moved towards the record."""
        return lapped + LAPPED_SHARE * (self.lapped - lapped), led + LED_SHARE * (self.led - led)


def kinds_of(history: History) -> tuple[Lately | None, ...]:
    """What was expected of each race on its eve; None where it is left to the simulator."""
    races = np.flatnonzero(np.isin(history.track_type, KINDS))
    lapped, led = _recorded(history)

    def missed_lapped(race: int, told: float) -> tuple[float, float]:
        chance = 1 / (1 + np.exp(-told))
        return 4 * (lapped[race] - chance), 4 * chance * (1 - chance)  # 1 in all where half the field is lapped

    def missed_led(race: int, told: float) -> tuple[float, float]:
        share = float(np.exp(LED_BASE + told))
        return 2 * (led[race] - share), 2 * share

    odds, logs = follow(history, LAPPED, missed_lapped, races), follow(history, LED, missed_led, races)
    enough = _seen(history, races, lapped) >= FEWEST
    return tuple(
        Lately(float(odds[race]), LED_BASE + float(logs[race])) if enough[race] else None
        for race in range(history.races)
    )


def _recorded(history: History) -> tuple[Floats, Floats]:
    """The share (races,) of cars not on the lead lap, and of laps led by the top leader; NaN: to come."""
    first = history.bounds[:-1]
    lapped = np.add.reduceat(history.lapped, first) / np.diff(history.bounds)
    led = np.fmax.reduceat(history.led_share, first)
    return lapped, np.where(np.isfinite(lapped) & (led > 0), led, np.nan)


def _seen(history: History, races: Ints, lapped: Floats) -> Floats:
    """Earlier races (races,) of the same series at the same kind of track."""
    seen, counts = np.zeros(history.races), dict[tuple[int, int], int]()
    for race in races.tolist():
        cell = int(history.series[race]), int(history.track_type[race])
        seen[race] = counts.get(cell, 0)
        counts[cell] = counts.get(cell, 0) + int(np.isfinite(lapped[race]))
    return seen

"""What is the front of the grid worth in wins, at each kind of track, beyond what it says of a car's strength?

    chance to win ~ chance of luck.win_of * exp(worth / start)

``worth`` is learned for each kind of track from earlier winners of all series: one Newton step of their likelihood from
0, races fading with a half-life of one season, a tenth of it lent by the other kinds of track. Since 2022 the front row
wins road races about twice as often as strength and grid together said; before, there was nothing to be learned.

Known limits: seen in races of 2022-2025, on which forecasts are judged (``verification/forecast_grid.py``), so it
counts in races of ``FIRST_SEASON`` and later only, and no figure of those years has it. It knows the grid as recorded,
cars sent to the rear included. Top tens and pairs are left as they are, so settling passes on about two thirds of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from stockcar.forecast.history import TRACK_TYPES, History, races_by_day
from stockcar.forecast.normal import Floats

FIRST_SEASON: Final = 2026
SEASONS_LEARNED: Final = 4  # before that, faded to a sixteenth
HALF_LIFE_DAYS: Final = 365.0
PRIOR_SD: Final = 0.3
LENT: Final = 0.1  # of what the other kinds of track say
MOST: Final = 1.5


@dataclass(slots=True)
class Evidence:
    """Slope and curvature of the likelihood of past winners at a worth of 0, by kind of track."""

    pull: Floats = field(default_factory=lambda: np.zeros((2, len(TRACK_TYPES))))

    def worth(self, kind: int) -> float:
        """What the front is worth at this kind of track."""
        slope, curve = self.pull[:, kind] + LENT * (self.pull.sum(axis=1) - self.pull[:, kind])
        return float(np.clip(slope / (curve + 1 / PRIOR_SD**2), -MOST, MOST))

    def fade(self, days: int) -> None:
        """Let everything grow older."""
        self.pull *= 0.5 ** (days / HALF_LIFE_DAYS)

    def learn(self, kind: int, win: Floats, start: Floats, won: int) -> None:
        """Take a race: chances (cars,) without the term, grid places (cars,), who won."""
        near = 1 / known(start)
        mean = float(win @ near)
        self.pull[:, kind] += near[won] - mean, win @ (near - mean) ** 2


def tilted(win: Floats, start: Floats, worth: float) -> Floats:
    """The chances (cars,) to win with what the grid is worth; an unknown place counts as the last."""
    if worth == 0:
        return win
    leaning = win * np.exp(worth / known(start))
    return np.asarray(leaning / leaning.sum(), float)


def known(start: Floats) -> Floats:
    """Grid places (cars,) with the last for those that are not recorded."""
    return np.where(start >= 1, start, len(start))


def worths_of(history: History, win: Callable[[int], Floats], first_season: int = FIRST_SEASON) -> Floats:
    """What the front is worth in every race (races,), from earlier days; 0 before ``first_season``.

    ``win``: the chances (cars,) of a race by its place in the history, without the term.
    """
    worth = np.zeros(history.races)
    if not history.races or history.season[-1] < first_season:
        return worth
    evidence, last = Evidence(), int(history.date[0])
    for day in races_by_day(history):
        evidence.fade(int(history.date[day[0]]) - last)
        last = int(history.date[day[0]])
        for race in day:
            if history.season[race] >= first_season:
                worth[race] = evidence.worth(int(history.track_type[race]))
        for race in day:
            rows = history.rows(race)
            won = np.flatnonzero(history.finish[rows] == 1)
            if len(won) and history.season[race] >= first_season - SEASONS_LEARNED:
                evidence.learn(int(history.track_type[race]), win(race), history.start[rows], int(won[0]))
    return worth

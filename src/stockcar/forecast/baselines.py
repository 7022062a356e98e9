"""What would simpler forecasts have said of the same races?

``uniform`` knows nothing, ``start`` the grid, ``recent finish`` each driver's fading mean finish. Each gets the same
treatment as ours: its own slope per kind of track fitted on earlier days, the same chances to drop out, the same draw.
``peer`` is the idea of the best documented public model made again from its description: recent finish, recent pace,
finish at the kind of track shrunk to the mean, and start, each standardised in the race, in a Plackett-Luce model with
a ridge of 0.5 that is refitted before each race.

Known limits: the peer's pace is from lap times; here the driver rating stands in for it. Its rule that a driver needs
a lap-time pace in the very race that is forecast is left out: it looks into the race.
"""

from typing import Final

import numpy as np

from stockcar.forecast.form import FEATURES, Form
from stockcar.forecast.history import History, Ints, races_by_day
from stockcar.forecast.normal import Floats

HALF_LIFE_RACES: Final = 8.0
TYPE_SHRINK: Final = 3.0
RIDGE: Final = 0.5
BURN_IN: Final = 15
NEEDED: Final = 20  # scored races before the model speaks
ELIGIBLE: Final = 5  # earlier races of a driver


def baseline_strengths(history: History, form: Form) -> dict[str, Floats]:
    """The strength that each simple forecast sees, every row."""
    per_race = np.diff(history.bounds)
    start = np.nan_to_num(history.z_start)
    finish = form.features[:, FEATURES.index("finish 10")]
    race = np.repeat(np.arange(history.races), per_race)
    mean = np.bincount(race, finish, history.races) / np.maximum(per_race, 1)
    return {"uniform": np.zeros(len(start)), "start": start, "recent finish": finish - mean[race]}


def peer_strengths(history: History, series: int, since_season: int) -> tuple[Floats, Floats]:
    """The peer's worth of every row, NaN where it does not speak, and how many earlier races each driver has.

    Its history begins cold at ``since_season``, in one series.
    """
    worth = np.full(len(history.driver), np.nan)
    before = np.zeros(len(history.driver))
    memory = _PeerMemory(history)
    scored: list[tuple[Floats, Ints]] = []
    for day in races_by_day(history):
        for race in day:
            if history.series[race] != series or history.season[race] < since_season:
                continue
            rows = history.rows(race)
            X, count = memory.read(rows, int(history.track_type[race]))
            before[rows] = count
            eligible = np.flatnonzero(count >= ELIGIBLE)
            if memory.races >= BURN_IN and len(eligible) > 2:
                Z = _standardised(X[eligible])
                if len(scored) >= NEEDED:
                    worth[rows.start + eligible] = Z @ _plackett_luce(scored)
                order = np.argsort(history.finish[rows][eligible], kind="stable")
                scored.append((Z[order], order))
            memory.learn(race, rows)
    return worth, before


class _PeerMemory:
    """Fading means by driver, and plain means by driver and kind of track."""

    def __init__(self, history: History) -> None:
        self.history = history
        drivers = int(history.driver.max(initial=0)) + 1
        self.recent = np.zeros((drivers, 2))  # finish, rating
        self.weight = np.zeros(drivers)
        self.count = np.zeros(drivers)
        self.typed = np.zeros((drivers, 5, 2))  # sum, count
        self.races = 0

    def read(self, rows: slice, kind: int) -> tuple[Floats, Floats]:
        driver = self.history.driver[rows]
        recent = self.recent[driver] / np.maximum(self.weight[driver], 1e-9)[:, None]
        total, count = self.typed[driver, kind, 0], self.typed[driver, kind, 1]
        typed = (total + TYPE_SHRINK * recent[:, 0]) / (count + TYPE_SHRINK)
        start = np.nan_to_num(self.history.z_start[rows])
        return np.column_stack([recent, typed, start]), self.count[driver]

    def learn(self, race: int, rows: slice) -> None:
        driver, kind = self.history.driver[rows], int(self.history.track_type[race])
        finish = self.history.z_finish[rows]
        rating = np.where(np.isfinite(self.history.z_rating[rows]), self.history.z_rating[rows], finish)
        fade = 0.5 ** (1 / HALF_LIFE_RACES)
        self.recent[driver] = self.recent[driver] * fade + np.column_stack([finish, rating])
        self.weight[driver] = self.weight[driver] * fade + 1
        self.count[driver] += 1
        self.typed[driver, kind, 0] += finish
        self.typed[driver, kind, 1] += 1
        self.races += 1


def _standardised(X: Floats) -> Floats:
    return np.asarray((X - X.mean(axis=0)) / np.maximum(X.std(axis=0), 1e-9), float)


def _plackett_luce(races: list[tuple[Floats, Ints]]) -> Floats:
    """Weights of the Plackett-Luce likelihood of whole orders (winner first), with a ridge; Newton's method."""
    width = races[0][0].shape[1]
    beta = np.zeros(width)
    for _ in range(8):
        slope, curve = -RIDGE * beta, RIDGE * np.eye(width)
        for Z, _ in races:
            worth = np.exp(Z @ beta)
            left = np.cumsum(worth[::-1])[::-1]  # of those not yet placed
            first = np.cumsum((worth[:, None] * Z)[::-1], axis=0)[::-1] / left[:, None]
            slope = slope + (Z - first).sum(axis=0)
            reach = np.cumsum(1 / left)  # how often each car is among those compared
            curve = curve + (Z * (worth * reach)[:, None]).T @ Z - first.T @ first
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        if np.abs(step).max() < 1e-6:
            break
    return beta

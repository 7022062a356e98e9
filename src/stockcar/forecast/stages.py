"""Who wins the first stage, said without running a lap? A yardstick for the simulator's stage chances.

A conditional logit: each car's log chance to win a race that nobody drops out of, and its place on the grid (where that
is known), both with a weight that is refitted every 60 days to earlier stage winners. Races fade with a half-life of
two years; those of the other series count for half.

Known limits: stages began in 2017, so the weights begin as guesses; only the first stage.
"""

from typing import Final

import numpy as np

from stockcar.forecast.history import History
from stockcar.forecast.luck import Luck, kinds_of_win
from stockcar.forecast.normal import Floats, softmax
from stockcar.forecast.strength import Mode

HALF_LIFE_DAYS: Final = 730.0
REFIT_DAYS: Final = 60
OTHER_SERIES: Final = 0.5
PRIOR: Final = (1.0, 0.4)  # of the log chance and of the grid's normal score
RIDGE: Final = 5.0
STEPS: Final = 12


def stage_winners(history: History) -> list[int | None]:
    """The place within each race of the car that won its first stage; None where the record has none."""
    found: list[int | None] = []
    for race in range(history.races):
        won = np.flatnonzero(history.stage_1[history.rows(race)] == 1)
        found.append(int(won[0]) if len(won) == 1 else None)
    return found


def stage_chances(history: History, strength: Floats, luck: Luck, mode: Mode, of: int | None = None) -> Floats:
    """The chance (rows,) of every car to win the first stage of its race, from earlier days; NaN before any stage.

    ``of``: of one race only, the rest NaN, which is much less work.
    """
    winners = stage_winners(history)
    staged = [race for race, won in enumerate(winners) if won is not None]
    chance = np.full(len(strength), np.nan)
    if not staged:
        return chance
    first = int(history.date[staged[0]])
    since = [race for race in range(history.races) if history.date[race] >= first]
    told = {race: _told(history, strength, luck, race, mode) for race in since}
    beta: dict[tuple[int, int], Floats] = {}
    for race in told if of is None else [race for race in told if race == of]:
        period, series = int(history.date[race]) // REFIT_DAYS, int(history.series[race])
        if (period, series) not in beta:
            opening = period * REFIT_DAYS
            past = [r for r in staged if history.date[r] < opening]
            worth = [_worth(history, r, series, opening) for r in past]
            beta[period, series] = _fitted([told[r] for r in past], [winners[r] or 0 for r in past], worth)
        chance[history.rows(race)] = softmax(told[race] @ beta[period, series])
    return chance


def _told(history: History, strength: Floats, luck: Luck, race: int, mode: Mode) -> Floats:
    rows = history.rows(race)
    nobody = np.zeros(rows.stop - rows.start)
    win = luck.weight[race] @ kinds_of_win(strength[rows], luck.slope[race], nobody)
    grid = np.nan_to_num(history.z_start[rows]) if mode == "grid" else nobody
    return np.column_stack([np.log(np.maximum(win, 1e-9)), grid])


def _worth(history: History, race: int, series: int, day: int) -> float:
    fade = 0.5 ** ((day - int(history.date[race])) / HALF_LIFE_DAYS)
    return float(fade if history.series[race] == series else fade * OTHER_SERIES)


def _fitted(told: list[Floats], won: list[int], worth: list[float]) -> Floats:
    """Weights of the likelihood of past winners, with a normal prior; Newton's method."""
    beta = np.array(PRIOR)
    for _ in range(STEPS):
        slope, curve = -RIDGE * (beta - PRIOR), RIDGE * np.eye(len(PRIOR))
        for X, winner, weight in zip(told, won, worth, strict=True):
            chance = softmax(X @ beta)
            mean = chance @ X
            slope = slope + weight * (X[winner] - mean)
            curve = curve + weight * ((X * chance[:, None]).T @ X - np.outer(mean, mean))
        step = np.linalg.solve(curve, slope)
        beta = beta + step
        if np.abs(step).max() < 1e-4:
            break
    return beta

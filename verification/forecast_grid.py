"""Do the odds know what a place on the grid is worth, at each kind of track?

Closed-form chances to win of every race, each from its eve, summed over where cars started, beside where winners
did. And what a term of its own would have brought: chances times ``exp(a / start)``, ``a`` learned walk-forward for
each kind of track from winners of all series (a Newton step from 0; half-life one season, prior sd 0.3, a tenth lent
by the other kinds). These numbers were the best of 48 on 2011-2021; the term is not in the odds, as it gains nothing
there.

Known limits: the grid as recorded, cars sent to the rear included; races of 2022-2025 were looked at before.
"""

import datetime as dt
from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import TRACK_TYPES, races_by_day
from stockcar.forecast.normal import Floats
from stockcar.forecast.walk import walk_season
from stockcar.record import RecordBook

FIRST_SEASON: Final = 2010
SPANS: Final = ((2011, 2015), (2016, 2021), (2022, 2023), (2024, 2025))
BANDS: Final = ((1, 2), (3, 6), (7, 10), (11, 20), (21, 99))
BAND_NAMES: Final = ("row 1", "rows 2-3", "rows 4-5", "rows 6-10", "behind")
KINDS: Final = ("road", "superspeedway", "intermediate", "short")
HALF_LIFE_DAYS: Final = 365.0
PRIOR_SD: Final = 0.3
LENT: Final = 0.1
MOST: Final = 1.5


class _Told(NamedTuple):
    """One race: what was said of it and who won."""

    season: int
    kind: int
    start: Floats  # (cars,)
    win: Floats  # (cars,) chances, sum 1
    with_term: Floats  # (cars,)
    won: int  # slot of the winner


def rows_of(book: RecordBook) -> list[str]:
    """Two tables: said and seen by row, and the gain of the term."""
    races = _races(book)
    header = f"| seasons | tracks | races | {' | '.join(BAND_NAMES)} | term of its own: gain in log score |"
    lines = [header, "|---|---|--:|" + "--:|" * (len(BANDS) + 1)]
    for first, last in SPANS:
        for kind in KINDS:
            mine = [race for race in races if first <= race.season <= last and TRACK_TYPES[race.kind] == kind]
            cells = " | ".join(_band(mine, *band) for band in BANDS)
            lines.append(f"| {first}-{last} | {kind} | {len(mine)} | {cells} | {_gain(mine)} |")
        every = [race for race in races if first <= race.season <= last]
        lines.append(f"| {first}-{last} | all | {len(every)} | " + " | " * len(BANDS) + f"{_gain(every)} |")
    return lines


def _band(races: list[_Told], low: int, high: int) -> str:
    inside = [(race.start >= low) & (race.start <= high) for race in races]
    said = np.mean([race.win[cars].sum() for race, cars in zip(races, inside, strict=True)])
    seen = np.mean([cars[race.won] for race, cars in zip(races, inside, strict=True)])
    wide = max(0.08, 2 * float(np.sqrt(seen * (1 - seen) / len(races))))
    return f"{said:.2f} / {seen:.2f}" + (" **miss**" if abs(said - seen) > wide else "")


def _gain(races: list[_Told]) -> str:
    gain = np.array([np.log(race.with_term[race.won] / race.win[race.won]) for race in races])
    return f"{gain.mean():+.4f} ± {gain.std(ddof=1) / np.sqrt(len(gain)):.4f}"


def _races(book: RecordBook) -> list[_Told]:
    """Every race of the seasons, in order of days; the term of a day is learned from the days before."""
    pull = np.zeros((2, len(TRACK_TYPES)))  # slope and curvature of the log likelihood of winners at a = 0
    told: list[_Told] = []
    before: dt.date | None = None
    for season in range(FIRST_SEASON, SPANS[-1][1] + 1):
        walk = walk_season(book, season, "grid")
        history = walk.history
        for races in races_by_day(history):
            if history.season[races[0]] != season:
                continue
            day = dt.date.fromordinal(int(history.date[races[0]]))
            pull *= 0.5 ** ((day - (before or day)).days / HALF_LIFE_DAYS)
            before = day
            weight = [_weight(pull, int(history.track_type[race])) for race in races]
            for race, a in zip(races, weight, strict=True):
                rows, win = history.rows(race), walk.win(race)
                won = np.flatnonzero(history.finish[rows] == 1)
                if not len(won):
                    continue
                start = np.where(np.isfinite(history.start[rows]), history.start[rows], len(win))
                tilted = win * np.exp(a / start)
                kind, mean = int(history.track_type[race]), float(win @ (1 / start))
                told.append(_Told(season, kind, start, win, tilted / tilted.sum(), int(won[0])))
                pull[:, kind] += 1 / start[won[0]] - mean, win @ (1 / start - mean) ** 2
    return told


def _weight(pull: Floats, kind: int) -> float:
    slope, curve = pull[:, kind] + LENT * (pull.sum(axis=1) - pull[:, kind])
    return float(np.clip(slope / (curve + 1 / PRIOR_SD**2), -MOST, MOST))

"""Do the odds know what a place on the grid is worth, at each kind of track?

Closed-form chances to win of every race, each from its eve, summed over where cars started, beside where winners
did. And what the term of ``forecast/front_row.py`` would have brought, learned walk-forward. Its numbers were the best
of 48 on 2011-2021, where it gains nothing; the odds have it from 2026 on.

Known limits: the grid as recorded, cars sent to the rear included; races of 2022-2025 were looked at before.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast import front_row
from stockcar.forecast.history import TRACK_TYPES, races_by_day
from stockcar.forecast.normal import Floats
from stockcar.forecast.walk import walk_season
from stockcar.record import RecordBook

FIRST_SEASON: Final = 2010
SPANS: Final = ((2011, 2015), (2016, 2021), (2022, 2023), (2024, 2025))
BANDS: Final = ((1, 2), (3, 6), (7, 10), (11, 20), (21, 99))
BAND_NAMES: Final = ("row 1", "rows 2-3", "rows 4-5", "rows 6-10", "behind")
KINDS: Final = ("road", "superspeedway", "intermediate", "short")
JUDGED: Final = 2022


class _Told(NamedTuple):
    """One race: what was said of it and who won."""

    season: int
    kind: int
    start: Floats  # (cars,)
    win: Floats  # (cars,) chances, sum 1
    with_term: Floats  # (cars,)
    won: int  # slot of the winner


def rows_of(book: RecordBook) -> list[str]:
    """What is wrong on roads since 2022, and by seasons and tracks what was said, what was seen and the term's gain."""
    races = _races(book)
    roads = [race for race in races if race.season >= JUDGED and TRACK_TYPES[race.kind] == "road"]
    front = [race.start <= BANDS[0][1] for race in roads]
    won = sum(bool(cars[race.won]) for race, cars in zip(roads, front, strict=True))
    said = sum(float(race.win[cars].sum()) for race, cars in zip(roads, front, strict=True))
    lines = [f"Since {JUDGED} the front row won {won} of {len(roads)} road races, where {said:.0f} were said.", ""]
    header = f"| seasons | tracks | races | {' | '.join(BAND_NAMES)} | term of its own: gain in log score |"
    lines += [header, "|---|---|--:|" + "--:|" * (len(BANDS) + 1)]
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
    evidence = front_row.Evidence()
    told: list[_Told] = []
    before: int | None = None
    for season in range(FIRST_SEASON, SPANS[-1][1] + 1):
        walk = walk_season(book, season, "grid")
        history = walk.history
        for races in races_by_day(history):
            if history.season[races[0]] != season:
                continue
            day = int(history.date[races[0]])
            evidence.fade(day - (before or day))
            before = day
            worth = [evidence.worth(int(history.track_type[race])) for race in races]
            for race, now in zip(races, worth, strict=True):
                rows, win, kind = history.rows(race), walk.plain_win(race), int(history.track_type[race])
                won = np.flatnonzero(history.finish[rows] == 1)
                if not len(won):
                    continue
                start = history.start[rows]
                with_term = front_row.tilted(win, start, now)
                told.append(_Told(season, kind, front_row.known(start), win, with_term, int(won[0])))
                evidence.learn(kind, win, start, int(won[0]))
    return told

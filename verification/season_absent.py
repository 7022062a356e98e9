"""How often do regular drivers miss races? The numbers of ``forecast.season_absent``.

At three points of each season, everybody who would be taken for a regular then (more than half of the recent races,
recent ones counting more, and scoring points) is followed to its end: the chance to miss the next race by how he had
come so far, and the absences, fitted as gone for good with one chance and else as ending before each race with another.
Cup 2004-2016; the others 2011-2016, since a driver can score in one series only from 2011 on.

Seasons from 2017 on are judged in ``season`` and are not used here.
"""

import datetime as dt
from collections import defaultdict
from typing import Any

import numpy as np

from stockcar.forecast.history import SERIES
from stockcar.forecast.season_absent import MOST
from stockcar.forecast.season_field import HALF_LIFE_RACES, REGULAR
from stockcar.record import RecordBook

FIRST, LAST = (2004, 2011, 2011), 2016
SHARES = (0.25, 0.5, 0.75)
GROUPS = ("all", "most", "some")
Flags = Any


def seasons(book: RecordBook, series: int) -> list[dict[str, tuple[Flags, int]]]:
    """By season and driver, (in which of its races he was, in how many of them he scored)."""
    columns = book.history(dt.date(LAST + 1, 1, 1), since_season=FIRST[series])
    found = []
    for season in range(FIRST[series], LAST + 1):
        mine = (columns["series"] == series) & (columns["season"] == season)
        numbers = np.unique(columns["number"][mine]).tolist()
        here: dict[str, Flags] = {}
        scored: dict[str, int] = defaultdict(int)
        rows = zip(columns["driver_id"][mine], columns["number"][mine], columns["points"][mine], strict=True)
        for driver, number, points in rows:
            here.setdefault(driver, np.zeros(len(numbers), bool))[numbers.index(number)] = True
            scored[driver] += bool(points > 0)
        found.append({driver: (came, scored[driver]) for driver, came in here.items()})
    return found


def group_of(past: Flags) -> str | None:
    """How a driver has come so far; None for who is no regular."""
    weight = 0.5 ** (np.arange(len(past))[::-1] / HALF_LIFE_RACES)
    if (past * weight).sum() < REGULAR * weight.sum():
        return None
    return "all" if past.all() else "most" if past.mean() >= MOST else "some"


def main(full: bool = False) -> int:  # noqa: ARG001  it has no long form
    """Print the habits of each series."""
    book = RecordBook.open(".book")
    for series, name in enumerate(SERIES):
        risk: dict[str, Any] = {group: np.zeros(2) for group in GROUPS}
        absences: list[tuple[int, bool]] = []
        for season in seasons(book, series):
            for came, scored in season.values():
                for share in SHARES:
                    after = round(len(came) * share)
                    group = group_of(came[:after])
                    if group is not None and 2 * scored >= came.sum():
                        follow(came, after, risk[group], absences)
        gone, back = fitted(absences)
        habits = ", ".join(f"{group} {risk[group][1] / risk[group][0]:.4f} of {risk[group][0]:.0f}" for group in GROUPS)
        print(f"{name}: {habits}; gone {gone:.2f}, back {back:.2f} of {len(absences)} absences")
    return 0


def follow(came: Flags, after: int, risk: Any, absences: list[tuple[int, bool]]) -> None:
    """Count the chances to stay away and how often it was done, and note each absence: (races, to the end?)."""
    race = after
    while race < len(came):
        if came[race]:
            risk[0] += came[race - 1]
            race += 1
            continue
        risk += came[race - 1]
        end = race
        while end < len(came) and not came[end]:
            end += 1
        absences.append((end - race, end == len(came)))
        race = end


def fitted(absences: list[tuple[int, bool]]) -> tuple[float, float]:
    """The likeliest (share gone for good, chance to be back before each race)."""
    races, to_end = (np.array(column) for column in zip(*absences, strict=True))
    likely = {}
    for gone in np.arange(0.0, 0.8, 0.01):
        for back in np.arange(0.1, 0.95, 0.01):
            stay = (1 - gone) * (1 - back) ** (races - 1)
            likely[gone, back] = np.log(np.where(to_end, gone + stay, stay * back)).sum()
    gone, back = max(likely, key=lambda pair: likely[pair])
    return float(gone), float(back)

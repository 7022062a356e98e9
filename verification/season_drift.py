"""How far do ratings miss a driver over the rest of a season? The numbers that ``season_fit`` lets form drift by.

For Cup, Xfinity and Truck 2007-2016, at three points of each season, the ratings of the day are set against the
finishes of all later races but those at superspeedways. The product of a driver's misses in two races, averaged, is
what both share: the level that was missed from the start, and what was added by every race until the earlier of the
two. A line through it gives both, each series for itself. The level is taken to be missed in proportion to how unsure
the rating is, beside the middling one of that day; the line through a level equal for all is printed beside it, with
how much more of the products it leaves unexplained.

Seasons from 2017 on are judged in ``season`` and are not used here. About four CPU minutes.
"""

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from stockcar.forecast.form import form_of
from stockcar.forecast.history import SERIES, SUPERSPEEDWAY, History, history_of
from stockcar.forecast.season_fit import UNSURE
from stockcar.forecast.strength import strengths
from stockcar.forecast.walk import SEASONS
from stockcar.record import RecordBook

FIRST, LAST = 2007, 2016
SHARES = (0.25, 0.5, 0.75)
HIDDEN = ("start", "finish", "laps", "led", "status_class", "stage_1", "stage_2", "points")
FEWEST = 5  # races of a regular


class Missed(NamedTuple):
    """One driver after one point of a season."""

    unsure: float  # deviation of his rating beside the middling one
    since: list[int]  # races since that day
    by: list[float]  # finish score less the expected


def missed_after(columns: dict[str, Any], seen: History, series: int, cutoff: int) -> list[Missed]:
    """Every driver's misses in the races of a season from a day on."""
    later = columns["date"] >= cutoff
    hidden = {name: np.where(later, -1, values) if name in HIDDEN else values for name, values in columns.items()}
    hidden["rating"] = np.where(later, np.nan, columns["rating"])
    mine = ~later | (columns["series"] == series)
    known = history_of({name: values[mine] for name, values in hidden.items()})
    races = [int(r) for r in np.flatnonzero((known.date >= cutoff) & (known.series == series))]
    form = form_of(known, frozenset(races[:1]))
    strength = strengths(known, form, "entry-list")
    first = known.rows(races[0])
    unsure = dict(
        zip(known.driver[first].tolist(), form.deviation[first] / np.median(form.deviation[first]), strict=True)
    )
    since: dict[int, list[int]] = defaultdict(list)
    by: dict[int, list[float]] = defaultdict(list)
    for place, race in enumerate(races, start=1):
        if known.track_type[race] == SUPERSPEEDWAY:
            continue
        at = seen.race_numbered(SERIES[series], int(known.season[race]), int(known.number[race]))
        assert at is not None
        came = dict(
            zip((seen.driver_ids[d] for d in seen.driver[seen.rows(at)]), seen.z_finish[seen.rows(at)], strict=True)
        )
        for driver, expected in zip(known.driver[known.rows(race)].tolist(), strength[known.rows(race)], strict=True):
            name = known.driver_ids[driver]
            if name in came and driver in unsure:
                since[driver].append(place)
                by[driver].append(float(came[name] - expected))
    return [Missed(float(unsure[d]), since[d], by[d]) for d in since if len(since[d]) >= FEWEST]


def every_miss(book: RecordBook, series: int) -> list[Missed]:
    """Of all points of all seasons."""
    found: list[Missed] = []
    for season in range(FIRST, LAST + 1):
        columns = book.history(dt.date(season + 1, 1, 1), since_season=season - SEASONS)
        seen = history_of(columns)
        days = np.unique(columns["date"][(columns["series"] == series) & (columns["season"] == season)])
        for share in SHARES:
            found += missed_after(columns, seen, series, int(days[int(len(days) * share)]))
    return found


def lines_through(missed: list[Missed]) -> list[str]:
    """Level and step, the level in proportion to how unsure the rating is, and equal for all."""
    since, product, unsure = [], [], []
    for driver in missed:
        i, j = np.triu_indices(len(driver.by), 1)
        by = np.array(driver.by)
        since.append(np.array(driver.since, float)[i])
        product.append(by[i] * by[j])
        unsure.append(np.full(len(i), np.clip(driver.unsure, *UNSURE) ** 2))
    x, y, scale = np.concatenate(since), np.concatenate(product), np.concatenate(unsure)
    told = []
    for name, level in (("in proportion", scale), ("equal for all", np.ones_like(x))):
        design = np.column_stack([level, x])
        found = np.linalg.lstsq(design, y, rcond=None)[0]
        left = float(((y - design @ found) ** 2).sum())
        level_sd, step_sd = np.sqrt(np.maximum(found, 0))
        told.append(f"{name}: level {level_sd:.3f}, step {step_sd:.4f} a race, unexplained {left:.1f} ({len(y)} pairs)")
    return told


def main(full: bool = False) -> int:  # noqa: ARG001  it has no long form
    """Print the numbers for each series."""
    book = RecordBook.open(".book")
    for series, name in enumerate(SERIES):
        for line in lines_through(every_miss(book, series)):
            print(name, line, flush=True)
    return 0

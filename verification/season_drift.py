"""How far do ratings miss a driver over the rest of a season? The two numbers that ``season_fit`` lets form drift by.

For Cup, Xfinity and Truck 2007-2016, at three points of each season, the ratings of the day are set against the
finishes of all later races. The product of a driver's misses in two races, averaged, is what both share: the level that
was missed from the start, and what was added by every race until the earlier of the two. A line through it gives both.
Seasons from 2017 on are judged in ``season`` and are not used here.
"""

import datetime as dt
import sys
from collections import defaultdict

import numpy as np

from stockcar.forecast.history import SERIES, SUPERSPEEDWAY
from stockcar.forecast.walk import SEASONS, walk
from stockcar.record import RecordBook

FIRST, LAST = 2007, 2016
SHARES = (0.25, 0.5, 0.75)


def misses(book: RecordBook, season: int, cutoff: int, series: int) -> dict[str, list[tuple[int, float]]]:
    """By driver, (races since the cutoff, finish score less expected) in the races after it; none at superspeedways."""
    columns = book.history(dt.date(season + 1, 1, 1), since_season=season - SEASONS)
    later = columns["date"] >= cutoff
    hidden = dict(columns)
    for name in ("start", "finish", "laps", "led", "status_class", "stage_1", "stage_2", "points"):
        hidden[name] = np.where(later, -1, columns[name])
    hidden["rating"] = np.where(later, np.nan, columns["rating"])
    seen, known = walk(columns, "entry-list"), walk(hidden, "entry-list")
    after = seen.history
    races = np.flatnonzero((after.date >= cutoff) & (after.series == series))
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for since, race in enumerate(sorted(races, key=lambda r: after.date[r]), start=1):
        if after.track_type[race] == SUPERSPEEDWAY:
            continue
        at = known.history.race_numbered(SERIES[series], int(after.season[race]), int(after.number[race]))
        rows, guessed = after.rows(int(race)), known.history.rows(at)
        expected = {known.history.driver_ids[d]: s for d, s in
                    zip(known.history.driver[guessed], known.strength[guessed], strict=True)}  # fmt: skip
        for driver, score in zip(after.driver[rows], after.z_finish[rows], strict=True):
            name = after.driver_ids[driver]
            found[name].append((since, float(score - expected[name])))
    return found


def shared(book: RecordBook, series: int) -> tuple[float, float, int]:
    """(level, step) deviations in normal scores, and how many pairs of races they rest on."""
    pairs: list[tuple[int, float]] = []
    index = book.races
    for season in range(FIRST, LAST + 1):
        days = np.sort(index.taken[(index.series == series) & (index.season == season)])
        for share in SHARES:
            of = misses(book, season, int(days[int(len(days) * share)]), series)
            for missed in of.values():
                if len(missed) >= 5:  # regulars
                    pairs += [(a[0], a[1] * b[1]) for i, a in enumerate(missed) for b in missed[i + 1 :]]
    since, product = (np.array(column, float) for column in zip(*pairs, strict=True))
    step, level = np.polyfit(since, product, 1)
    return float(np.sqrt(max(level, 0))), float(np.sqrt(max(step, 0))), len(pairs)


def main(full: bool = False) -> int:
    """Print both numbers for each series."""
    book = RecordBook.open(sys.argv[1] if len(sys.argv) > 1 and not full else ".book")
    for series, name in enumerate(SERIES):
        level, step, pairs = shared(book, series)
        print(f"{name}: level {level:.3f}, step {step:.4f} a race ({pairs} pairs)")
    return 0

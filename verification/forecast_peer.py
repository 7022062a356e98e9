"""What if the peer's own condition is kept, that a car must have shown a pace in the very race?

The published peer speaks only of drivers with a lap-time pace in the race that it forecasts: fifteen timed laps under
green. That leaves out who fell out early, which nobody knows before the race, so the goal is judged without it. Here
its races are scored with it, for the comparison with what the peer publishes.

Known limits: laps under green are on record from 2024; before that a car counts from ``LAPS`` laps on, which decides
alike for nearly all cars of 2024 and 2025 (the share is printed).
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import numpy as np

from stockcar.forecast.backtest import Tried
from stockcar.forecast.backtest_report import PEER_LACKS, PEER_RACES, PEER_SINCE
from stockcar.forecast.baselines import peer_strengths
from stockcar.forecast.history import SERIES, history_of
from stockcar.forecast.scores import paired_difference, spearman
from stockcar.record import RecordBook

GREEN_LAPS: Final = 15
LAPS: Final = 20
TIMED_SINCE: Final = 2024
CUP: Final = SERIES.index("cup")


def rows_of(book: RecordBook, tried: Sequence[Tried]) -> list[str]:
    """The peer's last races with its own condition: ours, its idea made again, and the paired difference."""
    held = {one.ours.race: one for one in tried}
    history = history_of(book.history(dt.date(2026, 1, 1), since_season=PEER_SINCE))
    worth, _ = peer_strengths(history, CUP, PEER_SINCE)
    laps, green = _laps(book), _green_laps(book)
    ours, theirs, left_out, alike = [], [], [], []
    for race in np.flatnonzero(history.series == CUP).tolist():
        rows, key = history.rows(race), f"cup-{history.season[race]}-{history.number[race]:02d}"
        known = np.isfinite(worth[rows])
        if known.sum() < 3 or key not in held or key in PEER_LACKS:
            continue
        one = held[key]
        far = np.array([laps.get((key, driver), 0) >= LAPS for driver in one.drivers])
        paced = far
        if history.season[race] >= TIMED_SINCE:
            paced = np.array([green.get((key, driver), 0) >= GREEN_LAPS for driver in one.drivers])
            alike.append(float((far == paced)[known].mean()))
        spoken = known & paced
        ours.append(spearman(one.ours.strength[spoken], -one.ours.finish[spoken]))
        theirs.append(spearman(worth[rows][spoken], -one.ours.finish[spoken]))
        left_out.append(int(known.sum() - spoken.sum()))
    ours, theirs = ours[-PEER_RACES:], theirs[-PEER_RACES:]
    gap = paired_difference(ours, theirs)
    return [
        f"With the peer's own condition as well, {GREEN_LAPS} laps under green in the race itself, which leaves out "
        f"{sum(left_out[-PEER_RACES:])} early retirements in {len(ours)} races: {np.mean(ours):.4f} and "
        f"{np.mean(theirs):.4f}, paired {gap.difference:+.4f} ({gap.low:+.4f}, {gap.high:+.4f}). Before {TIMED_SINCE}, "
        f"{LAPS} laps stand for them, which says the same of {np.mean(alike):.1%} of the cars from then on. The "
        "goal is judged without it.",
    ]


def _laps(book: RecordBook) -> dict[tuple[str, str], int]:
    """Laps completed by race and driver."""
    columns = book.history(dt.date(2026, 1, 1), since_season=PEER_SINCE)
    names = ("series", "season", "number", "driver_id", "laps")
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    return {(f"cup-{season}-{number:02d}", driver): laps for of, season, number, driver, laps in rows if of == CUP}


def _green_laps(book: RecordBook) -> dict[tuple[str, str], int]:
    """Laps under green by race and driver, where the record has them."""
    columns = book.shelf.columns("green_pace", "key", "driver_id", "green_laps")
    rows = zip(*(columns[name].tolist() for name in ("key", "driver_id", "green_laps")), strict=True)
    return {(key, driver): laps or 0 for key, driver, laps in rows if key is not None and driver is not None}

"""The whole-race lap files: chances at a quarter, a half, three quarters and nine tenths of the distance.

Eighteen races, ten of them at drafting tracks, are too few to claim anything; the figures stand with their intervals.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from stockcar.live import feed
from stockcar.live.kept import kept_inputs
from stockcar.live.lap_files import recorded_races
from stockcar.live.trace import laps_seen
from stockcar.live.winprob import chances
from stockcar.racing import RaceKey
from stockcar.record.book import RecordBook

SHARES = (0.25, 0.5, 0.75, 0.9)
RUNS = 1000


class AtShare(NamedTuple):
    """One race at some shares of its distance."""

    key: str
    track_type: str
    position: np.ndarray  # (shares, cars)
    win: np.ndarray  # (shares, cars)
    before: np.ndarray  # (cars,)
    won: np.ndarray  # (cars,)


def at_shares(book: RecordBook, key: RaceKey) -> AtShare:
    """Chances before the race and at each share of the posted distance."""
    fitted = kept_inputs(book, key)
    cars = tuple(line.car for line in fitted.lines)
    wanted = [round(share * fitted.inputs.track.laps) for share in SHARES]
    states = {seen.state.lap: seen.state for seen in laps_seen(feed.from_laps(book, key), cars)}
    places, wins = [], []
    for lap in wanted:
        state = states[min(lap, max(states) - 1)]
        order = {car: place for place, car in enumerate(state.order, start=1)}
        places.append([order[car] for car in cars])
        wins.append(chances(fitted, state, RUNS).win)
    winner = {row["car"] for row in book.results(key).iter_rows(named=True) if row["finish"] == 1}
    return AtShare(
        str(key),
        fitted.race.track_type,
        np.array(places),
        np.array(wins),
        chances(fitted, states[0], RUNS).win,
        np.array([car in winner for car in cars], float),
    )


def files(book: RecordBook, keep: Path) -> Iterator[AtShare]:
    """Every lap file; what is kept is not raced again."""
    keep.mkdir(parents=True, exist_ok=True)
    for key in recorded_races(book):
        path = keep / f"{key}.laps.npz"
        if not path.is_file():
            made = at_shares(book, key)
            part = keep / f"{key}.{os.getpid()}.part.npz"
            np.savez(part, **made._asdict())
            part.replace(path)
        with np.load(path, allow_pickle=False) as held:
            arrays = {name: held[name] for name in AtShare._fields}
        yield AtShare(**{name: v.item() if v.ndim == 0 else v for name, v in arrays.items()})

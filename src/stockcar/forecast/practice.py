"""How quick was each car in practice?

One number a car and race: the mean of its normal scores by best lap and by best average over 5, 10, 15 and 20 laps in
a row, whichever the record holds. On the grid it is known for all; before qualifying only for the cup series, which
practises on an earlier day than it races, as the others often do not. It is the only one of a dozen new kinds of
evidence that paid (``verification/forecast.md``).

Known limits: cup from 2021 (best laps only at first), the other series from 2023; a race without practice, and a car
that sat it out, has none; the record does not tell on which day of the weekend a session was.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.normal import Floats, normal_scores
from stockcar.record.book import RecordBook

SERIES: Final = ("cup", "xfinity", "truck")
AVERAGES: Final = ("best_lap_s", "avg_5_s", "avg_10_s", "avg_15_s", "avg_20_s")
FEWEST: Final = 10  # cars with a time, for their order to tell something


def with_practice(book: RecordBook, columns: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The columns of ``RecordBook.history`` and one more, ``practice`` (rows,): normal scores, NaN where unknown."""
    return {**columns, "practice": practice_scores(_times(book), columns)}


def practice_scores(times: Mapping[tuple[str, str], Floats], columns: Mapping[str, NDArray[Any]]) -> Floats:
    """The score of every row; ``times`` by race key and driver id, s, in the order of ``AVERAGES``, NaN = none."""
    seconds = np.full((len(columns["driver_id"]), len(AVERAGES)), np.nan)
    practised = {race for race, _ in times}
    _, first, of_row = np.unique(columns["race_index"], return_index=True, return_inverse=True)
    names = zip(*(columns[name][first].tolist() for name in ("series", "season", "number")), strict=True)
    races = [f"{SERIES[series]}-{season}-{number:02d}" for series, season, number in names]
    for row in np.flatnonzero(np.array([race in practised for race in races], bool)[of_row]).tolist():
        best = times.get((races[of_row[row]], columns["driver_id"][row]))
        if best is not None:
            seconds[row] = best
    scores = np.full(seconds.shape, np.nan)
    timed = np.flatnonzero(np.isfinite(seconds).any(axis=1))
    for race in np.unique(columns["race_index"][timed]):
        of_race = timed[columns["race_index"][timed] == race]
        for column in range(len(AVERAGES)):
            if np.isfinite(seconds[of_race, column]).sum() >= FEWEST:
                scores[of_race, column] = normal_scores(seconds[of_race, column])
    known = np.isfinite(scores)
    total = np.where(known, scores, 0.0).sum(axis=1)
    return np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan)


def _times(book: RecordBook) -> dict[tuple[str, str], Floats]:
    """Each car's best in any session of the weekend; the official averages come before the plain practice table."""
    times: dict[tuple[str, str], Floats] = {}
    for topic, names in (("lap_averages", AVERAGES), ("practice", ("time_s",))):
        if topic not in book.shelf.names:
            continue
        held = book.shelf.columns(topic, "key", "driver_id", *names)
        official = set(times)
        for key, driver, *seconds in zip(*(held[name].tolist() for name in ("key", "driver_id", *names)), strict=True):
            if key is None or driver is None or (key, driver) in official:
                continue
            mine = np.full(len(AVERAGES), np.nan)
            mine[: len(seconds)] = [np.nan if s is None or s <= 0 else s for s in seconds]
            times[key, driver] = np.fmin(times.get((key, driver), mine), mine)
    return times

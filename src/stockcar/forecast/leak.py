"""Does anything that a forecast reads know the race it is about?

``check_leaks`` turns the results of the last day of a history around and reads it again: whatever changes in that day's
own rows has looked into the day. It needs no list of suspects, so it also finds a leak nobody thought of.

Known limits: it sees what depends on finish, rating, laps, laps led or status of the day; a leak through the make-up of
the field (who started) is not one, the field is known.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.history import History, history_of
from stockcar.forecast.normal import Floats

Columns = Mapping[str, NDArray[Any]]
RESULTS = ("finish", "rating", "laps", "led", "status_class")


class Leak(NamedTuple):
    """A feature that changes with the result of its own race, and in how many of the day's rows."""

    feature: str
    rows: int


def check_leaks(columns: Columns, read: Callable[[History], Floats], names: Sequence[str]) -> list[Leak]:
    """The features (rows, names) among what ``read`` reads that depend on the last day's own results."""
    last_day = columns["date"] == columns["date"].max()
    turned = {name: values.copy() for name, values in columns.items()}
    for race in np.unique(columns["race_index"][last_day]):
        rows = np.flatnonzero(columns["race_index"] == race)
        for name in RESULTS:
            turned[name][rows] = columns[name][rows][::-1]
    history, other = history_of(columns), history_of(turned)
    before, after = np.asarray(read(history)), np.asarray(read(other))
    mine = np.repeat(history.date == history.date.max(), np.diff(history.bounds))
    moved = ~np.isclose(before[mine], after[mine], rtol=0, atol=1e-9, equal_nan=True)
    return [Leak(name, int(moved[:, at].sum())) for at, name in enumerate(names) if moved[:, at].any()]

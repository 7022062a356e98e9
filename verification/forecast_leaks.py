"""Does anything that the forecasts read know the race it is about? Asked of the record itself.

The results of the last race day of a season are turned around (``forecast.leak``) and everything is read again: the
features, the strengths, the chances. What changes in that day's own rows has looked into the day.

Known limits: one day a season, from five seasons of history.
"""

import datetime as dt
from typing import Final

import numpy as np

from stockcar.forecast.failures import failure_chances
from stockcar.forecast.form import FEATURES, form_of
from stockcar.forecast.history import History
from stockcar.forecast.leak import Leak, check_leaks
from stockcar.forecast.normal import Floats
from stockcar.forecast.practice import with_practice
from stockcar.forecast.strength import strengths
from stockcar.record import RecordBook

SEASONS: Final = (2023, 2025)
DEPTH: Final = 5
SAID: Final = ("strength", "chance of a crash", "chance of a failure")


def leaks_of(book: RecordBook) -> list[Leak]:
    """What of the features and of what is said of them depends on the result of its own day."""
    found = []
    for season in SEASONS:
        columns = with_practice(book, book.history(dt.date(season + 1, 1, 1), since_season=season - DEPTH))
        found += check_leaks(columns, _read, [*FEATURES, *SAID])
    return found


def _read(history: History) -> Floats:
    form = form_of(history)
    strength = strengths(history, form, "grid")
    return np.column_stack([form.features, strength, *failure_chances(history, form, strength)])

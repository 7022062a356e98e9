"""Do levels that follow the record foretell the next race better than a fixed number does?

The results of 2001-2021 in the full book, each race from its eve: log loss of the chances to drop out by
``forecast.failures``'s regression, with other half-lives and with levels on top. 2022-2025 are not looked at.

Known limits: half-lives and ridges were chosen on 2010-15 among a few dozen; 2016-21 were looked at beside them.
"""

import datetime as dt
from typing import Final

import numpy as np

from stockcar.forecast import failures
from stockcar.forecast.failures import CRASHES, PARTS
from stockcar.forecast.form import form_of
from stockcar.forecast.history import History, history_of
from stockcar.forecast.lately import Level
from stockcar.forecast.normal import Floats
from stockcar.forecast.strength import strengths
from stockcar.record import RecordBook
from verification.forecast_choices import HALVES, otherwise

SINCE: Final = 2001
VARIANTS: Final[tuple[tuple[str, float, tuple[Level, ...], tuple[Level, ...]], ...]] = (
    ("half-life 365 days, no levels", 365.0, (), ()),
    ("half-life 1000 days, no levels", 1000.0, (), ()),
    ("level by track", 550.0, CRASHES, PARTS[:1]),
    ("level by track, and by series with 80 days", 550.0, (*CRASHES, PARTS[-1]), PARTS),
)


def rows_of(book: RecordBook) -> list[str]:
    """What the table says, and the table."""
    columns = book.history(dt.date(HALVES[-1][1] + 1, 1, 1), since_season=SINCE)
    return [
        "Chances to drop out: log loss a race, summed over its cars, of the regression with a half-life of 550 days,",
        "less that of another half-life or with levels that follow the record (`forecast/lately.py`); positive is",
        "better.",
        "",
        *_rows(history_of(columns)),
    ]


def _rows(history: History) -> list[str]:
    form = form_of(history)
    X = failures.failure_design(history, form, strengths(history, form, "grid"))
    date = np.repeat(history.date, np.diff(history.bounds))
    season = history.season

    def losses(days: float, levels: tuple[Level, ...], came: Floats) -> Floats:
        with otherwise("failures", {"HALF_LIFE_DAYS": days}):
            said = failures._walk(X, came, date)
        said = failures._levelled(history, said, came, levels) if levels else said
        return np.asarray(np.add.reduceat(-np.log(np.where(came > 0, said, 1 - said)), history.bounds[:-1]), float)

    first = [losses(550.0, (), came) for came in (history.crash, history.mechanical)]
    lines = ["| chances to drop out | seasons | crash | mechanical |", "|---|---|---|---|"]
    for name, days, *levels in VARIANTS:
        both = [losses(days, own, came) for own, came in zip(levels, (history.crash, history.mechanical), strict=True)]
        for low, high in HALVES:
            when = (season >= low) & (season <= high)
            gains = [_gain((old - new)[when]) for old, new in zip(first, both, strict=True)]
            lines.append(f"| {name} | {low}-{high} | {' | '.join(gains)} |")
    return lines


def _gain(difference: Floats) -> str:
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return f"{difference.mean():+.3f} ± {error:.3f}"

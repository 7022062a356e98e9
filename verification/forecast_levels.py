"""Do levels that follow the record foretell the next race better than a fixed number does?

``python -m verification.forecast_levels`` reads the results of 2001-2021 in the full book, each race from its eve, and
prints a table of the chances to drop out: log loss a race (summed over its cars) of ``forecast.failures``'s
regression with a half-life of 550 days, less that of another half-life or with levels on top; positive is better.
2022-2025 are not looked at.

Known limits: half-lives and ridges were chosen on 2010-15 among a few dozen; 2016-21 were looked at beside them.
"""

import datetime as dt
from pathlib import Path
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

BOOK: Final = Path(__file__).parents[1] / ".book"
SINCE: Final = 2001
STAGES: Final[tuple[tuple[str, float, tuple[Level, ...], tuple[Level, ...]], ...]] = (
    ("half-life 365 days, no levels", 365.0, (), ()),
    ("half-life 1000 days, no levels", 1000.0, (), ()),
    ("level by track", 550.0, CRASHES, PARTS[:1]),
    ("level by track, and by series with 80 days", 550.0, (*CRASHES, PARTS[-1]), PARTS),
)


def failure_rows(history: History) -> list[str]:
    """The table of the chances to drop out."""
    strength = strengths(history, form_of(history), "grid")
    X = failures.failure_design(history, form_of(history), strength)
    date = np.repeat(history.date, np.diff(history.bounds))
    season = history.season

    def losses(days: float, levels: tuple[Level, ...], came: Floats) -> Floats:
        with otherwise("failures", {"HALF_LIFE_DAYS": days}):
            said = failures._walk(X, came, date)
        said = failures._levelled(history, said, came, levels) if levels else said
        return np.asarray(np.add.reduceat(-np.log(np.where(came > 0, said, 1 - said)), history.bounds[:-1]), float)

    first = [losses(550.0, (), came) for came in (history.crash, history.mechanical)]
    lines = ["| chances to drop out | seasons | crash | mechanical |", "|---|---|---|---|"]
    for name, days, *levels in STAGES:
        both = [losses(days, own, came) for own, came in zip(levels, (history.crash, history.mechanical), strict=True)]
        for low, high in HALVES:
            when = (season >= low) & (season <= high)
            gains = [_gain((old - new)[when], 3) for old, new in zip(first, both, strict=True)]
            lines.append(f"| {name} | {low}-{high} | {' | '.join(gains)} |")
    return lines


def _gain(difference: Floats, digits: int) -> str:
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return f"{difference.mean():+.{digits}f} ± {error:.{digits}f}"


def main() -> None:
    """Print the table."""
    columns = RecordBook.open(BOOK).history(dt.date(HALVES[-1][1] + 1, 1, 1), since_season=SINCE)
    history = history_of(columns)
    for line in failure_rows(history):
        print(line)


if __name__ == "__main__":
    main()

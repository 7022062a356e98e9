"""Do levels that follow the record foretell the next race better than a fixed number does?

``python -m verification.forecast_levels`` reads the results of 2001-2021 in the full book, each race from its eve, and
prints two tables. First the chances to drop out: log loss a race (summed over its cars) of ``forecast.failures``'s
regression with a half-life of 550 days, less that of another half-life or with levels on top; positive is better. Then
the kind of race of ``forecast.kind``: squared error of the share of cars off the lead lap, against the mean of the
seven seasons before, renewed every second season, as calibrations are.
2022-2025 are not looked at.

Known limits: half-lives and ridges were chosen on 2010-15 among a few dozen; 2016-21 were looked at beside them.
"""

import datetime as dt
from pathlib import Path
from typing import Final

import numpy as np

from stockcar.forecast import failures, kind
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
BACK: Final = 7  # seasons of the fixed mean
BLOCK: Final = 2  # seasons for which it then stands
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


def kind_rows(history: History) -> list[str]:
    """The table of the kind of race."""
    told, came = kind.kinds_of(history), kind.lapped_of(history)
    said = np.array([np.nan if one is None else 1 / (1 + np.exp(-one.lapped)) for one in told])
    lines = ["| off the lead lap | races | error of the fixed mean | of the levels | gain |", "|---" * 5 + "|"]
    for low, high in HALVES:
        races = np.flatnonzero(np.isfinite(said) & (history.season >= low) & (history.season <= high)).tolist()
        old = np.array([(_fixed(history, came, race) - came[race]) ** 2 for race in races])
        new = (said[races] - came[races]) ** 2
        lines.append(f"| {low}-{high} | {len(races)} | {old.mean():.4f} | {new.mean():.4f} | {_gain(old - new, 4)} |")
    return lines


def _fixed(history: History, came: Floats, race: int) -> float:
    """The mean of this series at this kind of track, or of all series there."""
    until = HALVES[0][0] + (int(history.season[race]) - HALVES[0][0]) // BLOCK * BLOCK
    when = (history.season < until) & (history.season >= until - BACK) & np.isfinite(came)
    here = when & (history.track_type == history.track_type[race])
    own = here & (history.series == history.series[race])
    return float(came[own if own.sum() >= 3 else here].mean())


def _gain(difference: Floats, digits: int) -> str:
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    return f"{difference.mean():+.{digits}f} ± {error:.{digits}f}"


def main() -> None:
    """Print both tables."""
    columns = RecordBook.open(BOOK).history(dt.date(HALVES[-1][1] + 1, 1, 1), since_season=SINCE)
    history = history_of(columns)
    for line in [*failure_rows(history), "", *kind_rows(history)]:
        print(line)


if __name__ == "__main__":
    main()

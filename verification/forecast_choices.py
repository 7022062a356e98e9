"""Were the numbers of the calibrated odds chosen before the seasons they are judged on?

The closed-form odds of 2010-2021, each race from its eve, as they are and with one choice at a time made otherwise.
2022-2025 are not looked at here. Differences in log loss are paired by race: positive means the choice made is better.

Known limits: the simulator is left out; the choices were made on these very seasons, so their gains are a little
flattered, and alternatives between those shown were tried as well.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import numpy as np

from stockcar.forecast.failures import failure_chances
from stockcar.forecast.form import form_of
from stockcar.forecast.history import SERIES, TRACK_TYPES, History, history_of
from stockcar.forecast.luck import luck_of, top_of, win_of
from stockcar.forecast.normal import Floats
from stockcar.forecast.scores import calibration_error, calibration_slope
from stockcar.forecast.strength import strengths
from stockcar.forecast.walk import at_track
from stockcar.record import RecordBook

SINCE: Final = 2002
HALVES: Final = ((2010, 2015), (2016, 2021))
NONE: Final = 1e-6
ABOVE: Final = 0.05  # chances to win that the slope is asked of
FEWEST: Final = 100  # such chances, for a slope to say something
OTHERWISE: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("as they are", "luck", {}),
    ("all cars' days differ alike", "odds", {"VARIETY": 0.0}),
    ("strong cars' days differ half as much more", "odds", {"VARIETY": 0.1}),
    ("... half as much again", "odds", {"VARIETY": 0.3}),
    ("slopes not sharpened by top tens", "luck", {"SHARPNESS": 1.0, "SHARPNESS_SD": NONE}),
    ("slopes sharpened by 1.05 for good", "luck", {"SHARPNESS_SD": NONE}),
    ("wins without the form at the track", "luck", {"HEAD_RIDGE": (5.0, 1e9)}),
    ("wins without a power by kind of track", "luck", {"POWER_SD": NONE}),
    ("that power by series instead", "luck", {"POWER_LENT": (0.1, 1.0, 0.1)}),
    ("that power free to go twice as far", "luck", {"POWER_SD": 0.3}),
)


@dataclass(frozen=True)
class _Past:
    """Everything that the choices do not change."""

    history: History
    strength: Floats
    out: Floats
    track: Floats


def rows_of(book: RecordBook) -> list[str]:
    """The table of the report."""
    past = _past(book)
    lines = ["| choice | seasons | win log loss | against as they are | ECE win | slope | top-10 log loss | "
             "against as they are | ECE top 10 |", "|---|---|---|---|---|---|---|---|---|"]  # fmt: skip
    first: dict[tuple[int, int], tuple[Floats, Floats]] = {}
    for name, module, values in OTHERWISE:
        with otherwise(module, values):
            odds = _odds(past)
        for half in HALVES:
            losses, cells = _scored(past, odds, half)
            first.setdefault(half, losses)
            gaps = [_gap(mine - theirs) for mine, theirs in zip(losses, first[half], strict=True)]
            win, top = (f"{loss.mean():.4f} | {gap}" for loss, gap in zip(losses, gaps, strict=True))
            lines.append(f"| {name} | {half[0]}-{half[1]} | {win} | {cells[0]} | {cells[1]} | {top} | {cells[2]} |")
    return lines


def _past(book: RecordBook) -> _Past:
    history = history_of(book.history(dt.date(HALVES[-1][1] + 1, 1, 1), since_season=SINCE))
    form = form_of(history)
    strength = strengths(history, form, "grid")
    crash, mechanical = failure_chances(history, form, strength)
    return _Past(history, strength, 1 - (1 - crash) * (1 - mechanical), at_track(form))


def slopes_of(book: RecordBook) -> list[str]:
    """The calibration slope of wins by season, by half, and by kind of track in each half, all as they are."""
    past = _past(book)
    odds = _odds(past)
    groups: dict[str, list[int]] = {}
    for race in odds:
        season, kind = int(past.history.season[race]), TRACK_TYPES[past.history.track_type[race]]
        half = "-".join(map(str, next(half for half in HALVES if half[0] <= season <= half[1])))
        for group in (f"{season}", f"{half}, all", f"{half}, {kind}"):
            groups.setdefault(group, []).append(race)
    lines = ["| races | chances above 5 % | said to win | won | slope |", "|---|---|---|---|---|"]
    for group, races in sorted(groups.items(), key=lambda item: (len(item[0]), item[0])):
        said, won = _pooled(past, odds, races, 0, 1)
        said, won = said[said > ABOVE], won[said > ABOVE]
        if len(said) >= FEWEST:
            slope, error = _slope(said, won)
            numbers = f"{len(said)} | {said.sum():.1f} | {won.sum():.0f} | {slope:.2f} ± {error:.2f}"
            lines.append(f"| {group} | {numbers} |")
    return lines


def _slope(said: Floats, won: Floats) -> tuple[float, float]:
    """The slope of the logistic regression of wins on the log odds said, and its standard error."""
    slope, x = calibration_slope(said, won), np.log(said / (1 - said))
    low, high = -20.0, 20.0  # the level that goes with the slope: as many wins said as seen
    for _ in range(60):
        level = (low + high) / 2
        chance = 1 / (1 + np.exp(-(level + slope * x)))
        low, high = (level, high) if chance.sum() < won.sum() else (low, level)
    weight = chance * (1 - chance)
    mean = (weight @ x) / weight.sum()
    return slope, float(1 / np.sqrt(weight @ (x - mean) ** 2))


@contextmanager
def otherwise(module: str, values: dict[str, Any]) -> Iterator[None]:
    """The module of ``stockcar.forecast`` with other values, put back afterwards."""
    target: Any = import_module(f"stockcar.forecast.{module}")
    before = {name: getattr(target, name) for name in values}
    for name, value in values.items():
        setattr(target, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(target, name, value)


def _odds(past: _Past) -> dict[int, tuple[Floats, Floats]]:
    """Chances of a win and of a top ten of every race of the two halves."""
    luck = luck_of(past.history, past.strength, past.out, past.track)
    odds = {}
    for race in np.flatnonzero(past.history.season >= HALVES[0][0]).tolist():
        rows = past.history.rows(race)
        strength, out = past.strength[rows], past.out[rows]
        win = win_of(luck, race, strength, out, past.track[rows])
        odds[race] = win, np.clip(top_of(luck, race, strength, out, 10), 1e-4, 1 - 1e-4)
    return odds


def _scored(
    past: _Past, odds: dict[int, tuple[Floats, Floats]], half: tuple[int, int]
) -> tuple[tuple[Floats, Floats], list[str]]:
    """Losses by race of wins and top tens; ECE and slope of wins, ECE of top tens (mean of the series)."""
    history = past.history
    races = [race for race in odds if half[0] <= history.season[race] <= half[1]]
    win_loss, top_loss = [], []
    for race in races:
        finish, (win, top) = history.finish[history.rows(race)], odds[race]
        win_loss.append(-float(np.log(win[finish == 1]).mean()))
        top_loss.append(-float(np.log(np.where(finish <= 10, top, 1 - top)).mean()))
    win, won = _pooled(past, odds, races, 0, 1)
    tops = []
    for series in range(len(SERIES)):
        mine = [race for race in races if history.series[race] == series]
        tops.append(calibration_error(*_pooled(past, odds, mine, 1, 10)))
    slope = calibration_slope(win[win > ABOVE], won[win > ABOVE])
    cells = [f"{calibration_error(win, won):.4f}", f"{slope:.2f}", f"{np.mean(tops):.4f}"]
    return (np.array(win_loss), np.array(top_loss)), cells


def _pooled(
    past: _Past, odds: dict[int, tuple[Floats, Floats]], races: list[int], market: int, places: int
) -> tuple[Floats, Floats]:
    said = np.concatenate([odds[race][market] for race in races])
    seen = np.concatenate([past.history.finish[past.history.rows(race)] <= places for race in races])
    return said, seen.astype(float)


def _gap(difference: Floats) -> str:
    if not difference.any():
        return ""
    return f"{difference.mean():+.4f} ± {difference.std(ddof=1) / np.sqrt(len(difference)):.4f}"

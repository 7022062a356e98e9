"""What else could the regression of the strengths be? One thing made otherwise at a time, scored on the rank.

Gains in Spearman's rho, paired by race, ± one standard error; positive speaks for the change. The rule is that of new
evidence: a change comes in if its gain over all series excludes zero on 2010-2015 and does not reverse on 2016-2021.
What came near it in some series was then held against 2022-2025 as well, once.

Known limits: practice is left out; a rank by strength, not by expected place, which differ by a thousandth.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from stockcar.forecast.form import FEATURES, Form, form_of
from stockcar.forecast.history import SERIES, History, history_of, races_by_day
from stockcar.forecast.normal import Floats, normal_cdf
from stockcar.forecast.scores import spearman
from stockcar.forecast.strength import strengths, target_of
from stockcar.record import RecordBook
from verification.forecast_choices import otherwise
from verification.forecast_patterns import patterns

SINCE: Final = 2002
SPANS: Final = ((2010, 2015), (2016, 2021), (2022, 2025))
KEEP_APART: Final = 2022  # from here on only what is named in HELD
TRACK_FEATURES: Final = ("start", "rated pace", "rating 10")
TRACK_RIDGE: Final = 200.0
TRACK_HALF_LIFE_DAYS: Final = 1461.0
MAKES: Final = (4.0, 14.0, 8.0, 5.0, 20.0, 20.0, 20.0)
NUMBERS: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("races fade in two seasons, not four", "strength", {"HALF_LIFE_DAYS": 730.5}),
    ("... in eight", "strength", {"HALF_LIFE_DAYS": 2922.0}),
    ("ridge a third as strong", "strength", {"PENALTY": 50.0}),
    ("ridge three times as strong", "strength", {"PENALTY": 450.0}),
    ("kinds of track pulled together three times harder", "strength", {"TYPE_PENALTY_FACTOR": 9.0}),
    ("other series do not count", "strength", {"OTHER_SERIES_WEIGHT": 0.0}),
    ("finish counts for 0.75 of the target", "strength", {"FINISH_SHARE": 0.75}),
    ("finish counts for 0.9 of the target", "strength", {"FINISH_SHARE": 0.9}),
)
RATINGS: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("ratings fade in 15 races, not 30", "ratings", {"HALF_LIFE_RACES": 15.0}),
    ("ratings fade in 60 races", "ratings", {"HALF_LIFE_RACES": 60.0}),
    ("makes are pulled to zero a third as hard", "ratings", {"PENALTY": MAKES}),
)
HELD: Final = (
    "makes are pulled to zero a third as hard",
    "finish 0.9 of the target, half of it spread evenly",
    "weights of grid and pace by track and series",
    "patterns in what was missed: bends and lately",
)


def rows_of(book: RecordBook) -> list[str]:
    """The table of the report."""
    history = history_of(book.history(dt.date(SPANS[-1][1] + 1, 1, 1), since_season=SINCE))
    form = form_of(history)
    plain = strengths(history, form, "grid")
    before = _rho(history, plain)
    spans = " | ".join(f"{first}-{last}" for first, last in SPANS)
    lines = [f"| change | series | {spans} |", "|---|---|---|---|---|"]
    for name, module, values in NUMBERS:
        with otherwise(module, values):
            lines += _lines(history, name, _rho(history, strengths(history, form, "grid")), before)
    for name, module, values in RATINGS:
        with otherwise(module, values):
            other = form_of(history)
        lines += _lines(history, name, _rho(history, strengths(history, other, "grid")), before)
    made: tuple[Callable[[History, Form, Floats], Floats], ...] = (_evenly, _by_track, _with_patterns)
    for name, make in zip(HELD[1:], made, strict=True):
        lines += _lines(history, name, _rho(history, make(history, form, plain)), before)
    return lines


def _lines(history: History, name: str, after: Floats, before: Floats) -> list[str]:
    lines = []
    for series in ("all", *SERIES) if name in HELD else ("all", "cup"):
        cells = []
        for first, last in SPANS:
            mine = (history.season >= first) & (history.season <= last)
            if series != "all":
                mine &= history.series == SERIES.index(series)
            gap = (after - before)[mine]
            shown = first < KEEP_APART or name in HELD
            cells.append(f"{gap.mean():+.4f} ± {gap.std(ddof=1) / np.sqrt(len(gap)):.4f}" if shown else "")
        lines.append(f"| {name} | {series} | " + " | ".join(cells) + " |")
    return lines


def _rho(history: History, strength: Floats) -> Floats:
    races = map(history.rows, range(history.races))
    return np.array([spearman(strength[rows], -history.finish[rows]) for rows in races])


def _with_patterns(history: History, form: Form, strength: Floats) -> Floats:
    return strength + patterns(history, form, strength)


def _evenly(history: History, form: Form, _: Floats) -> Floats:
    """The target leans on the finish, half in normal scores and half in places spread evenly."""

    def even(scores: Floats) -> Floats:
        return np.asarray(scores / 2 + np.sqrt(12) * (normal_cdf(scores) - 0.5) / 2, float)

    def target(history: History, rows: slice) -> Floats:
        finish, rating = history.z_finish[rows], history.z_rating[rows]
        mixed = 0.9 * even(finish) + 0.1 * even(np.where(np.isfinite(rating), rating, finish))
        return np.asarray(mixed - mixed.mean(), float)

    with otherwise("strength", {"target_of": target}):
        return strengths(history, form, "grid")


def _by_track(history: History, form: Form, strength: Floats) -> Floats:
    """Three weights moved once more by track and series, by what the regression missed there."""
    wanted = [FEATURES.index(name) for name in TRACK_FEATURES]
    _, place = np.unique(history.track * len(SERIES) + history.series, return_inverse=True)
    width = len(wanted)
    gram, moment = np.zeros((len(place), width, width)), np.zeros((len(place), width))
    seen, moved = np.zeros(len(place)), strength.copy()
    for day in races_by_day(history):
        told = {race: form.features[history.rows(race)][:, wanted] for race in day}
        told = {race: values - values.mean(axis=0) for race, values in told.items()}
        for race, values in told.items():
            at, date = place[race], int(history.date[race])
            fade = 0.5 ** ((date - seen[at]) / TRACK_HALF_LIFE_DAYS)
            gram[at], moment[at], seen[at] = gram[at] * fade, moment[at] * fade, date
            moved[history.rows(race)] += values @ np.linalg.solve(gram[at] + TRACK_RIDGE * np.eye(width), moment[at])
        for race, values in told.items():
            rows, at = history.rows(race), place[race]
            gram[at] += values.T @ values
            moment[at] += values.T @ (target_of(history, rows) - strength[rows])
    return moved

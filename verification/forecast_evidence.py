"""Which new evidence would make the forecasts better? Each tried alone, kept or rejected by one rule.

A piece of evidence is a number a car that is known before the race. ``moved_by`` gives it the weight that earlier
results say it deserves beyond the strengths, and the rank is scored against that of the strengths alone, paired by
race. It is kept if the gain excludes zero on the earlier half of the seasons that have it and does not reverse on the
later half.

Known limits: with so many tried, one in forty would pass the first half by luck; lap times with the age of the tyres
are on record for 22 races only, so lap-time pace is what the green-flag averages of 2024 and 2025 say.
"""

import datetime as dt
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.form import FEATURES, form_of
from stockcar.forecast.history import SERIES, History, history_of, races_by_day
from stockcar.forecast.normal import Floats, normal_scores
from stockcar.forecast.practice import AVERAGES, with_practice
from stockcar.forecast.scores import paired_difference, spearman
from stockcar.forecast.strength import Mode, moved_by, of_others, strengths, target_of
from stockcar.record import RecordBook

SINCE: Final = 2005
FEWEST: Final = 10  # cars with a value, for their order to tell something
HALF_LIFE_RACES: Final = 10.0
SHRINK: Final = 3.0
LOOP: Final = ("avg_running", "pass_diff", "quality_passes", "fastest_laps", "mid_race", "top15_laps")
LOW_IS_GOOD: Final = ("avg_running", "mid_race")


class Candidate(NamedTuple):
    """One piece of evidence: what it is, in which mode and seasons (first, last of the earlier half, last), by row."""

    what: str
    mode: Mode
    seasons: tuple[int, int, int]
    shown: Floats


class _Table:
    """The record's topics by row of a history."""

    def __init__(self, book: RecordBook, history: History) -> None:
        self.book, self.history = book, history
        per_race = np.diff(history.bounds)
        self.race = np.repeat(np.arange(history.races), per_race)
        self.series, self.season = history.series[self.race], history.season[self.race]
        keys = zip(history.series, history.season, history.number, strict=True)
        names = [f"{SERIES[series]}-{season}-{number:02d}" for series, season, number in keys]
        who = zip(self.race.tolist(), history.driver.tolist(), strict=True)
        self.row = {(names[race], history.driver_ids[driver]): at for at, (race, driver) in enumerate(who)}

    def column(self, topic: str, name: str) -> NDArray[Any]:
        """A column of a topic by row; None where there is nothing."""
        held = self.book.shelf.columns(topic, "key", "driver_id", name)
        values = np.full(len(self.race), None, object)
        for key, driver, value in zip(*(held[part].tolist() for part in ("key", "driver_id", name)), strict=True):
            at = self.row.get((key, driver))
            if at is not None:
                values[at] = value
        return values

    def scores(self, topic: str, name: str, low: bool = True) -> Floats:
        """A number's normal score within each race; NaN where fewer than ten cars have it."""
        values = np.array([np.nan if v is None else float(v) for v in self.column(topic, name)])
        scores = np.full(len(values), np.nan)
        for race in range(self.history.races):
            rows = self.history.rows(race)
            if np.isfinite(values[rows]).sum() >= FEWEST:
                scores[rows] = normal_scores(values[rows], best_is_low=low)
        return scores


def rows_of(book: RecordBook) -> list[str]:
    """The table of the report."""
    columns = with_practice(book, book.history(dt.date(2026, 1, 1), since_season=SINCE))
    history = history_of(columns)
    form = form_of(history)
    bare = replace(history, z_practice=np.full(len(history.z_practice), np.nan))
    strength: dict[Mode, Floats] = {mode: strengths(bare, form, mode) for mode in ("grid", "before-qualifying")}
    rho = {mode: _rho(history, values) for mode, values in strength.items()}
    lines = ["| evidence | mode | earlier half | gain in rho | later half | gain in rho | |"]
    lines.append("|---|---|---|---|---|---|---|")
    for tried in _candidates(_Table(book, history), strength):
        gained = _rho(history, moved_by(bare, strength[tried.mode], tried.shown))
        lines.append(_line(history, tried, gained, rho[tried.mode]))
    practised = moved_by(bare, strength["grid"], _beyond(history.z_practice, strength["grid"]))
    blind = _rho(history, practised)
    beside = _beside_practice(_Table(book, history), practised)
    lines += [_line(history, one, _rho(history, moved_by(bare, practised, one.shown)), blind) for one in beside]
    # A feature of the regression itself: beside the regression that reads the car's rating in its place.
    recent, rated = FEATURES.index("car finish 4"), FEATURES.index("car rating")
    without = form.features.copy()
    without[:, recent] = without[:, rated]
    mode: Mode = "before-qualifying"
    blind = _rho(history, strengths(bare, replace(form, features=without), mode))
    feature = Candidate("the car's last four finishes", mode, (2010, 2015, 2021), without[:, recent])
    return [*lines, _line(history, feature, rho[mode], blind)]


def _line(history: History, tried: Candidate, ours: Floats, theirs: Floats) -> str:
    first, middle, last = tried.seasons
    early, late = (_gain(history, ours, theirs, *span) for span in ((first, middle), (middle + 1, last)))
    cells = [f"{mean:+.4f} ({low:+.4f}, {high:+.4f})" for mean, low, high in (early, late)]
    kept = "kept" if early[1] > 0 and late[0] >= 0 else "rejected"
    halves = f"{first}-{middle} | {cells[0]} | {middle + 1}-{last} | {cells[1]}"
    return f"| {tried.what} | {tried.mode} | {halves} | {kept} |"


def _candidates(table: _Table, strength: dict[Mode, Floats]) -> list[Candidate]:
    history, cup = table.history, table.series == SERIES.index("cup")
    on_grid, before = strength["grid"], strength["before-qualifying"]
    practice = history.z_practice
    by_lap = {name: table.scores("lap_averages", name) for name in AVERAGES}
    grid: list[tuple[str, tuple[int, int, int], Floats]] = [
        ("practice: best lap and averages of 5 to 20 laps", (2022, 2023, 2025), _beyond(practice, on_grid)),
        ("practice: best lap", (2022, 2023, 2025), _beyond(by_lap["best_lap_s"], on_grid)),
        ("practice: long run of 10 laps", (2022, 2023, 2025), _beyond(by_lap["avg_10_s"], on_grid)),
        ("practice: long run of 20 laps", (2022, 2023, 2025), _beyond(by_lap["avg_20_s"], on_grid)),
        ("sent to the rear (cup)", (2021, 2022, 2023), _to_the_rear(table, on_grid)),
        ("crew chief's earlier cars", (2022, 2023, 2025), _chief(table)),
        ("crew chief new to the car", (2022, 2023, 2025), _new_chief(table)),
        ("driver new to the car", (2014, 2019, 2025), _new_driver(table)),
        ("grid set by the rule book, not by qualifying", (2014, 2019, 2025), _by_rule(table)),
        ("lap-time pace: green-flag median", (2024, 2024, 2025), _recent(table, "green_pace", "green_median_s")),
        ("lap-time pace: best 20 laps in a row", (2024, 2024, 2025), _recent(table, "green_pace", "fast20_avg_s")),
        ("order at the end of stage 1", (2022, 2023, 2025), _recent(table, "stage_results", "finish")),
    ]
    for name in LOOP:
        recent = _recent(table, "loop", name, low=name in LOW_IS_GOOD)
        grid.append((f"loop data: {name.replace('_', ' ')}", (2019, 2021, 2025), recent))
    tried = [Candidate(what, "grid", seasons, shown) for what, seasons, shown in grid]
    tried.append(
        Candidate(
            "practice of the cup series", "before-qualifying", (2022, 2023, 2025),
            np.where(cup, _beyond(practice, before), 0.0),
        )
    )  # fmt: skip
    return tried


def _beside_practice(table: _Table, strength: Floats) -> list[Candidate]:
    """What was tried beside the strengths that know each car's own practice already."""
    history, span = table.history, (2022, 2023, 2025)
    surprise = np.where(np.isfinite(history.z_practice), history.z_practice - strength, np.nan)
    seconds, mph = (_gaps(table, "qualifying", name) for name in ("time_s", "speed_mph"))
    qualifying = np.where(np.isfinite(seconds), seconds, -mph)
    missed = np.concatenate([target_of(history, history.rows(race)) for race in range(history.races)]) - strength
    long_run = np.where(np.isfinite(history.z_practice), _gaps(table, "lap_averages", "avg_10_s"), np.nan)
    who = history.driver * len(SERIES) + table.series
    tried: list[tuple[str, tuple[int, int, int], Floats]] = [
        ("practice of the make's other cars", span, of_others(history, history.make, surprise)),
        ("practice of the team's other cars", span, of_others(history, history.team, surprise)),
        ("practice: long run of 10 laps, by seconds", span, _beyond(long_run, strength)),
        ("qualifying, by seconds", span, _beyond(qualifying, strength)),
        ("the same weekend's race of another series", (2010, 2015, 2021), _same_weekend(table, missed)),
        ("what the driver's last races missed", (2010, 2015, 2021), _memory(table, who, missed)[0]),
        ("what the team's last races missed", (2010, 2015, 2021), _memory(table, history.team, missed)[0]),
        (
            "what the driver's races here missed", (2010, 2015, 2021),
            _memory(table, who * 1000 + history.track[table.race], missed)[0],
        ),
    ]  # fmt: skip
    return [Candidate(f"{what} (beside practice)", "grid", seasons, shown) for what, seasons, shown in tried]


def _gaps(table: _Table, topic: str, name: str) -> Floats:
    """How far a car was from the field's middle, in units of the field's spread, quick is positive; NaN unknown."""
    values = np.array([np.nan if v is None or float(v) <= 0 else float(v) for v in table.column(topic, name)])
    gaps = np.full(len(values), np.nan)
    for race in range(table.history.races):
        rows = table.history.rows(race)
        known = values[rows][np.isfinite(values[rows])]
        if len(known) >= FEWEST:
            low, middle, high = np.percentile(known, (16, 50, 84))
            gaps[rows] = -np.clip(2 * (values[rows] - middle) / max(high - low, 1e-6), -2.5, 2.5)
    return gaps


def _same_weekend(table: _Table, missed: Floats) -> Floats:
    """How much better than expected the driver did at this track within three days, in another series."""
    history, shown = table.history, np.zeros(len(missed))
    last: dict[int, tuple[int, int, float]] = {}
    for day in races_by_day(history):
        date = int(history.date[day[0]])
        for race in day:
            for row in range(*history.rows(race).indices(len(missed))):
                when, where, value = last.get(int(history.driver[row]), (0, -1, 0.0))
                if when >= date - 3 and where == history.track[race]:
                    shown[row] = value
        for race in day:
            for row in range(*history.rows(race).indices(len(missed))):
                last[int(history.driver[row])] = (date, int(history.track[race]), float(missed[row]))
    return shown


def _beyond(scores: Floats, strength: Floats) -> Floats:
    return np.where(np.isfinite(scores), np.nan_to_num(scores) - strength, 0.0)


def _to_the_rear(table: _Table, strength: Floats) -> Floats:
    sent = np.array([reason is not None for reason in table.column("to_the_back", "reason")])
    return np.where(sent, np.nan_to_num(table.history.z_start) - strength, 0.0)


def _recent(table: _Table, topic: str, name: str, low: bool = True) -> Floats:
    """A driver's fading mean of what a number said beyond his driver rating in the same race."""
    pace = np.where(np.isfinite(table.history.z_rating), table.history.z_rating, table.history.z_finish)
    surplus = table.scores(topic, name, low) - pace
    return _memory(table, table.history.driver * len(SERIES) + table.series, surplus)[0]


def _chief(table: _Table) -> Floats:
    chief, known = _chiefs(table)
    pace = np.where(np.isfinite(table.history.z_rating), table.history.z_rating, table.history.z_finish)
    return np.where(known, _memory(table, chief, np.where(known, pace, np.nan))[0], 0.0)


def _new_chief(table: _Table) -> Floats:
    chief, known = _chiefs(table)
    together = _memory(table, table.history.car * (int(chief.max()) + 1) + chief, known.astype(float))[1]
    return np.where(known, 1 / (1 + together / 3), 0.0)


def _chiefs(table: _Table) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    names = table.column("official_results", "crew_chief")
    known = np.array([name is not None for name in names])
    _, code = np.unique(np.where(known, names, "").astype(str), return_inverse=True)
    return code.astype(np.int64), known


def _new_driver(table: _Table) -> Floats:
    pair = table.history.car * (int(table.history.driver.max()) + 1) + table.history.driver
    return 1 / (1 + _memory(table, pair, np.ones(len(pair)))[1] / 5)


def _by_rule(table: _Table) -> Floats:
    """The grid's score where it follows the last race's finishes so closely that nobody can have qualified."""
    history = table.history
    shown, last = np.zeros(len(history.driver)), np.full(int(history.car.max()) + 1, np.nan)
    for race in range(history.races):
        rows = history.rows(race)
        before, start = last[history.car[rows]], history.start[rows]
        known = np.isfinite(before) & np.isfinite(start)
        if known.sum() >= FEWEST and spearman(before[known], start[known]) > 0.8:
            shown[rows] = np.nan_to_num(history.z_start[rows])
        last[history.car[rows]] = history.finish[rows]
    return shown


def _memory(table: _Table, subject: NDArray[np.int64], value: Floats) -> tuple[Floats, Floats]:
    """Each subject's fading mean and how many values it has, before every race."""
    _, code = np.unique(subject, return_inverse=True)
    total, weight = (np.zeros(int(code.max()) + 1) for _ in range(2))
    count = np.zeros_like(total)
    mean, before = np.zeros(len(code)), np.zeros(len(code))
    fade = 0.5 ** (1 / HALF_LIFE_RACES)
    for day in races_by_day(table.history):
        for race in day:
            rows = table.history.rows(race)
            mean[rows] = total[code[rows]] / (weight[code[rows]] + SHRINK)
            before[rows] = count[code[rows]]
        for race in day:
            rows = table.history.rows(race)
            mine, known = code[rows], np.isfinite(value[rows])
            total[np.unique(mine)] *= fade
            weight[np.unique(mine)] *= fade
            for store, amount in ((total, np.nan_to_num(value[rows])), (weight, 1.0), (count, 1.0)):
                np.add.at(store, mine, np.where(known, amount, 0.0))
    return mean, before


def _rho(history: History, strength: Floats) -> Floats:
    rows = map(history.rows, range(history.races))
    return np.array([spearman(strength[r], -history.finish[r]) for r in rows])


def _gain(history: History, ours: Floats, theirs: Floats, first: int, last: int) -> tuple[float, float, float]:
    mine = (history.season >= first) & (history.season <= last)
    gap = paired_difference(ours[mine].tolist(), theirs[mine].tolist())
    return gap.difference, gap.low, gap.high

"""Are the odds any good? Every race of 2022-2025 forecast from its eve and scored: ``verification/forecast.md``.

``python -m verification forecast`` scores the ratings alone (about a minute); ``--full`` goes the whole road through
the simulator, 2,000 races a race. The goals were set before, from a study of the same seasons; a miss stands as a miss.
Races done are kept under ``build/``, so a run that was cut off goes on.

Known limits: the study's models were chosen on these seasons, and their scores have been read more than once since, so
levels are a little flattered; numbers are chosen on earlier seasons or learned race by race. 2026 is unseen.
"""

import datetime as dt
import math
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from stockcar.forecast.backtest import Model, Trial, Tried, run_trial
from stockcar.forecast.backtest_report import SLOPE_ABOVE, document, perfect
from stockcar.forecast.forecast import code_digest
from stockcar.forecast.scores import calibration_slope, paired_difference, pooled, reliability, score_race
from stockcar.forecast.strength import Mode
from stockcar.racing import Series
from stockcar.record import RecordBook
from verification import forecast_choices as choices
from verification import forecast_first_run as first_run
from verification import forecast_grid, forecast_levels, forecast_peer
from verification import forecast_leaks as leaks
from verification import forecast_races as races
from verification import forecast_regression as regression
from verification.forecast_evidence import rows_of

HERE = Path(__file__).parent
ROOT = HERE.parent
SEASONS = (2022, 2025)
# name in the document: goal for cup, xfinity, truck; "+" high is good, "-" low is good
GRID_GOALS = {
    "rho": ("+", 0.425, 0.532, 0.577),
    "win_logloss": ("-", 2.92, 2.37, 2.35),
    "h2h_brier": ("-", 0.2150, 0.1985, 0.1880),
    "top10_brier": ("-", 0.163, 0.1380, 0.147),
}
PRE_GOALS = {"rho": ("+", 0.408, 0.528, 0.572)}
ECE_GOALS = {"h2h": 0.015, "win": 0.005, "top10": 0.018, "stage_1_win": 0.005}
SLOPE = (0.9, 1.1)
PACK_BRIER = 0.2475  # head to head, cup superspeedways
PEER_RHO = 0.425
LEAK = 0.46


def main(full: bool = False) -> int:
    """Run, write the report, and say whether every goal held."""
    book = _book()
    if book is None:
        print("no full book: skipped", file=sys.stderr)
        return 0
    began, worked = time.monotonic(), time.process_time()
    keep = ROOT / "build" / "verification"
    model: Model = "sim" if full else "ratings"
    tried: dict[str, tuple[Tried, ...]] = {}
    documents: dict[str, dict[str, Any]] = {}
    modes: tuple[Mode, ...] = ("grid", "before-qualifying")
    for mode in modes:
        # Before qualifying only the rank is judged, and that is the same with and without the simulator.
        by = model if mode == "grid" else "ratings"
        trial = Trial(series=tuple(Series), first=SEASONS[0], last=SEASONS[1], mode=mode, model=by)
        tried[mode] = run_trial(book, trial, keep, _say)
        documents[mode] = document(book, trial, tried[mode])
    took = Took((time.monotonic() - began) / 60, (time.process_time() - worked) / 60)
    lines, missed = _report(book, documents, tried, model, took)
    plain = run_trial(book, Trial(series=tuple(Series), first=SEASONS[0], last=SEASONS[1], model="ratings"), keep, _say)
    if full:
        lines += ["", "## Beside the closed form, on the grid", "", *_closed_form(tried["grid"], plain)]
    lines += ["", "## First stages, on the grid", "", *_stages(tried["grid"], plain)]
    lines += ["", "## What was chosen, and on which seasons", "", *_choices(book)]
    lines += ["", *forecast_levels.rows_of(book)]
    lines += ["", "## Where winners started", "", *_starts(book)]
    lines += ["", "## What was tried on the regression", "", *_regression(book)]
    lines += ["", "## New evidence", "", *_evidence(book)]
    if full:
        lines += ["", "## Races of the forecasts beside the record", "", *races.beside_record(tried["grid"])]
    lines += ["", "## Races before and after settling", "", *_settled(book)]
    (HERE / "forecast.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _plot(tried["grid"])
    return 1 if missed else 0


def _book() -> RecordBook | None:
    named = os.environ.get("STOCKCAR_FULL_BOOK")
    folder = Path(named) if named else ROOT / ".book"
    return RecordBook.open(folder) if (folder / "CURRENT").is_file() else None


def _say(race: str, done: int, of: int) -> None:
    if done % 10 == 0 or done == of:
        print(f"   {race}  {done} of {of}", file=sys.stderr, flush=True)


class Took(NamedTuple):
    """Minutes."""

    wall: float
    processor: float  # of all threads


def _report(
    book: RecordBook,
    documents: dict[str, dict[str, Any]],
    tried: dict[str, tuple[Tried, ...]],
    model: str,
    took: Took,
) -> tuple[list[str], int]:
    grid, pre = documents["grid"], documents["before-qualifying"]
    road = "the simulator, 2,000 races a race" if model == "sim" else "the ratings alone, without the simulator"
    lines = [
        "# How good are the forecasts?",
        "",
        f"Every points race of {SEASONS[0]}-{SEASONS[1]}, forecast from what was known at 00:00 of race day,",
        f"through {road} (before qualifying: the ratings alone).",
        "All starters, no race or driver left out. The scores of these seasons have been read before, more than once:",
        "no number was chosen on them, but they are not a blind test. Written by `python -m verification forecast"
        + (" --full`." if model == "sim" else "`."),
        "",
        f"Commit {_commit()}, code {code_digest()} (`provenance.code` of a forecast made by it), book {book.digest}, "
        f"{dt.datetime.now(dt.UTC).date().isoformat()}.",
        f"2 vCPU AMD EPYC, Debian 12, Python 3.11, shared with other work: {took.wall:.0f} minutes, "
        f"{took.processor:.0f} minutes of processor time (less where races were kept from before).",
        "",
        "## Goals",
        "",
        "| goal | series | measured | goal | |",
        "|---|---|---|---|---|",
    ]
    rows = [*_goals(grid, GRID_GOALS, "on the grid"), *_goals(pre, PRE_GOALS, "before qualifying")]
    rows += _calibration_goals(grid, tried["grid"]) + _other_goals(grid) + _leak_goals(book)
    for what, series, measured, goal, held in rows:
        lines.append(f"| {what} | {series} | {measured} | {goal} | {'held' if held else 'MISSED'} |")
    lines += ["", "## On the grid", "", *_table(grid), "", "## Before qualifying", "", *_table(pre)]
    lines += ["", "## Against simpler forecasts, on the grid", "", *_against(grid)]
    lines += ["", "## The peer's races", "", *_peer(grid), *forecast_peer.rows_of(book, tried["grid"])]
    lines += ["", "## Calibration, on the grid", "", *_bins(tried["grid"])]
    return lines, sum(not held for *_, held in rows)


def _commit() -> str:
    try:
        said = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    except OSError:
        return "unknown"
    return said.stdout.strip() or "unknown"


def _goals(held: dict[str, Any], goals: dict[str, Any], when: str) -> list[tuple[str, str, str, str, bool]]:
    rows = []
    for name, (sign, *levels) in goals.items():
        for series, goal in zip(Series, levels, strict=True):
            value = held["by_series"][series.value][name]
            kept = value >= goal if sign == "+" else value <= goal
            rows.append(
                (f"{name}, {when}", series.value, f"{value:.4f}", f"{'≥' if sign == '+' else '≤'} {goal}", kept)
            )
    return rows


def _calibration_goals(grid: dict[str, Any], tried: Sequence[Tried]) -> list[tuple[str, str, str, str, bool]]:
    rows = []
    for series in Series:
        mine = [one.ours for one in tried if one.ours.series == series.value]
        limit = perfect(mine)
        held = grid["by_series"][series.value]
        for market, goal in ECE_GOALS.items():
            value = held["ece"][market]
            asked = f"≤ {goal} or {limit[market]:.4f} (perfect forecasts, 95 %)"
            rows.append((f"ECE {market}", series.value, f"{value:.4f}", asked, value <= max(goal, limit[market])))
    slope = grid["win_slope"]
    rows.append(
        (
            "slope of wins above 5 %", "all", f"{slope:.2f} ± {_slope_error(tried):.2f}", f"{SLOPE[0]}-{SLOPE[1]}",
            SLOPE[0] <= slope <= SLOPE[1],
        )
    )  # fmt: skip
    return rows


def _slope(tried: Sequence[Tried]) -> float:
    """Of the chances to win that are above ``SLOPE_ABOVE``."""
    win, won = pooled([one.ours for one in tried], "win")
    return calibration_slope(win[win > SLOPE_ABOVE], won[win > SLOPE_ABOVE])


def _slope_error(tried: Sequence[Tried]) -> float:
    """Of the slope of wins, by drawing races again."""
    rng = np.random.Generator(np.random.Philox(5))
    return float(np.std([_slope([tried[at] for at in rng.integers(0, len(tried), len(tried))]) for _ in range(200)]))


def _other_goals(grid: dict[str, Any]) -> list[tuple[str, str, str, str, bool]]:
    cup = grid["by_series"]["cup"]
    pack = cup["by_type"]["superspeedway"]["h2h_brier"]
    rows = [("head-to-head Brier, superspeedways", "cup", f"{pack:.4f}", f"< {PACK_BRIER}", pack < PACK_BRIER)]
    rows.append(("rho is no leak", "cup", f"{cup['rho']:.4f}", f"≤ {LEAK}", cup["rho"] <= LEAK))
    peer = grid["peer_protocol"]
    if peer:
        rows.append(("rho on the peer's races", "cup", f"{peer['rho']:.4f}", f"≥ {PEER_RHO}", peer["rho"] >= PEER_RHO))
        low, high = peer["ci"]
        gap = f"{peer['paired_difference']:+.4f} ({low:+.4f}, {high:+.4f})"
        rows.append(("better than the peer's idea, paired", "cup", gap, "excludes 0", low > 0))
    return rows


def _leak_goals(book: RecordBook) -> list[tuple[str, str, str, str, bool]]:
    found = [leak.feature for leak in leaks.leaks_of(book)]
    said = ", ".join(found) or "none"
    return [("features and chances that know their own day's results", "all", said, "none", not found)]


def _table(held: dict[str, Any]) -> list[str]:
    names = (
        "rho", "rho_se", "h2h_accuracy", "h2h_brier", "h2h_logloss", "win_logloss", "win_brier", "top10_brier",
        "stage_1_logloss",
    )  # fmt: skip
    lines = ["| series | tracks | races | " + " | ".join(names) + " | ECE h2h | win | top10 | stage 1 | win slope |"]
    lines.append("|" + "---|" * (len(names) + 8))
    for series, mine in [("all", held), *held["by_series"].items()]:
        for kind, row in [("all", mine), *mine["by_type"].items()]:
            numbers = " | ".join("" if row[name] is None else f"{row[name]:.4f}" for name in names)
            ece = " | ".join("" if (value := row["ece"][market]) is None else f"{value:.4f}" for market in ECE_GOALS)
            slope = "" if row["win_slope"] is None else f"{row['win_slope']:.2f}"
            lines.append(f"| {series} | {kind} | {row['races']} | {numbers} | {ece} | {slope} |")
    return lines


def _against(grid: dict[str, Any]) -> list[str]:
    lines = ["Ours less theirs, paired by race, with the 95 % bootstrap interval.", ""]
    lines += ["| series | against | rho | h2h_brier | win_logloss | top10_brier |", "|---|---|---|---|---|---|"]
    for series, mine in grid["by_series"].items():
        for name, row in mine["baselines"].items():
            cells = []
            for what, gap in row["paired_difference"].items():
                low, high = row["ci"][what]
                cells.append(f"{gap:+.4f} ({low:+.4f}, {high:+.4f})")
            lines.append(f"| {series} | {name} | " + " | ".join(cells) + " |")
    return lines


def _peer(grid: dict[str, Any]) -> list[str]:
    peer = grid["peer_protocol"]
    if not peer:
        return ["Not scored: it needs the cup series from 2022."]
    low, high = peer["ci"]
    return [
        f"The last {peer['races']} cup races that its model speaks on, its eligible drivers: rho {peer['rho']:.4f}, "
        f"the peer's idea made again {peer['peer_rho']:.4f} (without superspeedways "
        f"{peer['rho_without_superspeedways']:.4f} and {peer['peer_rho_without_superspeedways']:.4f}); paired "
        f"{peer['paired_difference']:+.4f} ({low:+.4f}, {high:+.4f}).",
        f"What differs from its protocol: {peer['differs']}.",
        "Its races do not hold the autumn race at Talladega of 2025, which its feed lacks; with it among the last "
        f"{peer['races']}: {peer['with_every_race']['rho']:.4f} and {peer['with_every_race']['peer_rho']:.4f}.",
    ]


def _closed_form(grid: Sequence[Tried], plain: Sequence[Tried]) -> list[str]:
    """What the simulator prints beside the odds that it is settled on."""
    lines = [
        "Counts of 2,000 simulated races beside the closed-form odds that the simulator is settled on.",
        "",
        "| series | win log score | closed form | paired difference | slope of wins | closed form |",
        "|---|---|---|---|---|---|",
    ]
    for name in ("all", *(series.value for series in Series)):
        sides = [[one for one in side if name in ("all", one.ours.series)] for side in (grid, plain)]
        ours, theirs = ([score_race(one.ours).win_logloss for one in side] for side in sides)
        gap = paired_difference(ours, theirs)
        means = f"{sum(ours) / len(ours):.4f} | {sum(theirs) / len(theirs):.4f}"
        slopes = " | ".join(f"{_slope(side):.2f} ± {_slope_error(side):.2f}" for side in sides)
        lines.append(f"| {name} | {means} | {gap.difference:+.4f} ({gap.low:+.4f}, {gap.high:+.4f}) | {slopes} |")
    return lines


def _stages(grid: Sequence[Tried], closed: Sequence[Tried]) -> list[str]:
    """Stage wins of this run beside the yardstick without laps."""
    plain = {one.ours.race: score_race(one.ours).stage_1_logloss for one in closed}
    lines = [
        "The simulator's stage chances follow from pace, grid and passing, and from a pace of each car until its first",
        "stop that is settled on the yardstick; later stages are not settled. The yardstick",
        "is a conditional logit of the chance to win and of the grid on earlier stage winners (`forecast/stages.py`).",
        "",
        "| series | stages | log score | yardstick | paired difference | uniform |",
        "|---|---|---|---|---|---|",
    ]
    for name in ("all", *(series.value for series in Series)):
        mine = [one.ours for one in grid if one.ours.stage_won is not None and name in ("all", one.ours.series)]
        ours, theirs = [score_race(one).stage_1_logloss for one in mine], [plain[one.race] for one in mine]
        gap = paired_difference(ours, theirs)
        uniform = sum(math.log(len(one.finish)) for one in mine) / len(mine)
        between = f"{gap.difference:+.4f} ({gap.low:+.4f}, {gap.high:+.4f})"
        means = f"{sum(ours) / len(ours):.4f} | {sum(theirs) / len(theirs):.4f}"
        lines.append(f"| {name} | {len(mine)} | {means} | {between} | {uniform:.4f} |")
    return lines


def _settled(book: RecordBook) -> list[str]:
    said = (
        f"Twelve races of 2024 and 2025 from the same forecast's inputs, {races.RUNS} runs each (`forecast_races.py`)."
    )
    return [said, "", *races.rows_of(book)]


def _choices(book: RecordBook) -> list[str]:
    return [
        "The closed-form odds of 2010-2021 as they are and with one choice made otherwise: how much more the days of",
        "strong cars differ, slopes sharpened by what top tens showed, and what turns pairs into wins. Their numbers",
        "were chosen on these twelve seasons. Positive differences speak for the choice made (± one standard error).",
        "",
        *choices.rows_of(book),
        "",
        "Are favourites too timid before 2022 as well? The slope of wins by season, and by kind of track:",
        "",
        *choices.slopes_of(book),
        "",
        "Pace of its own in a car's first run, settled on the chance of the first stage (`forecast_first_run.py`):",
        "every fourth race of 2019-2021 off superspeedways, and what the yardstick itself says.",
        "",
        *first_run.rows_of(book),
    ]


def _starts(book: RecordBook) -> list[str]:
    return [
        "Said by the closed form / seen in the record, and what a weight of the grid of its own in the odds of",
        "winning (`forecast/front_row.py`), learned walk-forward for each kind of track, would have brought. Before",
        "2022 it gains nothing. That races from 2026 on have it was decided by what is seen here in 2022-25, so it is",
        "in **no** other figure of this report.",
        "",
        *forecast_grid.rows_of(book),
    ]


def _regression(book: RecordBook) -> list[str]:
    return [
        "Gains in rho on the grid of one thing made otherwise, paired by race, ± one standard error. None is taken:",
        "over all series none gains a thousandth in both halves, and what was held against 2022-2025, once, gained no",
        "more than its error there. In the truck series the patterns (`forecast_patterns.py`) gain in each span.",
        "",
        *regression.rows_of(book),
    ]


def _evidence(book: RecordBook) -> list[str]:
    return [
        "Each tried alone beside the strengths without it, on the rank alone; kept if the gain excludes zero on the",
        "earlier half of the seasons that have it and does not reverse on the later (paired by race, 95 % bootstrap).",
        "",
        *rows_of(book),
    ]


def _bins(tried: Sequence[Tried]) -> list[str]:
    lines = ["| series | market | cases | said | seen | error of seen |", "|---|---|---|---|---|---|"]
    for series in Series:
        mine = [one.ours for one in tried if one.ours.series == series.value]
        for market in ("win", "top10", "h2h", "stage_1_win"):
            for row in reliability(*pooled(mine, market)):
                numbers = f"{row.cases} | {row.forecast:.4f} | {row.observed:.4f} | {row.observed_se:.4f}"
                lines.append(f"| {series.value} | {market} | {numbers} |")
    return lines


def _plot(tried: Sequence[Tried]) -> None:
    try:
        import matplotlib as mpl
    except ImportError:
        print("   no matplotlib: no plot (install the extra plot)", file=sys.stderr)
        return
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 4, figsize=(16, 4), layout="constrained")
    for axis, market in zip(axes, ("win", "top10", "h2h", "stage_1_win"), strict=True):
        for series in Series:
            table = reliability(*pooled([one.ours for one in tried if one.ours.series == series.value], market))
            said, seen = [row.forecast for row in table], [row.observed for row in table]
            axis.errorbar(
                said, seen, [2 * row.observed_se for row in table], marker="o", ms=3, lw=1, label=series.value
            )
        top = 0.5 if market.endswith("win") else 1.0
        axis.plot([0, top], [0, top], color="grey", lw=0.8)
        axis.set(title=market.replace("_", " "), xlabel="said", ylabel="seen", xlim=(0, top), ylim=(0, top))
    axes[0].legend()
    figure.savefig(HERE / "forecast_reliability.png", dpi=90)
    plt.close(figure)

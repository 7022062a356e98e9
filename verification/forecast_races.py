"""Is a race still the same kind of race once it is settled on the forecast's odds?

Twelve named races of 2024 and 2025 are raced from the same forecast's inputs before and after settling, and the
measures that ``race_verify`` judges against the record are compared. Settling moves pace, its spread and luck with
wrecks, so it could pull a calibrated race out of shape.

Known limits: a small sample; before settling, pace is only a first guess, not that of ``race_verify``; the difference
is paired by race, its error is over races.
"""

from importlib import import_module
from typing import Any, Final

import numpy as np

from stockcar.forecast.target import Wanted
from stockcar.forecast.walk import walk_season
from stockcar.racing import RaceKey
from stockcar.record import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim import RaceInputs, RunRows, draws, simulate_rows
from stockcar.sim.inputs import CRASH
from stockcar.sim.outcomes import MEASURES
from verification.race_record import load_races

KEYS: Final = (
    "cup-2024-09", "cup-2024-12", "cup-2025-12", "cup-2025-16", "xfinity-2024-12", "xfinity-2024-17", "xfinity-2025-09",
    "truck-2024-10", "truck-2025-06", "truck-2025-12", "cup-2024-02", "xfinity-2025-02",
)  # fmt: skip
RUNS: Final = 120
RECORDED: Final = {
    "crashed": "crash", "failed": "mech", "leaders": "leaders", "laps led by the top leader, share": "topshare",
    "on the lead lap": "leadlap", "start and finish, rho": "rho_sf", "overtime, share": "overtime",
}  # fmt: skip


def rows_of(book: RecordBook) -> list[str]:
    """The table of the report."""
    before, after = [], []
    fitting: Any = import_module("stockcar.forecast.fit")  # as an attribute of the package, forecast is its function
    settle = fitting.settle
    seasons = sorted({RaceKey.parse(key).season for key in KEYS})
    walks = {season: walk_season(book, season, "grid") for season in seasons}
    for key in map(RaceKey.parse, KEYS):
        race = book.race(key)
        unsettled: list[RaceInputs] = []

        def watched(inputs: RaceInputs, want: Wanted, race_key: int, seen: list[RaceInputs] = unsettled) -> RaceInputs:
            seen.append(inputs)
            settled: RaceInputs = settle(inputs, want, race_key)
            return settled

        fitting.settle = watched
        try:
            outlook = walks[key.season].outlook(race)
            fitted = fitting.race_inputs(book, race, book.entries(key), Rulebook.load().on(race), "grid", outlook)
        finally:
            fitting.settle = settle
        name = draws.race_key(3, str(key))
        before.append(_measured(simulate_rows(unsettled[0], name, RUNS)))
        after.append(_measured(simulate_rows(fitted.inputs, name, RUNS)))
    recorded = _recorded()
    lines = ["| measure | before settling | after | difference, its error | recorded |", "|---|---|---|---|---|"]
    for what in before[0]:
        a, b = (np.array([one[what] for one in table]) for table in (before, after))
        gap, error = (b - a).mean(), (b - a).std(ddof=1) / np.sqrt(len(a))
        lines.append(
            f"| {what} | {a.mean():.2f} | {b.mean():.2f} | {gap:+.2f} ± {error:.2f} | {recorded.get(what, '')} |"
        )
    return lines


def _recorded() -> dict[str, str]:
    """Means of the same races in the record, where it has them."""
    seasons = {RaceKey.parse(key).season for key in KEYS}
    held = [
        race for race in load_races(min(seasons), max(seasons))
        if f"{race.series}-{race.season}-{race.number:02d}" in KEYS
    ]  # fmt: skip
    mean = {name: float(np.mean([race.stats[name] for race in held])) for name in RECORDED.values()}
    return {what: f"{mean[name]:.2f}" for what, name in RECORDED.items()}


def _measured(rows: RunRows) -> dict[str, float]:
    mean = dict(zip(MEASURES, rows.race.mean(axis=0).tolist(), strict=False))
    n = rows.finish.shape[1]
    return {
        "crashed": float((rows.out == CRASH).sum(axis=1).mean()),
        "failed": mean["mechanicals"],
        "leaders": mean["leaders"],
        "laps led by the top leader, share": mean["top_share_ppm"] / 1e6,
        "on the lead lap": mean["lead_lap"],
        "start and finish, rho": 1 - 6 * mean["rank_d2"] / (n * (n * n - 1)),
        "cautions": mean["cautions"],
        "overtime, share": float((rows.race[:, MEASURES.index("overtimes")] > 0).mean()),
        "passes a car and 100 laps": 100 * mean["passes"] * len(rows.laps) / max(1, int(rows.laps.sum())),
    }

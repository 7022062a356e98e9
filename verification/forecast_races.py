"""Is a race still the same kind of race once it is settled on the forecast's odds?

Settling moves pace, its luck and luck with wrecks, so it could pull a calibrated race out of shape. All races of
2024 and 2025 from the inputs of their forecasts are held against the record by the measures and the rule of
``race_verify``; and twelve named ones are raced from the same forecast's inputs before and after settling.

Known limits: before settling, pace spreads as in the fields of ``race_verify`` but goes by the forecast's strengths, on
superspeedways it is only a first guess; the twelve are a small sample, their difference is paired by race, its error is
over races.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np

from stockcar.forecast.backtest import Tried
from stockcar.forecast.target import Wanted
from stockcar.forecast.walk import walk_season
from stockcar.racing import RaceKey
from stockcar.record import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim import RaceInputs, RunRows, draws, simulate_rows
from stockcar.sim.inputs import CRASH
from stockcar.sim.outcomes import MEASURES
from verification.race_record import RecordedRace, load_races, means
from verification.race_verify import _may_be as may_be

KEYS: Final = (
    "cup-2024-09", "cup-2024-12", "cup-2025-12", "cup-2025-16", "xfinity-2024-12", "xfinity-2024-17", "xfinity-2025-09",
    "truck-2024-10", "truck-2025-06", "truck-2025-12", "cup-2024-02", "xfinity-2025-02",
)  # fmt: skip
RUNS: Final = 120
SEASONS: Final = (2024, 2025)
JUDGED: Final = ("crash", "mech", "leaders", "topshare", "leadlap", "rho_sf", "overtime")
RECORDED: Final = {
    "crashed": "crash", "failed": "mech", "leaders": "leaders", "laps led by the top leader, share": "topshare",
    "on the lead lap": "leadlap", "start and finish, rho": "rho_sf", "overtime, share": "overtime",
}  # fmt: skip


def beside_record(tried: Sequence[Tried]) -> list[str]:
    """All races of the two seasons that a backtest through the simulator ran, cell by cell beside the record."""
    runs = {one.ours.race: _kept(one) for one in tried if one.race is not None}
    cells: dict[tuple[str, str], list[tuple[dict[str, float], RecordedRace]]] = {}
    for race in load_races(*SEASONS):
        ran = runs.get(f"{race.series}-{race.season}-{race.number:02d}")
        if ran is not None:
            cells.setdefault((race.series, race.track_class), []).append((ran, race))
    lines = ["| cell | races | " + " | ".join(JUDGED) + " |", "|---" * (2 + len(JUDGED)) + "|"]
    held: list[bool] = []
    for (series, kind), pairs in sorted(cells.items()):
        recorded, texts = means([race for _, race in pairs]), []
        for name in JUDGED:
            came, (mean, error) = float(np.mean([ran[name] for ran, _ in pairs])), recorded[name]
            right = may_be(came, mean, len(pairs)) if name == "overtime" else abs(came - mean) <= 2.0 * error
            held.append(right)
            texts.append(f"{came:.2f} / {mean:.2f}{'' if right else ' **miss**'}")
        lines.append(f"| {series} {kind} | {len(pairs)} | " + " | ".join(texts) + " |")
    every = [pair for pairs in cells.values() for pair in pairs]
    means_of = [
        (np.mean([ran[name] for ran, _ in every]), np.mean([r.stats[name] for _, r in every])) for name in JUDGED
    ]
    lines.append(f"| all | {len(every)} | " + " | ".join(f"{came:.2f} / {mean:.2f}" for came, mean in means_of) + " |")
    return [
        f"Simulated / recorded, {len(every)} races; *miss* is more than two standard errors of the record off,",
        f"overtime outside the 95 % interval of the recorded share. {sum(held)} of {len(held)} means hold.",
        "",
        *lines,
    ]


def _kept(one: Tried) -> dict[str, float]:
    if one.race is None:
        return {}
    mean, n = dict(zip(MEASURES, one.race[:-1].tolist(), strict=True)), len(one.ours.finish)
    return {
        "crash": mean["crashes"],
        "mech": mean["mechanicals"],
        "leaders": mean["leaders"],
        "topshare": mean["top_share_ppm"] / 1e6,
        "leadlap": mean["lead_lap"],
        "rho_sf": 1 - 6 * mean["rank_d2"] / (n * (n * n - 1)),
        "overtime": float(one.race[-1]),
    }


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

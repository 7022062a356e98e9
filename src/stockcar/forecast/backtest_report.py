"""What does a backtest come to? Means by series and kind of track, calibration, and differences from simpler forecasts.

Known limits: the peer is scored by rank alone, on its own races and drivers.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from stockcar.forecast.backtest import Trial, Tried
from stockcar.forecast.baselines import peer_strengths
from stockcar.forecast.history import SERIES, TRACK_TYPES, history_of
from stockcar.forecast.scores import (
    Judged,
    calibration_error,
    calibration_slope,
    mean_scores,
    paired_difference,
    perfect_calibration_error,
    pooled,
    score_race,
    spearman,
    standard_error,
)
from stockcar.record.book import RecordBook

MARKETS: Final = ("h2h", "win", "top10", "stage_1_win")
COMPARED: Final = ("rho", "h2h_brier", "win_logloss", "top10_brier")
SLOPE_ABOVE: Final = 0.05  # chances of a win for which the slope is measured
PEER_SINCE: Final = 2022
PEER_RACES: Final = 108
PEER_LACKS: Final = ("cup-2025-34",)  # the autumn race at Talladega is not in the peer's feed


def document(book: RecordBook, trial: Trial, tried: Sequence[Tried]) -> dict[str, Any]:
    """The document of ``stockcar backtest``."""
    ours = [one.ours for one in tried]
    series = [series.value for series in trial.series]
    return {
        "series": series[0] if len(series) == 1 else "all",
        "mode": trial.mode,
        "model": trial.model,
        "from": trial.first,
        "to": trial.last,
        "runs": trial.runs,
        "seed": trial.seed,
        **summary(ours),
        "by_type": {kind: summary([j for j in ours if j.track_type == kind]) for kind in _present(ours)},
        "by_series": {name: _of_series(tried, name) for name in series},
        "baselines": _baselines(tried),
        "peer_protocol": peer_protocol(book, trial, ours),
    }


def summary(races: Sequence[Judged]) -> dict[str, Any]:
    """Mean scores over races and calibration over their cars and pairs."""
    scores = {judged.race: score_race(judged) for judged in races}
    if not scores:
        return {"races": 0}
    win, won = pooled(races, "win")
    likely = win > SLOPE_ABOVE
    return {
        "races": len(scores),
        **{name: value if np.isfinite(value) else None for name, value in mean_scores(scores).items()},
        "rho_se": standard_error([score.rho for score in scores.values()]),
        "ece": {market: _calibration(races, market) for market in MARKETS},
        "win_slope": calibration_slope(win[likely], won[likely]) if likely.sum() > 30 else None,
    }


def _calibration(races: Sequence[Judged], market: str) -> float | None:
    said, seen = pooled(races, market)
    return calibration_error(said, seen) if len(said) else None


def perfect(races: Sequence[Judged]) -> dict[str, float]:
    """The 95th percentile of each calibration error if the chances were exactly right."""
    return {market: perfect_calibration_error(races, market) for market in MARKETS}


def _of_series(tried: Sequence[Tried], name: str) -> dict[str, Any]:
    mine = [one for one in tried if one.ours.series == name]
    ours = [one.ours for one in mine]
    kinds = {kind: summary([j for j in ours if j.track_type == kind]) for kind in _present(ours)}
    return {**summary(ours), "by_type": kinds, "baselines": _baselines(mine)}


def _present(races: Sequence[Judged]) -> list[str]:
    held = {judged.track_type for judged in races}
    return [kind for kind in TRACK_TYPES if kind in held]


def _baselines(tried: Sequence[Tried]) -> dict[str, Any]:
    if not tried:
        return {}
    ours = [score_race(one.ours) for one in tried]
    table: dict[str, Any] = {}
    for name in tried[0].baselines:
        theirs = [score_race(one.baselines[name]) for one in tried]
        differences = {
            what: paired_difference([getattr(s, what) for s in ours], [getattr(s, what) for s in theirs])
            for what in COMPARED
        }
        table[name] = {
            **summary([one.baselines[name] for one in tried]),
            "paired_difference": {what: d.difference for what, d in differences.items()},
            "ci": {what: [d.low, d.high] for what, d in differences.items()},
        }
    return table


def peer_protocol(book: RecordBook, trial: Trial, ours: Sequence[Judged]) -> dict[str, Any]:
    """Ours and the peer's idea on the peer's races and drivers: cup from 2022, cold, five earlier races a driver.

    ``with_every_race``: the last 108 races with the one that its feed lacks.
    """
    held = {judged.race: judged for judged in ours if judged.series == "cup"}
    if not held or trial.first > PEER_SINCE or trial.last < PEER_SINCE:
        return {}
    import datetime as dt

    history = history_of(book.history(dt.date(trial.last + 1, 1, 1), since_season=PEER_SINCE))
    worth, _ = peer_strengths(history, SERIES.index("cup"), PEER_SINCE)
    pairs: dict[str, tuple[float, float, bool]] = {}
    for race in range(history.races):
        rows = history.rows(race)
        known = np.isfinite(worth[rows])
        key = f"cup-{history.season[race]}-{history.number[race]:02d}"
        if known.sum() < 3 or key not in held or history.series[race] != 0:
            continue
        judged = held[key]
        rho = spearman(judged.strength[known], -judged.finish[known])
        pairs[key] = (rho, spearman(worth[rows][known], -judged.finish[known]), judged.track_type == "superspeedway")
    everything = _peer_summary(list(pairs.values())[-PEER_RACES:])
    theirs = _peer_summary([pair for key, pair in pairs.items() if key not in PEER_LACKS][-PEER_RACES:])
    return {**theirs, "with_every_race": {name: everything[name] for name in ("rho", "peer_rho")}} if theirs else {}


def _peer_summary(pairs: Sequence[tuple[float, float, bool]]) -> dict[str, Any]:
    if len(pairs) < 2:
        return {}
    rho, peer, pack = (np.array(column) for column in zip(*pairs, strict=True))
    gap = paired_difference(rho.tolist(), peer.tolist())
    return {
        "races": len(pairs),
        "rho": float(rho.mean()),
        "peer_rho": float(peer.mean()),
        "rho_without_superspeedways": float(rho[~pack].mean()),
        "peer_rho_without_superspeedways": float(peer[~pack].mean()),
        "paired_difference": gap.difference,
        "ci": [gap.low, gap.high],
        "differs": "drivers need five earlier races but no lap-time pace in the race itself; the driver rating "
        "stands in for lap-time pace",
    }

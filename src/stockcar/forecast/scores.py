"""How good is a forecast, and is the difference from another one more than luck?

Every score is taken race by race and then averaged: races are independent, cars of one race are not. Differences are
paired by race and given with a bootstrap interval over races. Calibration is measured on all pairs or cars pooled, in
ten bins of equal size, and comes with what perfectly calibrated forecasts of the same chances would have shown, since
that is not zero.

Known limits: the bootstrap treats the races of one season as exchangeable; the calibration reference draws cars
independently, which is a little too kind to top-10 (ten places are always filled).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.history import Ints
from stockcar.forecast.normal import Floats, normal_quantile

BINS: Final = 10
RESAMPLES: Final = 2000
SMALLEST: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One forecast race with its result. All arrays ``(cars,)`` unless said."""

    race: str
    series: str
    track_type: str
    finish: Floats  # official places, 1-based
    strength: Floats  # what the rank forecast sorts by, high is good
    win: Floats
    top5: Floats
    top10: Floats
    ahead: Floats | None = None  # (cars, cars) chance that the row's car finishes ahead of the column's; None: no pairs
    stage: Floats | None = None  # chance to win the first stage; None: not said
    stage_won: Floats | None = None  # 1 for the car that won it, else 0; None: no such stage on record


class RaceScores(NamedTuple):
    """The scores of one race; NaN where a forecast does not say."""

    rho: float
    h2h_accuracy: float
    h2h_brier: float
    h2h_logloss: float
    win_logloss: float
    win_brier: float
    top10_brier: float
    stage_1_logloss: float


class Interval(NamedTuple):
    """A mean difference and its 95 % bootstrap interval by race."""

    difference: float
    low: float
    high: float


class Reliability(NamedTuple):
    """One bin of a calibration table: so many chances of ``forecast`` on average came true ``observed`` of the time."""

    cases: int
    forecast: float
    observed: float
    observed_se: float


def spearman(a: Floats, b: Floats) -> float:
    """Rank correlation, with mean ranks for ties; 0 where one side is constant."""
    ra, rb = _mean_ranks(a), _mean_ranks(b)
    ra, rb = ra - ra.mean(), rb - rb.mean()
    size = float(np.sqrt((ra @ ra) * (rb @ rb)))
    return float(ra @ rb) / size if size > 0 else 0.0


def score_race(judged: Judged) -> RaceScores:
    """All scores of one race."""
    finish = judged.finish
    win = np.clip(judged.win, SMALLEST, 1.0)
    won = finish == finish.min()
    above = np.triu_indices(len(finish), 1)
    right = (np.sign(judged.strength[above[0]] - judged.strength[above[1]]) * _first_ahead(finish)[above] + 1) / 2
    brier = logloss = float("nan")
    if judged.ahead is not None:
        chance = np.clip(judged.ahead[above], 1e-6, 1 - 1e-6)
        happened = (_first_ahead(finish)[above] + 1) / 2
        brier = float(np.mean((chance - happened) ** 2))
        logloss = float(-np.mean(happened * np.log(chance) + (1 - happened) * np.log(1 - chance)))
    stage = float("nan")
    if judged.stage is not None and judged.stage_won is not None:
        stage = float(-np.log(np.clip(judged.stage, SMALLEST, 1.0)) @ judged.stage_won)
    return RaceScores(
        rho=spearman(judged.strength, -finish),
        h2h_accuracy=float(right.mean()),
        h2h_brier=brier,
        h2h_logloss=logloss,
        win_logloss=float(-np.log(win[won]).mean()),
        win_brier=float(((judged.win - won) ** 2).sum()),
        top10_brier=float(((judged.top10 - (finish <= 10)) ** 2).mean()),
        stage_1_logloss=stage,
    )


def paired_difference(ours: Sequence[float], theirs: Sequence[float], seed: int = 1) -> Interval:
    """Mean of ``ours - theirs`` race by race, with its bootstrap interval. The draws depend on the seed alone."""
    difference = np.asarray(ours, float) - np.asarray(theirs, float)
    rng = np.random.Generator(np.random.Philox(seed))
    picks = rng.integers(0, len(difference), (RESAMPLES, len(difference)))
    low, high = np.quantile(difference[picks].mean(axis=1), (0.025, 0.975))
    return Interval(float(difference.mean()), float(low), float(high))


def standard_error(values: Sequence[float]) -> float | None:
    """Of a mean over races; None for a single race."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None


def reliability(chances: Floats, happened: Floats, bins: int = BINS) -> tuple[Reliability, ...]:
    """The calibration table, in bins of equal size."""
    order = np.argsort(chances, kind="stable")
    table = []
    for part in np.array_split(order, min(bins, max(len(order), 1))):
        if len(part):
            p, y = chances[part], happened[part]
            se = float(np.sqrt((p * (1 - p)).mean() / len(part)))
            table.append(Reliability(len(part), float(p.mean()), float(y.mean()), se))
    return tuple(table)


def calibration_error(chances: Floats, happened: Floats, bins: int = BINS) -> float:
    """Expected calibration error: the mean gap between said and seen over the bins, weighted by size."""
    table = reliability(chances, happened, bins)
    total = sum(row.cases for row in table)
    return sum(row.cases * abs(row.forecast - row.observed) for row in table) / total if total else float("nan")


def calibration_slope(chances: Floats, happened: Floats) -> float:
    """Slope of a logistic regression of what happened on the log odds said; 1 is perfect, below 1 is too bold."""
    x = np.log(np.clip(chances, SMALLEST, 1 - SMALLEST) / np.clip(1 - chances, SMALLEST, 1))
    X = np.column_stack([np.ones_like(x), x])
    beta = np.array([0.0, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(X @ beta, -30, 30)))
        step = np.linalg.solve((X * (p * (1 - p))[:, None]).T @ X + 1e-9 * np.eye(2), X.T @ (happened - p))
        beta = beta + step
        if np.abs(step).max() < 1e-9:
            break
    return float(beta[1])


def pooled(races: Sequence[Judged], market: str) -> tuple[Floats, Floats]:
    """All chances of a market (``h2h``, ``win``, ``top10``, ``stage_1_win``) with what happened.

    Pairs point either way in turn; races that do not say, or where the record does not, are passed over.
    """
    chances, happened = [], []
    for judged in races:
        if market == "h2h":
            if judged.ahead is None:
                continue
            i, j = np.triu_indices(len(judged.finish), 1)
            turned = (i + j) % 2 == 1  # in the order of the entry list, which knows nothing of the result
            first, second = np.where(turned, j, i), np.where(turned, i, j)
            chances.append(judged.ahead[first, second])
            happened.append((judged.finish[first] < judged.finish[second]).astype(float))
        elif market == "stage_1_win":
            if judged.stage is not None and judged.stage_won is not None:
                chances.append(judged.stage)
                happened.append(judged.stage_won)
        else:
            chances.append(judged.win if market == "win" else judged.top10)
            happened.append((judged.finish <= (1 if market == "win" else 10)).astype(float))
    if not chances:
        return np.zeros(0), np.zeros(0)
    return np.concatenate(chances), np.concatenate(happened)


def perfect_calibration_error(races: Sequence[Judged], market: str, draws: int = 200, seed: int = 2) -> float:
    """The 95th percentile of the calibration error that the same chances would show if they were exactly right.

    Places are drawn so that one car wins and ten are in the top ten: by exponential races whose rates follow the
    chances; pairs are drawn from the same orders.
    """
    rng = np.random.Generator(np.random.Philox(seed))
    errors = []
    for _ in range(draws):
        drawn = [_redrawn(judged, market, rng) for judged in races]
        errors.append(calibration_error(*pooled(drawn, market)))
    return float(np.quantile(errors, 0.95))


def _redrawn(judged: Judged, market: str, rng: np.random.Generator) -> Judged:
    n = len(judged.finish)
    finish, stage_won = np.full(n, float(n)), judged.stage_won
    if market == "stage_1_win":
        if judged.stage is not None and stage_won is not None:
            stage_won = np.zeros(n)
            stage_won[rng.choice(n, p=judged.stage / judged.stage.sum())] = 1.0
    elif market == "win":
        finish[rng.choice(n, p=judged.win / judged.win.sum())] = 1.0
    elif market == "top10":
        finish[_systematic(judged.top10, rng)] = 10.0
    else:
        finish = _order_like(judged, rng)
    return Judged(
        race=judged.race, series=judged.series, track_type=judged.track_type, finish=finish,
        strength=judged.strength, win=judged.win, top5=judged.top5, top10=judged.top10, ahead=judged.ahead,
        stage=judged.stage, stage_won=stage_won,
    )  # fmt: skip


def _systematic(chances: Floats, rng: np.random.Generator) -> Ints:
    """Cars picked with the given chances, as many as they add to, in a random order of the field."""
    order = rng.permutation(len(chances))
    edges = np.cumsum(chances[order]) - rng.random()
    picked = np.floor(edges) > np.floor(np.concatenate([[edges[0] - chances[order][0]], edges[:-1]]))
    return np.asarray(order[picked], np.int64)


def _order_like(judged: Judged, rng: np.random.Generator) -> Floats:
    """A finishing order whose pair chances are near those said: normal scores of the mean chance plus noise."""
    ahead = judged.ahead
    if ahead is None:
        return judged.finish
    mean = (ahead.sum(axis=1) - np.diag(ahead)) / (len(ahead) - 1)
    performance = normal_quantile(np.clip(mean, 1e-4, 1 - 1e-4)) * np.sqrt(2) + rng.standard_normal(len(mean))
    return np.asarray(np.argsort(np.argsort(-performance)) + 1, float)


def _first_ahead(finish: Floats) -> Floats:
    return np.sign(finish[None, :] - finish[:, None])


def _mean_ranks(values: Floats) -> Floats:
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(size) - (size - 1) / 2)[group], float)


def mean_scores(scores: Mapping[str, RaceScores]) -> dict[str, float]:
    """The averages of every score over the races that have it, by its name in the backtest document; else NaN."""
    table = np.array(list(scores.values()), float).reshape(-1, len(RaceScores._fields))
    known = np.isfinite(table)
    count = known.sum(axis=0)
    mean = np.where(known, table, 0.0).sum(axis=0) / np.maximum(count, 1)
    return dict(zip(RaceScores._fields, np.where(count > 0, mean, np.nan).tolist(), strict=True)) if len(table) else {}

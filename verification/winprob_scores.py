"""How good are chances of winning at half distance, beside those of simpler models that saw as much?

Everything here is walked through in the order of days: what is used for a race was fitted on races of earlier days.

* ``lookup``: how often the car in that place at half distance won, on that kind of track; counts are drawn towards all
  kinds of track, those towards a smooth curve.
* ``order``: the running order alone, chances falling with the place and its logarithm.
* ``before``: the odds before the race.
* ``counted``: the simulator from half distance; ``ours``: the same to the power that earlier races ask for.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from verification.winprob_races import RUNS_BEFORE, RUNS_HALF, Half

MODELS = ("ours", "counted", "lookup", "order", "before")
PLACES = 45
TOWARDS_ALL, TOWARDS_CURVE = 30.0, 20.0  # races' worth
FLAT = 0.25  # of the curve that is the same for every place
REFIT_EVERY = 10  # races
TEMPER_PRIOR = 20.0  # curvature towards power 1: some twenty races' worth
RESAMPLES = 4000
Chances = list[np.ndarray]


def smoothed(share: np.ndarray, runs: int) -> np.ndarray:
    """Half a hit for every car."""
    return (share * runs + 0.5) / (runs + 0.5 * len(share))


def fitted_logit(features: Sequence[np.ndarray], won: Sequence[np.ndarray], prior: np.ndarray, l2: float) -> np.ndarray:
    """Coefficients of a softmax over cars, by Newton steps that only go downhill, drawn towards ``prior``."""
    at, here = prior.copy(), _misfit(features, won, prior, prior, l2)
    for _ in range(50):
        slope, curve = -l2 * (at - prior), l2 * np.eye(len(prior))
        for x, y in zip(features, won, strict=True):
            p = softmax(x @ at)
            mean = p @ x
            slope += y @ x / max(y.sum(), 1.0) - mean
            curve += (x - mean).T @ ((x - mean) * p[:, None])
        step, there = np.linalg.solve(curve, slope), np.inf
        while np.abs(step).max() > 1e-6:
            there = _misfit(features, won, at + step, prior, l2)
            if there <= here:
                break
            step = step / 2
        if not here - there > 1e-7:
            break
        at, here = at + step, there
    return at


def _misfit(
    features: Sequence[np.ndarray], won: Sequence[np.ndarray], at: np.ndarray, prior: np.ndarray, l2: float
) -> float:
    total = 0.5 * l2 * float(((at - prior) ** 2).sum())
    for x, y in zip(features, won, strict=True):
        total -= float(np.log(softmax(x @ at) @ y))
    return total


def softmax(u: np.ndarray) -> np.ndarray:
    """Shares that add to 1."""
    e = np.exp(u - u.max())
    return e / e.sum()


def by_order(races: Sequence[Half]) -> Chances:
    """The running order alone."""
    features = [np.column_stack([np.log(race.position), race.position / 10.0]) for race in races]
    coefficients = _walked(races, features, np.array([-1.0, 0.0]), 1.0)
    return [softmax(x @ c) for x, c in zip(features, coefficients, strict=True)]


def by_temper(races: Sequence[Half], counted: Chances) -> tuple[Chances, list[float]]:
    """Ours, as sharp as earlier races say: ``p ** power``, and the power used for each race."""
    features = [np.log(np.maximum(p, 1e-9))[:, None] for p in counted]
    powers = [float(c[0]) for c in _walked(races, features, np.array([1.0]), TEMPER_PRIOR)]
    return [softmax(power * np.log(p)) for p, power in zip(counted, powers, strict=True)], powers


def _walked(races: Sequence[Half], features: Sequence[np.ndarray], prior: np.ndarray, l2: float) -> list[np.ndarray]:
    """Coefficients for each race from races of earlier days, fitted anew every few races."""
    found, current, fitted_at = [], prior, 0
    for number, race in enumerate(races):
        if number - fitted_at >= REFIT_EVERY:
            past = [i for i in range(number) if races[i].date < race.date]
            current = fitted_logit([features[i] for i in past], [races[i].won for i in past], prior, l2)
            fitted_at = number
        found.append(current)
    return found


def by_lookup(races: Sequence[Half]) -> Chances:
    """Place at half distance by kind of track, counted on earlier days."""
    curve = 1.0 / (1.0 + np.arange(PLACES)) ** 1.2
    curve = (1 - FLAT) * curve / curve.sum() + FLAT / PLACES
    every, kinds = np.zeros(PLACES), {race.track_type: np.zeros(PLACES) for race in races}
    found, waiting = [], []
    for race in races:
        for earlier in [one for one in waiting if one.date < race.date]:
            for place in earlier.position[earlier.won > 0]:
                every[place - 1] += 1
                kinds[earlier.track_type][place - 1] += 1
            waiting.remove(earlier)
        all_kinds = (every + TOWARDS_CURVE * curve) / (every.sum() + TOWARDS_CURVE)
        own = kinds[race.track_type]
        table = (own + TOWARDS_ALL * all_kinds) / (own.sum() + TOWARDS_ALL)
        p = table[race.position - 1]
        found.append(p / p.sum())
        waiting.append(race)
    return found


def all_models(races: Sequence[Half]) -> tuple[dict[str, Chances], list[float]]:
    """The chances of every model on every race, and the powers of the tempered one."""
    counted = [smoothed(race.seen, RUNS_HALF) for race in races]
    ours, powers = by_temper(races, counted)
    return {
        "ours": ours,
        "counted": counted,
        "lookup": by_lookup(races),
        "order": by_order(races),
        "before": [smoothed(race.before, RUNS_BEFORE) for race in races],
    }, powers


def log_loss(races: Sequence[Half], chances: Chances) -> np.ndarray:
    """Of the winner, a race each."""
    return np.array([-np.log(p @ race.won) for p, race in zip(chances, races, strict=True)])


def brier(races: Sequence[Half], chances: Chances) -> np.ndarray:
    """Summed over cars, a race each."""
    return np.array([((p - race.won) ** 2).sum() for p, race in zip(chances, races, strict=True)])


def interval(values: np.ndarray, seed: int = 7) -> tuple[float, float]:
    """95 per cent of the means of resampled races."""
    luck = np.random.default_rng(seed)
    means = values[luck.integers(0, len(values), (RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def calibration(races: Sequence[Half], chances: Chances, above: float = 0.05) -> tuple[float, float, int]:
    """Slope of what happened on the log odds of what was said, its standard error, and how many chances."""
    said, happened = np.concatenate(chances), np.concatenate([race.won for race in races])
    kept = said > above
    x, y = np.log(said[kept] / (1 - said[kept])), happened[kept]
    design, b = np.column_stack([np.ones(len(x)), x]), np.zeros(2)
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ b))
        curve = design.T @ (design * (p * (1 - p))[:, None])
        b = b + np.linalg.solve(curve, design.T @ (y - p))
    return float(b[1]), float(np.sqrt(np.linalg.inv(curve)[1, 1])), int(kept.sum())


BINS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 1.01)


def reliability(races: Sequence[Half], chances: Chances) -> list[tuple[str, int, float, float, float]]:
    """Bin, chances in it, mean said, share that won, its standard error."""
    said, happened = np.concatenate(chances), np.concatenate([race.won for race in races])
    rows = []
    for low, high in pairwise(BINS):
        kept = (said >= low) & (said < high)
        n = int(kept.sum())
        if n:
            mean, won = float(said[kept].mean()), float(happened[kept].mean())
            rows.append(
                (f"{100 * low:.0f}-{min(100.0, 100 * high):.0f} %", n, mean, won, float(np.sqrt(mean * (1 - mean) / n)))
            )
    return rows

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.forecast.scores import (
    Judged,
    calibration_error,
    calibration_slope,
    mean_scores,
    paired_difference,
    perfect_calibration_error,
    pooled,
    reliability,
    score_race,
    spearman,
)


def judged(win: list[float], finish: list[int], ahead: np.ndarray | None = None) -> Judged:
    chances = np.array(win)
    return Judged(
        race="cup-2020-01", series="cup", track_type="short", finish=np.array(finish, float), strength=chances,
        win=chances, top5=np.ones(len(win)), top10=np.ones(len(win)), ahead=ahead,
    )  # fmt: skip


def test_a_race_scored_by_hand() -> None:
    ahead = np.array([[0.5, 0.8, 0.9], [0.2, 0.5, 0.6], [0.1, 0.4, 0.5]])
    scores = score_race(judged([0.6, 0.3, 0.1], [1, 3, 2], ahead))
    assert scores.rho == pytest.approx(0.5)
    assert scores.h2h_accuracy == pytest.approx(2 / 3)
    assert scores.h2h_brier == pytest.approx((0.04 + 0.01 + 0.36) / 3)
    assert scores.win_logloss == pytest.approx(-math.log(0.6))
    assert scores.win_brier == pytest.approx(0.16 + 0.09 + 0.01)
    assert scores.top10_brier == 0


@pytest.mark.parametrize(
    ("a", "b", "rho"),
    [
        ([1, 2, 3], [1, 2, 3], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 1, 1], [1, 2, 3], 0.0),
        ([1, 2, 2], [1, 2, 3], 0.8660254),
    ],
)
def test_spearman(a: list[float], b: list[float], rho: float) -> None:
    assert spearman(np.array(a, float), np.array(b, float)) == pytest.approx(rho)


@given(st.integers(1, 200), st.integers(0, 10_000))
def test_the_bins_hold_every_chance_once(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.random(n)
    table = reliability(p, (rng.random(n) < p).astype(float))
    assert sum(row.cases for row in table) == n
    assert 0 <= calibration_error(p, (rng.random(n) < p).astype(float)) <= 1


def test_bold_forecasts_have_a_slope_below_one() -> None:
    rng = np.random.default_rng(3)
    truth = rng.random(40_000)
    happened = (rng.random(40_000) < truth).astype(float)
    bold = 1 / (1 + np.exp(-2 * np.log(truth / (1 - truth))))
    assert calibration_slope(truth, happened) == pytest.approx(1.0, abs=0.05)
    assert calibration_slope(bold, happened) == pytest.approx(0.5, abs=0.05)


def test_a_difference_in_every_race_excludes_zero() -> None:
    better = paired_difference([0.5] * 20 + [0.6] * 20, [0.4] * 20 + [0.55] * 20)
    assert better.low > 0
    assert better.difference == pytest.approx(0.075)
    assert paired_difference([0.1, -0.1] * 30, [0.0] * 60).low < 0


def test_perfect_forecasts_are_not_blamed() -> None:
    rng = np.random.default_rng(8)
    races = []
    for _ in range(60):
        win = rng.dirichlet(np.ones(20))
        winner = rng.choice(20, p=win)
        rest = iter(rng.permutation(np.arange(2, 21)))
        races.append(judged(win.tolist(), [1 if car == winner else int(next(rest)) for car in range(20)]))
    said = calibration_error(*pooled(races, "win"))
    assert said < perfect_calibration_error(races, "win", draws=60) * 1.5


def test_scores_average_over_races() -> None:
    one = score_race(judged([0.6, 0.3, 0.1], [1, 2, 3]))
    two = score_race(judged([0.6, 0.3, 0.1], [3, 2, 1]))
    assert mean_scores({"a": one, "b": two})["rho"] == pytest.approx(0)

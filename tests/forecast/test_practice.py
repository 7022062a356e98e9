"""Practice tells something before qualifying, once it has told something before."""

from typing import Any

import numpy as np
import pytest

from stockcar.forecast.form import form_of
from stockcar.forecast.history import history_of
from stockcar.forecast.normal import Floats, normal_scores
from stockcar.forecast.practice import AVERAGES, FEWEST, practice_scores
from stockcar.forecast.strength import Mode, of_others, strengths

from .conftest import league


def _times(best: list[float], ten_laps: list[float]) -> dict[tuple[str, str], Floats]:
    table = {}
    for car, (quick, long) in enumerate(zip(best, ten_laps, strict=True), 1):
        row = np.full(len(AVERAGES), np.nan)
        row[AVERAGES.index("best_lap_s")], row[AVERAGES.index("avg_10_s")] = quick, long
        table["cup-2020-01", f"driver-{car}"] = row
    return table


def test_the_score_is_the_mean_of_best_lap_and_long_run() -> None:
    past = league(races=2)
    none = float("nan")
    best = [30.0 + 0.1 * car for car in range(12)]
    long = [31.0 - 0.1 * car for car in range(11)] + [none]
    scores = practice_scores(_times(best, long), past)
    assert np.isnan(scores[12:]).all()  # no practice before the second race
    by_best, by_long = normal_scores(np.array(best)), normal_scores(np.array(long))
    assert scores[:11] == pytest.approx((by_best + by_long)[:11] / 2)
    assert scores[11] == pytest.approx(by_best[11])  # no long run: the best lap alone


def test_too_few_cars_make_no_order() -> None:
    some = [30.0 + car for car in range(FEWEST - 1)] + [float("nan")] * (13 - FEWEST)
    assert np.isnan(practice_scores(_times(some, some), league(races=1))).all()


def _with_practice(series: int, last: Floats) -> dict[str, Any]:
    """Eighty races whose practice told half the finish; ``last`` is the practice before the last one."""
    past = league(races=80)
    past["series"] = np.full_like(past["series"], series)
    rng = np.random.Generator(np.random.Philox(8))
    luck = rng.standard_normal(len(past["finish"]))
    past["practice"] = 0.7 * normal_scores_by_race(past) + 0.5 * luck
    past["practice"][past["race_index"] == 79] = last
    return past


def normal_scores_by_race(past: dict[str, Any]) -> Floats:
    scores = np.zeros(len(past["finish"]))
    for race in np.unique(past["race_index"]):
        rows = past["race_index"] == race
        scores[rows] = normal_scores(past["finish"][rows])
    return scores


@pytest.mark.parametrize(
    ("mode", "series", "counts"),
    [
        ("grid", 0, True),
        ("grid", 2, True),
        ("before-qualifying", 0, True),
        ("before-qualifying", 2, False),  # practised on the day of the race, as often as not
        ("entry-list", 0, False),
    ],
)
def test_practice_counts_where_it_is_known(mode: Mode, series: int, counts: bool) -> None:
    quick, slow = np.linspace(1.5, -1.5, 12), np.linspace(-1.5, 1.5, 12)
    read = []
    for last in (quick, slow):
        history = history_of(_with_practice(series, last))
        read.append(strengths(history, form_of(history), mode)[history.rows(79)])
    first_driver = read[0][0] - read[1][0]
    assert first_driver > 0.1 if counts else np.allclose(read[0], read[1])


def test_without_practice_nothing_moves() -> None:
    past = league(races=80)
    history, silent = history_of(past), history_of({**past, "practice": np.full(len(past["finish"]), np.nan)})
    a, b = (strengths(h, form_of(h), "grid") for h in (history, silent))
    assert np.array_equal(a, b)


def test_a_make_is_what_its_other_cars_show() -> None:
    history = history_of(league(races=2))
    n = len(history.driver)
    value, make = np.full(n, np.nan), np.zeros(n, np.int64)
    first = history.rows(0).start
    make[first + 3] = 1
    value[first : first + 4] = 0.3, 0.6, np.nan, 5.0
    mean = of_others(history, make, value)
    assert mean[first : first + 4] == pytest.approx([0.6, 0.3, 0.45, 0.0])  # the last is alone with its make
    assert (mean[history.rows(1)] == 0).all()

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.forecast.normal import normal_cdf, normal_quantile, normal_scores


@pytest.mark.parametrize("p", [1e-6, 0.001, 0.02, 0.0243, 0.3, 0.5, 0.77, 0.98, 0.999])
def test_the_quantile_is_the_normal_one(p: float) -> None:
    assert float(normal_quantile(p)) == pytest.approx(NormalDist().inv_cdf(p), abs=2e-8)


@given(st.floats(-4, 4))
def test_cdf_and_quantile_undo_each_other(z: float) -> None:
    assert float(normal_quantile(normal_cdf(z))) == pytest.approx(z, abs=2e-3)


def test_the_winner_scores_highest_and_unknown_places_stay_unknown() -> None:
    scores = normal_scores([3.0, 1.0, math.nan, 2.0])
    assert scores[1] > scores[3] > scores[0]
    assert scores[3] == pytest.approx(0, abs=1e-12)
    assert np.isnan(scores[2])


def test_equal_places_share_their_score() -> None:
    scores = normal_scores([1.0, 2.0, 2.0, 4.0])
    assert scores[1] == scores[2]
    assert scores.sum() == pytest.approx(0, abs=1e-12)


def test_a_high_rating_is_good() -> None:
    assert np.argmax(normal_scores([50.0, 130.0, 80.0], best_is_low=False)) == 1

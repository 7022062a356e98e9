"""Chances to drop out stay chances, however lopsided the past."""

import numpy as np
import pytest

from stockcar.forecast.failures import CELLS, Regressors, _chance, _logistic


@pytest.mark.parametrize("scale", [1.0, 20.0])
def test_the_fit_does_not_overshoot_from_far_away(scale: float) -> None:
    """Newton's full steps from a bad start fly off and never come back; the share that dropped out must be met."""
    rng = np.random.Generator(np.random.Philox(3))
    own = rng.standard_normal((4000, 7))
    happened = (rng.random(4000) < 1 / (1 + np.exp(3.5 - own[:, 0]))).astype(float)
    X = Regressors(np.zeros(4000, np.int64), own)
    start = np.concatenate([np.full(CELLS, -2.5), scale * np.ones(7)])
    beta = _logistic(X, happened, np.ones(4000), start)
    assert _chance(X, beta).mean() == pytest.approx(happened.mean(), abs=0.01)
    assert beta[0] == pytest.approx(-3.5, abs=0.3)
    assert beta[CELLS:] == pytest.approx([1, 0, 0, 0, 0, 0, 0], abs=0.2)

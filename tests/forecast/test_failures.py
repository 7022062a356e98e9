"""Chances to drop out stay chances, however lopsided the past."""

import numpy as np
import pytest

from stockcar.forecast.failures import CELLS, CRASHES, PARTS, Regressors, _chance, _levelled, _logistic
from stockcar.forecast.history import history_of
from stockcar.forecast.lately import Level

from .conftest import league


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


@pytest.mark.parametrize(("levels", "group"), [(CRASHES, "track"), (PARTS, "track"), (PARTS, "series")])
def test_levels_bring_the_chances_to_what_lately_happened(levels: tuple[Level, ...], group: str) -> None:
    """A tenth was said of all; half of the field fell out at one track, or everywhere in the last ten races."""
    history = history_of(league(races=160))
    track, late = np.repeat(history.track == 1, 12), np.repeat(np.arange(160) >= 150, 12)
    more = track if group == "track" else late
    happened = (np.random.Generator(np.random.Philox(7)).random(len(more)) < np.where(more, 0.5, 0.1)).astype(float)
    chance = _levelled(history, np.full(len(more), 0.1), happened, levels)
    assert chance[:12] == pytest.approx(0.1)
    assert chance[more][-12:].mean() > 0.16
    if group == "track":
        assert chance[late & ~track].mean() < 0.14

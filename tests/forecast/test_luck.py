from typing import Any

import numpy as np
import pytest

from stockcar.forecast.form import form_of
from stockcar.forecast.history import history_of
from stockcar.forecast.luck import PRIOR_WEIGHT, TROUBLE, WARM_UP_SEASONS, kinds_of_win, luck_of, stranded
from stockcar.forecast.odds import mixed_orders, sharpened
from stockcar.forecast.spread import slopes
from stockcar.forecast.strength import strengths

from .conftest import league


def test_weights_add_to_one_and_begin_at_the_prior(past: dict[str, Any]) -> None:
    history = history_of(past)
    strength = strengths(history, form_of(history), "grid")
    luck = luck_of(history, strength, np.full(len(strength), 0.1))
    assert np.allclose(luck.weight.sum(axis=1), 1)
    assert np.allclose(luck.weight[0], PRIOR_WEIGHT)
    assert (luck.power == 1).all()  # forty races are less than the warm-up
    assert WARM_UP_SEASONS > 1


def test_the_more_days_go_wrong_the_steeper_the_clean_ones() -> None:
    history = history_of(league(races=120))
    strength = strengths(history, form_of(history), "grid")
    steep = [slopes(history, strength, trouble)[-1] for trouble in TROUBLE]
    assert steep == sorted(steep)


def test_the_chances_of_each_kind_add_to_one() -> None:
    each = kinds_of_win(np.linspace(1, -1, 8), np.array([1.5, 1.8, 2.1]), np.full(8, 0.1))
    assert each.sum(axis=1) == pytest.approx([1, 1, 1])
    assert stranded(np.array([0.1]), 0.1) == pytest.approx([0.19])


@pytest.mark.parametrize(("power", "more"), [(1.0, 0.5), (1.3, 0.6)])
def test_a_power_above_one_sharpens(power: float, more: float) -> None:
    win = sharpened(np.array([0.5, 0.3, 0.2]), power)
    assert win.sum() == pytest.approx(1)
    assert win[0] >= min(more, 0.5)


def test_the_runs_are_shared_out_by_weight() -> None:
    out = [np.full(5, 0.1)] * 3
    places = mixed_orders(np.linspace(1, -1, 5), np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.3, 0.2]), out, 101, 4)
    assert places.shape == (101, 5)
    assert (np.sort(places, axis=1) == np.arange(1, 6)).all()

from typing import Any

import numpy as np
import pytest

from stockcar.forecast.form import form_of
from stockcar.forecast.history import history_of
from stockcar.forecast.luck import (
    HEAD_PRIOR,
    PRIOR_WEIGHT,
    TROUBLE,
    WARM_UP_SEASONS,
    _Evidence,
    _Head,
    kinds_of_win,
    luck_of,
    places_of,
    stranded,
    top_of,
    win_of,
)
from stockcar.forecast.odds import sharpened
from stockcar.forecast.spread import slopes
from stockcar.forecast.strength import strengths

from .conftest import league


def test_weights_add_to_one_and_begin_at_the_prior(past: dict[str, Any]) -> None:
    history = history_of(past)
    strength = strengths(history, form_of(history), "grid")
    luck = luck_of(history, strength, np.full(len(strength), 0.1), np.zeros(len(strength)))
    assert np.allclose(luck.weight.sum(axis=1), 1)
    assert np.allclose(luck.weight[0], PRIOR_WEIGHT)
    assert (luck.power == 1).all()  # forty races are less than the warm-up
    assert np.allclose(luck.head, HEAD_PRIOR)
    assert WARM_UP_SEASONS > 1


def test_wins_top_tens_and_places_add_up(past: dict[str, Any]) -> None:
    history = history_of(past)
    strength = strengths(history, form_of(history), "grid")
    luck = luck_of(history, strength, np.full(len(strength), 0.1), np.zeros(len(strength)))
    of, n = strength[history.rows(7)], len(strength[history.rows(7)])
    out = np.full(n, 0.1)
    assert win_of(luck, 7, of, out, np.zeros(n)).sum() == pytest.approx(1)
    assert top_of(luck, 7, of, out, 10).sum() == pytest.approx(10, abs=0.3)
    assert places_of(luck, 7, of, out).sum() == pytest.approx(n * (n + 1) / 2)
    better = win_of(luck._replace(head=np.tile([1.0, 0.5], (history.races, 1))), 7, of, out, of)
    assert better[of.argmax()] > win_of(luck, 7, of, out, of)[of.argmax()]  # good form at the track wins more


def test_what_one_kind_of_track_shows_is_lent_to_the_others_by_weight() -> None:
    evidence = _Evidence(lent=(0.2, 1.0, 0.1), sd=0.5)
    assert evidence.step(0, 0) == 0
    evidence.pull[:, 0, 1] = (4.0, 16.0)
    assert evidence.step(0, 1) == evidence.step(0, 2) == pytest.approx(4 / 20)
    assert evidence.step(1, 1) == pytest.approx(0.8 / (3.2 + 4))
    assert evidence.step(2, 3) == pytest.approx(0.4 / (1.6 + 4))


def test_the_weights_of_winning_are_found_from_winners() -> None:
    rng, head, truth = np.random.Generator(np.random.Philox(8)), _Head(), np.array([1.2, 0.6])
    for _ in range(1500):
        told = rng.standard_normal((12, 2))
        chance = np.exp(told @ truth)
        weights = head.weights()
        said = np.exp(told @ weights)
        head.learn(told, said / said.sum(), int(rng.choice(12, p=chance / chance.sum())), weights)
    assert head.weights() == pytest.approx(truth, abs=0.12)


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

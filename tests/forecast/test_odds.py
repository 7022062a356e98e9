import numpy as np
import pytest

from stockcar.forecast.odds import chances_of, draw_orders, luck_sd, top_chances, win_chances


def test_every_run_is_an_order_and_every_place_is_filled() -> None:
    places = draw_orders(np.linspace(1, -1, 8), 1.5, np.full(8, 0.1), 500, seed=3)
    assert (np.sort(places, axis=1) == np.arange(1, 9)).all()
    chances = chances_of(places)
    assert (chances.finish.sum(axis=0) == 500).all()
    assert (chances.ahead + chances.ahead.T + 500 * np.eye(8, dtype=int) == 500).all()


def test_the_pair_chance_follows_the_slope() -> None:
    places = draw_orders(np.array([0.5, -0.5]), 1.4, np.zeros(2), 40_000, seed=1)
    assert (places[:, 0] == 1).mean() == pytest.approx(1 / (1 + np.exp(-1.4)), abs=0.01)


def test_a_car_that_always_fails_never_beats_one_that_never_does() -> None:
    places = draw_orders(np.array([3.0, -3.0]), 2.0, np.array([1.0, 0.0]), 100, seed=1)
    assert (places[:, 0] == 2).all()


def test_top_tens_in_closed_form_are_what_drawing_gives() -> None:
    strength, out = np.linspace(1.5, -1.5, 30), np.linspace(0.05, 0.25, 30)
    drawn = (draw_orders(strength, 1.7, out, 20_000, seed=5) <= 10).mean(axis=0)
    assert np.allclose(top_chances(strength, 1.7, out), drawn, atol=0.02)
    assert drawn[-1] < 0.02


def test_several_kinds_of_luck_at_once_are_the_kinds_one_by_one() -> None:
    strength, out = np.linspace(1, -1, 9), np.stack([np.full(9, 0.1), np.full(9, 0.2)])
    for chances in (win_chances, top_chances):
        both = chances(strength, np.array([1.2, 1.9]), out)
        assert np.allclose(both[1], chances(strength, 1.9, out[1]), atol=1e-9)


def test_the_days_of_strong_cars_differ_more() -> None:
    assert (np.diff(luck_sd(np.linspace(-1.9, 1.9, 9))) > 0).all()
    assert luck_sd(np.array([5.0])) == luck_sd(np.array([2.0]))

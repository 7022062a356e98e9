import numpy as np
import pytest

from stockcar.forecast.odds import chances_of, draw_orders


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

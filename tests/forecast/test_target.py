"""The simulator is settled on the calibrated odds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.forecast import target
from stockcar.forecast.odds import ahead_chances, chances_of, draw_orders, expected_places, win_chances
from stockcar.forecast.target import FIRST_RUN, Wanted, mean_places, settle
from stockcar.sim import simulate
from stockcar.sim.example import example_inputs


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=12), st.floats(0.3, 4), st.floats(0, 0.5))
def test_pairs_add_to_one_and_places_to_the_field(strength: list[float], slope: float, out: float) -> None:
    n = len(strength)
    ahead = ahead_chances(np.array(strength), slope, np.full(n, out))
    assert np.allclose(ahead + ahead.T, 1)
    assert expected_places(ahead).sum() == pytest.approx(n * (n + 1) / 2)


def test_the_closed_form_is_what_drawing_gives() -> None:
    strength, out = np.linspace(1, -1, 6), np.full(6, 0.15)
    drawn = chances_of(draw_orders(strength, 1.7, out, 60_000, seed=4))
    assert np.allclose(drawn.ahead / drawn.runs, ahead_chances(strength, 1.7, out) - 0.5 * np.eye(6), atol=0.01)
    assert np.allclose(drawn.finish[:, 0] / drawn.runs, win_chances(strength, 1.7, out), atol=0.01)


def test_settled_races_give_the_expected_places_and_wrecks() -> None:
    inputs = example_inputs("short", n_cars=20, laps=150)
    strength = np.linspace(0.9, -0.9, 20)
    crash, mechanical = np.full(20, 0.08), 1 - np.exp(-inputs.cars.mech_rate * 150 * 0.75 / 1000)
    places = expected_places(ahead_chances(strength, 1.8, 1 - (1 - crash) * (1 - mechanical)))
    win = win_chances(strength, 1.8, 1 - (1 - crash) * (1 - mechanical))
    top10 = (draw_orders(strength, 1.8, 1 - (1 - crash) * (1 - mechanical), 4000, 3) <= 10).mean(axis=0)
    settled = settle(inputs, Wanted(places, win, top10, crash), race_key=11)
    outcomes = simulate(settled, 11, 3000)
    assert FIRST_RUN > 3000
    assert np.abs(mean_places(outcomes) - places).mean() < 0.6
    assert outcomes.crash.sum() / outcomes.runs == pytest.approx(20 * 0.08, rel=0.35)


@pytest.mark.parametrize(
    ("left", "wider"),
    [
        ((+0.2, 0.0, -0.2), False),  # favourites too few top tens, back-markers too many: the days are too wide
        ((-0.2, 0.0, +0.2), True),
        ((0.0, 0.0, 0.0), None),
    ],
)
def test_the_spread_follows_what_pace_cannot_mend(left: tuple[float, float, float], wider: bool | None) -> None:
    top10 = np.repeat([0.8, 0.5, 0.1], 8)
    step = target._spread(np.repeat(left, 8), top10, np.linspace(1.2, -1.2, 24))
    ends = step[[0, 1, 2, -3, -2, -1]]
    assert np.allclose(step, 0) if wider is None else ((ends > 0) == wider).all()

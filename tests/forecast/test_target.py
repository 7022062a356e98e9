"""The simulator is settled on the calibrated odds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.forecast import target
from stockcar.forecast.front_row import tilted
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


def a_field(n: int, slope: float) -> tuple[Wanted, np.ndarray]:
    strength, out = np.linspace(0.9, -0.9, n), np.full(n, 0.1)
    ahead = ahead_chances(strength, slope, out)
    top10 = (draw_orders(strength, slope, out, 4000, 3) <= 10).mean(axis=0)
    return Wanted(expected_places(ahead), win_chances(strength, slope, out), top10, np.full(n, 0.07)), strength


@pytest.mark.parametrize("slope", [1.2, 2.4])
def test_a_settled_race_keeps_its_lead_lap(slope: float) -> None:
    want, strength = a_field(24, slope)
    inputs = example_inputs("intermediate", n_cars=24, laps=200)
    sd = float(inputs.cars.mu_s.std())
    inputs = inputs._replace(cars=inputs.cars._replace(mu_s=-sd * strength / strength.std()))
    before = simulate(inputs, 12, 1000)
    outcomes = simulate(settle(inputs, want, race_key=12), 12, 1000)
    assert outcomes.mean("lead_lap") == pytest.approx(before.mean("lead_lap"), abs=1.5)
    assert np.abs(mean_places(outcomes) - want.places).mean() < 0.8


def test_only_cars_wrecks_and_the_luck_of_a_run_are_settled() -> None:
    inputs = example_inputs("road", n_cars=12, laps=20)
    settled = settle(inputs, a_field(12, 1.5)[0], race_key=2)
    assert settled.pace._replace(run_sd_s=inputs.pace.run_sd_s) == inputs.pace
    assert (settled.pits, settled.pack) == (inputs.pits, inputs.pack)


@pytest.mark.parametrize(("kind", "laps"), [("intermediate", 60), ("superspeedway", 30)])
def test_a_settled_first_stage_goes_by_the_chances_asked(kind: str, laps: int) -> None:
    inputs, (want, _) = example_inputs(kind, n_cars=20, laps=laps), a_field(20, 1.5)
    stage_1 = np.exp(-0.45 * np.arange(20.0))
    want = want._replace(stage_1=stage_1 / stage_1.sum())
    won = [
        simulate(settle(inputs, one, 5), 5, 1500).stage_wins[0] / 1500 for one in (want, want._replace(stage_1=None))
    ]
    asked, left = (float(np.abs(share - want.stage_1).sum()) for share in won)
    assert asked < 0.6 * left


def test_settling_passes_on_most_of_what_the_front_of_the_grid_is_worth() -> None:
    """From 2026 on (``front_row``): the pole's chance to win rises without its places."""
    inputs, (want, _) = example_inputs("road", n_cars=24, laps=40), a_field(24, 1.5)
    start = inputs.cars.grid.astype(float)
    pole = int(start.argmin())
    worth = want._replace(win=tilted(want.win, start, 0.9))
    before, after = (simulate(settle(inputs, one, 6), 6, 4000).finish[pole, 0] / 4000 for one in (want, worth))
    asked = worth.win[pole] - want.win[pole]
    assert 0.4 * asked < after - before < 1.2 * asked


@pytest.mark.parametrize(
    ("lapped", "led", "scale", "anew"),
    [
        (0.0, 0.0, 1.0, 0.0),
        (0.5, 0.0, np.exp(-0.5 * target.SCALE_GAIN), 0.0),  # too many a lap down: everybody nearer together
        (0.0, 0.1, 1.0, 0.1 * target.ANEW_GAIN),  # one car leads too much: luck anew at every stop
        (0.0, -0.1, 1.0, 0.0),  # never less than none
    ],
)
def test_the_kind_of_race_is_kept(lapped: float, led: float, scale: float, anew: float) -> None:
    days = target._Days(np.linspace(-1, 1, 5), np.zeros(5))
    kept = days.keeping(target._Kind(-1.0, 13.0), target._Kind(-1.0 + lapped, 13.0 + led), 1.0)
    assert (kept.scale, kept.anew) == pytest.approx((scale, anew))


@given(st.floats(-0.5, 0.5), st.floats(0.05, 2.0))
def test_a_sharper_order_turns_pace_against_luck(log_times: float, unsure: float) -> None:
    days = target._Days(np.linspace(-1, 1, 9), np.zeros(9))
    turned = days.sharper(log_times, np.full(9, unsure))
    gained = np.log(turned.mu[0] / days.mu[0]) - (turned.wider[0] - days.wider[0])
    assert gained == pytest.approx(log_times, abs=1e-9)


def test_places_of_a_clear_order_hardly_answer() -> None:
    dim, clear = np.linspace(-0.5, 0.5, 20), np.linspace(-1.4, 1.4, 20)
    assert 0.05 < target._sharper(0.05, dim) < target._sharper(0.05, clear)


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
    want, even = Wanted(np.arange(24.0) + 1, np.full(24, 1 / 24), top10, np.full(24, 0.1)), np.zeros(24)
    missed = np.repeat(left, 8), even
    step = target._spread(missed, want, np.linspace(1.2, -1.2, 24), target.LAPS)
    ends = step[[0, 1, 2, -3, -2, -1]]
    assert np.allclose(step, 0) if wider is None else ((ends > 0) == wider).all()


def test_in_the_pack_a_car_that_wins_too_little_has_wider_days_than_its_neighbours() -> None:
    want = Wanted(np.arange(24.0) + 1, np.full(24, 1 / 24), np.full(24, 10 / 24), np.full(24, 0.1))
    missed = np.zeros(24), 0.5 * np.eye(24)[5]
    scores = np.linspace(1.2, -1.2, 24)
    step = target._spread(missed, want, scores, target.PACKS)
    assert step.argmax() == 5
    assert step[5] > 3 * np.abs(np.delete(step, 5)).max() > 0
    assert np.allclose(target._spread(missed, want, scores, target.LAPS), 0)  # elsewhere wins are pace


def test_chances_too_small_to_be_told_apart_ask_for_nothing() -> None:
    asked = target._missed_odds(np.array([1e-9, 0.0015, 0.3]), np.array([0, 0, 30]), 100, 2)
    assert asked == pytest.approx([0.0, 0.0, 0.0])

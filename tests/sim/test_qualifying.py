"""A session cuts the field by time, loses rounds to weather, and spins more in the wet."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockcar.errors import ScenarioError, UsageError
from stockcar.sim import draws
from stockcar.sim.qualifying import qualify, session
from stockcar.sim.scenario import apply_session, load_scenario

KEY = draws.race_key(7, "a session")


def field(cars=36, advance=(), track_class="road", lap_s=86.0):
    keys = [draws.car_key(str(n)) for n in range(cars)]
    return session(np.array(keys), np.linspace(-0.5, 0.5, cars), lap_s, track_class, advance)


def told(text, made):
    return apply_session(load_scenario(text), made)


def test_the_quickest_go_on_and_nobody_without_a_time():
    rows = qualify(field(advance=(10, 4)), KEY, 200)
    assert np.all(rows.reached.sum(2) == [36, 10, 4])
    for times, reached in zip(rows.time_s, rows.reached, strict=True):
        assert np.nanmax(times[0, reached[1]]) < np.nanmin(np.where(reached[1], np.nan, times[0]))
        assert not np.isnan(times[0, reached[1]]).any()
        assert np.isnan(times[1, ~reached[1]]).all()


def test_the_best_of_each_group_go_on():
    groups = np.arange(36) % 2
    rows = qualify(field(advance=(10,))._replace(group=groups, each=5), KEY, 100)
    for number in (0, 1):
        assert np.all(rows.reached[:, 1, groups == number].sum(1) == 5)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 40), st.integers(0, 2**64 - 1), st.floats(0.0, 1.0))
def test_a_time_is_only_set_by_a_car_that_reached_a_round_that_was_run(cars, key, wet):
    made = field(cars, advance=(max(1, cars // 2),))._replace(wet=np.full(2, wet), rain_prob=0.3)
    rows = qualify(made, key, 20)
    here = rows.reached & rows.ran[:, :, None]
    assert np.isnan(rows.time_s[~here]).all()
    assert rows.spins[~here].sum() == 0
    assert not np.any(rows.ran[:, 1] & ~rows.ran[:, 0])  # rain ends the session


def test_rain_raises_spins_and_times():
    dry = field(advance=(10,))
    wet = told("[weather]\nwet = true", dry)
    a, b = qualify(dry, KEY, 400), qualify(wet, KEY, 400)
    assert b.spins.sum() > 5 * a.spins.sum() > 0
    assert np.nanmin(b.time_s) > np.nanmin(a.time_s) + 2.0


def test_a_spin_costs_the_lap():
    made = field(4)._replace(spin_prob=1.0, wet_spin=0.0)
    rows = qualify(made._replace(spin_prob=0.95), KEY, 300)
    spun = rows.spins[:, 0] > 0
    assert np.isnan(rows.time_s[:, 0][spun]).all()  # one lap a round
    assert not np.isnan(rows.time_s[:, 0][~spun]).any()


def test_a_better_car_qualifies_better():
    rows = qualify(field(), KEY, 400)
    poles = np.bincount(np.nanargmin(rows.time_s[:, 0], axis=1), minlength=36)
    assert poles[:9].sum() > 2 * poles[9:18].sum() > 2 * poles[18:].sum()


def test_one_session_alone_is_that_of_the_batch():
    made = told("[qualifying]\nrain = 0.2\nwet = [0.5, 1.0]", field(advance=(12,)))
    batch, alone = qualify(made, KEY, 300), qualify(made, KEY, 1, 217)
    for whole, one in zip(batch, alone, strict=True):
        assert np.array_equal(whole[217], one[0], equal_nan=True)


def test_draws_are_those_of_the_plain_generator():
    made = field(3)._replace(spin_prob=0.0)
    key = draws.run_key(KEY ^ 0x5155414C, 0)
    day = [draws.noise(*draws.block(key, 1, 0, int(car))[:2]) for car in made.key]
    lap = [draws.noise(*draws.block(key, 2, 0, int(car))[:2]) for car in made.key]
    off = made.pace_s + np.array(day) * made.day_sd_s + np.array(lap) * made.lap_sd_s
    assert qualify(made._replace(skew=0.0), KEY, 1).time_s[0, 0] == pytest.approx(made.lap_s + off, abs=1e-12)
    k, sd = made.skew, made.whole_sd_s
    drawn_out = sd * (np.exp(k * off / sd - k * k / 2) - 1) / np.sqrt(np.exp(k * k) - 1)
    assert qualify(made, KEY, 1).time_s[0, 0] == pytest.approx(made.lap_s + drawn_out, abs=1e-12)


def test_the_quick_cars_are_closer_together_than_the_slow_ones():
    times = np.sort(qualify(field()._replace(spin_prob=0.0), KEY, 400).time_s[:, 0], axis=1)
    assert (times[:, 9] - times[:, 0]).mean() < 0.8 * (times[:, -1] - times[:, -10]).mean()


def test_a_cancelled_round_is_not_run():
    rows = qualify(told("[qualifying]\nadvance = [20, 10]\ncancelled = [3]", field(advance=(10,))), KEY, 50)
    assert rows.ran.tolist() == [[True, True, False]] * 50
    assert np.isnan(rows.time_s[:, 2]).all()


REFUSED = [
    ("cancelled = [3]", "qualifying.cancelled[0]: 3"),
    ("cancelled = [0]", "qualifying.cancelled[0]: 0"),
    ("advance = [40]", "qualifying.advance[0]: 40"),
    ("advance = [10, 12]", "qualifying.advance[1]: 12"),
    ("advance = [-1]", "qualifying.advance[0]: -1"),
    ("advance = ['ten']", "qualifying.advance[0]"),
    ("laps = [1]", "qualifying.laps: 1 values"),
    ("laps = [1, 0]", "qualifying.laps[1]: 0"),
    ("wet = [0.0, 2.0]", "qualifying.wet[1]: 2.0"),
    ("rain = -0.5", "qualifying.rain: -0.5"),
    ("snow = 1", "qualifying"),
]


@pytest.mark.parametrize(("text", "path"), REFUSED, ids=[path for _, path in REFUSED])
def test_bad_sessions_are_refused_with_the_path(text, path):
    with pytest.raises(ScenarioError) as refusal:
        told(f"[qualifying]\n{text}", field(advance=(10,)))
    assert str(refusal.value).startswith(path)


@pytest.mark.parametrize("wrong", [{"wet": np.zeros(3)}, {"laps": np.array([0])}, {"rain_prob": 1.5}, {"lap_s": 0.0}])
def test_a_session_that_cannot_be_run_is_refused(wrong):
    with pytest.raises(UsageError, match=next(iter(wrong))):
        qualify(field()._replace(**wrong), KEY, 1)
    with pytest.raises(UsageError, match="runs"):
        qualify(field(), KEY, 0)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("trust = false", "trust"),
        ('[line_up]\nto_rear = ["1"]', "line_up.to_rear"),
        ('[[relief]]\ncar = "1"\nlap = 3', "relief[0]"),
        ('[[order]]\ncar = "1"\nsay = "stay"', "order[0]"),
        ('[[pact]]\ncars = ["1", "2"]', "pact[0]"),
        ("[[caution]]\nlap = 50", "caution[0]"),
        ("[[stage]]\nend_lap = 25", "stage[0]"),
        ('[[strategy]]\ncar = "1"\nstop_every = 30', "strategy[0]"),
        ("[weather]\nwet = true\nrain_lap = 60", "weather.rain_lap"),
        ('[tyre]\ncompound = "option"', "tyre.compound"),
    ],
)
def test_what_holds_for_a_race_only_is_refused_in_a_session(text, path):
    with pytest.raises(ScenarioError) as refusal:
        told(text, field(advance=(10,)))
    assert str(refusal.value).startswith(f"{path}: nothing comes of it here")

"""A scenario changes what it says; what cannot be meant is refused with the path of the field."""

import numpy as np
import pytest

from stockcar.errors import ScenarioError
from stockcar.sim import replay, simulate, simulate_rows
from stockcar.sim.example import example_inputs
from stockcar.sim.scenario import apply, load_scenario

NUMBERS = [str(n) for n in range(1, 39)]
REFUSED = [
    ('[[relief]]\ncar = "99"\nlap = 10', "relief[0].car: car '99' is not entered"),
    ('[[relief]]\ncar = "7"\nlap = -3', "relief[0].lap: -3"),
    ('[[relief]]\ncar = "7"\nlap = "ten"', "relief[0].lap"),
    ('[[relief]]\ncar = "7"\nlap = 9999999999999999999', "relief[0].lap: Expected `int` <= 1000000"),
    ('[[order]]\ncar = "7"\nsay = "block"', "'block'; it is one of push, stay, take-lead, return-the-favour"),
    ('[[order]]\ncar = "7"\nsay = "push"\nwhom = "00"', "order[0].whom"),
    ('[[order]]\ncar = "7"\nsay = "push"\nfrom_lap = 500', "order[0].from_lap: 500"),
    ('[[pact]]\ncars = ["7", "x"]', "pact[0].cars[1]"),
    ("[[caution]]\nlap = 1000", "caution[0].lap: 1000"),
    ('[[strategy]]\ncar = "7"\nstop_every = 0', "strategy[0].stop_every: 0"),
    ("[tyre]\ncompound = 'hyper'", "tyre"),
    ("[tyre]\nfall_off = -1.0", "tyre.fall_off"),
    ("tirefire = 1", "tirefire"),
    ("this is not toml", "not TOML"),
    ("x = " + "[" * 100_000, "not TOML"),
]


@pytest.mark.parametrize(("text", "path"), REFUSED, ids=[path for _, path in REFUSED])
def test_bad_scenarios_are_refused_with_the_path(text, path):
    with pytest.raises(ScenarioError) as refusal:
        apply(load_scenario(text), example_inputs("superspeedway"), NUMBERS)
    assert path in str(refusal.value)


def test_an_empty_scenario_changes_nothing():
    inputs = example_inputs("superspeedway")
    same = apply(load_scenario(""), inputs, NUMBERS)
    a, b = simulate(inputs, 1, 100), simulate(same, 1, 100)
    assert np.array_equal(a.finish, b.finish)


def test_a_forced_caution_and_a_relief_driver_stand_in_the_log():
    text = '[[caution]]\nlap = 20\n[[relief]]\ncar = "5"\nlap = 15\npace_s = 0.2'
    inputs = apply(load_scenario(text), example_inputs("superspeedway", laps=60), NUMBERS)
    _, log = replay(inputs, 1, 0)
    assert any(e.kind == "caution" and e.lap <= 20 for e in log)
    assert [e.slot for e in log if e.kind == "relief"] == [4]


def test_a_pact_brings_two_cars_home_together():
    inputs = example_inputs("superspeedway")
    pact = apply(load_scenario('[[pact]]\ncars = ["1", "2"]'), inputs, NUMBERS)
    pair = np.where(np.isin(np.arange(38), [0, 1]), 0, -1)
    before = simulate(inputs._replace(cars=inputs.cars._replace(team=pair)), 1, 1500)
    after = simulate(pact._replace(cars=inputs.cars._replace(team=pair)), 1, 1500)
    assert after.team_one_two.sum() > before.team_one_two.sum()


def test_rain_brings_more_cautions():
    inputs = example_inputs("road")
    wet = apply(load_scenario("[weather]\nwet = true"), inputs, NUMBERS)
    dry, rain = simulate(inputs, 1, 300), simulate(wet, 1, 300)
    assert rain.mean("caution_laps") > 1.5 * dry.mean("caution_laps")
    assert rain.mean("cautions") > dry.mean("cautions")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[[stage]]\nend_lap = 100", "stage[0].end_lap: 100"),  # the last lap ends the race
        ("[[stage]]\nend_lap = 300", "stage[0].end_lap: 300"),
        ("[[stage]]\nend_lap = 0", "stage[0].end_lap: 0"),
        ("[[stage]]\nend_lap = 50\n[[stage]]\nend_lap = 40", "stage[1].end_lap: 40"),
        ("\n".join(f"[[stage]]\nend_lap = {lap}" for lap in range(10, 61, 10)), "stage: 6 stages"),
        ("[tyre]\ncompound = 'hyper'", "tyre.compound"),
        ("[tyre]\ncompound = 3", "tyre.compound"),
        ("[tyre]\nfall_off = 1e9", "tyre.fall_off"),
        ("[tyre]\nfall_off = nan", "tyre.fall_off"),
        ("[[caution]]\nlap = -1", "caution[0].lap: -1"),
        ("[[caution]]\nlap = 1.5", "caution[0].lap"),
        ("[[caution]]", "caution[0]: Object missing required field `lap`"),
        ('[[relief]]\ncar = "7"\nlap = 10\ntrusts = ["7", "x"]', "relief[0].trusts[1]: car 'x' is not entered"),
        ('[[relief]]\ncar = "7"\nlap = 10\npace_s = inf', "relief[0].pace_s: inf"),
        ('[[order]]\ncar = "7"\nsay = "stay"\nflag = "purple"', "order[0].flag"),
        ('[[order]]\ncar = 7\nsay = "stay"', "order[0].car"),
        ('[[order]]\ncar = "7"\nsay = "push"\nwhom = "7"', "order[0].whom: the car itself"),
        ('[[pact]]\ncars = ["7"]', "pact[0].cars: 1 car"),
        ('[[pact]]\ncars = ["7", "7"]', "pact[0].cars[1]: car '7' is named twice"),
        ('[[strategy]]\ncar = "99"\nstop_every = 5', "strategy[0].car: car '99' is not entered"),
        ('[[order]]\ncar = "7"\nsay = "stay"\n[[order]]\ncar = "7"\nsay = "push"', "order[1].car: car '7' has one"),
        ('[line_up]\nto_rear = ["99"]', "line_up.to_rear[0]: car '99' is not entered"),
        ('[line_up]\nto_rear = ["7", "7"]', "line_up.to_rear[1]: car '7' is named twice"),
        ('[line_up]\norder = ["7", "8"]', "line_up.order: 2 of 38 cars"),
        ("[line_up]\nto_rear = 7", "line_up.to_rear"),
        ('[[strategy]]\ncar = "7"', "strategy[0]: nothing said of car 7"),
        ('[[strategy]]\ncar = "7"\nstay_until = 500', "strategy[0].stay_until: 500"),
        ("[weather]\nwet = 2.0", "weather.wet: 2.0"),
        ("[weather]\nwet = true", "weather.wet: True"),  # a superspeedway
        ("[weather]\nrain_lap = 101", "weather.rain_lap: 101"),
        ("[weather]\ndry_lap = 0", "weather.dry_lap: 0"),
        ("[weather]\nrain = -1.0", "weather.rain: -1.0"),
        ('[weather]\ntyres = "studs"', "weather.tyres"),
        ('trust = "some"', "trust"),
        ("[qualifying]\nrain = 0.1", "qualifying.rain: nothing comes of it here"),
        ("[qualifying]\ncancelled = [3]", "qualifying.cancelled: nothing comes of it here"),
        ("[[caution]]\nlap = 50\n[[caution]]\nlap = 20\n[[caution]]\nlap = 50", "caution[2].lap: 50 stands twice"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_path(text, path):
    with pytest.raises(ScenarioError) as refusal:
        apply(load_scenario(text), example_inputs("superspeedway", laps=100), NUMBERS)
    assert str(refusal.value).startswith(path)


def test_stages_can_end_elsewhere():
    inputs = apply(load_scenario("[[stage]]\nend_lap = 12"), example_inputs("superspeedway", laps=60), NUMBERS)
    _, log = replay(inputs, 1, 0)
    assert [e.lap for e in log if e.kind == "stage"] == [12]


def test_the_softer_tyre_falls_off_faster():
    inputs = example_inputs()
    soft = apply(load_scenario("[tyre]\ncompound = 'option'"), inputs, NUMBERS)
    assert soft.pace.tyre_s > inputs.pace.tyre_s


def test_rain_after_half_distance_ends_the_race_and_before_it_only_stops_it():
    inputs = example_inputs("intermediate", laps=100)
    late = apply(load_scenario("[weather]\nrain_lap = 70"), inputs, NUMBERS)
    early = apply(load_scenario("[weather]\nrain_lap = 20"), inputs, NUMBERS)
    rows = simulate_rows(late, 1, 50)
    assert np.all(rows.laps.max(1) <= 71)
    assert np.all(simulate_rows(early, 1, 50).laps.max(1) >= 100)


def test_a_drying_road_has_fewer_caution_laps_than_one_that_stays_wet():
    inputs = example_inputs("road", laps=80)
    wet = apply(load_scenario("[weather]\nwet = 1.0"), inputs, NUMBERS)
    drying = apply(load_scenario("[weather]\nwet = 1.0\ndry_lap = 10"), inputs, NUMBERS)
    assert simulate(drying, 1, 200).mean("caution_laps") < simulate(wet, 1, 200).mean("caution_laps")


def test_slicks_in_the_wet_are_a_choice_the_scenario_can_force():
    inputs = example_inputs("road", laps=40)
    slicks = apply(load_scenario('[weather]\nwet = 1.0\ntyres = "slick"'), inputs, NUMBERS)
    assert (slicks.weather.wet, slicks.weather.wet_tyres) == (1.0, False)


@pytest.mark.parametrize(("flag", "number"), [("any", 0), ("green", 1), ("yellow", 2), ("white", 3)])
def test_an_order_waits_for_its_flag(flag, number):
    text = f'[[order]]\ncar = "7"\nsay = "return-the-favour"\nfrom_lap = 20\nflag = "{flag}"'
    trust = apply(load_scenario(text), example_inputs("superspeedway"), NUMBERS).trust
    assert (trust.order[6], trust.order_lap[6], trust.order_flag[6]) == (4, 20, number)


def test_a_favour_is_returned_to_those_who_pushed():
    text = "".join(f'[[order]]\ncar = "{n}"\nsay = "return-the-favour"\n' for n in NUMBERS)
    inputs = example_inputs("superspeedway", laps=40)
    _, log = replay(apply(load_scenario(text), inputs, NUMBERS), 1, 0)
    assert [e for e in log if e.kind == "favour"]


def test_another_line_up():
    inputs = example_inputs("short", n_cars=5)
    back = apply(load_scenario('[line_up]\nto_rear = ["3", "1"]'), inputs, NUMBERS[:5])
    order = [NUMBERS[slot] for slot in np.argsort(inputs.cars.grid)]
    kept = [car for car in order if car not in ("1", "3")] + [car for car in order if car in ("1", "3")]
    assert [NUMBERS[slot] for slot in np.argsort(back.cars.grid)] == kept
    given = apply(load_scenario('[line_up]\norder = ["5", "4", "3", "2", "1"]'), inputs, NUMBERS[:5])
    assert given.cars.grid.tolist() == [5, 4, 3, 2, 1]
    assert given.start.behind_s[0] > given.start.behind_s[4] == 0.0


def test_a_car_that_stays_out_stops_later():
    inputs = example_inputs("short", laps=120)
    stays = apply(load_scenario('[[strategy]]\ncar = "3"\nstay_until = 60'), inputs, NUMBERS)
    for run in range(5):
        _, log = replay(stays, 1, run)
        assert all(e.lap >= 60 for e in log if e.kind == "stop" and e.slot == 2)

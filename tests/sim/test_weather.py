"""Rain, a wet road, the red flag and the damaged-vehicle clock."""

import numpy as np
import pytest
from tests.sim.strategies import calm

from stockcar.sim import replay, simulate, simulate_rows
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import COMPONENTS, CRASH, MECHANICAL, NEVER, Weather
from stockcar.sim.outcomes import MEASURES
from stockcar.sim.reference_weather import slick_lap, wetness, wets_better

KEY = 2024
LAPS, OVERTIMES, RED, RAINED = (MEASURES.index(m) for m in ("laps", "overtimes", "red_flags", "rained"))


@pytest.mark.parametrize(
    ("rain_lap", "official_lap", "laps", "rained"),
    [
        (50, 0, 67, 0),  # before half distance: a stop, and on it goes
        (34, 0, 34, 1),  # half of 67
        (33, 0, 67, 0),
        (60, 0, 60, 1),
        (50, 45, 50, 1),
        (40, 45, 67, 0),
        (50, 60, 67, 0),
        (NEVER, 0, 67, 0),
    ],
)
def test_rain_ends_a_race_that_is_official(rain_lap, official_lap, laps, rained):
    inputs = calm(example_inputs("road"))
    if rain_lap == 50 and official_lap == 0:
        inputs = inputs._replace(track=inputs.track._replace(laps=120))
        laps = 120
    rules = inputs.procedure._replace(official_lap=official_lap)
    rows = simulate_rows(inputs._replace(weather=Weather(rain_lap=rain_lap), procedure=rules), KEY, 20)
    assert (rows.race[:, LAPS] == laps).all()
    assert (rows.race[:, RAINED] == rained).all()
    assert (rows.race[:, RED] == (rain_lap < NEVER and not rained)).all()
    assert (rows.race[:, OVERTIMES] == 0).all()


def test_showers_come_as_often_as_they_are_to_be_expected():
    inputs = calm(example_inputs("road"))._replace(weather=Weather(rain_rate=0.5))
    rows = simulate_rows(inputs, KEY, 2000)
    either = (rows.race[:, RED] + rows.race[:, RAINED]).mean()
    assert either == pytest.approx(1.0 - np.exp(-0.5), abs=0.035)  # at least one in the distance, one is all


def test_a_wet_road_dries_evenly_and_the_tyres_follow():
    weather = Weather(wet=0.8, dry_lap=40)
    assert [wetness(weather, lap) for lap in (0, 20, 40, 60)] == pytest.approx([0.8, 0.4, 0.0, 0.0])
    turn = slick_lap(weather)
    assert wets_better(weather, wetness(weather, turn - 1))
    assert not wets_better(weather, wetness(weather, turn))
    assert slick_lap(Weather(wet=0.1, dry_lap=40)) == NEVER  # begun on slicks
    _, log = replay(example_inputs("road")._replace(weather=weather), KEY, 0)
    fitted = [event for event in log if event.kind == "slicks"]
    assert len({event.slot for event in fitted}) > 25
    assert all(event.lap >= turn for event in fitted)
    assert not any(event.kind == "wet-tyres" for event in log)


def test_water_brings_spins_and_caution_laps():
    inputs = example_inputs("road")
    dry = simulate(inputs, KEY, 400)
    wet = simulate(inputs._replace(weather=Weather(wet=1.0)), KEY, 400)
    assert wet.mean("cautions") > 1.2 * dry.mean("cautions")
    assert wet.mean("caution_laps") > 1.5 * dry.mean("caution_laps")


def test_a_clock_takes_damaged_cars_out():
    inputs = example_inputs("intermediate")
    off = simulate(inputs, KEY, 400)
    on = simulate(inputs._replace(procedure=inputs.procedure._replace(dvp_clock_s=120.0)), KEY, 400)
    assert on.mean("crashes") > off.mean("crashes") + 0.5
    log = [event for run in range(20) for event in replay(inputs._replace(
        procedure=inputs.procedure._replace(dvp_clock_s=60.0)), KEY, run)[1]]  # fmt: skip
    assert any(event.kind == "dvp" for event in log)


def test_a_red_flag_leaves_a_short_caution():
    inputs = example_inputs("intermediate")
    never = inputs._replace(hazards=inputs.hazards._replace(red_prob=0.0))
    always = inputs._replace(hazards=inputs.hazards._replace(red_prob=1.0, red_size=2, red_laps=1))
    few, many = simulate(always, KEY, 200), simulate(never, KEY, 200)
    assert many.mean("red_flags") == 0.0
    assert few.mean("red_flags") > 1.0
    assert few.mean("caution_laps") < many.mean("caution_laps") - 5.0


def test_what_broke_is_told_by_its_share():
    inputs = calm(example_inputs("road"))
    shares = np.array([0.6, 0.4] + [0.0] * 6)
    inputs = inputs._replace(
        cars=inputs.cars._replace(mech_rate=np.full(38, 2.0)), hazards=inputs.hazards._replace(components=shares)
    )
    rows = simulate_rows(inputs, KEY, 300)
    broken = rows.cause[rows.out == MECHANICAL]
    assert np.bincount(broken, minlength=len(COMPONENTS))[:2] / len(broken) == pytest.approx([0.6, 0.4], abs=0.03)
    assert (rows.cause[rows.out == CRASH] == -1).all()
    assert (rows.cause[rows.out == 0] == -1).all()

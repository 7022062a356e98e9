"""The laws of the pack: who gains from a draft, what a push does, and what trust changes."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sim.strategies import calm, even, small_packs

from stockcar.sim import replay, simulate
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import NEVER
from stockcar.sim.parameters import parameters
from stockcar.sim.reference import start
from stockcar.sim.reference_pack import fading, find_neighbours, pack_lap, push_or_lift, take_speed
from stockcar.sim.reference_pits import pit_window
from stockcar.sim.reference_yellow import restart

KEY = 24


def quiet_pack(n_cars, **pack):
    """Equal cars that never push, wreck or change lanes, unless told."""
    inputs = calm(even(example_inputs("superspeedway", n_cars=n_cars)))
    still = {"unrest_mph": 0.0, "look_rate": 0.0, "push_hazard": 0.0, "side_hazard": 0.0, "push_base": -1000.0}
    return inputs._replace(pack=inputs.pack._replace(**(still | pack)))


def on_track(inputs, x, line, v=None):
    """The field placed by hand: car lengths, lanes, speeds."""
    race = start(inputs, 1, None)
    for car in race.running:
        car.x, car.line = float(x[car.slot]), line[car.slot]
        car.v_mph = float(v[car.slot]) if v else 0.0
    race.running.sort(key=lambda car: -car.x)
    find_neighbours(race)
    return race


def test_a_lone_car_gains_nothing_from_the_draft():
    race = on_track(quiet_pack(1), [0.0], [0])
    for _ in range(50):
        take_speed(race, 0.5)
    assert race.running[0].v_mph == 0.0


def test_both_cars_of_a_pair_are_faster_than_one_alone_and_the_second_most():
    race = on_track(quiet_pack(2), [0.0, -1.5], [0, 0])
    for _ in range(50):
        take_speed(race, 0.5)
    lead, second = race.running
    assert 0.5 < lead.v_mph < second.v_mph


@pytest.mark.parametrize("gap", [0.0, 1.0, 6.0, 40.0])
def test_a_draft_fades(gap):
    assert fading(5.0, gap, 6.0) >= fading(5.0, gap + 0.1, 6.0)
    assert fading(5.0, 6.0, 6.0) == 5.0 / 4.0


@given(st.floats(-5.0, 5.0), st.floats(0.1, 10.0))
def test_a_push_moves_both_and_conserves_momentum(speed, closing):
    race = on_track(quiet_pack(2, push_base=1000.0), [0.0, -1.0], [0, 0], [speed, speed + closing])
    lead, second = race.running
    push_or_lift(race, second, (0, 0, 0, 0), 0.0, 0.5)
    assert race.pushes == 1
    assert lead.v_mph > speed
    assert second.v_mph < speed + closing
    assert lead.v_mph + second.v_mph == pytest.approx(2 * speed + closing)  # equal mass, no loss stated


@pytest.mark.parametrize(("back_s", "eases"), [(0.5, False), (6.0, True)])
def test_a_leader_waits_when_the_middle_of_the_field_is_far_back(back_s, eases):
    race = start(quiet_pack(6, ease_mph=0.02), 1, None)
    race.lap, race.lined_up = 1, True
    for place, car in enumerate(race.running):
        car.time_s = 0.06 * place + (back_s if place >= 3 else 0.0)
    pack_lap(race)
    lead, second = race.running[0], race.running[1]
    assert (lead.own_mph < second.own_mph) == eases


def test_a_lap_of_a_mile_and_a_half_has_numbers_of_its_own():
    long, short = (parameters("cup", "superspeedway", 2023, 30.0, miles).pack for miles in (2.5, 1.54))
    assert short.outer_mph > long.outer_mph  # an outer lane is 2 pi of its width longer, whatever the lap


def test_a_car_that_does_not_push_lifts():
    race = on_track(quiet_pack(2), [0.0, -1.2], [0, 0], [1.0, 4.0])
    lead, second = race.running
    push_or_lift(race, second, (2**31, 0, 0, 0), 0.0, 0.5)
    assert (lead.v_mph, second.v_mph, race.pushes) == (1.0, 1.0, 0)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(small_packs(), st.integers(0, 2**64 - 1))
def test_no_two_cars_share_a_place_and_order_is_distance(inputs, run_key):
    race = start(inputs, run_key, None)
    restart(race)
    for lap in range(1, 6):
        race.lap = lap
        pack_lap(race)
        assert sorted(car.slot for car in race.running + race.out) == list(range(len(inputs.cars.key)))
        times = [car.time_s for car in race.running]
        assert times == sorted(times)
        if race.out or not race.running:
            break


def test_only_the_car_that_stops_pays():
    """The stop is charged to the one who stops; the others lose no more than a partner in the draft."""
    inputs = quiet_pack(6)
    inputs = inputs._replace(pits=inputs.pits._replace(tank_laps=1000.0), start=inputs.start._replace(lap=10))
    stops = np.full(6, NEVER)
    stops[2] = 2
    policy = np.where(np.arange(6) == 2, 1, 0)
    stopping = inputs._replace(cars=inputs.cars._replace(policy=policy, stop_every=stops))
    lost = lap_times(stopping, 12) - lap_times(inputs, 12)
    assert lost[2] > inputs.pits.transit_s
    assert np.all(np.abs(np.delete(lost, 2)) < 0.5)


def lap_times(inputs, lap):
    race = start(inputs, 1, None)
    while race.lap < lap:
        race.lap += 1
        pit_window(race)
        pack_lap(race)
    return np.array([car.time_s for car in sorted(race.running, key=lambda car: car.slot)])


def test_nobody_wrecks_without_hazard():
    inputs = example_inputs("superspeedway")
    still = inputs.pack._replace(push_hazard=0.0, side_hazard=0.0)
    counts = simulate(calm(inputs._replace(pack=still)), KEY, 50)
    assert counts.crash.sum() == 0


def test_trust_brings_teammates_home_first_and_second():
    inputs = example_inputs("superspeedway")
    team = inputs.cars.team
    mates = (team[:, None] == team[None, :]).astype(float)
    np.fill_diagonal(mates, 0.0)
    trusting = inputs._replace(trust=inputs.trust._replace(trust=mates))
    shuffled = trusting._replace(cars=inputs.cars._replace(team=np.random.default_rng(5).permutation(team)))
    alone, together = simulate(inputs, KEY, 1500), simulate(trusting, KEY, 1500)
    assert together.team_one_two.sum() > 1.5 * alone.team_one_two.sum()
    assert simulate(shuffled, KEY, 1500).team_one_two.sum() < 1.5 * alone.team_one_two.sum()  # labels alone do nothing


def test_an_order_to_stay_is_obeyed():
    inputs = example_inputs("superspeedway", n_cars=12, laps=40)
    everyone = np.ones(12, np.int64)
    stay = inputs.trust._replace(order_lap=everyone, order=everyone * 2)
    _, log = replay(inputs._replace(trust=stay), KEY, 0)
    assert not [e for e in log if e.kind == "pull-out"]
    _, log = replay(inputs, KEY, 0)
    assert [e for e in log if e.kind == "pull-out"]


def test_a_push_received_is_remembered_and_fades():
    inputs = example_inputs("superspeedway", n_cars=6, laps=30)
    moving = inputs._replace(trust=inputs.trust._replace(received=0.1, hanging=0.4, memory=0.9))
    race = start(moving, 5, None)
    restart(race)
    race.lap = 1
    pack_lap(race)
    warm = sum(sum(row) for row in race.trust)
    assert warm != 0.0
    assert moving.cars.relief_lap.min() == NEVER

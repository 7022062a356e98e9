"""What must hold in any race, and what breaks in simulators that get it wrong."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sim.strategies import calm, even, small_races

from stockcar.sim import draws, replay, simulate, simulate_rows
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import DRY, MECHANICAL, NEVER, RUNNING, STOP_EVERY
from stockcar.sim.reference import caution_lap, end_stage, failures, green_lap, lead, overtime, pit_window, start
from stockcar.sim.reference_pits import wish_to_stop
from stockcar.sim.reference_yellow import incident, rain, restart

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
KEY = 2022


def watched_laps(inputs, run_key, log=None):
    """The field after every lap, with the order before it and whether the lap was run under caution."""
    race = start(inputs, run_key, log)
    restart(race)
    while race.lap < race.end and race.running:
        before, yellow = list(race.running), race.caution_left > 0
        race.lap += 1
        if yellow:
            caution_lap(race)
        else:
            pit_window(race)
            green_lap(race)
            failures(race)
            incident(race)
        yield race, before, yellow
        lead(race)
        end_stage(race)
        rain(race)
        overtime(race)


@RELAXED
@given(small_races(), st.integers(0, 2**64 - 1))
def test_positions_are_a_permutation_at_every_lap_and_times_ascend(inputs, run_key):
    everyone = list(range(len(inputs.cars.key)))
    for race, _, _ in watched_laps(inputs, run_key):
        assert sorted(car.slot for car in race.running + race.out) == everyone
        times = [car.time_s for car in race.running]
        assert times == sorted(times)


@RELAXED
@given(small_races(), st.integers(0, 2**64 - 1))
def test_nobody_passes_under_caution(inputs, run_key):
    """Only pit road, the pass back of a lap and the choice of a lane change the order behind the pace car."""
    pits = inputs.pits._replace(stop_base=-2000.0, tank_laps=80.0)
    cars = inputs.cars._replace(relief_lap=inputs.cars.relief_lap * 0 + NEVER, policy=inputs.cars.policy * 0)
    rules = inputs.procedure._replace(choose_rule=False)
    inputs = inputs._replace(pits=pits, procedure=rules, cars=cars, weather=DRY)
    for race, before, yellow in watched_laps(inputs, run_key):
        if yellow:
            assert [car.slot for car in race.running] == [car.slot for car in before]
            assert race.passes == getattr(race, "seen", 0)
        race.seen = race.passes


def test_a_lap_given_back_puts_no_car_ahead_of_the_lead_lap():
    """The free pass and the wave-around give a lap, at the tail: they never make a leader."""
    inputs = example_inputs("short", laps=200)
    given_back = 0
    for run in range(15):
        log = []
        lucky = set()
        for race, _, yellow in watched_laps(inputs, draws.run_key(KEY, run), log):
            lucky |= {e.slot for e in log if e.kind in ("wave-around", "free-pass")}
            stops = any(e.kind == "stop" and e.lap == race.lap for e in log)
            log.clear()
            if yellow and stops:
                given_back += len(lucky)
                assert race.running[0].slot not in lucky
            if not yellow:
                lucky = {slot for slot in lucky if race.caution_left > 0}
    assert given_back > 0


@RELAXED
@given(small_races(), st.integers(0, 2**64 - 1))
def test_laps_never_exceed_the_distance_plus_overtime(inputs, run_key):
    rows = simulate_rows(inputs, run_key, 20, workers=1)
    extra = rows.race[:, 5]
    assert np.all(rows.laps.max(1) <= rows.race[:, 4])
    assert np.all((extra > 0) | (rows.race[:, 4] <= inputs.track.laps))
    assert np.all(extra <= inputs.procedure.overtime_attempts)
    assert np.all(np.sort(rows.finish, 1) == np.arange(1, rows.finish.shape[1] + 1))
    assert np.all(rows.led.sum(1) <= rows.race[:, 4])


def test_only_the_car_that_stops_pays():
    """Equal cars, no noise: one stops on lap 16, and those behind it lose nothing, wherever they run."""
    for stopper in range(4):
        for gap_s in (0.9, 2.0, 5.0, 15.0):
            inputs = calm(even(example_inputs("road", n_cars=4, laps=40)))
            inputs = inputs._replace(
                procedure=inputs.procedure._replace(stage_end_laps=np.zeros(0, np.int64)),
                pits=inputs.pits._replace(tank_laps=1000.0),
                start=inputs.start._replace(lap=10, green_since=0, behind_s=np.arange(4) * gap_s),
            )
            slots = np.arange(4)
            policy = inputs.cars._replace(
                policy=np.where(slots == stopper, STOP_EVERY, 0), stop_every=np.where(slots == stopper, 6, NEVER)
            )
            one_stop = inputs.pits._replace(tank_laps=1000.0)
            lost = times_after(inputs._replace(cars=policy, pits=one_stop), 17) - times_after(inputs, 17)
            assert lost[stopper] > inputs.pits.transit_s
            assert np.delete(lost, stopper) == pytest.approx(0.0, abs=1e-9)


def times_after(inputs, lap):
    race = start(inputs, 1, None)
    while race.lap < lap:
        race.lap += 1
        pit_window(race)
        green_lap(race)
    return np.array([car.time_s for car in sorted(race.running, key=lambda car: car.slot)])


def test_stopping_more_often_than_needed_does_not_win():
    inputs = calm(example_inputs("road", laps=60))
    inputs = inputs._replace(procedure=inputs.procedure._replace(stage_caution=False))
    mean_finish = {}
    for every in (NEVER, 20, 10, 3):
        policy = inputs.cars.policy.copy()
        policy[9] = STOP_EVERY if every != NEVER else 0
        stop_every = inputs.cars.stop_every.copy()
        stop_every[9] = every
        counts = simulate(inputs._replace(cars=inputs.cars._replace(policy=policy, stop_every=stop_every)), KEY, 200)
        mean_finish[every] = counts.finish[9] @ np.arange(1, 39) / 200
    assert mean_finish[NEVER] < mean_finish[20] - 2.0  # one stop is needed, the 20 makes two
    assert mean_finish[20] <= mean_finish[10] <= mean_finish[3]
    assert mean_finish[3] > 37


@pytest.mark.parametrize("track_class", ["intermediate", "short", "road"])
def test_a_better_grid_slot_helps(track_class):
    """Equal cars: who starts in front finishes in front more often."""
    inputs = example_inputs(track_class)
    equal = inputs.cars._replace(mu_s=inputs.cars.mu_s * 0.0, weekend_sd_s=inputs.cars.mu_s * 0.0)
    counts = simulate(inputs._replace(cars=equal), KEY, 600)
    places = np.arange(1, 39)
    front, back = counts.finish[:10].sum(0) @ places / 6000, counts.finish[-10:].sum(0) @ places / 6000
    assert front + 0.3 < back
    assert counts.finish[:10, 0].sum() > counts.finish[-10:, 0].sum()


def test_a_faster_car_finishes_in_front():
    counts = simulate(example_inputs(), KEY, 600)
    mean = counts.finish @ np.arange(1, 39) / 600
    assert mean[0] < mean[18] < mean[37]


def test_pace_of_the_first_run_lasts_to_the_first_stop():
    inputs = even(calm(example_inputs("short", n_cars=6, laps=60)))
    inputs = inputs._replace(cars=inputs.cars._replace(first_s=np.linspace(0.5, 1.0, 6)))
    half_way = inputs.start._replace(lap=20)
    races = {
        "green": start(inputs, 1, None),
        "under way, no stop yet": start(inputs._replace(start=half_way._replace(tyre_laps=np.full(6, 20))), 1, None),
        "under way, stopped": start(inputs._replace(start=half_way), 1, None),
    }
    race = races["green"]
    assert all(car.run_s == inputs.cars.first_s[car.slot] for car in race.running)
    assert all(car.run_s > 0 for car in races["under way, no stop yet"].running)
    assert all(car.run_s == 0 for car in races["under way, stopped"].running)
    race.lap = 1
    for car in race.running[:3]:
        car.stop_lap = race.lap
    stopped = {car.slot for car in race.running[:3]}
    pit_window(race)
    assert {car.slot for car in race.running if car.run_s == 0} == stopped


def test_failures_off_means_none():
    counts = simulate(calm(example_inputs()), KEY, 300)
    assert counts.crash.sum() == counts.mechanical.sum() == 0
    assert counts.mean("cautions") == 2.0  # the two stage ends


def test_failures_come_at_their_rate():
    inputs = calm(example_inputs())
    rate = 0.4
    miles = inputs.track.laps * inputs.track.length_mi
    expected = 1.0 - np.exp(-rate * miles / 1000.0)
    counts = simulate(inputs._replace(cars=inputs.cars._replace(mech_rate=np.full(38, rate))), KEY, 1000)
    assert counts.mechanical.sum() / 38_000 == pytest.approx(expected, abs=0.01)


def test_a_car_that_is_out_is_behind_those_with_more_laps():
    rows = simulate_rows(example_inputs(), KEY, 100)
    for finish, laps in zip(rows.finish, rows.laps, strict=True):
        assert np.all(np.diff(laps[np.argsort(finish)]) <= 0)
    assert np.all(rows.laps[rows.out != RUNNING] <= rows.race[:, 4].max())


def test_overtime_only_where_the_rules_have_it():
    inputs = example_inputs("road")
    never = inputs._replace(procedure=inputs.procedure._replace(overtime_attempts=0))
    assert simulate(never, KEY, 300).overtime == 0
    assert simulate(never, KEY, 300).mean("laps") == inputs.track.laps
    assert simulate(inputs, KEY, 300).overtime > 0


def test_a_forced_caution_comes_out_on_its_lap():
    inputs = calm(example_inputs())
    inputs = inputs._replace(procedure=inputs.procedure._replace(forced_cautions=np.array([30])))
    _, log = replay(inputs, KEY, 3)
    assert [e.lap for e in log if e.kind == "caution"] == [30, 80, 165]


def test_a_relief_driver_takes_over_at_the_first_caution_stop():
    inputs = calm(example_inputs(n_cars=20))
    relief = inputs.cars.relief_lap.copy()
    relief[4] = 40
    inputs = inputs._replace(cars=inputs.cars._replace(relief_lap=relief, relief_mu_s=inputs.cars.mu_s - 0.3))
    _, log = replay(inputs, KEY, 0)
    assert [(e.lap, e.slot) for e in log if e.kind == "relief"] == [(82, 4)]
    fast = simulate(inputs, KEY, 200).finish[4] @ np.arange(1, 21) / 200
    own = simulate(calm(example_inputs(n_cars=20)), KEY, 200).finish[4] @ np.arange(1, 21) / 200
    assert fast < own


def test_a_car_keeps_its_luck_when_another_withdraws():
    """The last car fails on lap 1 or is not there: until then and in its own draws nothing differs for the first."""
    inputs = example_inputs(n_cars=12)
    key = draws.run_key(KEY, 0)
    whole = {car.key: (car.base_s, car.fail_lap) for car in start(inputs, key, None).running}
    fewer = example_inputs(n_cars=11)
    fewer = fewer._replace(cars=fewer.cars._replace(mu_s=inputs.cars.mu_s[:11], mech_rate=inputs.cars.mech_rate[:11]))
    for car in start(fewer, key, None).running:
        assert whole[car.key] == (car.base_s, car.fail_lap)


def test_the_log_tells_the_run_of_the_batch():
    inputs = example_inputs("road")
    row, log = replay(inputs, KEY, 341)
    batch = simulate_rows(inputs, KEY, 400)
    assert np.array_equal(batch.finish[341], row.finish[0])
    winner = int(np.argmin(row.finish[0]))
    assert [e.slot for e in log if e.kind == "finish"] == [winner]
    assert sum(e.kind == "failure" for e in log) == int((row.out[0] == MECHANICAL).sum())
    assert sum(e.kind == "caution" for e in log) == row.race[0, 2]


def test_a_car_that_stays_out_does_not_stop_before_its_lap_unless_its_tank_is_empty():
    inputs = example_inputs("intermediate", laps=100)
    inputs = inputs._replace(procedure=inputs.procedure._replace(forced_cautions=np.array([20])))
    held = inputs._replace(cars=inputs.cars._replace(stay_lap=np.where(np.arange(len(inputs.cars.key)) == 3, 60, 0)))
    for run in range(5):
        _, log = replay(held, KEY, run)
        stops = [event.lap for event in log if event.kind == "stop" and event.slot == 3]
        assert all(lap >= min(60, int(inputs.pits.tank_laps)) for lap in stops)
        assert any(event.kind == "stop" and event.slot != 3 and event.lap < 60 for event in log)


def test_who_leads_has_his_place_to_lose_once_his_tank_reaches_the_end():
    inputs = example_inputs("road", laps=60)
    race = start(inputs._replace(pits=inputs.pits._replace(stop_place=6.0, tank_laps=20.0)), KEY, None)
    race.green = race.burned = 10.0
    leader, last = race.running[0], race.running[-1]
    there = [wish_to_stop(race, car, 8, place) for place, car in ((0, leader), (len(race.running) - 1, last))]
    assert there[1] - there[0] == pytest.approx(6.0 * (1.0 - 1.0 / len(race.running)))
    on_the_way = [wish_to_stop(race, car, 30, place) for place, car in ((0, leader), (len(race.running) - 1, last))]
    assert on_the_way[0] == on_the_way[1] > there[0]

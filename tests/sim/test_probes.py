"""The probes that other simulators fail, for the lap kernel and the lane kernel alike.

Only the stopper pays; more stops do not win; the grid matters; positions are conserved; retirements are plausible;
nobody gains from a draft alone; a push moves both cars.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sim.strategies import calm, even, small_packs, small_races

from stockcar.sim import draws, replay, simulate, simulate_rows
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import LANE_KERNEL, LAP_KERNEL, NEVER, STOP_EVERY
from stockcar.sim.reference import green_lap, start
from stockcar.sim.reference_pack import pack_lap
from stockcar.sim.reference_pits import pit_window
from stockcar.sim.reference_yellow import restart

KEY = draws.race_key(1, "probes")
BOTH = pytest.mark.parametrize("track_class", ["intermediate", "superspeedway"])
RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def still(inputs):
    """Equal cars on equal laps that nobody disturbs, and no need to stop."""
    inputs = calm(even(inputs))
    quiet = {"unrest_mph": 0.0, "look_rate": 0.0, "push_hazard": 0.0, "side_hazard": 0.0, "push_base": -1000.0}
    return inputs._replace(
        pack=inputs.pack._replace(**quiet),
        pits=inputs.pits._replace(tank_laps=1000.0),
        procedure=inputs.procedure._replace(stage_end_laps=np.zeros(0, np.int64)),
    )


def stopping(inputs, slot, every):
    """The same race in which one car stops by a count of laps."""
    policy, stop_every = inputs.cars.policy.copy(), inputs.cars.stop_every.copy()
    policy[slot], stop_every[slot] = (STOP_EVERY, every) if every != NEVER else (0, NEVER)
    return inputs._replace(cars=inputs.cars._replace(policy=policy, stop_every=stop_every))


def times_after(inputs, laps):
    """Seconds since the green flag by slot, after some green laps."""
    race = start(inputs, 1, None)
    restart(race)
    while race.lap < laps:
        race.lap += 1
        pit_window(race)
        (pack_lap if inputs.track.kernel == LANE_KERNEL else green_lap)(race)
    return np.array([car.time_s for car in sorted(race.running, key=lambda car: car.slot)])


def test_both_kernels_are_probed():
    kernels = [example_inputs(name).track.kernel for name in ("intermediate", "superspeedway")]
    assert kernels == [LAP_KERNEL, LANE_KERNEL]


@BOTH
@pytest.mark.parametrize("stopper", range(4))
def test_only_the_stopper_pays(track_class, stopper):
    """The others lose nothing; in a pack the one who loses his partner in the draft loses at most that."""
    inputs = still(example_inputs(track_class, n_cars=4, laps=40))
    lost = times_after(stopping(inputs, stopper, 6), 9) - times_after(inputs, 9)
    assert lost[stopper] > inputs.pits.transit_s
    assert np.all(np.abs(np.delete(lost, stopper)) < (0.5 if track_class == "superspeedway" else 1e-9))


@BOTH
def test_more_stops_do_not_win(track_class):
    inputs = calm(example_inputs(track_class, laps=100))
    inputs = inputs._replace(procedure=inputs.procedure._replace(stage_caution=False))
    places = np.arange(1, 39)
    mean = {n: simulate(stopping(inputs, 9, n), KEY, 200).finish[9] @ places / 200 for n in (NEVER, 20, 10, 4)}
    assert mean[NEVER] < mean[20]
    assert mean[20] <= mean[10] + 0.3
    assert mean[10] <= mean[4] + 0.3
    assert mean[4] > 30


@BOTH
def test_the_grid_matters(track_class):
    """Equal cars: the first ten of the grid finish ahead of the last ten, by more than four errors."""
    inputs = example_inputs(track_class, laps=60)
    equal = inputs.cars._replace(mu_s=inputs.cars.mu_s * 0.0, weekend_sd_s=inputs.cars.mu_s * 0.0)
    finish = simulate_rows(inputs._replace(cars=equal), KEY, 2000).finish
    apart = finish[:, -10:].mean(1) - finish[:, :10].mean(1)
    assert apart.mean() > 4.0 * apart.std() / np.sqrt(2000)


@RELAXED
@given(st.one_of(small_races(), small_packs()), st.integers(0, 2**63 - 1))
def test_positions_are_conserved(inputs, key):
    """Every place is taken once, nobody runs more laps than the race had, and no more laps are led than were run."""
    rows = simulate_rows(inputs, key, 10, workers=1)
    n = rows.finish.shape[1]
    assert np.all(np.sort(rows.finish, 1) == np.arange(1, n + 1))
    assert np.all(rows.laps.max(1) <= rows.race[:, 4])
    assert np.all(rows.led.sum(1) <= rows.race[:, 4])


@RELAXED
@given(st.one_of(small_races(), small_packs()), st.integers(0, 2**63 - 1))
def test_the_running_order_of_a_lap_names_every_runner_once(inputs, key):
    _, log = replay(inputs, key, 0)
    laps = {}
    for event in log:
        if event.kind == "lap":
            laps.setdefault(event.lap, []).append((event.slot, event.value))
    for order in laps.values():
        assert len({slot for slot, _ in order}) == len(order)
        assert [gap for _, gap in order] == sorted(gap for _, gap in order)


@pytest.mark.parametrize(("track_class", "least", "most"), [
    ("superspeedway", 3.0, 18.0), ("intermediate", 1.5, 10.0), ("short", 1.0, 10.0), ("road", 1.0, 10.0),
])  # fmt: skip
def test_retirements_are_plausible(track_class, least, most):
    """Class means on record run from 3.2 (Cup, short) to 13.6 (Cup, superspeedways to 2021)."""
    counts = simulate(example_inputs(track_class), KEY, 400)
    assert least < counts.mean("crashes") + counts.mean("mechanicals") < most
    assert counts.crash.sum() > 0
    assert counts.mechanical.sum() > 0


@BOTH
def test_a_lone_car_gains_nothing_from_a_draft(track_class):
    """Alone it runs its own lap time to the last bit, whatever the draft is worth."""
    inputs = still(example_inputs(track_class, n_cars=1, laps=20))
    strong = inputs._replace(pack=inputs.pack._replace(draft_mph=50.0, push_mph=50.0))
    assert times_after(inputs, 10) == times_after(strong, 10)
    if track_class == "superspeedway":
        assert times_after(inputs, 10)[0] == pytest.approx(10 * inputs.track.lap_s, abs=1e-9)


def test_a_follower_on_an_intermediate_is_not_towed():
    """There is dirty air and no draft: the second of two equal cars never gains on the first."""
    inputs = still(example_inputs("intermediate", n_cars=2, laps=20))
    inputs = inputs._replace(pace=inputs.pace._replace(dirty_s=0.2))
    gaps = [np.diff(times_after(inputs, laps))[0] for laps in range(1, 10)]
    assert gaps == sorted(gaps)


def test_a_push_moves_both_and_takes_from_the_pusher():
    """In whole races: the car ahead gains what the pusher hands over, the two together nothing."""
    from verification.pack_watch import pushes_of

    seen = pushes_of(example_inputs("superspeedway", n_cars=16, laps=20), KEY, 3)
    assert len(seen) > 100
    assert all(push.gained_mph > 0.0 for push in seen)
    assert max(abs(push.after_mph - push.before_mph) for push in seen) < 1e-9

"""Two futures from one lap: the same luck, the same answer twice, and refusals that say why."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from stockcar import face
from stockcar.errors import UsageError
from stockcar.live import feed
from stockcar.live.fork import fork
from stockcar.live.start import inputs_at
from stockcar.live.trace import laps_seen
from stockcar.sim import draws
from stockcar.sim.example import example_inputs


@pytest.fixture(scope="module")
def run_laps(fitted):
    cars = tuple(line.car for line in fitted.lines)
    events = feed.from_run(fitted.inputs, cars, draws.race_key(1, fitted.race.key), 0)
    return [seen.state for seen in laps_seen(events, cars)]


def _lead_s(state):
    return state.cars[state.order[1]].gap_s or 0.0


def test_the_same_fork_twice_is_the_same_document(fitted, run_laps):
    green = next(state for state in run_laps[40:] if state.yellow_since is None)
    made = [fork(fitted, green, "caution", runs=200).to_json() for _ in range(2)]
    assert made[0] == made[1]
    entries = made[0]["entries"]
    assert sum(entry["win_before"] for entry in entries) == pytest.approx(1.0, abs=1e-4)
    assert sum(entry["win_after"] for entry in entries) == pytest.approx(1.0, abs=1e-4)
    assert any(entry["difference"] != 0 for entry in entries)
    assert "caution" in made[0]["sentence"]


@pytest.mark.parametrize(
    ("change", "said"), [("orders 88 push 7", "change Allgaier's chance"), ("caution", "changes nobody's chance")]
)
def test_one_change_changes_and_orders_change(change, said):
    made = face.fork("xfinity-2025-24", 4, change, run=0, runs=2, book="starter")
    sentence = replace(made, after=made.before).sentence
    assert f" after lap 4 {said} by " in sentence


def test_paired_runs_tell_a_difference_more_closely_than_two_batches(fitted, run_laps):
    green = next(state for state in run_laps[40:] if state.yellow_since is None)
    made = fork(fitted, green, "pit " + green.order[0], runs=400)
    slot = [line.car for line in fitted.lines].index(green.order[0])
    apart = np.sqrt((made.before * (1 - made.before) + made.after * (1 - made.after)) / 400)
    assert made.error[slot] <= apart[slot] + 1e-9


def test_rain_late_in_the_race_all_but_decides_it_for_a_leader_who_is_clear(fitted, run_laps):
    state = next(state for state in reversed(run_laps[:-10]) if state.yellow_since is None and _lead_s(state) > 1)
    made = fork(fitted, state, "rain", runs=100)
    leader = [line.car for line in fitted.lines].index(state.order[0])
    assert made.after[leader] > 0.7
    assert made.after[leader] > made.before[leader]


def test_a_car_that_stays_out_gains_places_and_keeps_its_tyres(fitted, run_laps):
    state = next(state for state in run_laps[30:] if state.yellow_since is None)
    made = fork(fitted, state, "stay-out " + state.order[5], runs=50)
    slot = [line.car for line in fitted.lines].index(state.order[5])
    assert made.change.inputs.cars.stay_lap[slot] > state.lap
    assert "staying out" in made.change.told


def test_under_a_caution_whose_stops_are_made_nobody_stops_again(fitted, run_laps):
    under = [state for state in run_laps if state.yellow_since is not None]
    first = [inputs_at(fitted, state).cars.stay_lap.max() for state in under if state.lap == state.yellow_since]
    assert 0 in first
    late = [state for state in under if sum(c.stop_lap is not None and c.stop_lap >= state.yellow_since
                                            for c in state.cars.values()) > 20]  # fmt: skip
    assert late
    for state in late:
        assert (inputs_at(fitted, state).cars.stay_lap > state.lap).all()


REFUSED = [
    ("", "no change is called"),
    ("rane", "no change is called"),
    ("pit", "no change is called"),
    ("pit 999", "no car 999"),
    ("orders 1 push 2", "no pack"),
    ("relief 999", "no car 999"),
    ("stay-out 999", "no car 999"),
]


@pytest.mark.parametrize(("text", "what"), REFUSED)
def test_what_cannot_be_changed_is_refused(fitted, run_laps, text, what):
    with pytest.raises(UsageError) as refused:
        fork(fitted, run_laps[5], text, runs=10)
    assert what in refused.value.what


def test_a_finished_race_has_no_future(fitted, run_laps):
    with pytest.raises(UsageError, match="over"):
        fork(fitted, run_laps[-1], "caution", runs=10)


def test_orders_move_the_pack_and_only_the_pack(fitted):
    inputs = example_inputs("superspeedway", laps=40)
    packed = fitted._replace(inputs=inputs, race=msgspec.structs.replace(fitted.race, track_type="superspeedway"))
    cars = tuple(line.car for line in packed.lines)
    state = [seen.state for seen in laps_seen(feed.from_run(inputs, cars, 9, 0), cars)][12]
    made = fork(packed, state, f"orders {state.order[1]} push {state.order[0]}", runs=50)
    slot = cars.index(state.order[1])
    trust = made.change.inputs.trust
    assert (trust.order_lap[slot], trust.order[slot], trust.order_whom[slot]) == (13, 1, cars.index(state.order[0]))
    with pytest.raises(UsageError, match="itself"):
        fork(packed, state, f"orders {state.order[1]} push {state.order[1]}", runs=50)

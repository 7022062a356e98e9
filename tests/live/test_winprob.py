"""Chances from a state: they add up, follow the race, and end in 0 and 1; what moved them is named."""

from dataclasses import replace as dc_replace

import numpy as np
import pytest

from stockcar.live import feed
from stockcar.live.pace import cars_as_seen
from stockcar.live.start import inputs_at
from stockcar.live.state import RaceState
from stockcar.live.temper import power_at, power_of, slopes, tempered
from stockcar.live.trace import LapSeen, laps_seen, moved_by, rows, surname
from stockcar.live.winprob import chances, unseen_hits
from stockcar.racing.timing import Caution, Flag
from stockcar.sim import draws, replay


@pytest.fixture(scope="module")
def events(fitted):
    cars = tuple(line.car for line in fitted.lines)
    return list(feed.from_run(fitted.inputs, cars, draws.race_key(3, fitted.race.key), 0))


@pytest.fixture(scope="module")
def states(fitted, events) -> list[RaceState]:
    return [seen.state for seen in laps_seen(events, tuple(line.car for line in fitted.lines))]


@pytest.mark.parametrize("lap", [0, 20, 60, -3])
def test_chances_add_up_from_anywhere(fitted, states, lap):
    now = chances(fitted, states[lap], runs=100)
    assert now.win.sum() == pytest.approx(1.0)
    assert now.top5.sum() == pytest.approx(5.0)
    assert now.top10.sum() == pytest.approx(10.0)
    assert ((now.win <= now.top5 + 1e-12) & (now.top5 <= now.top10 + 1e-12)).all()


def test_the_stage_under_way_has_a_winner_and_the_last_has_no_such_chance(fitted, states):
    ends = fitted.inputs.procedure.stage_end_laps.tolist()
    under_way = chances(fitted, states[ends[0] - 3], runs=100)
    assert under_way.stage_win is not None
    assert under_way.stage_win.sum() == pytest.approx(1.0)
    assert chances(fitted, states[ends[-1] + 1], runs=20).stage_win is None


def test_at_the_flag_everything_is_decided(fitted, states):
    now = chances(fitted, states[-1], runs=100)
    leader = [line.car for line in fitted.lines].index(states[-1].order[0])
    assert now.win[leader] == 1.0
    assert sorted(now.win.tolist())[:-1] == [0.0] * (len(now.win) - 1)
    assert now.top10.sum() == 10.0


def test_the_nearer_the_flag_the_surer(fitted, states):
    spread = [float(np.sum(chances(fitted, state, runs=200).win ** 2)) for state in (states[5], states[-2])]
    assert spread[1] > spread[0]
    assert [unseen_hits(share) for share in (0.0, 0.5, 0.75, 1.0)] == [0.5, 0.5, 0.25, 0.0]


def test_a_car_that_is_out_cannot_win(fitted, states):
    state = states[40]
    first = state.order[0]
    gone = dc_replace(state, cars=dict(state.cars) | {first: dc_replace(state.cars[first], out="crash")})
    slot = [line.car for line in fitted.lines].index(first)
    assert chances(fitted, gone, runs=50).win[slot] == 0.0


def test_a_place_better_than_expected_tells_of_pace(fitted, states):
    state, before = states[50], fitted.inputs.cars
    seen = cars_as_seen(fitted, state)
    running = [line.car for line in fitted.lines]
    leader, last = running.index(state.order[0]), running.index(state.order[-1])
    shift = seen.mu_s - before.mu_s
    assert shift[leader] < shift[last]
    assert (seen.weekend_sd_s <= before.weekend_sd_s).all()


def test_the_simulator_starts_where_the_race_stands(fitted, states):
    state = states[45]
    start = inputs_at(fitted, state).start
    slots = {line.car: slot for slot, line in enumerate(fitted.lines)}
    times = [
        start.behind_s[slots[car]] + start.laps_down[slots[car]] * fitted.inputs.track.lap_s for car in state.order
    ]
    running = [time for car, time in zip(state.order, times, strict=True) if start.out[slots[car]] == 0]
    assert running == sorted(running)
    assert start.lap == 45
    assert start.led.sum() == 45


def test_a_race_beyond_its_distance_is_in_overtime(fitted, states):
    state = dc_replace(states[-2], flag=Flag.GREEN, yellow_since=None, green_since=states[-2].lap, laps_in_race=1)
    assert inputs_at(fitted, state).track.laps == state.lap + 2


def test_rows_are_the_same_twice_and_of_every_lap(fitted, events):
    made = [list(rows(fitted, events, runs=20)) for _ in range(2)]
    assert made[0] == made[1]
    assert [row["lap"] for row in made[0]] == list(range(1, len(made[0]) + 1))
    last = made[0][-1]
    assert [entry["win"] for entry in last["entries"]] == [1.0] + [0.0] * (len(fitted.lines) - 1)
    assert last["excitement"] >= made[0][0]["excitement"]
    assert all(row["moved_by"] is None or str(row["lap"]) in row["moved_by"] for row in made[0])


def test_a_run_shows_its_flags_as_the_simulator_waved_them(fitted, events):
    _, log = replay(fitted.inputs, draws.race_key(3, fitted.race.key), 0)
    restarts = {event.lap for event in log if event.kind == "green"}
    told = [event.what for event in events if isinstance(event.what, Caution)]
    assert told
    assert {caution.to_lap for caution in told} <= restarts
    thrown = {event.lap for event in log if event.kind == "caution"}
    assert {caution.from_lap for caution in told} <= thrown


def test_what_moved_the_chances_is_named(fitted, states):
    before = dc_replace(states[30], flag=Flag.GREEN, yellow_since=None)
    after = dc_replace(states[31], flag=Flag.YELLOW, yellow_since=31)
    change = np.zeros(len(fitted.lines))
    assert moved_by(fitted, LapSeen(after, before, ()), change) is None
    change[2], change[4], change[5] = 0.14, -0.062, 0.02
    assert moved_by(fitted, LapSeen(after, before, ()), change) == "caution 31: 3 +14, 5 -6"


@pytest.mark.parametrize(
    ("name", "last"), [("Martin Truex Jr.", "Truex"), ("William Byron", "Byron"), ("Harry Gant III", "Gant"), ("", "")]
)
def test_surnames_are_told_without_suffixes(name, last):
    assert surname(name) == last


def test_tempering_keeps_what_is_certain_and_fades_at_the_flag():
    win = np.array([0.5, 0.3, 0.2, 0.0])
    sharp = tempered(win, 1.2)
    assert sharp.sum() == pytest.approx(1.0)
    assert (sharp[0] > 0.5, sharp[2] < 0.2, sharp[3]) == (True, True, 0.0)
    assert tempered(win, 1.0) == pytest.approx(win)
    assert power_at("cup-2022-05", 1.0) == 1.0
    assert power_at("cup-2022-05", 0.2) == power_of(2022) == power_at("cup-2022-05", 0.5)
    assert power_of(1999) == 1.0


def test_the_error_of_a_tempered_chance_is_that_of_its_runs():
    luck = np.random.default_rng(5)
    p = np.array([0.5, 0.3, 0.2])
    batches = luck.multinomial(1, p, (400, 500)).astype(float)
    spread = np.std([tempered(won.mean(axis=0), 1.3) for won in batches], axis=0)
    told = np.std(slopes(p, tempered(p, 1.3), 1.3, batches[0]), axis=0) / np.sqrt(500)
    assert told == pytest.approx(spread, rel=0.2)

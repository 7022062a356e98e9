"""The live feed: what it says, what is forgiven, what is refused, and how it is asked."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stockcar.errors import BadFile, NotFound
from stockcar.live import feed
from stockcar.live.event_log import recorded
from stockcar.live.follow import Manners
from stockcar.live.snapshots import Seen, events_of
from stockcar.live.state import RaceState, apply, before_the_start
from stockcar.racing.timing import Caution, Flag, Lap, Out, PitStop, TimingEvent

from .feed_server import FeedServer
from .payloads import CARS, payload, sent, whole_race

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "feed_samples"
QUICK = Manners(shortest_s=0.0, longest_s=0.0, timeout_s=10.0)


def read(*payloads: bytes, name: str = "live-feed.json") -> tuple[list[TimingEvent], Seen]:
    events: list[TimingEvent] = []
    seen = Seen()
    for one in payloads:
        new, seen = events_of(one, name, seen)
        events += new
    return events, seen


def state_of(events: list[TimingEvent]) -> RaceState:
    state = before_the_start(())
    for event in events:
        state = apply(state, event)
    return state


def test_a_race_from_the_feed_ends_as_it_was_run():
    events, seen = read(*whole_race())
    state = state_of(events)
    assert state.order == CARS
    assert state.finished
    assert seen.finished
    assert (state.cautions, state.laps_in_race, state.lap) == (1, 12, 12)
    assert state.cars["24"].stop_lap == 5
    assert state.cars["24"].tyre_lap is None  # the live feed does not say how many tyres


def test_only_what_changed_is_told():
    same = sent(payload(3))[0]
    assert len(read(same)[0]) == len(read(same, same)[0])


SLOPPY = [
    ("an empty body", b"", 0),
    ("blank lines", b" \n ", 0),
    ("practice", json.dumps(payload(3, run_type=1)).encode(), 0),
    ("a byte-order mark", b"\xef\xbb\xbf" + sent(payload(3))[0], 9),
    ("numbers as text", sent(payload(3, lap_number="3", elapsed_time="90.0"))[0], 9),
]


@pytest.mark.parametrize(("body", "count"), [s[1:] for s in SLOPPY], ids=[s[0] for s in SLOPPY])
def test_what_the_feed_is_known_to_do_is_forgiven(body, count):
    assert len(read(body)[0]) == count


def test_a_clock_and_a_lap_counter_that_go_back_stand_still():
    events, seen = read(*sent(payload(5), payload(4, order=CARS[::-1], elapsed_time=10)))
    assert (seen.lap, seen.elapsed_s) == (5, 150.0)
    assert state_of(events).lap == 5
    assert [event.elapsed_s for event in events] == sorted(event.elapsed_s for event in events)


def test_a_car_that_vanishes_is_missed_and_one_that_retires_is_out():
    gone = payload(4)
    gone["vehicles"][2] |= {"status": 3, "is_on_track": False}
    missing = payload(5)
    missing["vehicles"].pop(5)
    events, _ = read(*sent(payload(3), gone, missing))
    assert Out("9", "retired (status 3 of the feed)") in [event.what for event in events]
    assert state_of(events).down(state_of(events).cars["7"]) == 1


def test_pit_data_adds_the_tyres():
    visit = {
        "vehicle_number": "24", "driver_name": "Driver 24", "leader_lap": 5, "lap_count": 5, "pit_in_flag_status": 2,
        "pit_out_flag_status": 2, "pit_in_race_time": 151, "pit_out_race_time": 165, "total_duration": 14,
        "pit_stop_duration": 10.5, "pit_stop_type": "FOUR_WHEEL_CHANGE", "left_front_tire_changed": True,
        "left_rear_tire_changed": True, "right_front_tire_changed": True, "right_rear_tire_changed": True,
    }  # fmt: skip
    events, seen = read(*whole_race()[:8])
    more, _ = events_of(json.dumps([visit, visit | {"leader_lap": 0}]).encode(), "live-pit-data.json", seen)
    assert [event.what for event in more] == [PitStop("24", 5, Flag.YELLOW, 4, 10.5)]
    state = state_of(events + more)
    assert (state.cars["24"].stops, state.cars["24"].tyre_lap) == (1, 5)


def broken(path: list[str | int], value: object) -> bytes:
    document = payload(3)
    node: Any = document
    for step in path[:-1]:
        node = node[step]
    if value is KeyError:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return json.dumps(document).encode()


REFUSED = [
    (["lap_number"], "three", "$.lap_number"),
    (["lap_number"], KeyError, "lap_number"),
    (["lap_number"], 900, "$.lap_number"),
    (["flag_state"], 7, "$.flag_state"),
    (["vehicles", 2, "laps_completed"], 60, "$.vehicles[2].laps_completed"),
    (["vehicles", 4, "running_position"], "first", "$.vehicles[4].running_position"),
    (["vehicles", 1, "vehicle_number"], "5", "$.vehicles[1].vehicle_number"),
    (["vehicles", 0, "laps_led"], [7], "$.vehicles[0].laps_led[0]"),
]


@pytest.mark.parametrize(("path", "value", "named"), REFUSED, ids=[r[2] for r in REFUSED])
def test_what_cannot_be_meant_is_refused_by_its_path(path, value, named):
    with pytest.raises(BadFile) as refused:
        read(broken(path, value))
    assert named in refused.value.what


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples of the feed")
def test_every_sample_of_the_live_feed_is_read_or_refused_by_name():
    refused, read_well = [], 0
    for path in sorted([*SAMPLES.rglob("*live-feed*"), *SAMPLES.rglob("*stage-feed*")]):
        try:
            events = list(feed.replay(path))
        except BadFile as error:
            refused.append(error.what.split(":")[0])
            continue
        state = state_of(events)
        assert sorted(state.order) == sorted(state.cars)
        read_well += 1
    assert read_well >= 11
    assert refused == ["live-feed_lap233.json.txt"]  # text after its end


def test_a_recording_gives_the_same_events_as_the_race_it_recorded(tmp_path):
    server = FeedServer(list(whole_race()))
    live = list(feed.follow(server.base, record=tmp_path / "tape", manners=QUICK))
    server.close()
    assert list(feed.replay(tmp_path / "tape")) == live
    assert state_of(live).finished
    assert all(agent is not None and agent.startswith("stockcar") for agent in server.agents)


@pytest.mark.parametrize("fault", ["503", "cut", "html", "slow", "empty", "nonsense"])
def test_the_follower_outlives_what_goes_wrong(fault, tmp_path):
    race = whole_race()
    told: list[str] = []
    server = FeedServer([*race[:6], fault, fault, *race[6:]])
    manners = replace(QUICK, timeout_s=1.5) if fault == "slow" else QUICK
    live = list(feed.follow(server.base, record=tmp_path, manners=manners, say=told.append))
    server.close()
    assert live == read(*race)[0]
    assert list(feed.replay(tmp_path)) == live
    assert len(told) == (0 if fault == "empty" else 2)  # failed; answers again


def test_the_follower_outlives_a_server_that_is_not_there_and_one_that_comes_back():
    race = whole_race()
    told: list[str] = []
    first = FeedServer(list(race[:7]))
    port = int(first.base.rsplit(":", 1)[1])
    polls, back = iter(range(1000)), []

    def sleep(_: float) -> None:
        number = next(polls)
        if number == 5:
            first.close()
        if number == 8:
            back.append(FeedServer(list(race[6:]), port=port))

    live = list(feed.follow(first.base, manners=Manners(0.0, 0.0, 10.0, polls=60), say=told.append, sleep=sleep))
    assert state_of(live).finished
    assert any("no answer" in line for line in told)
    back[0].close()


def test_the_follower_asks_less_often_while_nothing_happens():
    waits: list[float] = []
    server = FeedServer(["empty"])
    list(feed.follow(server.base, manners=Manners(polls=7), sleep=waits.append))
    server.close()
    assert waits == [8.0, 16.0, 32.0, 36.0, 36.0, 36.0]


def test_another_race_on_the_same_address_is_not_mixed_in():
    race = sent(payload(3), payload(1, race_id=7), payload(4))
    assert state_of(read(*race)[0]).lap == 4


def test_no_recording_is_said_so(tmp_path):
    with pytest.raises(NotFound):
        list(feed.replay(tmp_path))


def test_laps_are_told_with_gap_and_laps_down():
    shot = payload(6)
    shot["vehicles"][5] |= {"delta": -2.0, "laps_completed": 4}
    laps = {e.what.car: e.what for e in read(*sent(shot))[0] if isinstance(e.what, Lap)}
    assert (laps["24"].gap_s, laps["24"].laps_down) == (1.0, 0)
    assert (laps["7"].gap_s, laps["7"].laps_down) == (None, 2)


def test_a_log_of_events_is_the_events(fitted, tmp_path):
    cars = tuple(line.car for line in fitted.lines)
    told = list(feed.from_run(fitted.inputs, cars, 5, 0)) + read(*whole_race())[0]
    told.append(TimingEvent(1.0, 9, Caution(5, 8, "debris", ("5", "24"), None)))
    path = tmp_path / "race.jsonl"
    assert list(recorded(told, path)) == told
    assert list(feed.replay(path)) == told
    path.write_bytes(path.read_bytes()[:-9])  # the writer was stopped
    assert list(feed.replay(path)) == told[:-1]
    path.write_bytes(b'{"kind":"Lap"}\n' + path.read_bytes())
    with pytest.raises(BadFile, match="line 1"):
        list(feed.replay(path))

"""The official timing feed, 2014 to 2026: what each payload becomes, and what is refused."""

import importlib.util
import json
from pathlib import Path

import pytest
from tests.record.plain_keys import DATA, plain_keys

from stockcar.errors import BadFile
from stockcar.record.sources import feed

SAMPLES = DATA / "feed_samples"
_SPEC = importlib.util.spec_from_file_location(
    "mutate_feed", Path(__file__).parents[2] / "verification" / "mutate_feed.py"
)
mutate_feed = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(mutate_feed)
needs_data = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the feed samples (../shared/data) are not here")

# sample: rows by table
ROWS = {
    "2014_endpoints/2014_cup_charlotte_live-feed_final.json.txt": {"running": 43, "lap_leaders": 33, "pit_stops": 457},
    "2014_endpoints/2014_cup_talladega_live-feed_final.json.txt": {"running": 43, "lap_leaders": 38, "pit_stops": 330},
    "2014_endpoints/2014_cup_talladega_live-flag.json.txt": {"flags": 18},
    "2014_endpoints/2014_cup_talladega_live-points.json.txt": {"official_standings": 81},
    "2014_endpoints/2014_cup_talladega_live-qualifying.json.txt": {"qualifying": 82},
    "2018_endpoints/entry-list.json": {"entry_list": 37},
    "2018_endpoints/lap-average.json": {"lap_averages": 12},
    "2018_endpoints/live-feed.json": {"running": 25},
    "2018_endpoints/live-feed_k-and-n.json": {"running": 19, "lap_leaders": 7, "pit_stops": 15},
    "2018_endpoints/live-flag-data.json": {"flags": 4},
    "2018_endpoints/live-pit-data.json": {"pit_stops": 278},
    "2018_endpoints/live-points.json": {"official_standings": 57},
    "2018_endpoints/live-qualifying-data.json": {"qualifying": 37},
    "2018_endpoints/point-standings.json": {"official_standings": 55},
    "2018_endpoints/qualifying-results.json": {"qualifying": 39},
    "2018_endpoints/race-results.json": {"official_results": 39},
    "2018_endpoints/stage-feed.json": {"running": 37, "lap_leaders": 5, "pit_stops": 13},
    "2020_cup_4973_martinsville/lap-times.json": {"laps": 18623, "lap_flags": 501},
    "2020_cup_4973_martinsville/live-feed-lap447.json": {"running": 39, "lap_leaders": 14, "pit_stops": 219},
    "2020_cup_4973_martinsville/live-feed-lap450.json": {"running": 39, "lap_leaders": 14, "pit_stops": 219},
    "2020_cup_4973_martinsville/live-feed-lap499.json": {"running": 39, "lap_leaders": 14, "pit_stops": 221},
    "2020_cup_4973_martinsville/live-feed-lap500.json": {"running": 39, "lap_leaders": 14, "pit_stops": 221},
    "2020_cup_4973_martinsville/weekend-feed.json": {
        "race_list": 1,
        "official_results": 39,
        "cautions": 7,
        "lap_leaders": 14,
        "stage_results": 20,
        "qualifying": 39,
    },
    "2020_endpoints/drivers.json": {"official_drivers": 88},
    "2020_endpoints/points-drivers.json": {"official_standings": 49},
    "2020_endpoints/points-manufacturer.json": {"official_standings": 3},
    "2020_endpoints/points-owners.json": {"official_standings": 46},
    "2020_endpoints/schedule-combined.json": {"race_list": 39},
    "2020_endpoints/schedule_2020_1.json": {"race_list": 39},
    "2020_endpoints/tracks-feed.json": {"official_tracks": 31},
    "2020_endpoints/tracks.json": {"official_tracks": 31},
    "2023_cup_5273_cota/lap-averages_practice.json.txt": {"lap_averages": 39},
    "2023_cup_5273_cota/live-feed_practice.json.txt": {"running": 37},
    "2023_cup_5274_richmond/weekend-feed.json.txt": {
        "race_list": 1,
        "official_results": 37,
        "cautions": 8,
        "lap_leaders": 22,
        "stage_results": 20,
        "sessions": 17,
        "qualifying": 37,
    },
    "2023_cup_misc/live-points.json.txt": {"official_standings": 48},
    "2023_race_list_basic/race_list_basic.json.txt": {"race_list": 97},
    "2023_xfinity_5314_atlanta/lap-notes_key-moments.json.txt": {"lap_notes": 48},
    "2023_xfinity_5314_atlanta/lap-times.json.txt": {"laps": 4839, "lap_flags": 164},
    "2023_xfinity_5314_atlanta/live-flag-data.json.txt": {"flags": 26},
    "2023_xfinity_5314_atlanta/live-pit-data.json.txt": {"pit_stops": 143},
    "2023_xfinity_5314_atlanta/live-stage-points.json.txt": {"stage_results": 76},
    "2023_xfinity_5314_atlanta/loopstats.json.txt": {"loop": 38},
    "2025_cup_5550_bristol/lap-times.json": {"laps": 18699, "lap_flags": 501},
    "2025_cup_5550_bristol/weekend-feed.json": {
        "race_list": 1,
        "official_results": 39,
        "cautions": 3,
        "lap_leaders": 5,
        "stage_results": 20,
        "sessions": 17,
        "practice": 39,
        "qualifying": 39,
    },
    "2025_cup_5551_cota/lap-times.json": {"laps": 3446, "lap_flags": 96},
    "2025_cup_5575_darlington/live-feed_final.json": {"running": 38, "lap_leaders": 24, "pit_stops": 390},
    "2026_cup_5617_sonoma_trimmed/lap-times.json": {"laps": 8, "lap_flags": 2},
    "2026_cup_5617_sonoma_trimmed/loopstats.json": {"loop": 2},
    "2026_cup_5617_sonoma_trimmed/schedule-feed.json": {"sessions": 4},
    "2026_cup_5617_sonoma_trimmed/weekend-feed.json": {
        "race_list": 1,
        "official_results": 3,
        "cautions": 2,
        "lap_leaders": 2,
    },
    "2026_xfinity_5651_chicagoland/live-feed.json": {"running": 38, "lap_leaders": 17, "pit_stops": 210},
    "2026_xfinity_5651_chicagoland/live-flag-data.json": {"flags": 18},
    "2026_xfinity_5651_chicagoland/live-pit-data.json": {"pit_stops": 248},
}
REFUSED = {
    "2018_endpoints/drive.json": "drive.json: not a payload of the timing feed",
    "2023_cup_5272_atlanta/live-feed_lap233.json.txt": "live-feed_lap233.json.txt: damaged JSON",
}


@needs_data
def test_every_sample_is_decoded_or_is_one_of_the_two_that_are_damaged() -> None:
    there = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file()}
    assert there == ROWS.keys() | REFUSED.keys()


@needs_data
@pytest.mark.parametrize("name", ROWS)
def test_a_sample_gives_its_rows(name: str) -> None:
    frames = feed.read_feed((SAMPLES / name).read_bytes(), name)
    assert {table: len(frame) for table, frame in frames.items()} == ROWS[name]


@needs_data
@pytest.mark.parametrize("name", REFUSED)
def test_a_damaged_sample_is_refused_by_name(name: str) -> None:
    with pytest.raises(BadFile) as error:
        feed.read_feed((SAMPLES / name).read_bytes(), name)
    assert REFUSED[name] in error.value.what


@needs_data
def test_rows_of_the_feed_find_their_race_and_their_drivers() -> None:
    name = "2023_xfinity_5314_atlanta/live-stage-points.json.txt"
    tied = feed.tie(feed.read_feed((SAMPLES / name).read_bytes(), name), plain_keys())["stage_results"]
    assert tied["key"].unique().to_list() == ["xfinity-2023-05"]
    assert tied.filter(tied["driver_id"].is_null()).height == 0
    assert tied.filter(stage=1, finish=1)["driver"].to_list() == ["Austin Hill"]


@needs_data
def test_laps_led_of_the_live_feed_agree_with_the_loop_data() -> None:
    name = "2025_cup_5575_darlington/live-feed_final.json"
    running = feed.read_feed((SAMPLES / name).read_bytes(), name)["running"]
    assert running["led"].sum() == 367
    assert running.filter(running=1).select("driver", "led").row(0) == ("Chase Briscoe", 309)


@needs_data
def test_a_damaged_payload_is_refused_or_believed_and_never_crashes() -> None:
    """The short form of the mutation run; the long one is ``python -m verification mutate_feed --full``."""
    _, wrong = mutate_feed.run(260)
    assert wrong == []


@needs_data
def test_the_mutation_run_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that invents a place, and one that crashes, are both found out."""
    sample = next(s for s in mutate_feed.samples() if "live-stage-points" in s.name)
    payload = json.dumps(sample.document).encode()
    read = feed.read_feed

    def invents(payload: bytes, name: str) -> dict:
        frame = read(payload, name)["stage_results"]
        return {"stage_results": frame.with_columns(frame["finish"] + 57)}

    monkeypatch.setattr(feed, "read_feed", invents)
    assert "never said" in mutate_feed.verdict(sample, "other", payload)
    monkeypatch.setattr(feed, "read_feed", lambda *_: 1 / 0)
    assert "crashed: ZeroDivisionError" in mutate_feed.verdict(sample, "other", payload)


STOP = {
    "vehicle_number": "9", "driver_name": "Chase Elliott (i)", "leader_lap": 40, "lap_count": 40,
    "pit_in_flag_status": 2, "pit_out_flag_status": 2, "pit_in_race_time": 900.5, "pit_out_race_time": 0,
    "total_duration": 40.1, "pit_stop_duration": -1, "pit_stop_type": "OTHER", "right_front_tire_changed": True,
}  # fmt: skip


def test_unknown_in_the_feed_is_empty_in_the_record() -> None:
    stops = feed.read_feed(json.dumps([STOP]).encode(), "live-pit-data.json")["pit_stops"]
    shown = stops.select("car", "driver", "in_s", "out_s", "stop_s", "tires", "flag_in").row(0)
    assert shown == ("9", "Chase Elliott", 900.5, None, None, 1, "yellow")


@pytest.mark.parametrize(
    "body", [b"", b"   \n", b"\xef\xbb\xbf", b"https://cf.nascar.com/live/feeds/live-feed.json\n\n"]
)
def test_an_empty_body_means_that_nothing_is_on_track(body: bytes) -> None:
    assert feed.read_feed(body, "live-feed.json") == {}


def test_the_address_on_the_first_line_says_which_race_it_is() -> None:
    body = b"https://cf.nascar.com/cacher/live/series_2/5314/live-pit-data.json\n" + json.dumps([STOP]).encode()
    assert feed.read_feed(body, "stops/live-pit-data.json")["pit_stops"]["race_id"].to_list() == [5314]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"lap_count": 5000}, "$[1].lap_count: Expected `int` <= 1200"),
        ({"lap_count": "forty"}, "$[1].lap_count: Expected `int`"),
        ({"pit_in_flag_status": 7}, "flag_state: 7 is no flag"),
        ({"vehicle_number": None}, "$[1].vehicle_number"),
        ({}, "told twice"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_file_and_field(change: dict, path: str) -> None:
    with pytest.raises(BadFile) as error:
        feed.read_feed(json.dumps([STOP, STOP | change]).encode(), "live-pit-data.json")
    assert error.value.what.startswith("live-pit-data.json: ")
    assert path in error.value.what


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<html>Access denied</html>", "not JSON"),
        (b'[{"vehicle_number": "9"', "damaged JSON"),
        (b"\xff\xfe[]", "not text"),
        (b'{"laps": []}', "expected a list"),
        (b'[{"never_seen":' + b"[" * 100_000, "damaged JSON"),
    ],
)
def test_what_is_no_payload_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        feed.read_feed(body, "live-pit-data.json")

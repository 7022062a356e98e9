"""Each file of the source folder becomes rows of its table; what cannot be tied to a race says why."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from tests.record.plain_keys import DATA, plain_keys

from stockcar.errors import BadFile
from stockcar.record import sources
from stockcar.record.schema import require_frame
from stockcar.record.sources import loop, payloads, place, race_day, timing

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the source files (../shared/data) are not here")

# table: rows, rows tied to a race of the record
ROWS = {
    "laps": (183_738, 183_738),
    "lap_flags": (5_032, 5_032),
    "green_pace": (7_092, 6_695),
    "pit_stops": (13_205, 12_733),
    "cautions": (823, 823),
    "lap_leaders": (2_264, 2_264),
    "stage_results": (23_198, 22_686),
    "loop": (24_740, 23_997),
    "qualifying": (25_381, 23_852),
    "practice": (3_675, 3_675),
    "lap_averages": (9_110, 8_850),
    "sessions": (2_369, 34),
    "official_results": (29_120, 26_983),
    "race_playoff_points": (4_025, 4_025),
    "race_list": (342, 303),
    "did_not_start": (24, 24),
    "to_the_back": (289, 289),
    "race_meta": (108, 108),
    "standings_after": (2_257, 2_257),
    "playoff_grid": (1_813, 1_813),
    "official_standings": (443, 0),
    "official_tracks": (31, None),
    "track_configurations": (43, None),
    "track_facts": (45, None),
    "flags": (26, 26),
    "lap_notes": (48, 48),
    "running": (317, 317),
    "entry_list": (0, 0),
    "official_drivers": (88, None),
    "relief": (12, None),
    "relations": (1_995, None),
    "people": (95, None),
    "plans": (5, None),
}


@needs_data
@pytest.mark.parametrize("name", ROWS)
def test_every_file_is_read_whole(name: str) -> None:
    topic = next(topic for topic in sources.TOPICS if topic.table.name == name)
    frame = require_frame(topic.load(DATA, plain_keys()), topic.table, name)
    tied = frame["key"].is_not_null().sum() if "unplaced" in frame.columns else None
    assert (len(frame), tied) == ROWS[name]
    if tied is not None:
        assert (frame["key"].is_null() == frame["unplaced"].is_not_null()).all()


@needs_data
def test_no_file_of_the_folder_is_passed_over_in_silence() -> None:
    core = {f"results/{name}.parquet" for name in ("cup", "xfinity", "truck", "rr_races", "rr_results")}
    named = core | {file for files in sources.FILES.values() for file in files} | set(sources.NOT_LOADED)
    named.add("laps/races.parquet")  # the ties of lap_times, already in its race_key
    there = {str(p.relative_to(DATA)) for p in DATA.rglob("*") if p.suffix in {".parquet", ".csv"}}
    assert there - named == set()


@needs_data
def test_loop_data_is_tied_to_all_but_one_race_since_2019_and_to_no_exhibition() -> None:
    frame = loop.load_loop(DATA, plain_keys())
    races = plain_keys().races.filter(pl.col("season") >= 2019)["key"]
    assert set(races) - set(frame["key"]) == {"truck-2021-14"}
    assert frame.filter(pl.col("key").is_not_null(), pl.struct("key", "official_driver_id").is_duplicated()).is_empty()
    alone = frame.filter(pl.col("key").is_null())
    assert alone["unplaced"].unique().to_list() == ["no race of that series within a day: an exhibition"]


@needs_data
@pytest.mark.parametrize(
    ("series", "day", "keys"),
    [
        ("truck", dt.date(2020, 7, 25), {"truck-2020-09", "truck-2020-10"}),
        ("xfinity", dt.date(2020, 9, 12), {"xfinity-2020-24", "xfinity-2020-25"}),
    ],
)
def test_two_races_under_one_date_are_told_apart_by_finish(series: str, day: dt.date, keys: set[str]) -> None:
    frame = loop.load_loop(DATA, plain_keys()).filter(pl.col("series") == series, pl.col("date") == day)
    assert set(frame["key"]) == keys
    winners = frame.filter(pl.col("finish") == 1).select("key", "driver_id")
    record = plain_keys().results.filter(pl.col("finish") == 1, pl.col("key").is_in(list(keys)))
    assert sorted(winners.rows()) == sorted(record.select("key", "driver_id").rows())


@needs_data
def test_payloads_that_cannot_be_read_are_named_with_the_reason() -> None:
    refused = payloads.refused_payloads(DATA)
    assert [name.rsplit("/", 1)[1] for name in refused] == ["drive.json", "live-feed_lap233.json.txt"]
    assert all(refused.values())


@needs_data
def test_a_race_has_its_stops_from_one_source_only() -> None:
    stops = next(t for t in sources.TOPICS if t.table.name == "pit_stops").load(DATA, plain_keys())
    by_race = stops.filter(pl.col("key").is_not_null()).group_by("key").agg(pl.col("source").n_unique())
    assert by_race["source"].max() == 1


@needs_data
def test_the_makes_beside_the_drivers_of_2025_are_of_the_season_whose_wins_they_have() -> None:
    table = next(t for t in sources.TOPICS if t.table.name == "official_standings").load(DATA, plain_keys())
    last = table.filter(pl.col("season") >= 2024)
    kinds = last.group_by("season").agg(pl.col("kind").unique().sort()).sort("season")
    assert kinds.rows() == [(2024, ["makes", "owners"]), (2025, ["drivers"])]
    makes = last.filter(pl.col("kind") == "makes").select("series", "season", "make", "wins")
    won = plain_keys().results.filter(pl.col("finish") == 1).join(plain_keys().races, "key")
    counted = won.group_by("series", "season", "make").agg(wins=pl.len().cast(pl.Int32))
    assert makes.height == makes.join(counted, ["series", "season", "make", "wins"]).height == 9


@needs_data
def test_every_table_is_given_whole_and_checked() -> None:
    keys = plain_keys()
    tables = {t.table.name: require_frame(t.load(DATA, keys), t.table, t.table.name) for t in sources.TOPICS}
    assert len(tables) == len(sources.TOPICS) == 33


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Austin Hill(i)", "Austin Hill"),
        ("* Riley Herbst #", "Riley Herbst"),
        ("Chase Briscoe (P)", "Chase Briscoe"),
        ("Jake Finch*", "Jake Finch"),
        ("Sammy Smith # (P)", "Sammy Smith"),
        ("Martin Truex Jr.", "Martin Truex Jr."),
        ("Jim (J.C.) Danielson", "Jim (J.C.) Danielson"),
    ],
)
def test_a_name_loses_the_marks_of_the_feed_and_nothing_else(written: str, name: str) -> None:
    assert place.plain_name(written) == name


@pytest.mark.parametrize(
    ("reason", "cars", "where"),
    [
        ("#19,43 accident turn 3", "19,43", "turn 3"),
        ("#00,14 accident frontstretch", "00,14", "frontstretch"),
        ("#1,8,20,47 accident 3 / stage 1 conclusion", "1,8,20,47", None),
        ("debris backstretch", None, "backstretch"),
        ("end of stage 2", None, None),
        (None, None, None),
    ],
)
def test_a_caution_names_cars_and_place(reason: str | None, cars: str | None, where: str | None) -> None:
    assert (race_day.cars_named(reason), race_day.place_named(reason)) == (cars, where)


def test_unknown_times_of_a_stop_are_empty_and_never_minus_one() -> None:
    stops = pl.DataFrame(
        {"stop_s": [-1.0, 11.2, 4130.8], "in_s": [0.0, 5.0, 9.0], "kind": ["OTHER", "FOUR_WHEEL_CHANGE", "OTHER"]}
    )
    timed = timing.timed_stops(stops)
    assert timed["stop_s"].to_list() == [None, 11.2, None]
    assert timed["in_s"].to_list() == [None, 5.0, 9.0]
    assert timed["tires"].to_list() == [None, 4, None]


def test_a_file_that_lost_a_column_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "cautions").mkdir()
    pl.DataFrame({"series": ["cup"], "season": [2021]}).write_parquet(tmp_path / race_day.CAUTION_FILES[0].path)
    with pytest.raises(BadFile, match=r"cup_cautions_2021_2023\.parquet: column 'from_lap' is missing"):
        sources.TOPICS[4].load(tmp_path, None)


def test_a_file_cut_short_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "cautions").mkdir()
    (tmp_path / race_day.CAUTION_FILES[0].path).write_bytes(b"PAR1 and no more")
    with pytest.raises(BadFile, match="not a whole Parquet file"):
        sources.TOPICS[4].load(tmp_path, None)

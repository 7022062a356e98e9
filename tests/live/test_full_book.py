"""A recorded race from the full book: a row a lap, the record's own finish, and no look at the result."""

import json
import shutil

import pytest

from stockcar import face
from stockcar.live import feed
from stockcar.live.finishes import finish_of
from stockcar.live.trace import laps_seen
from stockcar.racing import RaceKey
from stockcar.record import RecordBook

pytestmark = pytest.mark.full_book
KEY = RaceKey.parse("cup-2025-10")
TOLD_AFTER_THE_RACE = ("results", "official_results", "loop", "stage_results", "green_pace", "disagreements")


@pytest.fixture(scope="module")
def book(full: RecordBook) -> RecordBook:
    return full


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    """Fits are kept in a folder of this test's own; the compiled race stays where it is."""
    import stockcar.sim.compiled  # noqa: F401  finds its folder now

    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


@pytest.fixture(scope="module")
def without_result(book: RecordBook, tmp_path_factory) -> RecordBook:
    """The same book with nothing that was told after the race."""
    import polars as pl

    folder = tmp_path_factory.mktemp("book") / "book"
    shutil.copytree(book.path, folder)
    for table in TOLD_AFTER_THE_RACE:
        path = folder / f"{table}.parquet"
        pl.read_parquet(path).filter(pl.col("key").ne_missing(str(KEY))).write_parquet(path)
    races = pl.read_parquet(folder / "races.parquet")
    of_race = pl.col("key") == str(KEY)
    told = [
        c for c in races.columns if c.startswith("winner") or c in ("laps_run", "margin", "race_time_s", "cautions")
    ]
    races.with_columns(pl.when(~of_race).then(pl.col(c)).alias(c) for c in told).write_parquet(folder / "races.parquet")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["digest"] = "without-the-result"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return RecordBook.open(folder)


def test_every_lap_file_is_a_race_that_ends_as_it_was_scored(book):
    """The winner is the record's; nine cars in ten cross within two places of their finish, disqualified cars aside."""
    import polars as pl

    laps = book.table("laps").filter(pl.col("running").is_not_null())
    keys = sorted(laps.get_column("key").unique().drop_nulls().to_list())
    assert len(keys) == 18
    for key in keys:
        entries = tuple(str(entry.car) for entry in book.entries(key).entries)
        states = [seen.state for seen in laps_seen(feed.from_laps(book, RaceKey.parse(key)), entries)]
        assert [state.lap for state in states] == list(range(len(states))), key
        assert states[-1].finished
        results = book.results(key).filter(pl.col("status_class") != "disqualified").sort("finish")
        finish = [car for car in results.get_column("car") if car in states[-1].cars]
        crossed = [car for car in states[-1].order if car in set(finish)]
        near = sum(abs(finish.index(car) - place) <= 2 for place, car in enumerate(crossed))
        assert near >= 0.9 * len(finish), key
        assert crossed[0] == finish[0], key


def test_a_replay_does_not_read_the_result(book, without_result):
    last = 6

    def told(of: RecordBook) -> list[str]:
        rows = face.replay(KEY, runs=40, book=of)
        return [json.dumps(row) for row, _ in zip(rows, range(last), strict=False)]

    rows = told(book)
    assert told(without_result) == rows
    assert [json.loads(row)["lap"] for row in rows] == list(range(1, last + 1))


def test_a_replay_twice_or_from_its_recording_is_the_same_and_ends_in_the_winner(book, tmp_path):
    log = tmp_path / "race.jsonl"
    first = list(face.replay(KEY, runs=0, book=book, record=log))
    assert list(face.replay(KEY, runs=0, book=book)) == first
    assert list(face.replay(KEY, source="feed", recording=log, runs=0, book=book)) == first
    assert len(first) == 188
    assert first[-1]["entries"][0]["driver"] == "Austin Cindric"


def test_a_fork_of_a_recorded_lap(book):
    made = face.fork(KEY, 170, "caution", runs=200, book=book).to_json()
    assert (made["key"], made["lap"], made["simulated"]) == ("cup-2025-10", 170, False)
    assert all(entry["difference_se"] >= 0 for entry in made["entries"])


def test_the_end_of_a_recorded_race_is_weighed(book):
    end = finish_of(book, KEY, runs=40)
    assert (end.from_lap, end.laps, end.driver) == (169, 188, "Austin Cindric")
    assert end.excitement > 0.5
    assert 0 < end.chance_before < end.chance_last < 1

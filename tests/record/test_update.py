"""An update over the network: polite, resumable, and never a worse book than before; no real network is touched."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.record.conftest import result_rows
from tests.record.plain_keys import DATA
from tests.record.upstream_server import Upstream

from stockcar.errors import BadFile, UpstreamError
from stockcar.record.book import RecordBook
from stockcar.record.fetch import Manners
from stockcar.record.raw import RawArchive
from stockcar.record.sources import nascar_data
from stockcar.record.update import Sources, UpdateReport, update

ORIGINAL = {
    "season": "Season", "race_number": "Race", "track": "Track", "race_name": "Name", "track_length_mi": "Length",
    "surface": "Surface", "finish": "Finish", "start": "Start", "car_number": "Car", "driver": "Driver", "make": "Make",
    "points": "Pts", "laps": "Laps", "laps_led": "Led", "status": "Status", "team": "Team", "stage1_finish": "S1",
    "stage2_finish": "S2", "driver_rating": "Rating", "win": "Win",
}  # fmt: skip
LIST = "/cacher/2015/race_list_basic.json"
LAPS = "/cacher/2015/1/4400/lap-times.json"
WEEKEND = "/cacher/2015/1/4400/weekend-feed.json"
CUP = "/cup_series.parquet"
TODAY = dt.date(2015, 2, 14)  # the race of the 11th is not final yet
QUICK = Manners(per_second=1000, attempts=2, wait_s=0, timeout_s=0.5, fresh_s=0)


def published(series: str, numbers: tuple[int, ...] = (1,)) -> bytes:
    """A result file as nascaR.data publishes it."""
    rows = pl.concat([result_rows(series, 2015, number) for number in numbers])
    buffer = io.BytesIO()
    rows.drop("series").rename(ORIGINAL).with_columns(pl.col("Finish").cast(pl.Float64)).write_parquet(buffer)
    return buffer.getvalue()


def race_list() -> bytes:
    race = {
        "race_id": 4400, "series_id": 1, "race_season": 2015, "race_name": "Daytona 250", "race_type_id": 1,
        "race_date": "2015-02-11T13:00:00", "track_id": 105, "track_name": "Daytona International Speedway",
        "scheduled_laps": 100, "actual_laps": 100,
    }  # fmt: skip
    later = race | {"race_id": 4401, "race_date": "2015-02-12T13:00:00", "actual_laps": 0}
    return json.dumps({"series_1": [race, later], "series_2": [], "series_3": []}).encode()


def weekend() -> bytes:
    race = json.loads(race_list())["series_1"][0]
    cars = [("5", "Kyle Larson", 1, 2), ("12", "Ryan Blaney", 2, 1), ("01", "Bubba Wallace", 3, 3)]
    results = [
        {"race_id": 4400, "series_id": 1, "car_number": car, "driver_id": 4000 + finish, "driver_fullname": name,
         "finishing_position": finish, "starting_position": start, "laps_completed": 100, "laps_led": 0,
         "points_earned": 40}
        for car, name, finish, start in cars
    ]  # fmt: skip
    return json.dumps({"weekend_race": [race | {"results": results}], "weekend_runs": []}).encode()


def lap_times(laps: int = 2) -> bytes:
    car = {"Number": "5", "FullName": "Kyle Larson", "NASCARDriverID": 4001, "Manufacturer": "Chv"}
    driven = [{"Lap": lap, "LapTime": 48.5, "LapSpeed": 185.5, "RunningPos": 1} for lap in range(1, laps + 1)]
    return json.dumps({"laps": [car | {"Laps": driven}], "flags": [{"LapsCompleted": 1, "FlagState": 1}]}).encode()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    server.files = {f"/{name}": published(series) for series, name in nascar_data.FILES.items()}
    server.files |= {CUP: published("cup", (1, 2)), LIST: race_list(), WEEKEND: weekend(), LAPS: lap_times()}
    yield server
    server.close()


def run(upstream: Upstream, target: Path, today: dt.date = TODAY, base: Path | None = None) -> UpdateReport:
    upstream.asked.clear()
    return update(target, None, Sources(upstream.address, upstream.address, (2015,), QUICK, base, today))


def laps_held(target: Path) -> int:
    return RecordBook.open(target).sql("select count(*) from laps where key = 'cup-2015-01'")[1][0][0]


def test_an_update_builds_a_book_from_what_upstream_has(upstream: Upstream, source: Path, tmp_path: Path) -> None:
    report = run(upstream, tmp_path / "book", base=source)
    assert report.build.series == (("cup", 2, 6), ("xfinity", 1, 3), ("truck", 1, 3))
    assert laps_held(tmp_path / "book") == 2
    assert report.stale == {}
    assert {address.rsplit("/", 1)[1] for address in report.missing} == {  # this upstream has no more
        "lap-notes.json", "live-pit-data.json", "live-flag-data.json", "live-stage-points.json", "4400.json",
    }  # fmt: skip
    assert not any("4401" in path for path in upstream.asked)  # not run yet
    assert all(agent.startswith("stockcar ") for agent in upstream.agents)


def test_every_payload_is_kept_as_it_came(upstream: Upstream, source: Path, tmp_path: Path) -> None:
    run(upstream, tmp_path / "book", base=source)
    archive = RawArchive(tmp_path / "book" / "raw")
    for path in (CUP, LIST, LAPS):
        fetched = archive.latest(upstream.address + path)
        assert archive.payload(fetched.digest) == upstream.files[path]


def test_a_final_race_is_not_asked_for_again(upstream: Upstream, source: Path, tmp_path: Path) -> None:
    run(upstream, tmp_path / "book", base=source)
    later = run(upstream, tmp_path / "book", dt.date(2015, 3, 1), source)
    assert later.kept == 2
    assert LAPS not in upstream.asked
    assert laps_held(tmp_path / "book") == 2


def test_an_update_that_was_cut_off_goes_on_where_it_stopped(upstream: Upstream, source: Path, tmp_path: Path) -> None:
    def stop(what: str, *_: int) -> None:
        if "lap-notes" in what:
            raise KeyboardInterrupt

    asked = Sources(upstream.address, upstream.address, (2015,), QUICK, source, dt.date(2015, 3, 1))
    with pytest.raises(KeyboardInterrupt):
        update(tmp_path / "book", stop, asked)
    report = run(upstream, tmp_path / "book", dt.date(2015, 3, 1), source)
    assert LAPS not in upstream.asked
    assert WEEKEND not in upstream.asked
    assert (report.kept, laps_held(tmp_path / "book")) == (2, 2)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (LAPS, "503"), (LAPS, "cut"), (LAPS, "empty"), (LAPS, "html"), (LAPS, "slow"), (CUP, "cut"), (CUP, "empty"),
        (LIST, "503"), (LIST, "empty"),
    ],
)  # fmt: skip
def test_misbehaviour_costs_nothing_but_news(fault: str, path: str, upstream, source: Path, tmp_path: Path) -> None:
    run(upstream, tmp_path / "book", base=source)
    upstream.faults[path] = fault
    report = run(upstream, tmp_path / "book", base=source)
    assert list(report.stale) == [upstream.address + path]
    assert "is used" in report.stale[upstream.address + path]
    assert report.build.series[0] == ("cup", 2, 6)
    assert laps_held(tmp_path / "book") == 2


@pytest.mark.parametrize("fault", ["503", "cut", "empty", "html"])
def test_a_first_update_without_a_result_file_says_so_and_builds_nothing(fault: str, upstream, tmp_path: Path) -> None:
    upstream.faults[CUP] = fault
    with pytest.raises(UpstreamError, match=r"cup_series\.parquet"):
        run(upstream, tmp_path / "book")
    assert not (tmp_path / "book" / "CURRENT").exists()


def test_a_changed_schema_is_refused_by_column_and_the_old_copy_used(upstream, source: Path, tmp_path: Path) -> None:
    run(upstream, tmp_path / "book", base=source)
    changed = pl.read_parquet(io.BytesIO(upstream.files[CUP])).rename({"S1": "Segment"})
    buffer = io.BytesIO()
    changed.write_parquet(buffer)
    upstream.files[CUP] = buffer.getvalue()
    report = run(upstream, tmp_path / "book", base=source)
    assert "column 'S1' is missing" in report.stale[upstream.address + CUP]
    archive = RawArchive(tmp_path / "book" / "raw")
    assert archive.payload(archive.latest(upstream.address + CUP).digest) != upstream.files[CUP]


def test_a_passing_fault_is_asked_again(upstream: Upstream, source: Path, tmp_path: Path) -> None:
    upstream.faults[LAPS] = "once 503"
    report = run(upstream, tmp_path / "book", base=source)
    assert upstream.asked.count(LAPS) == 2
    assert report.stale == {}


def test_a_host_that_is_down_is_not_asked_over_and_over(upstream: Upstream, source: Path, tmp_path: Path) -> None:
    run(upstream, tmp_path / "book", base=source)
    upstream.faults["*"] = "503"
    report = run(upstream, tmp_path / "book", base=source)
    assert len(upstream.asked) <= 2 * QUICK.attempts
    assert len(report.stale) >= 4
    assert laps_held(tmp_path / "book") == 2


def test_new_laps_replace_the_old_ones(upstream: Upstream, source: Path, tmp_path: Path) -> None:
    run(upstream, tmp_path / "book", base=source)
    upstream.files[LAPS] = lap_times(3)
    run(upstream, tmp_path / "book", base=source)
    assert laps_held(tmp_path / "book") == 3


def test_without_local_files_dates_come_from_the_starter_book(upstream: Upstream, tmp_path: Path) -> None:
    run(upstream, tmp_path / "book")
    race = RecordBook.open(tmp_path / "book").race("cup-2015-01")
    assert race.date == dt.date(2015, 2, 22)


@pytest.mark.skipif(not DATA.is_dir(), reason="the source files (../shared/data) are not here")
def test_the_collected_files_served_over_the_network_give_the_whole_book(upstream: Upstream, tmp_path: Path) -> None:
    for series, name in nascar_data.FILES.items():
        buffer = io.BytesIO()
        frame = pl.read_parquet(DATA / f"results/{series}.parquet")
        frame.drop("series").rename(ORIGINAL | {"segment_points": "seg_points"}).write_parquet(buffer)
        upstream.files[f"/{name}"] = buffer.getvalue()
    samples = DATA / "feed_samples"
    upstream.files |= {
        "/cacher/2023/race_list_basic.json": (samples / "2023_race_list_basic/race_list_basic.json.txt").read_bytes(),
        "/cacher/2023/1/5274/weekend-feed.json": (
            samples / "2023_cup_5274_richmond/weekend-feed.json.txt"
        ).read_bytes(),
    }
    asked = Sources(upstream.address, upstream.address, (2023,), QUICK, None, dt.date(2023, 4, 3))
    report = update(tmp_path / "book", None, asked)
    assert report.build.series == (("cup", 2822, 100_138), ("xfinity", 1404, 54_202), ("truck", 737, 25_484))
    book = RecordBook.open(tmp_path / "book")
    assert book.sql("select key, count(*) from cautions group by key")[1] == [("cup-2023-07", 8)]
    assert book.race("truck-2022-15").date == dt.date(2022, 7, 9)
    assert len(book.results("cup-1973-27")) == 41


def test_a_damaged_archive_is_not_believed(tmp_path: Path) -> None:
    archive = RawArchive(tmp_path)
    digest = archive.keep("a", b"laps", "read", dt.datetime.now(dt.UTC))
    (tmp_path / digest[:2] / digest).write_bytes(b"lips")
    with pytest.raises(BadFile, match="damaged on disk"):
        RawArchive(tmp_path).payload(digest)


def test_a_cut_list_of_fetches_loses_one_line_only(tmp_path: Path) -> None:
    archive = RawArchive(tmp_path)
    archive.keep("a", b"one", "read", dt.datetime.now(dt.UTC))
    archive.keep("b", b"two", "read", dt.datetime.now(dt.UTC))
    text = (tmp_path / "fetched.jsonl").read_text()
    (tmp_path / "fetched.jsonl").write_text(text[:-20])
    again = RawArchive(tmp_path)
    assert (again.latest("a") is None, again.latest("b") is None) == (False, True)
    again.keep("c", b"three", "read", dt.datetime.now(dt.UTC))
    assert RawArchive(tmp_path).latest("c") is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: frame.drop("Driver"), "column 'Driver' is missing"),
        (lambda frame: frame.with_columns(Finish=pl.lit("first")), "row 1, column 'Finish': 'first' is not whole"),
        (lambda frame: frame.with_columns(Car=pl.lit(1.0)), "row 1, column 'Car': 1.0 is not text"),
        (lambda frame: frame.clear(), "no rows"),
    ],
)
def test_a_result_file_of_another_form_is_refused(change, said: str) -> None:
    buffer = io.BytesIO()
    change(pl.read_parquet(io.BytesIO(published("cup")))).write_parquet(buffer)
    with pytest.raises(BadFile) as error:
        nascar_data.read_results(buffer.getvalue(), "cup", "cup_series.parquet")
    assert said in error.value.what


def test_both_spellings_of_the_columns_are_read() -> None:
    buffer = io.BytesIO()
    result_rows("cup", 2015, 1).write_parquet(buffer)
    ours = nascar_data.read_results(buffer.getvalue(), "cup", "cup.parquet")
    theirs = nascar_data.read_results(published("cup"), "cup", "cup_series.parquet")
    assert ours.equals(theirs)

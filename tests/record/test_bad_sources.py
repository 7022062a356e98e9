"""What is wrong with a source is said by file, row and column, and the old book stays; so with a bad target."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from stockcar.errors import BadFile, UsageError
from stockcar.record import store
from stockcar.record.book import RecordBook
from stockcar.record.ingest import build
from stockcar.record.sources import loop

CUP = "results/cup.parquet"
PAGES = "results/rr_races.parquet"
OFFICIAL = "results/official_results_2022_2025.parquet"
CAUTIONS = "cautions/cup_cautions_2021_2023.parquet"
FACTS = "tracks/track_facts_lapraptor.csv"
HEADER = (
    "lr_track_name,rr_track_name,alias,type,direction,length_miles,configuration,surface,turns,"
    "t1_t2_banking_deg,t3_t4_banking_deg\n"
)
FACT = "Bristol Motor Speedway,Bristol,,short,counter-clockwise,0.533,oval,concrete,4,26,26\n"


def in_row(file: Path, row: int, column: str, value: object) -> None:
    """Put a value in one cell."""
    frame = pl.read_parquet(file)
    values = frame[column].to_list()
    values[row - 1] = value
    frame.with_columns(pl.Series(column, values, strict=False)).write_parquet(file)


def cell(name: str, row: int, column: str, value: object) -> Callable[[Path], None]:
    return lambda source: in_row(source / name, row, column, value)


def no_places(source: Path) -> None:
    frame = pl.read_parquet(source / CUP)
    frame.with_columns(finish=pl.when(pl.col("race_number") != 1).then("finish")).write_parquet(source / CUP)


def doubled(source: Path) -> None:
    frame = pl.read_parquet(source / CUP)
    pl.concat([frame, frame.filter(pl.col("race_number") == 2)]).write_parquet(source / CUP)


def days(*values: str | None) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        pl.read_parquet(source / PAGES).with_columns(date=pl.Series(values)).write_parquet(source / PAGES)

    return change


def official_day(value: str | None) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        frame = pl.DataFrame(
            {"series": ["cup"] * 2, "race_id": [1, 1], "race_date": ["2015-02-11T14:30:00", value],
             "finishing_position": [1, 2], "driver_fullname": ["Kyle Larson", "Ryan Blaney"]}
        )  # fmt: skip
        frame.write_parquet(source / OFFICIAL)

    return change


def cautions(**columns: object) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        (source / CAUTIONS).parent.mkdir()
        rows = {
            "series": ["cup"], "season": [2015], "race_number": [1], "from_lap": [10],
            "to_lap": [14], "laps": [5], "reason": ["debris"], "free_pass_car": ["5"], **columns,
        }  # fmt: skip
        pl.DataFrame(rows).write_parquet(source / CAUTIONS)

    return change


def facts(text: str) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        (source / FACTS).parent.mkdir()
        (source / FACTS).write_text(text)

    return change


BAD = {
    "season": (cell(CUP, 5, "season", None), f"{CUP}: row 5, column 'season' is empty"),
    "number": (cell(CUP, 2, "race_number", None), f"{CUP}: row 2, column 'race_number' is empty"),
    "series": (cell(CUP, 3, "series", None), f"{CUP}: row 3, column 'series' is empty"),
    "track": (cell(CUP, 4, "track", None), f"{CUP}: row 4, column 'track' is empty"),
    "blank track": (cell(CUP, 4, "track", " "), f"{CUP}: row 4, column 'track' is empty"),
    "no places": (no_places, f"{CUP}: row 1, column 'finish': Kyle Larson raced in cup 2015 race 1 and has no place"),
    "a lost place": (
        cell(CUP, 5, "finish", None), f"{CUP}: row 5, column 'finish': Ryan Blaney raced in cup 2015 race 2 and has no"
    ),
    "no winner": (cell(CUP, 4, "finish", 7), f"{CUP}: row 4, column 'finish': cup 2015 race 2 has no winner"),
    "two winners": (cell(CUP, 5, "finish", 1), f"{CUP}: row 5, column 'finish': cup 2015 race 2 has a second winner"),
    "race twice": (doubled, f"{CUP}: row 7, column 'finish': Kyle Larson a second time in cup 2015 race 2"),
    "half a place": (cell(CUP, 2, "finish", 1.5), f"{CUP}: row 2, column 'finish': 1.5 is not a whole number"),
    "a stage place of ten digits": (
        cell(CUP, 2, "stage2_finish", 10**12), f"{CUP}: row 2, column 'stage2_finish': 1000000000000 is beyond any"
    ),
    "half a lap": (cell(CUP, 2, "laps", 99.5), f"{CUP}: row 2, column 'laps': 99.5 is not a whole number"),
    "yesterday": (days("2015-02-11", "yesterday"), f"{PAGES}: row 2, column 'date': 'yesterday' is not a date"),
    "another year": (days("1915-02-11", None), f"{PAGES}: row 1, column 'date': 1915-02-11 is not of the season 2015"),
    "page season": (cell(PAGES, 2, "season", None), f"{PAGES}: row 2, column 'season' is empty"),
    "feed date": (official_day("n/a"), f"{OFFICIAL}: row 2, column 'race_date': 'n/a' is not a date"),
    "feed no date": (official_day(None), f"{OFFICIAL}: row 2, column 'race_date' is empty"),
    "list": (cautions(from_lap=[[10, 11]]), f"{CAUTIONS}: row 1, column 'from_lap'"),
    "lap in words": (cautions(from_lap=["ten"]), "column 'from_lap': 'ten' is not i32"),
    "no cautions": (cautions(**{c: pl.Series([], dtype=pl.Int64) for c in (
        "series", "season", "race_number", "from_lap", "to_lap", "laps", "reason", "free_pass_car",
    )}), "cup_cautions_2021_2023.parquet: no rows (row 1, column 1)"),
    "cut row": (facts(HEADER + FACT + FACT[:40]), f"{FACTS}: row 2"),
    "cut cell": (facts(HEADER + FACT + FACT.rstrip("\n")[:-1]), f"{FACTS}: row 2"),
    "no rows of facts": (facts(HEADER), f"{FACTS}: no rows (row 1"),
    "empty facts": (facts(""), f"{FACTS}: the file is empty (row 1, column 1)"),
    "length in words": (facts(HEADER + FACT.replace("0.533", "half")), f"{FACTS}: row 1, column 'length_miles'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_named_and_the_old_book_stays(source: Path, tmp_path: Path, case: str) -> None:
    change, said = BAD[case]
    target = tmp_path / "book"
    digest = build(source, target).digest
    change(source)
    with pytest.raises(BadFile) as error:
        build(source, target)
    assert said in str(error.value)
    assert RecordBook.open(target).digest == digest


@pytest.mark.parametrize(
    "change",
    [days("2015-02-11", None), days("2014-11-20", ""), cautions(), facts(HEADER + FACT)],
)
def test_what_only_looks_odd_is_built(source: Path, tmp_path: Path, change: Callable[[Path], None]) -> None:
    change(source)
    assert build(source, tmp_path / "book").series[0] == ("cup", 2, 6)


@pytest.mark.parametrize("where", ["afile", "afile/x", "/proc/nope"])
def test_a_folder_that_cannot_be_made_is_said(source: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "afile").write_text("mine")
    with pytest.raises(UsageError) as error:
        build(source, tmp_path / where)
    assert error.value.what
    assert error.value.why
    assert error.value.next_step
    assert (tmp_path / "afile").read_text() == "mine"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_is_said_and_the_old_book_stays(
    source: Path, tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "book"
    digest = build(source, target).digest

    def full(_: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(store, "flush", full)
    with pytest.raises(UsageError, match=os.strerror(number)) as error:
        build(source, target)
    assert error.value.next_step
    assert RecordBook.open(target).digest == digest
    assert not list(target.glob(f"{store.HALF_BUILT}*"))


def test_others_may_read_the_book(source: Path, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        folder = build(source, tmp_path / "book").folder
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("field", ["kind", "digest", "built", "lists", "topics", "files"])
def test_a_manifest_without_what_is_read_is_refused(source: Path, tmp_path: Path, field: str) -> None:
    file = build(source, tmp_path / "book").folder / "manifest.json"
    manifest = json.loads(file.read_text())
    del manifest[field]
    file.write_text(json.dumps(manifest))
    with pytest.raises(BadFile, match=field):
        store.load_manifest(file.parent)


@pytest.mark.parametrize("values", [7, None, "88", [88], {"88": 1}])
def test_a_manifest_with_other_lists_is_refused(source: Path, tmp_path: Path, values: object) -> None:
    file = build(source, tmp_path / "book").folder / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["lists"]["car"] = values
    file.write_text(json.dumps(manifest))
    with pytest.raises(BadFile, match=r"lists\.car"):
        store.load_manifest(file.parent)


def test_a_manifest_that_is_a_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(BadFile, match="not a manifest"):
        store.load_manifest(tmp_path)


def test_a_loop_file_with_words_for_numbers_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop").mkdir()
    columns = {name: [1] for name in (*loop._NAMES, "driver_name", "race_date")}
    pl.DataFrame({**columns, "worst_pos": ["last"]}).write_parquet(tmp_path / loop.LAPRAPTOR)
    with pytest.raises(BadFile, match=r"row 1, column 'worst_pos': 'last' is not a number"):
        loop.load_loop(tmp_path, None)  # type: ignore[arg-type]  # refused before any race is asked for

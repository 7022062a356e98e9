"""A build reads, checks and only then puts in force: a bad file or a kill leaves the old book as it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from stockcar.errors import BadFile, NotInBook, UsageError
from stockcar.record import store
from stockcar.record.book import RecordBook
from stockcar.record.ingest import build


def test_a_folder_of_sources_becomes_a_book(source: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    report = build(source, tmp_path / "book", steps.append)
    assert report.series == (("cup", 2, 6), ("xfinity", 1, 3), ("truck", 1, 3))
    assert steps[0] == "results"
    assert steps[-1] == "writing"
    book = RecordBook.open(tmp_path / "book")
    assert book.kind == "full"
    assert book.digest == report.digest
    assert book.driver("Kyle Larson").record().wins == 4
    assert str(book.race("cup-2015-02").date) == "2015-02-12"
    assert book.race("cup-2015-02").laps_scheduled == 100


def test_the_same_sources_give_the_same_digest(source: Path, tmp_path: Path) -> None:
    assert build(source, tmp_path / "a").digest == build(source, tmp_path / "b").digest


def test_topics_whose_files_are_absent_are_named(source: Path, tmp_path: Path) -> None:
    left_out = build(source, tmp_path / "book").left_out
    assert left_out["to_the_back"] == "no penalties/cup_to_the_back_2021_2023.parquet"
    assert all(reason.startswith("no ") for reason in left_out.values())


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def no_rows(file: Path) -> None:
    pl.read_parquet(file).clear().write_parquet(file)


def lose_column(file: Path) -> None:
    pl.read_parquet(file).drop("laps_led").write_parquet(file)


def retype_column(file: Path) -> None:
    pl.read_parquet(file).with_columns(finish=pl.lit("first")).write_parquet(file)


def no_driver(file: Path) -> None:
    rows = pl.read_parquet(file).with_row_index()
    rows.with_columns(driver=pl.when(pl.col("index") != 4).then("driver")).drop("index").write_parquet(file)


def place_of_no_field(file: Path) -> None:
    pl.read_parquet(file).with_columns(finish=pl.col("finish") + 200).write_parquet(file)


def not_a_file(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (truncate, "results/cup.parquet: not a whole Parquet file"),
        (empty, "results/cup.parquet: the file is empty"),
        (no_rows, "results/cup.parquet: no rows"),
        (lose_column, "results/cup.parquet: column 'laps_led' is missing"),
        (retype_column, "results/cup.parquet: row 1, column 'finish': 'first' is not a number"),
        (no_driver, "results/cup.parquet: row 5, column 'driver' is empty"),
        (place_of_no_field, "results/cup.parquet: row 1, column 'finish': 201 is not 1 to 90"),
        (not_a_file, "results/cup.parquet: no such file"),
    ],
)
def test_a_bad_file_is_named_and_the_old_book_stays(source: Path, tmp_path: Path, damage: object, said: str) -> None:
    target = tmp_path / "book"
    digest = build(source, target).digest
    assert callable(damage)
    damage(source / "results" / "cup.parquet")
    with pytest.raises(BadFile) as error:
        build(source, target)
    assert said in str(error.value)
    assert RecordBook.open(target).digest == digest
    assert not list(target.glob(f"{store.HALF_BUILT}*"))


def test_a_folder_without_a_book_is_not_in_book(tmp_path: Path) -> None:
    with pytest.raises(NotInBook, match="no record book in"):
        RecordBook.open(tmp_path)


def test_two_builds_do_not_meet(source: Path, tmp_path: Path) -> None:
    with store.building(tmp_path / "book"), pytest.raises(UsageError, match="another build"):
        build(source, tmp_path / "book")


def test_an_older_format_is_refused(source: Path, tmp_path: Path) -> None:
    folder = build(source, tmp_path / "book").folder
    file = folder / "manifest.json"
    file.write_text(file.read_text().replace('"format": 1', '"format": 0'))
    with pytest.raises(BadFile, match="format 0 is not 1"):
        RecordBook.open(tmp_path / "book")


KILLED = """
import sys, time
from pathlib import Path
from stockcar.record import store
from stockcar.record.ingest import build
slow = store.flush
def flush(path):
    slow(path); time.sleep(0.004)
store.flush = flush
print("ready", flush=True)
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_build_killed_at_any_moment_leaves_a_whole_book(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "book"
    before = build(source, target).digest
    # a changed source, so that old and new book can be told apart
    cup = source / "results" / "cup.parquet"
    pl.read_parquet(cup).with_columns(points=41).write_parquet(cup)
    after = build(source, tmp_path / "new").digest
    started = time.monotonic()
    build(source, tmp_path / "timed")
    whole_s = time.monotonic() - started
    seen = set()
    for step in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(source), str(target)], stdout=subprocess.PIPE, env={**os.environ}
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep((whole_s + 0.6) * (step + 0.5) / 10)
        process.send_signal(signal.SIGKILL)
        process.wait()
        book = RecordBook.open(target)
        assert book.digest in (before, after)
        assert book.driver("Kyle Larson").record().starts == 4
        assert book.results("cup-2015-01").height == 3
        seen.add(book.digest)
    assert build(source, target).digest == after
    assert not list(target.glob(f"{store.HALF_BUILT}*"))
    assert before in seen, "no kill came before the new book was in force: the test proved nothing"

"""What the machine does to us: full disks, closed folders, clocks set back, two processes at once, damaged files."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.record.upstream_server import Upstream

from stockcar.errors import BadFile, UpstreamError, UsageError
from stockcar.record import fetch, store, whole
from stockcar.record.book import STARTER, RecordBook
from stockcar.record.fetch import Fetcher, Manners
from stockcar.record.raw import READ, RawArchive
from stockcar.record.shelf import Shelf
from stockcar.record.update import Sources, update

QUICK = Manners(per_second=1000, attempts=1, wait_s=0, timeout_s=0.5)
NOWHERE = Path("/proc/nowhere")
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


@pytest.fixture
def upstream():
    server = Upstream()
    server.files = {"/a": b"first"}
    yield server
    server.close()


def stockcar(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    env = {**os.environ, "STOCKCAR_BOOK": "starter", "NO_COLOR": "1", **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "stockcar", *words], text=True, check=False, env=env, stderr=subprocess.PIPE,
        stdout=more.pop("stdout", subprocess.PIPE), **more,
    )  # fmt: skip


# A file that is asked for is whole or not there.


def test_a_file_is_written_whole(tmp_path):
    whole.write_text(tmp_path / "a.txt", "Kenkō")
    assert (tmp_path / "a.txt").read_bytes() == "Kenkō".encode()


def test_a_write_that_fails_halfway_leaves_the_old_file_and_nothing_else(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("old")

    def half(beside: Path) -> None:
        beside.write_text("ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(UsageError, match="cannot be written"):
        whole.write_whole(file, half)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
def test_what_stops_a_write_leaves_nothing(tmp_path, stop):
    def stopped(beside: Path) -> None:
        beside.write_text("ne")
        raise stop

    with pytest.raises(stop):
        whole.write_whole(tmp_path / "a.csv", stopped)
    assert list(tmp_path.iterdir()) == []


# Folders that cannot be written.


def test_an_update_into_a_folder_that_cannot_be_made_says_so():
    with pytest.raises(UsageError, match="cannot be written in /proc/nowhere"):
        update(NOWHERE, None, Sources())


def test_an_update_into_a_file_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        update(tmp_path / "file", None, Sources())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
@pytest.mark.parametrize("form", ["table", "json", "csv", "parquet", "md"])
def test_an_output_that_is_full_is_an_error_and_no_trace(form):
    with Path("/dev/full").open("w") as full:
        done = stockcar("season", "truck", "2022", "--format", form, stdout=full)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("home", ["/nonexistent", "/proc/nowhere", ""])
def test_a_missing_home_keeps_nobody_from_reading(home):
    done = stockcar("book", "status", "--format", "json", env={"HOME": home, "STOCKCAR_BOOK": ""})
    assert (done.returncode, done.stderr) == (0, "")


# Two at once.


def test_two_updates_at_once_are_one_too_many(tmp_path):
    with store.alone(tmp_path, "update"), pytest.raises(UsageError, match="another update is at work"):
        update(tmp_path, None, Sources())


def test_an_update_and_a_build_do_not_lock_each_other(tmp_path):
    with store.alone(tmp_path, "update"), store.building(tmp_path) as folder:
        assert folder.is_dir()


def test_a_lock_goes_with_its_process(tmp_path):
    code = "import sys, os, signal; from pathlib import Path; from stockcar.record import store\n"
    code += "with store.alone(Path(sys.argv[1]), 'update'): os.kill(os.getpid(), signal.SIGKILL)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    with store.alone(tmp_path, "update"):
        pass


# The clock.


def test_an_answer_from_the_future_is_asked_for_again(tmp_path, upstream, monkeypatch):
    def ask() -> bytes:
        fetcher = Fetcher(tmp_path, QUICK)
        try:
            return fetcher.fetch(f"{upstream.address}/a", lambda _: None).payload
        finally:
            fetcher.close()

    assert ask() == ask() == b"first"
    assert upstream.asked == ["/a"]  # young, so not asked for again
    upstream.files["/a"] = b"second"
    monkeypatch.setattr(fetch, "_now", lambda: dt.datetime.now(dt.UTC) - dt.timedelta(days=400))
    assert ask() == b"second"


# Files that are damaged.


def test_a_damaged_cache_of_answers_is_forgotten(tmp_path, upstream):
    (tmp_path / "http-answers.sqlite").write_bytes(b"SQLite format 3\0 and then nothing of the kind" * 40)
    fetcher = Fetcher(tmp_path, QUICK)
    assert fetcher.fetch(f"{upstream.address}/a", lambda _: None).payload == b"first"
    fetcher.close()


def test_answers_are_kept_as_json_never_pickled(tmp_path, upstream):
    fetcher = Fetcher(tmp_path, QUICK)
    fetcher.fetch(f"{upstream.address}/a", lambda _: None)
    fetcher.close()
    with sqlite3.connect(tmp_path / "http-answers.sqlite") as base:
        kept = [row[0] for row in base.execute("select value from responses")]
    assert len(kept) == 1
    assert all(str(value if isinstance(value, str) else value.decode()).lstrip().startswith("{") for value in kept)


def test_a_damaged_payload_is_fetched_again(tmp_path):
    archive = RawArchive(tmp_path)
    digest = archive.keep("http://x/a", b"payload", READ, NOW)
    (tmp_path / digest[:2] / digest).write_bytes(b"\0" * 7)
    assert RawArchive(tmp_path).latest("http://x/a") is None
    RawArchive(tmp_path).keep("http://x/a", b"payload", READ, NOW)
    assert RawArchive(tmp_path).payload(digest) == b"payload"


def test_a_damaged_payload_is_no_older_copy(tmp_path, upstream):
    address = f"{upstream.address}/gone"
    archive = RawArchive(tmp_path / "raw")
    digest = archive.keep(address, b"payload", READ, NOW)
    (tmp_path / "raw" / digest[:2] / digest).unlink()
    fetcher = Fetcher(tmp_path, QUICK)
    with pytest.raises(UpstreamError, match="404"):
        fetcher.fetch(address, lambda _: None)
    fetcher.close()


@pytest.mark.parametrize("line", [b'{"address": "x', b"\xff\xfe\0", b"[]\n", b"null\n", b'{"a": 1}\n', b"\n\n"])
def test_a_damaged_list_of_fetches_costs_its_line_only(tmp_path, line):
    RawArchive(tmp_path).keep("http://x/a", b"payload", READ, NOW)
    with (tmp_path / "fetched.jsonl").open("ab") as file:
        file.write(line)
    again = RawArchive(tmp_path)
    again.keep("http://x/b", b"more", READ, NOW)
    last = RawArchive(tmp_path)
    assert last.latest("http://x/a") is not None
    assert last.latest("http://x/b") is not None


@pytest.mark.parametrize("name", ["book-" + "0" * 5000, "", "../../etc", "book-none", "\x00", "/", ".", "book-1/../.."])
def test_a_pointer_that_names_no_version_is_refused(tmp_path, name):
    (tmp_path / "CURRENT").write_bytes(name.encode())
    (tmp_path / "book-1").mkdir()
    with pytest.raises(BadFile, match="which is not there"):
        RecordBook.open(tmp_path)


def test_a_pointer_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe")
    with pytest.raises(BadFile, match="which is not there"):
        RecordBook.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_a_damaged_table_is_named(tmp_path, content):
    (tmp_path / "races.parquet").write_bytes(content)
    for read in (Shelf(tmp_path).frame, Shelf(tmp_path).columns):
        with pytest.raises(BadFile, match=r"races\.parquet"):
            read("races")


def test_a_cut_table_is_named_by_its_digest(tmp_path):
    import shutil

    book = tmp_path / "book"
    shutil.copytree(STARTER, book)
    content = (book / "results.parquet").read_bytes()
    (book / "results.parquet").write_bytes(content[:-1])
    assert store.check_files(book) == ["results.parquet"]


def test_an_update_of_the_same_answers_is_the_same_book(tmp_path, upstream):
    import json

    from verification import trust_sources

    upstream.files = trust_sources.served()
    race = json.loads(upstream.files[f"/cacher/{trust_sources.SEASON}/race_list_basic.json"])["series_1"]
    assert len(race) == trust_sources.RACES
    asked = Sources(upstream.address, upstream.address, (trust_sources.SEASON,), QUICK)
    digests = {update(tmp_path / "book", None, asked).build.digest for _ in range(2)}
    digests.add(update(tmp_path / "other", None, asked).build.digest)
    assert len(digests) == 1

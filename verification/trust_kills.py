"""Is a process that is killed at any moment ever the reason that something half-written is read?

``python -m verification trust_kills [--full]``: 50 kills with SIGKILL, 200 with ``--full``, spread over ``book build``,
``book update`` (from a local upstream), ``backtest``, ``forecast --save``, ``forecast --samples`` and
``live --record``. Half the kills fall at a random moment of the run, half at a random file operation, which
is where things can go wrong. After every kill what lies there is read as a user would read it: a book must be the old
one or the new one, whole, by its digests; a file must be whole or absent. After every third kill in a row the work is
done again without a kill and must give what it gives undisturbed.

Known limits: a kill is not a loss of power; what the disk had not yet taken is not tested. The verbs that need a full
book are left out, by name, where there is none.
"""

import dataclasses
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.record.upstream_server import Upstream

from stockcar.errors import NotInBook
from stockcar.record import RecordBook, store
from stockcar.record.raw import RawArchive
from verification import trust_sources

ROOT = Path(__file__).parents[1]
IN_A_ROW = 3
FULL_BOOK = Path(os.environ.get("STOCKCAR_FULL_BOOK", ROOT / ".book"))
ENTRIES = """car,driver,team,start,series,track,date,laps
5,Kyle Larson,Hendrick Motorsports,1,cup,Daytona International Speedway,2026-02-15,200
12,Ryan Blaney,Team Penske,2
22,Joey Logano,Team Penske,3
24,William Byron,Hendrick Motorsports,4
"""


@dataclasses.dataclass
class Work:
    """One kind of work: how it is started, what lies there after a kill, what it gives when it is left alone."""

    name: str
    folder: Path  # what it writes
    words: list[str]
    look: Callable[[], str]  # reads what lies there as a user would; "" or what is wrong
    result: Callable[[str], str]  # what the finished work gave, from its stdout
    before: Callable[[], object] = lambda: None  # puts the local server back to its start
    expected: str = ""
    seconds: float = 0.0
    operations: int = 0
    kills: int = 0
    survived: int = 0  # it was done before the kill came
    reruns: int = 0
    wrong: list[str] = dataclasses.field(default_factory=list)

    def start(self, operation: int = 0) -> subprocess.Popen[str]:
        """The work in a process of its own, killed at that file operation (0: not)."""
        self.before()
        env = {
            **os.environ,
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "NUMBA_CACHE_DIR": str(NUMBA),
            "COLUMNS": "200",
        }
        words = [sys.executable, "-m", "verification.trust_child", str(operation), str(self.folder), *self.words]
        pipe = subprocess.PIPE
        return subprocess.Popen(words, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, text=True)

    def rerun(self) -> str:
        """Do the work to its end; what is wrong with what it gave."""
        begun = time.monotonic()
        process = self.start()
        out, err = process.communicate()
        if process.returncode:
            return f"ended with {process.returncode}: {err[-300:]}"
        self.seconds, self.operations = time.monotonic() - begun, int(err.split()[-1])
        given, fault = self.result(out), self.look()
        self.expected = self.expected or given
        return fault or ("" if given == self.expected else f"gave {given[:200]!r}, undisturbed {self.expected[:200]!r}")


NUMBA = Path(tempfile.gettempdir()) / "stockcar-trust-kernels"


def book_fault(folder: Path) -> str:
    """What is wrong with the book of a folder; no book at all is nothing wrong."""
    try:
        book = RecordBook.open(folder)
    except NotInBook:
        return ""
    except Exception as error:
        return f"the book cannot be opened: {type(error).__name__}: {error}"
    damaged = store.check_files(book.path)
    if damaged:
        return f"files of the book in force are not as written: {damaged}"
    return "" if len(book.races) else "a book without races"


def archive_fault(folder: Path) -> str:
    """What is wrong with the payloads kept by an update."""
    archive = RawArchive(folder / "raw")
    for one in archive._listed():
        try:
            archive.payload(one.digest)
        except Exception as error:
            return f"a payload that the list names cannot be read: {error}"
    return ""


def file_fault(file: Path, read: Callable[[Path], object]) -> str:
    """What is wrong with a file that is there."""
    try:
        return "" if not file.exists() or read(file) is not None else "reads as nothing"
    except Exception as error:
        return f"{file.name} is half-written: {type(error).__name__}: {error}"


def works(folder: Path, upstream: Upstream) -> Iterator[Work]:
    """Every kind of work that can be killed here."""
    build = folder / "build"
    source = trust_sources.source_folder(folder / "source")
    yield Work(
        "book build", build,
        ["stockcar", "book", "build", "--from", str(source), "--book", str(build), "--format", "json"],
        lambda: book_fault(build), lambda out: str(json.loads(out)["digest"]),
    )  # fmt: skip
    update = folder / "update"
    yield Work(
        "book update", update, ["update", upstream.address, str(update)],
        lambda: book_fault(update) or archive_fault(update), lambda out: out.split()[-1],
    )  # fmt: skip
    samples = folder / "samples"
    samples.mkdir()
    yield Work(
        "forecast --samples", samples,
        ["stockcar", "forecast", "xfinity-2025-24", "--runs", "2000", "--samples", str(samples / "s.parquet"),
         "--book", "starter", "--format", "json"],
        lambda: file_fault(samples / "s.parquet", _rows), lambda _: str(_rows(samples / "s.parquet")),
    )  # fmt: skip
    yield from _live(folder)
    if (FULL_BOOK / "CURRENT").is_file():
        yield from _on_the_full_book(folder)


def _live(folder: Path) -> Iterator[Work]:
    from tests.live.feed_server import FeedServer
    from tests.live.payloads import whole_race

    server = FeedServer(list(whole_race(40)))
    target = folder / "live"
    yield Work(
        "live --record", target, ["live", server.base, str(target)], lambda: recording_fault(target),
        lambda _: recording_end(target), server.asked.clear,
    )  # fmt: skip


def recording_fault(folder: Path) -> str:
    """What is wrong with a recording that is there."""
    from stockcar.live.recording import recorded, replay

    if not folder.is_dir() or not recorded(folder):
        return ""
    said: list[str] = []
    list(replay(folder, said.append))
    return f"a payload cannot be read: {said[0]}" if said else ""


def recording_end(folder: Path) -> str:
    """How the recorded race ends."""
    from stockcar.live.recording import replay

    return str(list(replay(folder))[-1])


def _on_the_full_book(folder: Path) -> Iterator[Work]:
    from stockcar.forecast.saved import load_saved

    tried = folder / "backtest"
    tried.mkdir()
    rows = tried / "rows.csv"
    yield Work(
        "backtest", tried,
        ["stockcar", "backtest", "--series", "truck", "--from", "2025", "--to", "2025", "--model", "ratings", "--rows",
         str(rows), "--book", str(FULL_BOOK), "--format", "json"],
        lambda: file_fault(rows, _whole_lines), lambda out: out + rows.read_text(),
    )  # fmt: skip
    saved = folder / "saved"
    saved.mkdir()
    (folder / "entries.csv").write_text(ENTRIES)
    yield Work(
        "forecast --save", saved,
        ["stockcar", "forecast", "--entries", str(folder / "entries.csv"), "--runs", "200", "--save",
         str(saved / "f.json"), "--book", str(FULL_BOOK), "--format", "json"],
        lambda: file_fault(saved / "f.json", load_saved), lambda out: str(json.loads(out)["entries"]),
    )  # fmt: skip


def _rows(file: Path) -> str:
    import polars as pl

    frame = pl.read_parquet(file)
    return f"{frame.height} rows, {frame.hash_rows().sum()}"


def _whole_lines(file: Path) -> int:
    text = file.read_text()
    widths = {line.count(",") for line in text.splitlines()}
    if not text.endswith("\n") or len(widths) != 1:
        raise ValueError("a cut line")
    return len(text)


def kill(work: Work, luck: random.Random) -> None:
    """One kill, at a moment or at a file operation, and a look at what it left."""
    at_operation = luck.random() < 0.5 and work.operations > 0
    process = work.start(luck.randint(1, work.operations) if at_operation else 0)
    if not at_operation:
        try:
            process.wait(luck.uniform(0.05, 1.02) * work.seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    _, err = process.communicate()
    work.kills += 1
    work.survived += process.returncode == 0
    # A file that an earlier kill left whole may be in the way: that is an answer, not a fault.
    if process.returncode not in (0, -9) and "is there already" not in err:
        work.wrong.append(f"kill {work.kills}: ended with {process.returncode}: {err[-300:]}")
    fault = work.look()
    if fault:
        work.wrong.append(f"kill {work.kills}: {fault}")


def campaign(work: Work, kills: int, seed: int) -> None:
    """Kill, look, and every few kills do the work to its end."""
    luck = random.Random(f"{seed}:{work.name}")
    fault = work.rerun()
    if fault:
        work.wrong.append(f"undisturbed: {fault}")
        return
    for number in range(kills):
        if number % IN_A_ROW == 0 and luck.random() < 0.6:  # from nothing; else on top of what is there
            shutil.rmtree(work.folder)
            work.folder.mkdir()
        kill(work, luck)
        if number % IN_A_ROW == IN_A_ROW - 1 or number == kills - 1:
            if work.name == "forecast --save":
                (work.folder / "f.json").unlink(missing_ok=True)  # a saved forecast is never written over
            work.reruns += 1
            fault = work.rerun()
            if fault:
                work.wrong.append(f"after kill {work.kills}: {fault}")


def run(kills: int, seed: int = 11) -> list[Work]:
    """The campaign over every kind of work."""
    upstream = Upstream()
    upstream.files = trust_sources.served()
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = list(works(Path(folder), upstream))
            for number, work in enumerate(found):
                campaign(work, kills // len(found) + (number < kills % len(found)), seed)
                print(f"  {work.name}: {work.kills} kills, {len(work.wrong)} wrong", file=sys.stderr, flush=True)
        finally:
            upstream.close()
    return found


def main(full: bool) -> int:
    """Kill, write ``trust_kills.md``, say whether nothing half-written was ever read."""
    done = run(200 if full else 50)
    lines = [f"# {sum(w.kills for w in done)} kills", "", "| work | kills | before it was done | done again | wrong |"]
    lines.append("|---|---|---|---|---|")
    lines += [f"| {w.name} | {w.kills} | {w.kills - w.survived} | {w.reruns} | {len(w.wrong)} |" for w in done]
    lines += ["", f"Wrong: {sum(len(w.wrong) for w in done)}.", *(f"- {w.name}: {x}" for w in done for x in w.wrong)]
    if len(done) < 6:
        lines.append("Left out: backtest and forecast --save, which need a full book (make full-book).")
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if any(w.wrong for w in done) else 0

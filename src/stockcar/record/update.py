"""Bringing the full book up to date over the network, politely, and never leaving a worse book than there was.

What is asked: nascaR.data's three result files; the official race lists of the wanted seasons; and of every points race
that was run, seven payloads of the timing feed. What was fetched in an earlier update and is final (a race of another
week) is not asked for again, so an update that was cut off goes on where it stopped. Then the book is built by the same
build as from local files; the old book stays in force until the new one is whole.

A source that is down, a body cut short, an empty answer or a changed form costs nothing but news: the last copy that
could be read is used and named as stale. Only when there is no copy of a result file at all is there no update.
"""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from stockcar.errors import UpstreamError
from stockcar.record import ingest, store, upstream
from stockcar.record.fetch import FEED, Fetcher, Manners
from stockcar.record.sources import nascar_data
from stockcar.record.sources.feed import read_feed
from stockcar.record.sources.place import SERIES

RESULTS = "https://nascar.kylegrealis.com"
FIRST_LISTED = 2015  # the feed has race lists from here
FINAL_AFTER = dt.timedelta(days=7)  # penalties and corrections come within the week
PAYLOADS = (
    "cacher/{season}/{series}/{race}/weekend-feed.json", "cacher/{season}/{series}/{race}/lap-times.json",
    "cacher/{season}/{series}/{race}/lap-notes.json", "cacher/live/series_{series}/{race}/live-pit-data.json",
    "cacher/live/series_{series}/{race}/live-flag-data.json",
    "cacher/live/series_{series}/{race}/live-stage-points.json", "loopstats/prod/{season}/{series}/{race}.json",
)  # fmt: skip
_NUMBERS = {name: number for number, name in SERIES.items()}
Progress = Callable[[str, int, int], None]


class Sources(NamedTuple):
    """Where to ask, and how."""

    results: str = RESULTS
    feed: str = FEED
    seasons: tuple[int, ...] = ()  # of the feed; none: this season and the last
    manners: Manners = Manners()
    base: Path | None = None  # local files to build from beside what is fetched
    today: dt.date | None = None


class UpdateReport(NamedTuple):
    """What was asked for and how it went; ``build`` is the report of the build."""

    asked: int
    kept: int  # final copies of earlier updates, not asked for again
    stale: dict[str, str]
    missing: dict[str, str]
    build: ingest.BuildReport


class _Race(NamedTuple):
    season: int
    series: int
    race: int
    day: dt.date


def update(target: Path, progress: Progress | None = None, sources: Sources | None = None) -> UpdateReport:
    """Fetch what is new, build, and put the new book in force in ``target``.

    ``progress(what, done, of)`` is called for each step.

    Raises:
        UpstreamError: a result file cannot be had and there is no older copy; the book in force is untouched.
        BadFile: a fetched file cannot be built from; the book in force is untouched.
        UsageError: another update or build is at work in ``target``, or it cannot be written.
    """
    with store.alone(target, "update"), store.writing(target):
        return _update(target, progress or (lambda *_: None), sources or Sources())


def _update(target: Path, say: Progress, asked: Sources) -> UpdateReport:
    folder = target / "source"
    for left in folder.glob("*"):  # of an earlier update; the feed's payloads stay
        if left.name != "feed":
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    fetcher = Fetcher(target, asked.manners)
    try:
        count = _fetch_results(fetcher, folder, asked, say)
        fetched, kept = _fetch_feed(fetcher, folder, asked, say)
    finally:
        fetcher.close()
    upstream.complete(folder, asked.base)
    built = ingest.build(folder, target, lambda step: say(step, 0, 0))
    return UpdateReport(count + fetched, kept, fetcher.stale, fetcher.missing, built)


def _fetch_results(fetcher: Fetcher, folder: Path, sources: Sources, say: Progress) -> int:
    (folder / "results").mkdir(parents=True, exist_ok=True)
    for number, (series, name) in enumerate(nascar_data.FILES.items(), 1):
        say(name, number, len(nascar_data.FILES))
        read = partial(nascar_data.read_results, series=series, name=name)
        copy = fetcher.fetch(f"{sources.results}/{name}", read)
        read(copy.payload).write_parquet(folder / "results" / f"{series}.parquet")
    return len(nascar_data.FILES)


def _fetch_feed(fetcher: Fetcher, folder: Path, sources: Sources, say: Progress) -> tuple[int, int]:
    """How many payloads were asked for, and how many were final and at hand."""
    today = sources.today or dt.datetime.now(dt.UTC).date()
    seasons = sources.seasons or (today.year - 1, today.year)
    asked = kept = 0
    wanted: list[tuple[str, dt.date | None]] = []
    for season in (s for s in seasons if s >= FIRST_LISTED):
        name = f"cacher/{season}/race_list_basic.json"
        asked += 1
        payload = _fetch_payload(fetcher, folder, sources.feed, name)
        for race in _races_run(payload, name, today):
            wanted += [(form.format(**race._asdict()), race.day) for form in PAYLOADS]
    for number, (name, day) in enumerate(wanted, 1):
        say(name, number, len(wanted))
        final = day is not None and today - day > FINAL_AFTER
        copy = fetcher.known(f"{sources.feed}/{name}") if final else None
        if copy is not None and copy.payload.strip():
            kept += 1
            _place(folder, name, copy.payload)
        else:
            asked += 1
            _fetch_payload(fetcher, folder, sources.feed, name)
    return asked, kept


def _fetch_payload(fetcher: Fetcher, folder: Path, host: str, name: str) -> bytes:
    """The payload, placed in the folder; empty where there is none to be had, which the report names."""
    try:
        copy = fetcher.fetch(f"{host}/{name}", lambda payload: read_feed(payload, name))
    except UpstreamError:
        return b""
    _place(folder, name, copy.payload)
    return copy.payload


def _place(folder: Path, name: str, payload: bytes) -> None:
    path = folder / "feed" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != payload:
        half = path.with_suffix(".half")
        half.write_bytes(payload)
        half.replace(path)


def _races_run(payload: bytes, name: str, today: dt.date) -> Iterator[_Race]:
    """The points races of a race list that were run before today."""
    table: Any = read_feed(payload, name).get("race_list")
    for race in [] if table is None else table.iter_rows(named=True):
        run = race["laps_run"] is not None and race["date"] is not None and race["date"] < today
        if race["race_type"] == 1 and race["race_id"] is not None and run and race["series"] in _NUMBERS:
            yield _Race(race["season"], _NUMBERS[race["series"]], race["race_id"], race["date"])

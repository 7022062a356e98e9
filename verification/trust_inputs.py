"""Every input from outside: how a damaged one is made, and the function that takes it. Used by ``trust_fuzz``."""

import contextlib
import io
import json
import random
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from tests.live.payloads import payload

from stockcar.record import RecordBook
from verification import trust_examples as whole
from verification import trust_mutations as damage
from verification import trust_page, trust_sources
from verification.trust_command import command, query, run_line, written


def lines(folder: Path, page: bool = True) -> Iterator[tuple[str, float, Any, Any]]:
    """Name, share, maker of damaged inputs, taker. ``page`` False leaves the page alone: it can be built only once."""
    book = _starter()
    yield "result file (Parquet)", 10, lambda luck: damage.table(_published(luck), luck), _read_results
    yield "source folder", 3, _table_of_folder, partial(_build, folder)
    yield "feed payload (JSON)", 20, _feed, _read_feed
    yield from _live()
    yield "scenario (TOML)", 10, _spoiled(whole.SCENARIO), _scenario
    yield "own rules (TOML)", 8, _spoiled(whole.OWN_RULES), partial(_own_rules, folder)
    yield "entry file (CSV)", 10, _spoiled(whole.ENTRIES), partial(_entries, book, folder)
    yield "prices (CSV)", 8, _spoiled(whole.ODDS), partial(_odds, folder)
    yield "session (CSV)", 4, _spoiled(*whole.SESSIONS), partial(_line_up, book, folder)
    yield "game scoring (TOML)", 4, _spoiled(whole.SCORING), partial(_scoring, folder)
    yield "saved forecast (JSON)", 4, lambda luck: damage.document(whole.SAVED, luck), partial(_load_saved, folder)
    yield "names and keys", 10, _spoiled(*whole.NAMES), partial(_names, book)
    yield "article", 3, _spoiled(whole.ARTICLE), partial(_check, book)
    yield "SQL", 4, query, book.sql
    yield "book folder", 3, _book_damage, partial(_open, folder)
    yield "command line", 8, command, partial(run_line, folder)
    if page:
        yield from trust_page.requests(book)


def _spoiled(*texts: str) -> Callable[[random.Random], str]:
    """A maker that damages one of the texts."""
    return lambda luck: damage.text(texts[0] if len(texts) == 1 else luck.choice(texts), luck)


@cache
def _starter() -> RecordBook:
    return RecordBook.open("starter")


@cache
def _tables() -> dict[str, Any]:
    import polars as pl

    found = {series: pl.read_parquet(io.BytesIO(trust_sources.published(series))) for series in ("cup", "truck")}
    return {name: frame.head(80) for name, frame in found.items()}


def _published(luck: random.Random) -> Any:
    return _tables()[luck.choice(("cup", "truck"))]


def _read_results(made: bytes) -> object:
    from stockcar.record.sources import nascar_data

    return nascar_data.read_results(made, "cup", "cup_series.parquet")


@cache
def _folder_tables() -> dict[str, Any]:
    import tempfile

    import polars as pl

    with tempfile.TemporaryDirectory() as name:
        folder = trust_sources.source_folder(Path(name) / "s")
        return {
            path.relative_to(folder).as_posix(): _small(pl.read_parquet(path))
            for path in sorted(folder.rglob("*.parquet"))
        }


def _small(frame: Any) -> Any:
    """The rows of a few races."""
    import polars as pl

    if "race_number" in frame.columns and "season" in frame.columns:
        return frame.filter((pl.col("race_number") <= 2) & (pl.col("season") >= 2022))
    return frame


def _table_of_folder(luck: random.Random) -> tuple[str, str]:
    name = luck.choice(list(_folder_tables()))
    return name, damage.table(_folder_tables()[name], luck).hex()


def _build(folder: Path, made: tuple[str, str]) -> object:
    from stockcar.record import ingest

    source = folder / "fuzzed"
    for name, frame in _folder_tables().items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(source / name)
    (source / made[0]).write_bytes(bytes.fromhex(made[1]))
    return ingest.build(source, folder / "fuzzed-book")


def _feed(luck: random.Random) -> tuple[str, str]:
    name, body = luck.choice(whole.payloads())
    return name, damage.document(body, luck).decode("latin-1")


def _read_feed(made: tuple[str, str]) -> object:
    from stockcar.record.sources.feed import read_feed

    return read_feed(made[1].encode("latin-1"), made[0].lstrip("/"))


def _live() -> Iterator[tuple[str, float, Any, Any]]:
    from stockcar.live.snapshots import Seen, events_of

    def take(made: bytes) -> object:
        found, seen = events_of(json.dumps(payload(3)).encode(), "live-feed.json", Seen())
        return found + events_of(made, "live-feed.json", seen)[0]

    yield "live payload (JSON)", 6, lambda luck: damage.document(payload(4), luck), take


@cache
def _example() -> Any:
    from stockcar.sim.example import example_inputs

    return example_inputs("superspeedway", laps=120)


def _scenario(made: str) -> object:
    from stockcar.sim.scenario import apply, load_scenario

    return apply(load_scenario(made), _example(), [str(number) for number in range(1, 39)])


def _own_rules(folder: Path, made: str) -> object:
    from stockcar.racing import Series
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.ownrules import load_own_rules

    return load_own_rules(written(folder, "rules.toml", made), _rulebook(Rulebook), Series.CUP)


@cache
def _rulebook(kind: Any) -> Any:
    return kind.load()


def _entries(book: RecordBook, folder: Path, made: str) -> object:
    from stockcar.forecast.entry_file import load_entries

    return load_entries(book, written(folder, "e.csv", made))


def _line_up(book: RecordBook, folder: Path, made: str) -> object:
    from stockcar import face

    races = ("truck-2022-15", "cup-2023-01", "cup-2022-09", "cup-2021-06")  # rounds, Duels, heats, the metric
    return face.line_up_of(races[len(made) % 4], written(folder, "session.csv", made), book)


def _odds(folder: Path, made: str) -> object:
    from types import SimpleNamespace

    from stockcar.forecast import market

    chances = {"win": 0.25, "top5": 0.9, "top10": 0.99, "win_se": 0.01, "top5_se": 0.01, "top10_se": 0.01}
    cars = [SimpleNamespace(line=SimpleNamespace(car=c, driver=c), **chances) for c in ("5", "12", "22", "24")]
    for row in market.compare(cars, market.load_odds(written(folder, "o.csv", made))):  # type: ignore[arg-type]
        if not all(0 <= row[name] <= 1 for name in ("ours", "market_chance", "blend")):
            raise ValueError(f"a chance that is none: {row}")
    return None


def _scoring(folder: Path, made: str) -> object:
    from stockcar.forecast.samples import load_scoring

    return load_scoring(written(folder, "g.toml", made))


def _load_saved(folder: Path, made: bytes) -> object:
    from stockcar.forecast.saved import load_saved

    (folder / "saved.json").write_bytes(made)
    return load_saved(folder / "saved.json")


def _names(book: RecordBook, made: str) -> None:
    from stockcar.errors import StockcarError
    from stockcar.racing import RaceKey, Series

    for look in (book.key, book.driver, book.team, book.track, RaceKey.parse, Series.named):
        with contextlib.suppress(StockcarError):
            look(made)


def _check(book: RecordBook, made: str) -> object:
    from stockcar import face

    return json.dumps(face.check(made, book=book, quotes=True).to_json())


def _book_damage(luck: random.Random) -> tuple[str, str]:
    from stockcar.record.book import STARTER

    name = luck.choice(
        ("manifest.json", "CURRENT", "races.parquet", "results.parquet", "drivers.parquet", "aliases.parquet")
    )
    if name == "CURRENT":
        return name, damage.text("book-0123456789abcdef", luck).encode("utf-8", "replace").hex()
    as_it_is = (STARTER / name).read_bytes()
    if name == "manifest.json" and luck.random() < 0.6:
        return name, damage.document(json.loads(as_it_is), luck).hex()
    return name, damage.payload(as_it_is, luck).hex()


def _open(folder: Path, made: tuple[str, str]) -> None:
    import shutil

    from stockcar.record.book import STARTER

    where = folder / "damaged"
    shutil.rmtree(where, ignore_errors=True)
    shutil.copytree(STARTER, where, ignore=shutil.ignore_patterns("frozen", "demo"))
    if made[0] == "CURRENT":
        (where / "manifest.json").unlink()
    (where / made[0]).write_bytes(bytes.fromhex(made[1]))
    book = RecordBook.open(where)
    book.status()
    book.driver("Parker Kligerman").record()
    book.results("truck-2022-15")
    book.sql("select count(*) from results")

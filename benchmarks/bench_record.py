"""How fast the record answers, beside DuckDB and polars over the same rows in the same run, warm, one thread.

Drivers and scopes change with every question, so that nothing is answered from memory of the last one. The rivals hold
their rows in memory (a DuckDB table with an index on the driver; a polars frame sorted by driver) and are asked the
same questions in their own tongue; each figure is the median of many questions in milliseconds.
"""

import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

FULL = Path(os.environ.get("STOCKCAR_FULL_BOOK", Path(__file__).parents[1] / ".book"))
DRIVERS = (
    "kyle-larson", "richard-petty", "justin-allgaier", "parker-kligerman", "jeff-gordon", "dale-earnhardt",
    "mark-martin", "ron-hornaday-jr", "kevin-harvick", "david-pearson", "tony-stewart", "morgan-shepherd",
)  # fmt: skip
SPLITS = (
    {"series": "cup", "track_type": "road"}, {"series": "xfinity"}, {"track_id": "bristol-motor-speedway"},
    {"series": "cup", "season": 2012}, {"surface": "dirt"}, {"track_type": "superspeedway"}, {"make": "Ford"},
    {"team_id": "richard-childress-racing"},
)  # fmt: skip
LINE = (
    "count(*), sum(finish = 1), sum(finish <= 5), sum(finish <= 10), sum(start = 1), sum(laps), sum(led), avg(start), "
    "avg(finish), avg(rating), sum(status_class <> 'running')"
)


def median_ms(calls: Iterable[Callable[[], Any]]) -> float:
    """The median time of the calls, after three that warm up."""
    times = []
    for turn, call in enumerate(calls):
        start = time.perf_counter()
        call()
        if turn >= 3:
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def measure() -> Iterable[Figure]:
    """Career line, split, all-time list and longest streaks: ours beside DuckDB and polars."""
    if not (FULL / "CURRENT").is_file():
        print(f"no full book in {FULL}: make full-book", file=sys.stderr)
        return
    os.environ["POLARS_MAX_THREADS"] = "1"
    from stockcar.record import Event, RecordBook, Scope
    from stockcar.record.rankings import longest_streaks

    book = RecordBook.open(FULL)
    rivals = {"duckdb": duckdb_ways(book), "polars": polars_ways(book)}
    names = {"track_id": "track", "team_id": "team"}
    scopes = [Scope.of(**{names.get(part, part): value for part, value in parts.items()}) for parts in SPLITS]
    pairs = list(itertools.product(DRIVERS, range(len(SPLITS))))
    ours: dict[str, tuple[str, list[Callable[[], Any]]]] = {
        "career line": ("< 0.3 ms", [lambda d=d: book.driver(d).record() for d in DRIVERS * 6]),
        "split": ("< 2 ms", [lambda d=d, n=n: book.driver(d).record(scopes[n]) for d, n in pairs]),
        "all-time list": ("< 5 ms", [lambda s=s: book.all_time(Event.WIN, s) for s in scopes * 4]),
        "longest Cup streaks": (
            "< 20 ms",
            [
                lambda e=e: longest_streaks(book, e, Scope.of(series="cup"))
                for e in (Event.WIN, Event.TOP5, Event.TOP10, Event.LED, Event.RUNNING) * 5
            ],
        ),
    }
    for what, (goal, calls) in ours.items():
        own = median_ms(calls)
        for rival, ways in rivals.items():
            if what in ways:
                yield Figure(f"record: {what}", own, "ms", median_ms(ways[what]), rival, goal)


def _where(parts: dict[str, Any]) -> str:
    said = [f"{column} = {value!r}" for column, value in parts.items()]
    return " and ".join(said) or "true"


def duckdb_ways(book: Any) -> dict[str, list[Callable[[], Any]]]:
    """The same questions in SQL, on one joined table in memory."""
    import duckdb

    base = duckdb.connect()
    base.execute("set threads = 1")
    results, races = book.shelf.file("results"), book.shelf.file("races")
    base.execute(
        f"""create table starts as select r.*, s.series, s.season, s.race_index, s.track_id, s.track_type, s.surface
        from read_parquet('{results}') r join read_parquet('{races}') s using (key) where finish is not null
        order by driver_id, race_index"""
    )
    base.execute("create index by_driver on starts (driver_id)")

    def ask(query: str) -> Callable[[], Any]:
        return lambda: base.execute(query).fetchall()

    streaks = """select driver_id, max(n) from (select driver_id, count(*) n from (
        select driver_id, {event} hit, row_number() over w - row_number() over (partition by driver_id, {event}
        order by race_index) g from starts where series = 'cup'
        window w as (partition by driver_id order by race_index))
        where hit group by driver_id, g) group by 1 order by 2 desc limit 10"""
    return {
        "career line": [ask(f"select {LINE} from starts where driver_id = '{d}'") for d in DRIVERS * 6],
        "split": [
            ask(f"select {LINE} from starts where driver_id = '{d}' and {_where(parts)}")
            for d, parts in itertools.product(DRIVERS, SPLITS)
        ],
        "all-time list": [
            ask(f"select driver_id, count(*) from starts where finish = 1 and {_where(p)} group by 1 order by 2 desc")
            for p in SPLITS * 4
        ],
        "longest Cup streaks": [ask(streaks.format(event=f"(finish <= {n})")) for n in (1, 5, 10, 3, 20) * 5],
    }


def polars_ways(book: Any) -> dict[str, list[Callable[[], Any]]]:
    """The same questions of one joined frame in memory, sorted by driver."""
    import polars as pl

    places = book.shelf.frame("races").select(
        "key", "series", "season", "race_index", "track_id", "track_type", "surface"
    )
    frame = book.shelf.frame("results").filter(pl.col("finish").is_not_null()).join(places, on="key")
    frame = frame.sort("driver_id", "race_index")
    line = [
        pl.len(), (pl.col("finish") == 1).sum().alias("wins"), (pl.col("finish") <= 5).sum().alias("top5"),
        (pl.col("finish") <= 10).sum().alias("top10"), (pl.col("start") == 1).sum().alias("poles"),
        pl.col("laps").sum(), pl.col("led").sum(), pl.col("start").mean(), pl.col("finish").mean(),
        pl.col("rating").mean(),
        (pl.col("status_class") != "running").sum(),
    ]  # fmt: skip

    def ask(driver_id: str, parts: dict[str, Any]) -> Callable[[], Any]:
        wanted = [pl.col("driver_id") == driver_id, *(pl.col(column) == value for column, value in parts.items())]
        return lambda: frame.lazy().filter(*wanted).select(line).collect()

    def ranked(parts: dict[str, Any]) -> Callable[[], Any]:
        wanted = [pl.col("finish") == 1, *(pl.col(column) == value for column, value in parts.items())]
        return lambda: frame.lazy().filter(*wanted).group_by("driver_id").len().sort("len", descending=True).collect()

    return {
        "career line": [ask(d, {}) for d in DRIVERS * 6],
        "split": [ask(d, parts) for d, parts in itertools.product(DRIVERS, SPLITS)],
        "all-time list": [ranked(parts) for parts in SPLITS * 4],
    }

"""Tracks, seasons and standings as documents: lists of objects with the columns of the record."""

import datetime as dt
from typing import Any

from stockcar.errors import NotInBook
from stockcar.face.books import Book, open_book
from stockcar.racing import Series

SEASON_COLUMNS = ("key", "date", "name", "track", "track_type", "laps_run", "winner", "winner_car", "winner_team")


def plain(value: Any) -> Any:
    """A cell as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def _objects(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, map(plain, row), strict=True)) for row in rows]


def season(series: str, year: int, book: Book = None) -> dict[str, Any]:
    """Every race of a season with its winner, and the champion where the season has one.

    Raises:
        NotInBook: the series ran no race that year, as far as the book goes.
    """
    opened, chosen = open_book(book), Series.named(series)
    wanted = f"series = '{chosen.value}' and season = {int(year)}"
    races = _objects(*opened.sql(f"select {', '.join(SEASON_COLUMNS)} from races where {wanted} order by number"))
    if not races:
        raise NotInBook(
            f"the book has no {chosen.value} race of {year}", "", "stockcar book status shows what it holds"
        )
    champion = _objects(*opened.sql(f"select * from champions where {wanted}"))
    return {
        "series": chosen.value, "season": year, "champion": champion[0] if champion else None, "races": races,
    }  # fmt: skip


def track(name: str, book: Book = None) -> dict[str, Any]:
    """A track's names, its layouts over time and every race there.

    Raises:
        NotFound: no such track; near names are suggested.
    """
    opened = open_book(book)
    track_id = opened.track_id(name)
    layouts = _objects(*opened.sql(f"select * from tracks where track_id = '{track_id}' order by since nulls first"))
    columns = ", ".join((*SEASON_COLUMNS, "length_mi"))
    races = _objects(*opened.sql(f"select {columns} from races where track_id = '{track_id}' order by race_index"))
    names = dict.fromkeys([layout["track"] for layout in layouts] + [race["track"] for race in races])
    return {"track": races[-1]["track"] if races else track_id, "track_id": track_id, "names": list(names),
            "layouts": layouts, "races": races}  # fmt: skip


def standings(series: str, year: int, after: str | None = None, book: Book = None) -> dict[str, Any]:
    """Points as recorded, added up by driver after a race (the last one held without ``after``).

    No resets and no penalties taken between races are in it: those are the rulebook's.

    Raises:
        NotInBook: the open book does not hold the results of that season.
    """
    opened, chosen = open_book(book), Series.named(series)
    races = season(series, year, opened)["races"]
    key = opened.key(after) if after is not None else opened.key(races[-1]["key"])
    opened.results(key)  # says so where the rows are not held
    rows = _objects(*opened.sql(
        "select r.driver, r.driver_id, sum(r.points)::int as points, count(*)::int as starts, "
        "count(*) filter (r.finish = 1)::int as wins, count(*) filter (r.finish <= 5)::int as top5, "
        "count(*) filter (r.finish <= 10)::int as top10 from results r join races using (key) "
        f"where races.series = '{chosen.value}' and races.season = {int(year)} and races.number <= {key.number} "
        "and r.finish is not null group by 1, 2 order by points desc nulls last, wins desc, top5 desc, driver"
    ))  # fmt: skip
    return {"series": chosen.value, "season": year, "after": str(key), "basis": "points as recorded, no resets",
            "standings": [{"rank": rank, **row} for rank, row in enumerate(rows, start=1)]}  # fmt: skip

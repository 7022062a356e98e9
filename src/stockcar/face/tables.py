"""Tracks, seasons and standings as documents around the tables of the record."""

import datetime as dt
import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from stockcar.errors import NotInBook, RuleMissing
from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book, race_in
from stockcar.racing import RaceKey, Series
from stockcar.record import RecordBook


def plain(value: Any) -> Any:
    """A cell as JSON has it: numbers as numbers, not-a-number as unknown, days and the rest as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


@checked
def season(series: str, year: int, book: Book = None) -> dict[str, Any]:
    """Every race of a season with its winner, and the champion where the season has one.

    Raises:
        NotFound: the series had no such season.
    """
    from stockcar.record import summaries

    opened, chosen = open_book(book), Series.named(series)
    races = summaries.season(opened, chosen, year)
    columns, rows = opened.sql(f"select * from champions where series = '{chosen.value}' and season = {int(year)}")
    champion = dict(zip(columns, map(plain, rows[0]), strict=True)) if rows else None
    return {"series": chosen.value, "season": year, "champion": champion, "races": races}


@checked
def track(name: str, book: Book = None) -> dict[str, Any]:
    """A track's names, its layouts over time and every race there.

    Raises:
        NotFound: no such track; near names are suggested.
    """
    from stockcar.record import summaries

    opened = open_book(book)
    found = opened.track(name)
    layouts = [
        {
            "since": plain(layout.since), "until": plain(layout.until), "length_mi": layout.length_mi,
            "track_type": layout.type.value, "surface": layout.surface, "banking_deg": layout.banking_deg,
        }
        for layout in found.layouts
    ]  # fmt: skip
    others = opened.sql(f"select alias from aliases where kind = 'track' and id = '{found.id}' order by alias")[1]
    names = {each.lower(): each for (each,) in others} | {each.lower(): each for each in reversed(found.names)}
    return {
        "track": found.names[0], "track_id": found.id, "names": [*reversed(names.values())], "layouts": layouts,
        "races": summaries.track(opened, name),
    }  # fmt: skip


@checked
def standings(series: str, year: int, after: str | None = None, book: Book = None) -> dict[str, Any]:
    """Points as recorded, added up by driver after a race (the last one without ``after``), less the known penalties.

    No resets are in it: those are the rulebook's. ``penalties`` are what the rulebook has of points taken after races,
    as negative ones. ``title_place`` is the place in the final table by the rules of that year, once the season is
    over; null before, and where the rules cannot say. ``warning`` says that points are missing, where they are.

    Raises:
        NotInBook: the open book does not hold the results of that season.
    """
    from stockcar.record import summaries

    opened, chosen = open_book(book), Series.named(series)
    key = race_in(opened, chosen, year, after) if after is not None else None
    rows = summaries.standings(opened, chosen, year, key, _taken(opened, chosen, year, key))
    coverage = "partial" if any(row.get("coverage") == "partial" for row in rows) else "full"
    places = _title_places(opened, chosen, year, key)
    return {
        "series": chosen.value, "season": year, "coverage": coverage, "after": str(key) if key else None,
        "basis": "points as recorded, added up, less the penalties that are known; no resets",
        "warning": "; ".join([*_warnings(rows), *_doubtful(opened, chosen, year, key)]) or None,
        "standings": [{**row, "title_place": places.get(row["driver_id"])} for row in rows],
    }  # fmt: skip


def _taken(book: RecordBook, series: Series, year: int, after: RaceKey | None) -> dict[str, int]:
    """Points by driver that penalties took and no result shows, up to and with a race of the season."""
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.penalties import taken_after

    keys = [key for key in map(RaceKey.parse, book.races.keys) if (key.series, key.season) == (series, year)]
    return taken_after(Rulebook.load(), [key for key in keys if after is None or key <= after])


def _warnings(rows: list[dict[str, Any]]) -> Iterator[str]:
    """That the table is partial; nothing where all its points are recorded."""
    n = sum(row["points"] is None for row in rows)
    if n:
        yield (
            f"partial: {n} of {len(rows)} drivers have starts without recorded points; ranks go by the points that are"
            " known, and may not be those of the day"
        )


def _doubtful(book: RecordBook, series: Series, year: int, after: RaceKey | None) -> Iterator[str]:
    """The races up to and with ``after`` whose result has a driver twice."""
    of = f"{series.value}-{year}"
    twice = f"select key, driver from results where key between '{of}-01' and '{after or f'{of}-99'}' group by 1, 2"
    names: dict[str, list[str]] = {}
    for key, driver in book.sql(f"{twice} having count(*) > 1 order by 1, 2")[1]:
        names.setdefault(key, []).append(driver)
    for key, drivers in names.items():
        yield f"doubtful: {key} has {', '.join(drivers)} twice; the better place of each counts"


def _title_places(book: RecordBook, series: Series, year: int, after: RaceKey | None) -> dict[str, int]:
    """Final places by the rules of the year; empty where the season is not over or the rules cannot say."""
    from stockcar.face.other_rules import last_race, whatif

    if after is not None and after != last_race(book, series, year):
        return {}
    try:
        made = whatif(series.value, year, year, book)
    except (NotInBook, RuleMissing):
        return {}
    return {row["driver_id"]: row["position"] for row in made["order"]} if made["champion"] else {}

"""The pages of one race (as scheduled, line-up, result, relief drivers) and of one track, as values.

``results_between`` reads many races at once, each as ``race`` and ``finishes`` give it alone.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from stockcar.errors import NotInBook
from stockcar.racing import (
    CarNumber,
    Driver,
    Entry,
    EntryList,
    Finish,
    FinishStatus,
    Race,
    RaceKey,
    Relief,
    Stage,
    Team,
    Track,
    TrackLayout,
    TrackType,
)
from stockcar.racing.race import FIRST_STAGE_SEASON
from stockcar.record import selection
from stockcar.record.shelf import damaged

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook


def rows_of(book: "RecordBook", table: str, first: RaceKey | str, last: RaceKey | str = "") -> list[dict[str, Any]]:
    """The rows of a race in a table, or of all races whose keys stand from ``first`` to ``last``, in stored order.

    Raises:
        BadFile: the table's file is damaged.
    """
    import duckdb

    path = book.shelf.file(table)
    file = str(path).replace("'", "''")
    with duckdb.connect() as base:
        base.execute("set threads = 1")
        try:
            within = [str(first), str(last or first)]
            found = base.execute(f"select * from read_parquet('{file}') where key between ? and ?", within)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except duckdb.Error as error:
            raise damaged(path, error) from None


def race(book: "RecordBook", key: RaceKey) -> Race:
    """The race as scheduled; ``laps_run`` is None where the view does not see its result."""
    return _race(book, rows_of(book, "races", key)[0])


def _race(book: "RecordBook", row: dict[str, Any]) -> Race:
    at = book.races.at(row["key"])
    ends = enumerate((row[f"stage_{n}_end"] for n in (1, 2, 3)), 1)
    seen = book.visible is None or bool(book.visible[at])
    return Race(
        key=RaceKey.parse(row["key"]),
        name=row["name"],
        date=book.races.date(at),
        track_id=row["track_id"],
        track_name=row["track"],
        track_type=TrackType(row["track_type"]),
        length_mi=row["length_mi"],
        laps_scheduled=row["laps_scheduled"],
        laps_run=row["laps_run"] if seen else None,
        stages=tuple(Stage(n, end, bool(row["stages_inferred"])) for n, end in ends if end is not None),
    )


def finishes(book: "RecordBook", key: RaceKey) -> tuple[Finish, ...]:
    """The official result in finish order; entries that did not race are left out."""
    return finishes_in(rows_of(book, "results", key), key.season)


def finishes_in(results: list[dict[str, Any]], season: int) -> tuple[Finish, ...]:
    """Rows of the table ``results``, of one race of that season, as values in finish order."""
    rows = [row for row in results if row["finish"] is not None]
    stages: tuple[str, ...] = ("stage_1", "stage_2") if season >= FIRST_STAGE_SEASON else ()
    if any(row["stage_3"] is not None for row in rows):
        stages = ("stage_1", "stage_2", "stage_3")
    return tuple(
        Finish(
            car=row["car"] or "",
            driver_id=row["driver_id"],
            finish=row["finish"],
            start=row["start"],
            laps=row["laps"],
            led=row["led"],
            status=FinishStatus(row["status_class"]),
            stages=tuple(row[stage] for stage in stages),
            team_id=row["team_id"],
            make=row["make"],
            points=row["points"],
            fastest_lap=row["fastest_lap"],
            eligible=row["eligible"],
        )
        for row in sorted(rows, key=lambda row: int(row["finish"]))
    )


def results_between(
    book: "RecordBook", first: RaceKey | str, last: RaceKey | str
) -> tuple[tuple[Race, tuple[Finish, ...]], ...]:
    """Every race whose key stands from ``first`` to ``last``, by key, with its result; () where the book holds none.

    Two readings, however many races; of a view, see to it that it sees them all.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(book, "results", first, last):
        rows.setdefault(row["key"], []).append(row)
    races = sorted((_race(book, row) for row in rows_of(book, "races", first, last)), key=lambda race: race.key)
    return tuple((race, finishes_in(rows.get(str(race.key), []), race.key.season)) for race in races)


def entries(book: "RecordBook", key: RaceKey) -> EntryList:
    """The line-up with the recorded grid, in grid order.

    Raises:
        NotInBook: the book does not hold the line-up of this race.
    """
    rows = rows_of(book, "entries", key)
    if not rows:
        raise NotInBook(f"this book does not hold the line-up of {key}", "", selection.NEXT_STEP)
    ordered = sorted(rows, key=lambda row: (row["start"] is None, row["start"] or 0))
    return EntryList(
        tuple(
            Entry(
                CarNumber(row["car"] or ""),
                Driver(row["driver_id"], row["driver"]),
                Team(row["team_id"], row["team"]) if row["team_id"] is not None else None,
                row["make"],
                row["start"],
            )
            for row in ordered
        )
    )


def relief(book: "RecordBook", key: RaceKey) -> dict[str, tuple[Relief, ...]]:
    """Who took over which car, in order, where a source says so; nothing of a race that the view does not see."""
    taken: dict[str, tuple[Relief, ...]] = {}
    seen = book.visible is None or bool(book.visible[book.races.at(key)])
    if "relief" not in book.shelf.names or not seen:
        return taken
    for row in rows_of(book, "relief", key):
        one = Relief(row["driver"], row["from_lap"], row["flag"], row["cite"])
        taken[row["car"]] = (*taken.get(row["car"], ()), one)
    return taken


def track(book: "RecordBook", track_id: str) -> Track:
    """A track with all names it went by, today's first, and its layouts in the order of dates."""
    races = book.races.columns
    here = races["track_id"] == track_id
    then = [name for name in races["track_then"][here].tolist() if name is not None]
    names = tuple(dict.fromkeys([*races["track"][here].tolist()[-1:], *reversed(then)]))
    table = book.shelf.columns("tracks")
    rows = [row for row in np.flatnonzero(table["track_id"] == track_id) if _before(book, table["since"][row])]
    layouts = tuple(
        TrackLayout(
            track_id=track_id,
            length_mi=float(table["length_mi"][row]),
            type=TrackType(table["track_type"][row]),
            surface=table["surface"][row],
            banking_deg=_number(table["banking_deg"][row]),
            since=_day(table["since"][row]),
            until=_day(table["until"][row]) if _before(book, table["until"][row]) else None,
        )
        for row in rows
        if _number(table["length_mi"][row]) is not None
    )
    return Track(track_id, names, tuple(sorted(layouts, key=lambda layout: layout.since or dt.date.min)))


def _before(book: "RecordBook", value: Any) -> bool:
    day = _day(value)
    return book.day is None or day is None or day < book.day


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _day(value: Any) -> dt.date | None:
    return None if value is None else dt.date.fromisoformat(str(np.datetime64(value, "D")))

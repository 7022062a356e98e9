"""A race to come, or one that never was: who is entered, where, when, how far, from a CSV file.

Columns ``car, driver`` are needed; ``team, make, start, status`` may follow. The race stands in ``series, track, date,
laps`` (and, if it has one, ``race``), in the first row or in all. A row whose status is ``withdrawn`` is left out; else
the status is ``entered`` or empty. Starting places are those of the rows, the withdrawn ones with them.
Names are looked up in the record and never guessed: a driver it does not know enters as a newcomer, and that is said.

Known limits: a track on which the record holds no race must have a reviewed layout (``record.venues``), and then the
file says the distance; a new layout of another track is taken as the one before.
"""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from stockcar.errors import Ambiguous, BadFile, NotFound
from stockcar.racing import CarNumber, Driver, Entry, EntryList, Race, RaceKey, Series, Stage, Team, TrackType
from stockcar.record import venues
from stockcar.record.book import RecordBook
from stockcar.record.identity import slug

NEEDED: Final = ("car", "driver")
KNOWN: Final = (*NEEDED, "team", "make", "start", "status", "series", "track", "date", "laps", "race", "name")
WITHDRAWN: Final = ("withdrawn", "withdrew")
STATUS: Final = ("", "entered", *WITHDRAWN)
NO_NUMBER: Final = 99  # the number of a race that stands in no schedule


class Planned(NamedTuple):
    """The race of an entry file, who is entered, and what was assumed."""

    race: Race
    entries: EntryList
    assumed: tuple[str, ...]


def load_entries(book: RecordBook, path: Path) -> Planned:
    """Read an entry file against the record.

    Raises:
        BadFile: not such a file; names the row. NotFound: the track. Ambiguous: a driver of whom there are several.
    """
    rows = _rows(path)
    assumed: list[str] = []
    race = race_of(book, path, rows[0], assumed)
    entries = []
    for number, row in enumerate(rows, 2):
        _require_known(path, number, row, len(rows))
        if row.get("status", "").lower() in WITHDRAWN:
            assumed.append(f"{row['driver']} (No. {row['car']}) has withdrawn and is left out")
            continue
        entries.append(_entry(book, path, number, row, assumed))
    _require_once(path, [str(entry.car) for entry in entries], "car")
    _require_once(path, [entry.driver.id for entry in entries], "driver")
    _require_once(path, [str(entry.start) for entry in entries if entry.start is not None], "start")
    if len(entries) < 2:
        raise BadFile(f"{path}: {len(entries)} entries", "a race needs two cars", "add them")
    return Planned(race, EntryList(tuple(entries), source=path.name), tuple(assumed))


def load_lines(path: Path, needed: Sequence[str], known: Sequence[str]) -> list[dict[str, str]]:
    """The lines of a CSV file below its column names, each by column: names in small letters, cells without blanks.

    Raises:
        BadFile: it cannot be read, lacks a column of ``needed``, or has one that is not ``known``; or a row has more.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            names = [name.strip().lower() for name in reader.fieldnames or ()]
            reader.fieldnames = names
            rows = [_cells(path, number, row, names) for number, row in enumerate(reader, 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as reason:
        raise BadFile(f"{path} cannot be read", str(reason), "give a CSV file") from reason
    missing = [name for name in needed if name not in names]
    strange = [name for name in names if name not in known]
    if missing or strange:
        why = f"missing columns {missing}" if missing else f"unknown columns {strange}"
        raise BadFile(f"{path}, row 1: {why}", f"the columns are {', '.join(known)}", "name them so")
    return rows


def _cells(path: Path, number: int, row: Mapping[str | None, Any], names: Sequence[str]) -> dict[str, str]:
    """The cells of a row by column; csv puts those beyond the last column under None."""
    beyond = [cell for cell in row.get(None, ()) if cell.strip()]
    if beyond:
        what = f'{path}, row {number}: "{beyond[0]}" stands beyond the last column, "{names[-1]}"'
        raise BadFile(what, f"there are {len(names)} columns", "leave it out, or name its column; quote a comma")
    return {name: (cell or "").strip() for name, cell in row.items() if name is not None}


def _require_known(path: Path, number: int, row: Mapping[str, str], field: int) -> None:
    """Refuse a status that means nothing here, and a start behind the last car."""
    status = row.get("status", "")
    if status.lower() not in STATUS:
        what = f'{path}, row {number}, column "status": "{status}"'
        raise BadFile(what, "a car is entered or withdrawn", "leave it empty, or say withdrawn")
    if row.get("start") and _whole(path, number, "start", row["start"]) > field:
        what = f'{path}, row {number}, column "start": "{row["start"]}"'
        raise BadFile(what, f"the file has {field} cars", f"give a place from 1 to {field}, or add the cars")


def _rows(path: Path) -> list[dict[str, str]]:
    rows = load_lines(path, NEEDED, KNOWN)
    if not rows:
        raise BadFile(f"{path} has no entries", "there is nothing below the column names", "add a row a car")
    for number, row in enumerate(rows, 2):
        for name in NEEDED:
            if not row[name]:
                raise BadFile(f'{path}, row {number}: column "{name}" is empty', "every entry needs one", "fill it in")
    return rows


def race_of(book: RecordBook, path: Path, first: Mapping[str, str], assumed: list[str], line: int = 2) -> Race:
    """The race that the cells of this line of a file say; what is taken for granted goes to ``assumed``."""
    if first.get("race"):
        return book.race(first["race"])
    for name in ("series", "track", "date"):
        if not first.get(name):
            raise BadFile(
                f'{path}, row {line}: column "{name}" is empty', "this row says which race it is", "fill it in"
            )
    series = Series.named(first["series"])
    track_id = book.track_id(first["track"])
    day = _day(path, line, first["date"])
    laps = _whole(path, line, "laps", first["laps"]) if first.get("laps") else None
    like = _latest(book, track_id, series)
    if like is None:
        return _first_there(f"{path}, row {line}", RaceKey(series, day.year, NO_NUMBER), track_id, day, laps, assumed)
    laps = laps or like.laps_scheduled
    if not first.get("laps"):
        assumed.append(f"the distance is that of {like.key}: {laps} laps")
    if like.key.series is not series:
        assumed.append(f"the {series} series has not raced there: the track is as in {like.key}")
    share = 0.0 if not like.laps_scheduled or not laps else laps / like.laps_scheduled
    return Race(
        key=RaceKey(series, day.year, NO_NUMBER),
        name=first.get("name") or f"{like.track_name}, {day.isoformat()}",
        date=day,
        track_id=track_id,
        track_name=like.track_name,
        track_type=like.track_type,
        length_mi=like.length_mi,
        laps_scheduled=laps,
        laps_run=None,
        stages=tuple(type(s)(s.number, max(1, round(s.end_lap * share)), True) for s in like.stages),
    )


def _first_there(row: str, key: RaceKey, track_id: str, day: dt.date, laps: int | None, assumed: list[str]) -> Race:
    """A race at a track on which the record holds none: from its reviewed layout."""
    layout, name = venues.layout_on(track_id, day), venues.listed()[track_id]
    if layout is None:
        why = "the record holds no race there, and no layout of that day"
        raise BadFile(f'{row}, column "date": {name}, {day}', why, "name a track of the record")
    if laps is None:
        raise BadFile(f'{row}: column "laps" is empty', f"no race was held at {name}", "give the distance")
    assumed.append(f"no race was held at {name}: taken as a {layout.track_type} track of {layout.length_mi:g} miles")
    quarter = round(laps / 4)
    assumed.append(f"the stages end after laps {quarter} and {2 * quarter}: a quarter of the distance each")
    return Race(
        key=key, name=f"{name}, {day.isoformat()}", date=day, track_id=track_id, track_name=name,
        track_type=TrackType(layout.track_type), length_mi=layout.length_mi, laps_scheduled=laps, laps_run=None,
        stages=(Stage(1, quarter, True), Stage(2, 2 * quarter, True)),
    )  # fmt: skip


def _latest(book: RecordBook, track_id: str, series: Series) -> Race | None:
    """The last race at the track, in this series if there was one; None where the record holds none."""
    races = book.races
    there = [at for at, track in enumerate(races.columns["track_id"].tolist()) if track == track_id]
    same = [at for at in there if str(races.keys[at]).startswith(series.value)]
    return book.race(RaceKey.parse(str(races.keys[(same or there)[-1]]))) if there else None


def _entry(book: RecordBook, path: Path, number: int, row: Mapping[str, str], assumed: list[str]) -> Entry:
    name = row["driver"]
    try:
        driver_id = book.driver_id(name)
        driver = Driver(driver_id, book.driver_names[driver_id])
    except Ambiguous:
        raise
    except NotFound as nobody:
        driver = Driver(slug(name), name)
        near = f" (near: {', '.join(nobody.candidates[:3])})" if nobody.candidates else ""
        assumed.append(f"{name} (No. {row['car']}) is not in the record{near}: taken as a newcomer, rated by the car")
    team = _team(book, row.get("team", ""), assumed)
    start = _whole(path, number, "start", row["start"]) if row.get("start") else None
    return Entry(CarNumber(row["car"]), driver, team, row.get("make") or None, start)


def _team(book: RecordBook, name: str, assumed: list[str]) -> Team | None:
    if not name:
        return None
    try:
        return Team(book.team_id(name), name)
    except NotFound:
        note = f"{name} is not in the record: taken as a new team"
        if note not in assumed:
            assumed.append(note)
        return Team(slug(name), name)


def _day(path: Path, row: int, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadFile(f'{path}, row {row}, column "date": "{text}"', "a date is year-month-day", "2026-02-15") from None


def _whole(path: Path, row: int, column: str, text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise BadFile(
            f'{path}, row {row}, column "{column}": "{text}"', "a whole number from 1 is expected", "mend the cell"
        )
    return int(text)


def _require_once(path: Path, values: Sequence[str], what: str) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise BadFile(f"{path}: {what} {', '.join(twice)} twice", f"each {what} enters once", "correct the file")

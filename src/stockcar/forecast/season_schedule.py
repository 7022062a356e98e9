"""Which races of a season are still to come, where the record holds only those that have been run?

A CSV file, one line a race: columns ``number, track, date`` are needed; ``laps, name, like`` may follow. Lines of races
that the record holds are only compared with it. A track that the record does not know needs ``like``: one that it
knows, whose kind, length and stages stand for it. What is assumed of a race is said, as for ``entry_file``. Races that
the file leaves out, or all of them without a file, are those of the timetable in the book (``season_timetable``), if
it names just as many.

Known limits: the length of a season is that of the rules of its year, so a season that lost a race for good cannot be
given; the ends of stages are those of the timetable, else of the last race there, in proportion.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from stockcar.errors import Ambiguous, BadFile, NotFound, NotInBook
from stockcar.forecast import entry_file
from stockcar.forecast.season_timetable import listed_after
from stockcar.racing import Race, RaceKey, Series, Stage, TrackType
from stockcar.record.book import RecordBook
from stockcar.record.identity import slug
from stockcar.rulebook import Rulebook
from stockcar.rulebook.whatif import CHASE_RACES

NEEDED: Final = ("number", "track", "date")
COLUMNS: Final = (*NEEDED, "laps", "name", "like")
STAGES_SINCE: Final = 2017
MOVED_DAYS: Final = 3  # a race put off by so many days is still the one of the timetable


class ToCome(NamedTuple):
    """The races still to come, by number, and what was assumed of them."""

    races: tuple[Race, ...] = ()
    assumed: tuple[str, ...] = ()


class _Row(NamedTuple):
    """A line of the file; ``number`` is the race's."""

    path: Path
    line: int
    number: int
    cells: Mapping[str, str]
    ends: tuple[int, ...] = ()  # of the stages, where the timetable has the race

    def refused(self, column: str, why: str, next_step: str = "mend the cell") -> BadFile:
        """The error of one of its cells."""
        return BadFile(f'{self._at(column)}: "{self.cells.get(column, "")}"', why, next_step)

    def _at(self, column: str) -> str:
        return f'{self.path}, row {self.line}, column "{column}"'

    def track_id(self, book: RecordBook, column: str) -> str:
        """The track named in a column (NotFound, Ambiguous: of the cell)."""
        try:
            return book.track_id(self.cells[column])
        except (Ambiguous, NotFound) as unknown:
            what = f"{self._at(column)}: {unknown.what}"
            step = unknown.next_step
            if column == "track" and not isinstance(unknown, Ambiguous):
                step = 'a new track needs a column "like": a track of the record that stands for it'
            raise type(unknown)(what, unknown.why, step, unknown.candidates) from None


def season_length(rule: Mapping[str, Any], series: Series) -> int | None:
    """How many races the rules of a year give the season; ``rule`` is the championship's. None: they do not say."""
    if "regular" not in rule:
        return None
    return int(rule["regular"]) + (sum(rule["rounds"]) if "rounds" in rule else CHASE_RACES[series])


def length_of(race: Race, held: int) -> int:
    """How many races the season of a race has; ``held``, those that the record has, where its rules do not say."""
    return season_length(Rulebook.load().on(race).rule("championship").given, race.key.series) or held


def races_to_come(book: RecordBook, held: Sequence[Race], path: Path | None = None) -> ToCome:
    """The races of a season after those that the book holds, from a schedule file and the timetable in the book.

    Raises:
        NotInBook: no file was given, and the timetable has not all of them. BadFile: not such a file, or not the whole
            rest; names row and column. NotFound, Ambiguous: a track.
    """
    of, last = held[0].key, held[-1].key.number
    length = length_of(held[0], last)
    rows = _rows(path) if path is not None else []
    known = {race.key.number: race for race in held}
    for row in rows:
        if row.number in known:
            _require_same(book, row, known[row.number])
    ahead = [row for row in rows if row.number not in known]
    season = f"{of.series.value} {of.season}"
    _require_own(ahead, length, season)
    _require_order(ahead, of.season)
    missing = sorted({*range(last + 1, length + 1)} - {row.number for row in ahead})
    listed = _listed(book, held[-1].key, ahead) if missing else []
    if len(listed) == len(missing):
        return _planned(book, _numbered(ahead, listed, last + 1), of)
    named = f"the timetable in the book names {len(listed)}" if listed else "no timetable in the book has them"
    if path is None:
        raise NotInBook(
            f"the book holds {last} of {length} races of {season}",
            f"the races to come are not in it; {named}",
            f"--schedule FILE with a line for each{' other' if listed else ''} (number, track, date, laps), "
            "or a season that is over",
        )
    what = f"{path} lacks {len(missing)} races of {season}: {', '.join(str(number) for number in missing)}"
    raise BadFile(what, f"the book holds {last} of {length}; {named}", "add a line for each")


def unnamed(held: Sequence[Race]) -> ToCome:
    """The races that the rules of the year still give the season, of which nothing is known but that they come."""
    of, last = held[0].key, held[-1].key.number
    length = length_of(held[0], last)
    keys = [RaceKey(of.series, of.season, number) for number in range(last + 1, length + 1)]
    races = tuple(
        Race(
            key=key, name=f"race {key.number}", date=None, track_id="", track_name="not named",
            track_type=TrackType.INTERMEDIATE, length_mi=None, laps_scheduled=None, laps_run=None, stages=(),
        )
        for key in keys
    )  # fmt: skip
    return ToCome(races, (f"{_named([key.number for key in keys])} only counted",) if keys else ())


def _listed(book: RecordBook, last: RaceKey, ahead: Sequence[_Row]) -> list[_Row]:
    """The races of the timetable that no line of the file has: on its day, or at its track some days off."""
    given = [(_day(row), row.track_id(book, "track") if _is_known(book, row) else "") for row in ahead]
    return [
        _Row(Path("timetable"), 0, 0, {"track": race.track, "date": race.date.isoformat()}, race.ends)
        for race in listed_after(book, last)
        if not any(abs((race.date - day).days) <= (MOVED_DAYS if race.track_id == at else 0) for day, at in given)
    ]


def _numbered(ahead: Sequence[_Row], listed: Sequence[_Row], first: int) -> list[_Row]:
    """All of them by date, those of the timetable with the numbers that the file leaves."""
    if not listed:
        return list(ahead)
    rows = []
    ordered = sorted([*ahead, *listed], key=lambda row: (_day(row), row.number))
    for number, row in enumerate(ordered, first):
        if row.number not in (0, number):
            raise row.refused("number", f"by the dates of the timetable it is race {number}")
        rows.append(row._replace(number=number))
    return rows


def _rows(path: Path) -> list[_Row]:
    """The lines of the file by the number of the race."""
    rows = []
    for line, cells in enumerate(entry_file.load_lines(path, NEEDED, COLUMNS), 2):
        row = _Row(path, line, 0, cells)
        rows.append(row._replace(number=_whole(row, "number")))
    return sorted(rows, key=lambda row: (row.number, row.line))


def _whole(row: _Row, column: str) -> int:
    text = row.cells[column]
    if not (text.isascii() and text.isdecimal() and len(text) <= 4) or int(text) < 1:
        raise row.refused(column, "a whole number from 1 to 9999 is expected")
    return int(text)


def _require_same(book: RecordBook, row: _Row, race: Race) -> None:
    """A race that has been run was run where the line says, or the line is of another season."""
    if not _is_known(book, row) or row.track_id(book, "track") != race.track_id:
        why = f"the book has {race.key} at {race.track_name}"
        raise row.refused("track", why, "mend the cell, or leave out the lines of races that have been run")


def _require_own(ahead: Sequence[_Row], length: int, season: str) -> None:
    """No race twice, and none that the season does not have."""
    for row, before in zip(ahead[1:], ahead, strict=False):
        if row.number == before.number:
            raise row.refused("number", f"row {before.line} has the same number", "one line a race")
    for row in ahead:
        if row.number > length:
            raise row.refused("number", f"{season} has {length} races", "leave the line out")


def _require_order(ahead: Sequence[_Row], season: int) -> None:
    """Dates of that year, none before that of an earlier race."""
    before: tuple[int, dt.date] | None = None
    for row in ahead:
        day = _day(row)
        if day.year != season:
            raise row.refused("date", f"the season is {season}")
        if before is not None and day < before[1]:
            raise row.refused("date", f"race {before[0]} is on {before[1]}", "mend the date, or the number")
        before = row.number, day


def _day(row: _Row) -> dt.date:
    try:
        return dt.date.fromisoformat(row.cells["date"])
    except ValueError:
        raise row.refused("date", "a date is year-month-day", "2026-02-15") from None


def _planned(book: RecordBook, ahead: Sequence[_Row], of: RaceKey) -> ToCome:
    """The races of the lines. What is true of many of them is said once."""
    races, assumed = [], []
    for row in ahead:
        race, notes = _race(book, row, of)
        races.append(race)
        assumed += [f"race {row.number}: {note}" for note in notes]
    return ToCome(tuple(races), (*_sources(ahead), *assumed))


def _sources(ahead: Sequence[_Row]) -> list[str]:
    """Where the races are from."""
    found = []
    filed, planned = [row for row in ahead if not row.ends], [row for row in ahead if row.ends]
    if filed:
        which = _named([row.number for row in filed])
        stages = "stages end where they did in the last race there, in proportion"
        found.append(f"{which} of {filed[0].path.name}; {stages}")
    if planned:
        found.append(f"{_named([row.number for row in planned])} of the timetable in the book")
    return found


def _named(numbers: Sequence[int]) -> str:
    """``race 7 is``, ``races 7 to 9, 12 are``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"races {said} are" if len(numbers) > 1 else f"race {said} is"


def _race(book: RecordBook, row: _Row, of: RaceKey) -> tuple[Race, list[str]]:
    """A race to come, as ``entry_file`` makes one, with its number and stages."""
    notes: list[str] = []
    cells = {
        **row.cells,
        "series": of.series.value,
        "laps": str(row.ends[-1]) if row.ends else row.cells.get("laps", ""),
    }
    if row.cells.get("laps"):
        _whole(row, "laps")
    like = row.cells.get("like", "")
    new = bool(like) and not _is_known(book, row)
    if new:
        row.track_id(book, "like")
        cells["track"] = like
    else:
        row.track_id(book, "track")
    race = entry_file.race_of(book, row.path, cells, notes, row.line)
    if new:
        name = row.cells["track"]
        notes.insert(0, f"{name} is new to the record: its kind, length and stages are those of {race.track_name}")
        race = replace(race, track_id=slug(name), track_name=name)
    if not row.cells.get("name"):
        race = replace(race, name=race.track_name)
    race = replace(race, key=RaceKey(of.series, of.season, row.number))
    if row.ends:
        notes = [note for note in notes if not note.startswith("the stages end")]
        race = replace(race, stages=tuple(Stage(n, end, False) for n, end in enumerate(row.ends[:-1], start=1)))
    return _with_stages(book, race, notes), notes


def _is_known(book: RecordBook, row: _Row) -> bool:
    try:
        row.track_id(book, "track")
    except Ambiguous:
        raise
    except NotFound:
        return False
    return True


def _with_stages(book: RecordBook, race: Race, notes: list[str]) -> Race:
    """The race with as many stages as pay by its rules: those of the race like it where its own track has none."""
    pays = Rulebook.load().points_rules(race).paying_stages
    if len(race.stages) > pays:
        notes.append(f"the rulebook names {pays} stages that pay, so the end of stage {pays + 1} is left out")
    elif pays and not race.stages:
        like = next(_with_two(book, race), None)
        if like is not None and like.laps_scheduled and race.laps_scheduled:
            share = race.laps_scheduled / like.laps_scheduled
            ends = tuple(Stage(s.number, max(1, round(s.end_lap * share)), True) for s in like.stages)
            notes.append(f"no stages are known there: they end as in {like.key}, in proportion")
            race = replace(race, stages=ends)
    return replace(race, stages=race.stages[:pays])


def _with_two(book: RecordBook, race: Race) -> Iterator[Race]:
    """Races with stages, the likest first: at the track in any series, then of the series on that kind of track."""
    races = book.races
    recent = [at for at in range(len(races) - 1, -1, -1) if races.season[at] >= STAGES_SINCE]
    there = [at for at in recent if races.columns["track_id"][at] == race.track_id]
    kind, series = race.track_type.value, race.key.series.value
    alike = [at for at in recent if races.columns["track_type"][at] == kind and races.columns["series"][at] == series]
    for at in (*there, *alike):
        found = book.race(RaceKey.parse(str(races.keys[at])))
        if found.stages:
            yield found

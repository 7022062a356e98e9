"""When were the races of a season planned, over what distance, with which stages?

The weekend timetables (``schedule/weekend_sessions_*.parquet``) name every session of a weekend. A points race is a
race session of a national series that lists its stages. A timetable tells what was planned, so it comes last among
sources: it dates a race that no result does, and gives distance and stages that no official list gives.

Races are tied to a timetable by series, season and track, in order; a tie that would put a race before one with a lower
number is left out.

Known limits: a race that rain moved is dated by its planned day; a race that is missing in the timetable shifts a later
one at the same track, if both are in the record.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from stockcar.record import venues
from stockcar.record.files import load_parquet, require_dates

TIMETABLE: Final = "weekend timetable"
SERIES_OF: Final = {
    "NCS": "cup", "NOS": "xfinity", "NOAPS": "xfinity", "NXS": "xfinity", "NTS": "truck", "NCTS": "truck",
}  # fmt: skip
_COLUMNS: Final = {"track": "text", "date": "text", "series": "text", "national": "flag", "event": "text",
                   "type": "text"}  # fmt: skip
_STAGES: Final = re.compile(r"STAGES\s+(\d+(?:/\d+)+)")


class Planned(NamedTuple):
    """One points race of a timetable. ``ends``: the laps on which the stages end, the last that of the race."""

    series: str
    date: dt.date
    track_id: str
    ends: tuple[int, ...]
    track: str  # today's name

    @property
    def laps(self) -> int:
        """The planned distance."""
        return self.ends[-1]

    @property
    def stage_laps(self) -> tuple[int, ...]:
        """The length of each stage."""
        return tuple(end - before for before, end in zip((0, *self.ends), self.ends, strict=False))


class Numbered(NamedTuple):
    """A race as the result files have it."""

    key: str
    series: str
    season: int
    number: int
    track_id: str


def load_planned(source: Path) -> tuple[Planned, ...]:
    """Every points race of the timetables in a folder of source files, by date; empty where there is none.

    Raises:
        BadFile: a timetable of another form.
    """
    found = []
    for file in sorted((source / "schedule").glob("weekend_sessions_*.parquet")):
        name = f"schedule/{file.name}"
        frame = require_dates(load_parquet(file, _COLUMNS), "date", name)
        for track, day, series, national, event, kind in frame.select(list(_COLUMNS)).iter_rows():
            if kind == "race" and national and series in SERIES_OF and track and day is not None:
                found.append(planned(SERIES_OF[series], day, track, event))
    races = [race for race in found if race is not None]
    return tuple(sorted(races, key=lambda race: (race.date, race.series)))


def planned(series: str, day: dt.date, track: str, event: str | None) -> Planned | None:
    """The points race of a race session; None where it lists no stages. ``track``: in capitals, as timetables do."""
    stages = _STAGES.search(event or "")
    ends = tuple(int(lap) for lap in stages[1].split("/")) if stages else ()
    if not ends or list(ends) != sorted(set(ends)):
        return None
    track_id, name = venues.venue(" ".join(word.capitalize() for word in track.split()), day.year)
    return Planned(series, day, track_id, ends, name)


def planned_races(races: Iterable[Numbered], listed: Sequence[Planned]) -> dict[str, Planned]:
    """What was planned of each race, by key; a race without an entry is not in the result."""
    seasons: dict[tuple[str, int], list[Numbered]] = {}
    for race in races:
        seasons.setdefault((race.series, race.season), []).append(race)
    found: dict[str, Planned] = {}
    for (series, season), mine in seasons.items():
        entries = [entry for entry in listed if entry.series == series and entry.date.year == season]
        latest = dt.date.min
        for race in sorted(mine, key=lambda race: race.number):
            there = [entry for entry in entries if entry.track_id == race.track_id]
            if there and there[0].date > latest:
                found[race.key] = there[0]
                latest = there[0].date
                entries.remove(there[0])
    return found

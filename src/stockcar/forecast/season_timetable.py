"""Which races of a season does the timetable in the book name that are still to come?

The table ``sessions`` holds the weekend timetables. A points race is a race session of its series that lists its
stages; the last stage ends the race. Timetables name no numbers: a race gets the one that its date leaves it.

Known limits: a timetable tells what was planned, and may lack races (of 2026 it lacks three in each series).
"""

import datetime as dt
from typing import NamedTuple

from stockcar.errors import NotFound, NotInBook
from stockcar.racing import RaceKey
from stockcar.record import timetable, venues
from stockcar.record.book import RecordBook


class Listed(NamedTuple):
    """A race of the timetable. ``ends``: the laps on which its stages end, the last that of the race."""

    date: dt.date
    track_id: str
    track: str
    ends: tuple[int, ...]


def listed_after(book: RecordBook, last: RaceKey) -> tuple[Listed, ...]:
    """The races of this series that are planned for the same year after a race, by date; empty without a timetable."""
    import polars as pl

    try:
        sessions = book.table("sessions")
    except NotInBook:
        return ()
    day = dt.date.fromordinal(int(book.races.taken[book.races.at(last)]))
    later = sessions.filter(
        pl.col("kind") == "race",
        pl.col("series") == last.series.value,
        pl.col("date") > day,
        pl.col("date").dt.year() == last.season,
    )
    found = []
    for date, name, event in later.select("date", "track", "event").sort("date", "track").iter_rows():
        stages = timetable._STAGES.search(event or "")
        track_id, today = venues.venue(" ".join(word.capitalize() for word in (name or "").split()), last.season)
        if stages is None or not _is_known(book, today):
            continue
        ends = tuple(int(lap) for lap in stages[1].split("/"))
        if ends == tuple(sorted(set(ends))):
            found.append(Listed(date, track_id, today, ends))
    return tuple(found)


def _is_known(book: RecordBook, track: str) -> bool:
    try:
        book.track_id(track)
    except NotFound:
        return False
    return True

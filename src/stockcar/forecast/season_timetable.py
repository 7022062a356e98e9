"""Which races of a season does the timetable in the book name that are still to come?

The table ``sessions`` holds the weekend timetables. A points race is a race session of its series that lists its
stages; the last stage ends the race. Timetables name no numbers: a race gets the one that its date leaves it.

Known limits: a timetable tells what was planned, and may lack races (of 2026 it lacks three in each series).
"""

import datetime as dt

from stockcar.errors import NotFound, NotInBook
from stockcar.racing import RaceKey
from stockcar.record.book import RecordBook
from stockcar.record.timetable import Planned, planned


def listed_after(book: RecordBook, last: RaceKey) -> tuple[Planned, ...]:
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
    rows = later.select("date", "track", "event").sort("date", "track").iter_rows()
    races = [planned(last.series.value, date, track or "", event) for date, track, event in rows]
    return tuple(race for race in races if race is not None and _is_known(book, race.track))


def _is_known(book: RecordBook, track: str) -> bool:
    try:
        book.track_id(track)
    except NotFound:
        return False
    return True

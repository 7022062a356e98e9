"""The vocabulary of a race: frozen values, no I/O, no rules, no maths."""

from stockcar.racing.entry import CarNumber, Driver, Entry, EntryList, Relief, Team
from stockcar.racing.race import Finish, FinishStatus, Race, RaceKey, Series, Stage
from stockcar.racing.timing import Caution, Flag, Lap, PitStop, TimingEvent
from stockcar.racing.track import Track, TrackLayout, TrackType

__all__ = [
    "CarNumber",
    "Caution",
    "Driver",
    "Entry",
    "EntryList",
    "Finish",
    "FinishStatus",
    "Flag",
    "Lap",
    "PitStop",
    "Race",
    "RaceKey",
    "Relief",
    "Series",
    "Stage",
    "Team",
    "TimingEvent",
    "Track",
    "TrackLayout",
    "TrackType",
]

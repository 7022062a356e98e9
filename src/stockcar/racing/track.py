"""What kind of track is it, that day?

Tracks are rebuilt: Atlanta became a drafting track in 2022, Bristol was dirt for three springs. A ``Track`` is the
place; a ``TrackLayout`` is what was raced there between two dates.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class TrackType(StrEnum):
    """The five kinds of racing. ``short`` is under 1.2 miles; ``superspeedway`` means racing in a draft."""

    SUPERSPEEDWAY = "superspeedway"
    INTERMEDIATE = "intermediate"
    SHORT = "short"
    ROAD = "road"
    DIRT = "dirt"


@dataclass(frozen=True, slots=True)
class TrackLayout:
    """What was raced at a track from ``since`` to ``until`` (both included; None is open)."""

    track_id: str
    length_mi: float
    type: TrackType
    surface: str  # "paved" | "dirt" | "road" as the record has it
    banking_deg: float | None = None  # in the turns; None: not in the record
    since: dt.date | None = None
    until: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        """Was this the layout on that day?"""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Track:
    """A place. ``names`` are all it has gone by, today's first."""

    id: str
    names: tuple[str, ...]
    layouts: tuple[TrackLayout, ...]

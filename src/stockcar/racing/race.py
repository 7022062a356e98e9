"""What is a race, and what is a finish in it?

A race is known by its key alone (``truck-2022-15``): series, season, number in the schedule. Names change with
sponsors and repeat within a season, so they only lead to keys (``stockcar.record``).

Known limits: heats and exhibition races (Clash, Duels after 1971, All-Star) have no key; they pay no points that
the record holds.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from stockcar.errors import UsageError
from stockcar.racing.track import TrackType


class Series(StrEnum):
    """The three national series. ``xfinity`` is the second series under all its names since 1982."""

    CUP = "cup"
    XFINITY = "xfinity"
    TRUCK = "truck"

    @classmethod
    def named(cls, text: str) -> Self:
        """The series meant by an id or an accepted other name.

        Raises:
            UsageError: no series goes by that name.
        """
        wanted = text.strip().lower()
        try:
            return cls(_SERIES_ALIASES.get(wanted, wanted))
        except ValueError:
            known = ", ".join(series.value for series in cls)
            raise UsageError(f'no series is called "{text}"', f"the series are {known}", "use one of these") from None


_SERIES_ALIASES = {
    "oreilly": "xfinity", "nxs": "xfinity", "busch": "xfinity", "nationwide": "xfinity",
    "trucks": "truck", "nascar cup": "cup",
}  # fmt: skip

_KEY = re.compile(r"([a-z]+)-(\d{4})-(\d{1,2})")


@dataclass(frozen=True, slots=True, order=True)
class RaceKey:
    """``cup-2026-05``: the fifth points race of the 2026 Cup season. Sorts by series, season, number."""

    series: Series
    season: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a key.

        Raises:
            UsageError: the text is not a key.
        """
        found = _KEY.fullmatch(text.strip().lower())
        if found is None:
            raise UsageError(f'"{text}" is not a race key', "a key is series-season-number", "for example cup-2025-10")
        return cls(Series.named(found[1]), int(found[2]), int(found[3]))

    def __str__(self) -> str:
        return f"{self.series.value}-{self.season}-{self.number:02d}"


FIRST_STAGE_SEASON: Final = 2017  # before it no series raced in stages


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that ends on ``end_lap`` (1-based). ``inferred``: no source gives it for this race."""

    number: int
    end_lap: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Race:
    """One points race as scheduled, with the track as it was that day."""

    key: RaceKey
    name: str
    date: dt.date | None  # None: no source dates it
    track_id: str
    track_name: str
    track_type: TrackType
    length_mi: float | None
    laps_scheduled: int | None
    laps_run: int | None
    stages: tuple[Stage, ...] = ()


class FinishStatus(StrEnum):
    """Why a car's race ended, in the five ways that rules and races tell apart."""

    RUNNING = "running"
    CRASH = "crash"
    MECHANICAL = "mechanical"
    DISQUALIFIED = "disqualified"
    OTHER = "other"  # parked, withdrawn, flagged, or the record does not say


@dataclass(frozen=True, slots=True)
class Finish:
    """One car's line in the official result, as scored. Positions are 1-based; None is unknown or not applicable."""

    car: str
    driver_id: str
    finish: int
    start: int | None
    laps: int | None
    led: int | None
    status: FinishStatus
    stages: tuple[int | None, ...] = ()  # top-ten place at each stage end; None: outside the top ten
    team_id: str | None = None
    make: str | None = None
    points: int | None = None  # as recorded
    fastest_lap: bool | None = None  # None: unknown, or the rule did not exist
    eligible: bool | None = None  # for drivers' points of this series; None: unknown

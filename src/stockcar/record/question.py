"""A question to the record, and its answer: the one language behind driver lines, race notes and claim checks.

``Question(subject, measure, scope, as_of)`` says whose rows, what to make of them, which of them count, and from when
it is asked. ``Answer`` is the value with the races that prove it; where the open book cannot decide, the value is None
and ``reason`` says why and which command would. Nothing here reads data (``stockcar.record.careers`` answers).

Events: ``start``, ``win``, ``second``, ``top5``, ``top10``, ``top_n`` (with ``n``), ``pole`` (start 1 as recorded,
which is not always the qualifying pole), ``led`` (at least one lap), ``stage_1``, ``stage_2``, ``stage`` (won),
``running``, ``dnf``, ``crash``, ``mechanical``, ``disqualified``.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, NamedTuple

from stockcar.errors import UsageError
from stockcar.racing import RaceKey, Series, TrackType


class Event(StrEnum):
    """Something that a start is or is not."""

    START = "start"
    WIN = "win"
    SECOND = "second"
    TOP5 = "top5"
    TOP10 = "top10"
    TOP_N = "top_n"
    POLE = "pole"
    LED = "led"
    STAGE_1 = "stage_1"
    STAGE_2 = "stage_2"
    STAGE = "stage"
    RUNNING = "running"
    DNF = "dnf"
    CRASH = "crash"
    MECHANICAL = "mechanical"
    DISQUALIFIED = "disqualified"


class Of(StrEnum):
    """A number that a start has."""

    LAPS = "laps"
    LED = "led"
    START = "start"
    FINISH = "finish"
    RATING = "rating"
    POINTS = "points"


class Make(StrEnum):
    """What to make of the rows."""

    COUNT = "count"  # how many starts are the event
    SUM = "sum"  # of a number
    MEAN = "mean"  # of a number, over the rows that have it
    BEST = "best"  # the smallest start or finish, the largest of anything else
    WORST = "worst"
    NTH = "nth"  # the key of the n-th start that is the event; negative n counts from the end
    LONGEST = "longest"  # starts in a row that are the event
    CURRENT = "current"  # starts in a row up to the last one
    DROUGHT = "drought"  # starts since the last one that was the event; all of them if none was
    RANK = "rank"  # place of the count among all drivers in the scope; ties share a place


@dataclass(frozen=True, slots=True)
class Measure:
    """``Measure(Make.COUNT, Event.WIN)``; ``n`` for ``NTH`` and ``TOP_N``."""

    make: Make
    of: Event | Of
    n: int = 1

    def __post_init__(self) -> None:
        numbers = self.make in (Make.SUM, Make.MEAN, Make.BEST, Make.WORST)
        if numbers != isinstance(self.of, Of):
            kind = "a number" if numbers else "an event"
            raise UsageError(f"{self.make.value} is made of {kind}, not of {self.of.value}", "", "see Measure")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose rows: a driver, a team or a make, by id."""

    kind: str  # "driver" | "team" | "make"
    id: str


def _backwards(since: RaceKey | dt.date | None, until: RaceKey | dt.date | None) -> bool:
    if isinstance(since, RaceKey) and isinstance(until, RaceKey):
        return since.series == until.series and (since.season, since.number) > (until.season, until.number)
    return isinstance(since, dt.date) and isinstance(until, dt.date) and since > until


@dataclass(frozen=True, slots=True)
class Scope:
    """Which starts count. Every field narrows; None does not. ``since`` and ``until`` are included.

    ``track`` takes an id, a name or a nickname; ``team`` an id or any of its names; ``teammate`` a driver who started
    the same race for the same team; ``last`` keeps the last n starts of what the rest leaves.
    """

    series: Series | None = None
    season: int | None = None
    track: str | None = None
    track_type: TrackType | None = None
    surface: str | None = None
    team: str | None = None
    make: str | None = None
    car: str | None = None
    since: RaceKey | dt.date | None = None
    until: RaceKey | dt.date | None = None
    month: int | None = None
    teammate: str | None = None
    last: int | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < 1:
            raise UsageError(f"last cannot be {self.last}", "it keeps the last n starts", "give 1 or more")
        if self.month is not None and not 1 <= self.month <= 12:
            raise UsageError(f"month cannot be {self.month}", "months are numbers", "give 1 to 12")
        if _backwards(self.since, self.until):
            raise UsageError(
                f"since {self.since} is after until {self.until}", "no race lies between", "change the two"
            )

    @classmethod
    def of(cls, **parts: Any) -> "Scope":
        """A scope from plain values: text is read as series, track type, race key or date.

        Raises:
            UsageError: no such part, or a value that cannot be meant.
        """
        names = {field.name for field in fields(cls)}
        read: dict[str, Any] = {}
        for name, value in parts.items():
            if name not in names:
                raise UsageError(
                    f"a scope has no part {name!r}",
                    "a scope is made of the parts below",
                    "use one of these",
                    sorted(names),
                )
            read[name] = None if value is None else _read(name, value)
        return cls(**read)

    def to_json(self) -> dict[str, Any]:
        """The parts that narrow, as plain values."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: _plain(value) for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Question:
    """Whose rows, what of them, which of them, asked from when (None: from the end of the book)."""

    subject: Subject
    measure: Measure
    scope: Scope = Scope()
    as_of: dt.date | RaceKey | None = None


class Answer(NamedTuple):
    """The value, the races that prove it, whether the book holds all that decides it, and why not."""

    value: int | float | str | None
    rows: tuple[str, ...]
    coverage: str  # "full" | "partial"
    reason: str | None = None


WANTED = {
    "track_type": ("it is a kind of track", f"use one of {', '.join(kind.value for kind in TrackType)}"),
    "season": ("it is a year", "for example 2025"),
    "month": ("it is a number from 1 to 12", "for example 7"),
    "last": ("it is a number of starts", "for example 10"),
}


def _read(name: str, value: Any) -> Any:
    try:
        if name == "series":
            return value if isinstance(value, Series) else Series.named(str(value))
        if name == "track_type":
            return TrackType(str(value))
        if name in ("since", "until"):
            return moment(value, end=name == "until")
        if name in ("season", "month", "last"):
            return int(value)
    except ValueError:
        raise UsageError(f"{name} cannot be {value!r}", *WANTED[name]) from None
    return str(value)


def moment(value: Any, end: bool, race: Callable[[str], RaceKey] = RaceKey.parse) -> RaceKey | dt.date:
    """A day, a year (its first day, or its last with ``end``) or a race, which ``race`` reads.

    Raises:
        UsageError: no such day, or what ``race`` says.
    """
    if isinstance(value, RaceKey):
        return value
    if isinstance(value, dt.date):
        return value
    text = str(value)
    if len(text) == 10 and text[4] == "-" and text[:4].isdigit():
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise UsageError(f"there is no day {text}", "a day is year-month-day", "for example 2015-02-22") from None
    if len(text) == 4 and text.isdigit():
        return dt.date(int(text), 12, 31) if end else dt.date(int(text), 1, 1)
    return race(text)


def _plain(value: Any) -> Any:
    if isinstance(value, RaceKey | dt.date):
        return str(value)
    return value.value if isinstance(value, StrEnum) else value

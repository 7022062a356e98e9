"""Which rule was in force for a race, and who says so?

A topic (``finish_points``, ``free_pass``) of a series is a ``Dated``: entries with the days they were in force, a
scope, a value and a citation. For one race the most specific entry wins: named race, then kind of track, then series.

========================  ==========================================================================================
checked when it loads     every day from the series' first season on is covered; no two entries of one scope overlap;
                          every entry cites a known source and says how sure it is
said in the data          ``absent``: there was no such rule; ``unknown``: there was one, and no source gives it
not checked               whether the value makes sense for its topic: each module reads its own values
========================  ==========================================================================================

Known limit: a year stands for 1 January to 31 December. A race without a date is given the rule only where one rule
holds for the whole of its season.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from stockcar.errors import BadFile, RuleMissing
from stockcar.racing import Race, Series

T = TypeVar("T")
U = TypeVar("U")

FIRST_SEASON = {Series.CUP: 1949, Series.XFINITY: 1982, Series.TRUCK: 1995}
_DAY = dt.timedelta(days=1)


class Confidence(StrEnum):
    """How a value is known. Anything ``unconfirmed`` is shown as such wherever it is shown."""

    CHECKED = "checked"  # recomputed against the official result rows
    SOURCED = "sourced"  # official text, wire or several agreeing sources
    SINGLE = "single"  # one secondary source
    UNCONFIRMED = "unconfirmed"  # recalled or uncertain; no source read


class State(StrEnum):
    """What an entry says about its days."""

    RULE = "rule"
    ABSENT = "absent"  # no such rule then
    UNKNOWN = "unknown"  # a rule there was; what it said is not known


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a value comes from. ``url`` is empty for a printed or computed source, ``read`` the day it was looked
    at."""

    id: str
    title: str
    url: str = ""
    read: dt.date | None = None

    def __str__(self) -> str:
        return f"{self.title} ({self.url})" if self.url else self.title


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One entry. ``value`` is None unless ``state`` is RULE; ``since`` and ``until`` are both included, None is
    open."""

    topic: str
    since: dt.date
    until: dt.date | None
    value: T | None
    cite: Cite
    confidence: Confidence
    note: str = ""
    state: State = State.RULE
    kind: str | None = None  # a TrackType value
    races: frozenset[str] = frozenset()  # race keys

    @property
    def scope(self) -> str:
        """``race``, ``kind`` or ``series``, the most specific first."""
        return "race" if self.races else "kind" if self.kind else "series"

    @property
    def given(self) -> T:
        """The value of an entry that has one.

        Raises:
            RuleMissing: there was no such rule.
        """
        if self.value is None:
            raise RuleMissing(f"there was no {self.topic} rule from {self.since} on", self.note, f"source: {self.cite}")
        return self.value

    def holds_on(self, day: dt.date) -> bool:
        """Was it in force that day?"""
        return self.since <= day and (self.until is None or day <= self.until)


class Dated(Generic[T]):
    """One topic of one series over time. Building it checks it.

    Raises:
        BadFile: a day that no entry covers, or two entries of one scope for one day; named with topic, series and days.
    """

    def __init__(self, topic: str, series: Series, entries: tuple[Rule[T], ...]) -> None:
        self.topic = topic
        self.series = series
        first = dt.date(FIRST_SEASON[series], 1, 1)
        self.entries = tuple(
            sorted((e for e in entries if e.until is None or e.until >= first), key=lambda entry: entry.since)
        )
        self._by_race: dict[str, Rule[T]] = {}
        self._by_kind: dict[str, list[Rule[T]]] = {}
        self._by_series: list[Rule[T]] = []
        for entry in self.entries:
            self._place(entry)
        self._require_cover(first)

    def on(self, race: Race) -> Rule[T]:
        """The entry in force for a race; its state says whether there was such a rule.

        Raises:
            RuleMissing: the race lies before the series began, the rule of that day is not known, or the race has no
            date
                and the rule changed in its season.
        """
        rule = self._find(race)
        if rule.state is State.UNKNOWN:
            raise RuleMissing(
                f"{self.topic} is not known for {race.key} ({_day(race)})",
                rule.note or f"no source gives it; the nearest is {rule.cite}",
                f"see the gap in data/{self.series}: a source for those years would fill it",
            )
        return rule

    def map(self, read: Callable[[T], U]) -> "Dated[U]":
        """The same entries with each value read by ``read``."""
        return Dated(
            self.topic,
            self.series,
            tuple(
                Rule(
                    e.topic, e.since, e.until, None if e.value is None else read(e.value), e.cite, e.confidence, e.note,
                    e.state, e.kind, e.races,
                )
                for e in self.entries
            ),
        )  # fmt: skip

    def _find(self, race: Race) -> Rule[T]:
        named = self._by_race.get(str(race.key)) if self._by_race else None
        if named is not None:
            return named
        if race.date is not None:
            return self._on_day(race, race.date)
        start, end = (self._on_day(race, dt.date(race.key.season, *day)) for day in ((1, 1), (12, 31)))
        if start is not end:
            raise RuleMissing(
                f"{self.topic} changed during {race.key.season} and {race.key} has no date",
                f"it was changed on {end.since}",
                "give the race a date, or ask for a race that has one",
            )
        return start

    def _on_day(self, race: Race, day: dt.date) -> Rule[T]:
        for entry in self._by_kind.get(race.track_type.value, ()):
            if entry.holds_on(day):
                return entry
        for entry in reversed(self._by_series):
            if entry.since <= day and (entry.until is None or day <= entry.until):
                return entry
        raise RuleMissing(
            f"no {self.topic} rule for {race.key} ({day})",
            f"the {self.series} series is covered from {FIRST_SEASON[self.series]} on",
            f"ask for a {self.series} race of {FIRST_SEASON[self.series]} or later",
        )

    def _place(self, entry: Rule[T]) -> None:
        for key in entry.races:
            if key in self._by_race:
                raise self._clash(self._by_race[key], entry, f"the race {key}")
            self._by_race[key] = entry
        if entry.races:
            return
        same = self._by_series if entry.kind is None else self._by_kind.setdefault(entry.kind, [])
        if same and (same[-1].until is None or same[-1].until >= entry.since):
            raise self._clash(same[-1], entry, f"{entry.since}")
        same.append(entry)

    def _clash(self, first: Rule[T], second: Rule[T], where: str) -> BadFile:
        return BadFile(
            f"{self.topic} of {self.series} has two rules for {where}",
            f"{_span(first)} ({first.cite.id}) and {_span(second)} ({second.cite.id}) have the same scope",
            "end the first the day before the second begins, or narrow one to a kind of track or to named races",
        )

    def _require_cover(self, first: dt.date) -> None:
        day = first
        for entry in self._by_series:
            if entry.since > day:
                raise self._gap(day, entry.since - _DAY)
            if entry.until is None:
                return
            day = entry.until + _DAY
        raise self._gap(day, None)

    def _gap(self, since: dt.date, until: dt.date | None) -> BadFile:
        return BadFile(
            f"{self.topic} of {self.series} has no rule from {since} {f'to {until}' if until else 'on'}",
            "every day since the series began must be covered",
            "add an entry, or say absent = true (no such rule) or unknown = true (no source)",
        )


def _span(rule: Rule[T]) -> str:
    return f"{rule.since} to {rule.until or 'now'}"


def _day(race: Race) -> str:
    return str(race.date or race.key.season)

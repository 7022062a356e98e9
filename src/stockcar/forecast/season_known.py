"""What was known of a season after one of its races: results so far, who could be penalised or excused by then?

``Known`` holds the schedule, the results up to the race and the rulebook with only those single facts that had
happened: a penalty counts from its race on, a waiver once its driver has missed a race, a place given up or added once
the regular season is over. Later results are never read.

Known limits: the schedule is the one that was run, with its real distances (of a season under way what the record does
not hold yet comes from a file, ``season_schedule``); a penalty of a race counts at once, though some were given or
changed weeks later; a waiver counts from the race that was missed.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stockcar.errors import NotFound, NotInBook, UsageError
from stockcar.forecast.season_schedule import ToCome, races_to_come, unnamed
from stockcar.racing import Finish, Race, RaceKey, Series
from stockcar.record.book import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.season import SeasonScores
from stockcar.rulebook.whatif import season_under

START = "start"  # before the first race


@dataclass(frozen=True)
class Known:
    """A season as it stood after race ``after`` (0: before the first), on the morning of ``day``."""

    book: RecordBook
    rulebook: Rulebook
    series: Series
    season: int
    after: int
    day: dt.date  # nothing of this day or later is known
    schedule: tuple[Race, ...]
    results: tuple[tuple[Race, tuple[Finish, ...]], ...]
    recorded: bool = True  # score by the points as recorded; False: by the rules alone
    assumed: tuple[str, ...] = ()  # of races to come that the book does not hold

    @property
    def length(self) -> int:
        """How many races the season has."""
        return len(self.schedule)

    @property
    def to_come(self) -> tuple[Race, ...]:
        """The races not yet run."""
        return tuple(race for race in self.schedule if race.key.number > self.after)

    @property
    def title_rule(self) -> Mapping[str, Any]:
        """The value of the championship's rule."""
        value: Mapping[str, Any] = self.rulebook.on(self.schedule[0]).rule("championship").given
        return value

    def scores(self) -> SeasonScores:
        """The season so far, by the points as recorded where they are to be used.

        Raises:
            UsageError: no race has been run yet.
        """
        return SeasonScores.of(self.rulebook, self.results, recorded=self.recorded)


def known_earlier(known: Known, number: int) -> Known:
    """The same season as it stood after an earlier race, without reading the book again.

    Raises:
        UsageError: not an earlier race.
    """
    if not 0 <= number <= known.after:
        raise UsageError(f"race {number}", f"the season is known after race {known.after}", "choose an earlier race")
    results = tuple(result for result in known.results if result[0].key.number <= number)
    return replace(
        known,
        rulebook=facts_known(Rulebook.load(), results, known.schedule, number),
        after=number,
        day=_day(known.book, known.schedule, number),
        results=results,
    )


def known_under(known: Known, rules: int | Path) -> Known:
    """The same season, to be scored by the rules of another year or of a file; the races to come stay what they are.

    Raises:
        BadFile: not a file of rules. RuleMissing: the points of that year cannot be computed.
    """
    if rules == known.season:
        return known
    length = known.length
    rulebook, schedule = season_under(known.rulebook, [(race, ()) for race in known.schedule], rules, length)
    results = season_under(known.rulebook, known.results, rules, length)[1] if known.results else []
    return replace(
        known,
        rulebook=rulebook,
        season=schedule[0][0].key.season,
        schedule=tuple(race for race, _ in schedule),
        results=tuple((race, tuple(finishes)) for race, finishes in results),
        recorded=False,
    )


def known_after(
    book: RecordBook, series: Series, season: int, after: str | None = None, schedule: Path | None = None
) -> Known:
    """The season as it stood after a race (a key or a name; ``start``; None: the last race that the book holds).

    ``schedule`` is a file with the races that the book does not hold yet (``season_schedule``).

    Raises:
        NotFound: no such season or race. UsageError: a race of another season. NotInBook: results are not held, or
            the season is under way and no schedule was given. BadFile: no schedule of the rest of it.
    """
    held = _held(book, series, season)
    return _known(book, held, races_to_come(book, held, schedule), after)


def known_standing(book: RecordBook, series: Series, season: int, after: str | None = None) -> Known:
    """As ``known_after``; races to come that neither book nor timetable names are only counted, where they are missing.

    Enough for what is certain by arithmetic: a race pays what the rules of its year say. Not enough for a forecast.
    """
    held = _held(book, series, season)
    try:
        ahead = races_to_come(book, held)
    except NotInBook:
        ahead = unnamed(held)
    return _known(book, held, ahead, after)


def _held(book: RecordBook, series: Series, season: int) -> tuple[Race, ...]:
    """The races of a season that the book has (NotFound: none)."""
    races = book.races
    numbers = sorted(
        int(races.number[at]) for at, key in enumerate(races.keys) if str(key).startswith(f"{series.value}-{season}-")
    )
    if not numbers:
        raise NotFound(f"no {series.value} season {season}", "the book has no race of it", "stockcar book status")
    return tuple(book.race(RaceKey(series, season, number)) for number in numbers)


def _known(book: RecordBook, held: tuple[Race, ...], ahead: ToCome, after: str | None) -> Known:
    number = _number(book, held, after)
    every = (*held, *ahead.races)
    results = tuple((race, book.finishes(race.key)) for race in held if race.key.number <= number)
    return Known(
        book=book,
        rulebook=facts_known(Rulebook.load(), results, every, number),
        series=held[0].key.series,
        season=held[0].key.season,
        after=number,
        day=_day(book, held, number),
        schedule=every,
        results=results,
        assumed=ahead.assumed,
    )


def _number(book: RecordBook, schedule: tuple[Race, ...], after: str | None) -> int:
    if after is None:
        seen = [r.key.number for r in schedule if book.visible is None or book.visible[book.races.at(r.key)]]
        return max(seen, default=0)
    if after.strip().lower() in (START, "0"):
        return 0
    key = book.key(after)
    if key not in {race.key for race in schedule}:
        first = schedule[0].key
        raise UsageError(
            f"{key} is no race of {first.series.value} {first.season}", "", f"races {first} to {schedule[-1].key}"
        )
    return key.number


def _day(book: RecordBook, schedule: tuple[Race, ...], number: int) -> dt.date:
    """The day after the last race run; before the season, the day of its first race."""
    if number == 0:
        return dt.date.fromordinal(int(book.races.taken[book.races.at(schedule[0].key)]))
    at = book.races.at(next(race.key for race in schedule if race.key.number == number))
    return dt.date.fromordinal(int(book.races.taken[at]) + 1)


def facts_known(
    rulebook: Rulebook,
    results: tuple[tuple[Race, tuple[Finish, ...]], ...],
    schedule: tuple[Race, ...],
    after: int,
) -> Rulebook:
    """The rulebook with only the facts of this season that had happened by then."""
    series, season = schedule[0].key.series, schedule[0].key.season
    regular = int(rulebook.on(schedule[0]).rule("championship").given.get("regular", len(schedule)))
    absent = _absent(results)

    def happened(table: str, fact: Fact) -> bool:
        if "race" in fact.values:
            key = RaceKey.parse(fact["race"])
            return key.season != season or key.number <= after
        if fact.values.get("season") != season:
            return True
        if table == "waivers":
            return fact.driver in absent
        if table == "declarations":
            return bool(fact["from_race"] <= after)
        return after >= regular  # withdrawn, added

    facts = {
        (of, table): tuple(row for row in rows if of is not series or happened(table, row))
        for (of, table), rows in rulebook.facts.items()
    }
    return Rulebook(rulebook.topics, facts, rulebook.sources)


def _absent(results: tuple[tuple[Race, tuple[Finish, ...]], ...]) -> set[str]:
    """Drivers who have raced and have missed a race."""
    started = [{finish.driver_id for finish in finishes} for _, finishes in results]
    everyone: set[str] = set().union(*started)
    return {driver for driver in everyone if any(driver not in race for race in started)}

"""What goes with a season when it is scored by the rules of another year, and what has to be left out?

=========================  =============================================================================================
of the season              under other rules
=========================  =============================================================================================
rules of a named race      go with it where the other year has such a rule: the third stage of a 600 pays as its stages
Duels, third stages        results: paid as the other year pays them
waivers, declarations,     go with it
wins that did not count
penalties                  go with it where the places pay the same in both years; else left out, and said
a driver added by ruling   goes with it where the playoffs have the same rule; else left out, and said
title finalists            never: they are those of the other rules
=========================  =============================================================================================

Known limit: whether two years have the same scale is asked of the table of finish points alone, so that a season of
2025 under 2026, whose win alone pays more, leaves its penalties out.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from stockcar.racing import RaceKey, Series
from stockcar.rulebook.dated import Dated, Rule
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.rules import Rulebook

ALWAYS: Final = (
    "waivers", "withdrawn", "declarations", "encumbered", "classes", "combined", "duels", "third_stage",
)  # fmt: skip
SAME: Final[Mapping[str, str]] = {"penalties": "finish_points", "added": "championship"}  # table -> its rule
FINALISTS: Final = "finalists"


def topic_of(topic: Dated[Any], key: RaceKey, year: int, own: Rule[Any] | None = None) -> Dated[Any]:
    """A topic as the season of ``key`` takes it under the rules of ``year``; ``own`` stands for what that year says."""
    general = (own,) if own is not None else tuple(entry for entry in topic.entries if not entry.races)
    named = (_of_year(entry, key, year) for entry in topic.entries) if _value(general, year) is not None else ()
    return Dated(topic.topic, topic.series, (*general, *(entry for entry in named if entry.races)))


def facts_under(book: Rulebook, key: RaceKey, year: int) -> dict[tuple[Series, str], tuple[Fact, ...]]:
    """The facts of the season of ``key`` that count under the rules of ``year``, as facts of that year."""
    return {
        at: tuple(carried(rows, key, year))
        for at, rows in book.facts.items()
        if at[0] is key.series and at[1] != FINALISTS and _counts(book, key, year, at[1])
    }


def carried(rows: Sequence[Fact], key: RaceKey, year: int) -> Iterator[Fact]:
    """The rows of the season of ``key`` as rows of ``year``."""
    for fact in rows:
        values = dict(fact.values)
        if values.get("season") == key.season:
            yield replace(fact, values={**values, "season": year})
        elif "race" in values and values["race"].startswith(_season(key)):
            yield replace(fact, values={**values, "race": _moved(values["race"], year)})


def left_out(book: Rulebook, key: RaceKey, year: int) -> tuple[str, ...]:
    """What of the season of ``key`` does not count under the rules of ``year``, a sentence each; empty: nothing."""
    missed = {
        table: list(carried(book.facts.get((key.series, table), ()), key, year))
        for table in SAME
        if not _counts(book, key, year, table)
    }
    said = []
    docked = [fact for fact in missed.get("penalties", ()) if fact["against"] != "owner"]
    if docked:
        number = "1 penalty" if len(docked) == 1 else f"{len(docked)} penalties"
        said.append(f"{number} of {key.season} left out: places paid other points than in {year}")
    added = (f"{fact['driver']}, added to the playoffs of {key.season} by ruling" for fact in missed.get("added", ()))
    return (*said, *(f"{each}, left out: other playoffs" for each in added))


def _counts(book: Rulebook, key: RaceKey, year: int, table: str) -> bool:
    if year == key.season or table in ALWAYS:
        return True
    if table not in SAME:
        return False
    entries = book.topic(key.series, SAME[table]).entries
    return bool(_value(entries, year) == _value(entries, key.season))


def _value(entries: Sequence[Rule[Any]], year: int) -> Any:
    """What the rule for all races says at the end of a year."""
    day = dt.date(year, 12, 31)
    return next((e.value for e in entries if not e.races and e.kind is None and e.holds_on(day)), None)


def _of_year(entry: Rule[Any], key: RaceKey, year: int) -> Rule[Any]:
    """An entry for named races, for those of the season alone, named as races of ``year``."""
    ours = (race for race in entry.races if race.startswith(_season(key)))
    return replace(entry, races=frozenset(_moved(race, year) for race in ours))


def _season(key: RaceKey) -> str:
    return f"{key.series.value}-{key.season}-"


def _moved(race: str, year: int) -> str:
    of = RaceKey.parse(race)
    return str(RaceKey(of.series, year, of.number))

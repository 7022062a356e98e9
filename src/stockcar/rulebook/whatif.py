"""Who would have been champion under the rules of another year, or under rules of one's own?

=========================  ==========================  =======================================================
rule                       years                       state
=========================  ==========================  =======================================================
the year's own rules       all that can be computed    as ``championship``, with every fact of the season
points, stages, resets,    any season under the        implemented
field and rounds           rules of any year
rules of one's own         --                          implemented: ``ownrules``
playoffs in a season of    --                          they keep their number of races, at the season's end
another length
who may be in              waivers, places given up,   carried over from the season; wins that did not count, too
                           declarations
penalties, Duels           none                        left out: they were points of their year's scale
=========================  ==========================  =======================================================

Known limits: the results stay what they were, though drivers would have raced otherwise; races before 2017 have no
stages, so rules with stages pay none there; before 2014 nobody needed a waiver, so rules that ask for one keep out
whoever missed a race; a season with no more races than the playoffs has no champion under them.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stockcar.errors import UsageError
from stockcar.racing import Race, RaceKey, Series
from stockcar.rulebook.championship import Championship, championship
from stockcar.rulebook.dated import Dated
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.ownrules import load_own_rules
from stockcar.rulebook.rules import Rulebook
from stockcar.rulebook.season import RaceResult, SeasonScores

# Races of a Chase of nobody's elimination: of a cup season of 36, a second-series season of 33, a truck season of 25.
CHASE_RACES: Mapping[Series, int] = {Series.CUP: 10, Series.XFINITY: 9, Series.TRUCK: 7}
CARRIED = ("waivers", "withdrawn", "declarations", "encumbered", "classes", "combined")


def under_rules(
    book: Rulebook, results: Sequence[RaceResult], rules: int | Path, length: int | None = None
) -> Championship:
    """The championship of a season, its results as they were, under the rules of a year or of a file.

    ``length``: races of the whole season, where ``results`` are not all of them: then as far as it has come.

    Raises:
        UsageError: no race was given.
        BadFile: not a file of rules.
        RuleMissing: the points of that year cannot be computed from results (before 1968, 1974), the series did not
            exist, or the rulebook does not reach that year.
    """
    other, moved = season_under(book, results, rules, length)
    return championship(SeasonScores.of(other, moved), length or len(results))


def season_under(
    book: Rulebook, results: Sequence[RaceResult], rules: int | Path, length: int | None = None
) -> tuple[Rulebook, list[RaceResult]]:
    """The rulebook and the races as they have to be scored: with the year's own rules, as they are.

    ``length`` and errors as in ``under_rules``.
    """
    if not results:
        raise UsageError("no race was given", "", "give the races of one season")
    key = results[0][0].key
    if rules == key.season:
        return book, list(results)
    own = load_own_rules(rules, book, key.series) if isinstance(rules, Path) else None
    year = own.based_on if own is not None else int(str(rules))
    book.require_season(key.series, year)
    topics = _general(book)
    for name, entry in (own.entries if own is not None else {}).items():
        topics[key.series, name] = Dated(name, key.series, (entry,))
    at, races = (key.series, "championship"), length or len(results)
    topics[at] = topics[at].map(lambda value: fitted_to(value, key.series, races))
    facts = {at: tuple(_carried(rows, key, year)) for at, rows in book.facts.items() if at[1] in CARRIED}
    moved = [(_moved(race, year), finishes) for race, finishes in results]
    return Rulebook(topics, facts, book.sources), moved


def fitted_to(value: Any, series: Series, races: int) -> Any:
    """The championship's rule for a season of so many races: the playoffs keep their length, where there is room."""
    if "regular" not in value:
        return value
    last = sum(value["rounds"]) if "rounds" in value else CHASE_RACES[series]
    return {**value, "regular": races - last} if races > last else value


def _general(book: Rulebook) -> dict[tuple[Series, str], Dated[Any]]:
    """The rules without those of named races."""
    return {
        at: Dated(at[1], at[0], tuple(e for e in topic.entries if not e.races)) for at, topic in book.topics.items()
    }


def _carried(rows: Sequence[Fact], key: RaceKey, year: int) -> Iterator[Fact]:
    """The facts of the season as facts of the year."""
    for fact in rows:
        values = dict(fact.values)
        if values.get("season") == key.season:
            yield replace(fact, values={**values, "season": year})
        elif "race" in values and values["race"].startswith(f"{key.series.value}-{key.season}-"):
            of = RaceKey.parse(values["race"])
            yield replace(fact, values={**values, "race": str(RaceKey(key.series, year, of.number))})


def _moved(race: Race, year: int) -> Race:
    """The race as if it were run at the end of ``year``; its number and everything else stay."""
    return replace(race, key=RaceKey(race.key.series, year, race.key.number), date=dt.date(year, 12, 31))

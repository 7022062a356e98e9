"""Who would have been champion under the rules of another year, or under rules of one's own?

=========================  ==========================  =======================================================
rule                       years                       state
=========================  ==========================  =======================================================
the year's own rules       all that can be computed    as ``championship``, with every fact of the season
points, stages, resets,    any season under the        implemented
field and rounds           rules of any year
rules of one's own         --                          implemented: ``ownrules``; what they do not say is as in the year
                                                       they are based on: with that of the season nothing is left out
playoffs in a season of    --                          they keep their number of races, at the season's end
another length
title finalists            --                          those of the other rules, who score as that year has it
penalties, waivers, ...    --                          ``carried``: what goes with the season and what is left out
=========================  ==========================  =======================================================

Known limits: the results stay what they were, though drivers would have raced otherwise; races before 2017 have no
stages, so rules with stages pay none there; before 2014 nobody needed a waiver, so rules that ask for one keep out
whoever missed a race; a season with no more races than the playoffs has no champion under them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from stockcar.errors import UsageError
from stockcar.racing import Race, RaceKey, Series
from stockcar.rulebook.carried import FINALISTS, facts_under, topic_of
from stockcar.rulebook.championship import Championship, Round, championship
from stockcar.rulebook.dated import Confidence
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.ownrules import load_own_rules
from stockcar.rulebook.rules import Rulebook
from stockcar.rulebook.season import RaceResult, SeasonScores

# Races of a Chase of nobody's elimination: of a cup season of 36, a second-series season of 33, a truck season of 25.
CHASE_RACES: Mapping[Series, int] = {Series.CUP: 10, Series.XFINITY: 9, Series.TRUCK: 7}


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
    made = championship(SeasonScores.of(other, moved), length or len(results))
    if other is book or not made.rounds or made.rounds[-1].name != "final":
        return made
    known = _with_finalists(other, moved[0][0].key, made.rounds[-1])
    return championship(SeasonScores.of(known, moved), length or len(results))


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
    said = own.entries if own is not None else {}
    topics = dict(book.topics) | {
        at: topic_of(topic, key, year, said.get(at[1])) for at, topic in book.topics.items() if at[0] is key.series
    }
    at, races = (key.series, "championship"), length or len(results)
    if year != key.season or at[1] in said:
        topics[at] = topics[at].map(lambda value: fitted_to(value, key.series, races))
    moved = [(_moved(race, year), finishes) for race, finishes in results]
    return Rulebook(topics, facts_under(book, key, year), book.sources), moved


def fitted_to(value: Any, series: Series, races: int) -> Any:
    """The championship's rule for a season of so many races: the playoffs keep their length, where there is room."""
    if "regular" not in value:
        return value
    last = sum(value["rounds"]) if "rounds" in value else CHASE_RACES[series]
    return {**value, "regular": races - last} if races > last else value


def _with_finalists(book: Rulebook, key: RaceKey, final: Round) -> Rulebook:
    """The rulebook that knows who was in the last round: its rule may have them score otherwise than the others."""
    cite = book.topic(key.series, "finalists_score").entries[-1].cite
    rows = tuple(
        Fact({"race": str(RaceKey(key.series, key.season, n)), "drivers": tuple(final.start)}, cite, Confidence.CHECKED)
        for n in range(final.first_race, final.last_race + 1)
    )
    return Rulebook(book.topics, {**book.facts, (key.series, FINALISTS): rows}, book.sources)


def _moved(race: Race, year: int) -> Race:
    """The race as if it were run at the end of ``year``; its number and everything else stay, in its year its day."""
    if year == race.key.season:
        return race
    return replace(race, key=RaceKey(race.key.series, year, race.key.number), date=dt.date(year, 12, 31))

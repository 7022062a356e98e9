"""Who would have been champion under the rules of another year?

=========================  ==========================  =======================================================
rule                       years                       state
=========================  ==========================  =======================================================
points, stages, resets,    any season under the        implemented
field and rounds           rules of any year
facts of single races      none                        left out: no penalties, waivers, Duels, finalists
=========================  ==========================  =======================================================

Known limits: the results stay what they were, though drivers would have raced otherwise; a season of another length
keeps the regular season of the rules, so that the playoffs are longer or shorter; races before 2017 have no stages.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from stockcar.errors import UsageError
from stockcar.racing import Race, RaceKey
from stockcar.rulebook.championship import Championship, championship
from stockcar.rulebook.dated import FIRST_SEASON, Dated
from stockcar.rulebook.rules import Rulebook
from stockcar.rulebook.season import RaceResult, SeasonScores


def under_rules_of(book: Rulebook, results: Sequence[RaceResult], year: int) -> Championship:
    """The championship of a season, its results as they were, under the rules at the end of ``year``.

    Raises:
        UsageError: no race was given.
        RuleMissing: the points of that year cannot be computed from results (before 1968, 1974), or the series did not
            exist.
    """
    if not results:
        raise UsageError("no race was given", "", "give the races of one season")
    general = Rulebook(
        {at: Dated(at[1], at[0], tuple(e for e in topic.entries if not e.races)) for at, topic in book.topics.items()},
        {},
        book.sources,
    )
    moved = [(_moved(race, year), finishes) for race, finishes in results]
    return championship(SeasonScores.of(general, moved))


def _moved(race: Race, year: int) -> Race:
    """The race as if it were run at the end of ``year``; its number and everything else stay."""
    if year < FIRST_SEASON[race.key.series]:
        return replace(race, date=dt.date(year, 12, 31))  # no rule then: the look-up says so
    return replace(race, key=RaceKey(race.key.series, year, race.key.number), date=dt.date(year, 12, 31))

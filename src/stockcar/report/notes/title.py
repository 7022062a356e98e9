"""Who is champion after the last race of a season, and what do the rules make of the recorded points?

The champion is the record's; the points are told only where the rules of the season, played over its results, come out
at the same champion.

Known limits: penalties that no source here tells of are not in the points, so that the official ones can differ. Where
the points of a season are not computed (the purse scales of 1949-1951, the scale of 1974), or the book does not hold
the whole season, the champion stands without points. That a title was settled before the last race is not said.
"""

from collections.abc import Iterator
from typing import Any, cast

from stockcar.errors import NotInBook, RuleMissing
from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.ledger import Answer
from stockcar.report.prose import stop


def champion(facts: RaceFacts) -> Iterator[Note]:
    """The season's champion, after its last race."""
    race = facts.race
    held = facts.ledger.champions.get((race.series, race.season))
    if held is None or not facts.ledger.is_finale(race):
        return
    who, name = held
    query = f"select driver from champions where series = '{race.series}' and season = {race.season}"
    text = f"{name} is the {race.season} {facts.series} champion.{_sums(facts, who)}"
    yield note("champion", name, text, Answer(name, tuple(r.key for r in facts.ledger.season_of(race)), query))


def _sums(facts: RaceFacts, who: str) -> str:
    """What the rules make of the recorded points, for the champion and the second; empty where they make nothing."""
    from stockcar.rulebook.championship import championship

    scores = season_scores(facts)
    try:
        made = championship(scores, facts.race.number) if scores is not None else None
    except RuleMissing:
        return ""
    if made is None or made.champion != who or len(made.table) < 2:
        return ""
    first, second = made.table[:2]
    name, rival = (facts.ledger.names.get(place.driver_id, place.driver_id) for place in (first, second))
    come = f" The recorded points, by the rules of {facts.race.season}, come to {first.points:,g} for"
    if first.points != second.points:
        return stop(f"{come} {name} and {second.points:,g} for {rival}")
    why = second.tie.split("; ")[-1]
    behind = f"who has {why}" if why.startswith("fewer") else f"who stands behind by the tie rule: {why}"
    return stop(f"{come} both {name} and {rival}, {behind}")


def season_scores(facts: RaceFacts) -> Any:
    """The season as the rulebook scores it, up to and with this race; None where the open book lacks a race of it."""
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.season import SeasonScores

    race, book = facts.race, cast(Any, facts.ledger.book)
    if not hasattr(book, "season_results"):
        return None
    try:
        return SeasonScores.of(Rulebook.load(), book.season_results(book.key(race.key)), recorded=True)
    except (RuleMissing, NotInBook):
        return None


DETECTORS = (champion,)

"""Who is champion after the last race of a season, and by how much?

The champion is the record's; by how much is told only where the rules of the season, played over its results, come out
at the same champion.

Known limits: the points of 1949-1951 and 1974 are not computed, so the champion of those seasons stands without a
margin, as he does in a book that does not hold the whole season. That the title was settled before the last race is
not said.
"""

from collections.abc import Iterator
from typing import Any, cast

from stockcar.errors import NotInBook, RuleMissing
from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.ledger import Answer
from stockcar.report.prose import cardinal, stop


def champion(facts: RaceFacts) -> Iterator[Note]:
    """The season's champion, after its last race."""
    race = facts.race
    season = [r for r in facts.ledger.races if (r.series, r.season) == (race.series, race.season)]
    held = facts.ledger.champions.get((race.series, race.season))
    if held is None or season[-1].key != race.key:
        return
    who, name = held
    query = f"select driver from champions where series = '{race.series}' and season = {race.season}"
    text = f"{name} is the {race.season} {facts.series} champion{_by(facts, who)}"
    yield note("champion", name, stop(text), Answer(name, tuple(r.key for r in season), query))


def _by(facts: RaceFacts, who: str) -> str:
    """ " with 4,078 points, 10 more than Bill Elliott"; empty where the rules do not give it."""
    from stockcar.rulebook.championship import championship

    scores = season_scores(facts)
    try:
        made = championship(scores, facts.race.number) if scores is not None else None
    except RuleMissing:
        return ""
    if made is None or made.champion != who or len(made.table) < 2:
        return ""
    first, second = made.table[:2]
    rival = facts.ledger.names.get(second.driver_id, second.driver_id)
    if first.points == second.points:
        why = second.tie.split("; ")[-1]
        behind = f"who has {why}" if why.startswith("fewer") else f"by the tie rule: {why}"
        return f" with the same {first.points:,g} points as {rival}, {behind}"
    more = first.points - second.points
    by = cardinal(int(more)) if more == int(more) else f"{more:g}"
    return f" with {first.points:,g} points, {by} more than {rival}"


def season_scores(facts: RaceFacts) -> Any:
    """The season as the rulebook scores it, up to and with this race; None where the open book lacks a race of it."""
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.season import SeasonScores

    race, book = facts.race, cast(Any, facts.ledger.book)
    if not hasattr(book, "finishes"):
        return None
    upto = [
        r.key
        for r in facts.ledger.races
        if (r.series, r.season) == (race.series, race.season) and r.number <= race.number
    ]
    try:
        results = [(book.race(book.key(key)), book.finishes(key)) for key in upto]
        return SeasonScores.of(Rulebook.load(), results, recorded=True)
    except (RuleMissing, NotInBook):
        return None


DETECTORS = (champion,)

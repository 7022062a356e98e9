"""What was taken from whom by a penalty, and is it in the points that the record has for the race?

A row of ``penalties`` in the facts is dated to a race and says by ``in_row`` whether the recorded points of that race
are those after it. Standings and titles take off the others (``season``).

=========================  ==========================  ===============================================================
rule                       years                       state
=========================  ==========================  ===============================================================
cited penalties            all                         implemented, with what was docked and why
inferred penalties         2000-25                     implemented: racing-reference has fewer points than the result
                                                       file, which has those of the rule; the reason is not known
penalties of owners        2011-                       those with a source of their own only
=========================  ==========================  ===============================================================

Known limit: a penalty that no row holds is not known; no season is claimed to be complete.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stockcar.racing import RaceKey
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.points import Part, Scored

if TYPE_CHECKING:
    from stockcar.rulebook.rules import Rulebook, Rules


def penalties_of(rules: "Rules", driver_id: str, in_row: bool) -> tuple[Fact, ...]:
    """A driver's penalties of a race: those in its recorded points, or those that only the standings show."""
    return tuple(f for f in rules.facts("penalties") if f.driver == driver_id and bool(f["in_row"]) is in_row)


def with_penalties(rules: "Rules", scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """The points of each car less what was taken in its row, each penalty as a part of its own."""
    return tuple(_less(line, penalties_of(rules, line.driver_id, in_row=True)) for line in scored)


def _less(line: Scored, facts: tuple[Fact, ...]) -> Scored:
    taken = tuple(
        Part(f"penalty, {fact.note}; taken in this row", fact["points"], fact.cite, fact.confidence) for fact in facts
    )
    return line._replace(points=line.points + sum(part.points for part in taken), parts=(*line.parts, *taken))


def penalties_against(book: "Rulebook", races: Iterable[RaceKey], of: str) -> list[Fact]:
    """The penalties of those races against a ``driver`` or an ``owner``, by race."""
    facts = [
        fact for key in races for fact in book.facts.get((key.series, "penalties"), ()) if fact["race"] == str(key)
    ]
    return [fact for fact in facts if fact["against"] in ("both", of)]


def taken_after(book: "Rulebook", races: Iterable[RaceKey]) -> dict[str, int]:
    """Points by driver, negative ones, that penalties of those races took and no recorded points show."""
    taken: dict[str, int] = {}
    for fact in penalties_against(book, races, "driver"):
        if not fact["in_row"]:
            taken[fact.driver] = taken.get(fact.driver, 0) + fact["points"]
    return taken

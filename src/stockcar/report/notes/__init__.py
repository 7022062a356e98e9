"""The notes of a race, the rarest first.

Every note comes from one detector, with the query that gives its number. A detector whose question the open book
cannot decide says nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any

from stockcar.report.facts import Note, RaceFacts
from stockcar.report.ledger import ledger_of
from stockcar.report.notes import beyond, disqualified, expected, field, inaugural, teams, title, winner

TRIVIAL = 0.9  # what nine races in ten have is no note

_SAYS_MORE = {  # by kind: the kinds that say the same and more, of the same driver
    "favourite_out": ("most_led_no_win",),
    "nth_win": ("passed_in_wins", "level_in_wins"),
    "stage_winner": ("stages_not_race",),
}

Detector = Callable[[RaceFacts], Iterator[Note]]
DETECTORS: tuple[Detector, ...] = (
    *winner.DETECTORS,
    *field.DETECTORS,
    *disqualified.DETECTORS,
    *inaugural.DETECTORS,
    *teams.DETECTORS,
    *beyond.DETECTORS,
    *title.DETECTORS,
)


def race_facts(book: Any, key: Any) -> RaceFacts:
    """A race with its rows and what led up to it.

    Raises:
        NotInBook: the index has no such race.
    """
    ledger = ledger_of(book)
    race = ledger.require_race(str(key))
    relief = getattr(ledger.book, "relief", None)
    return RaceFacts(ledger, race, ledger.race(race.key), dict(relief(key)) if relief else {})


def race_notes(book: Any, key: Any, rules: Any = None, forecast: Any = None) -> list[Note]:
    """What is remarkable about a race, the rarest first; empty where the open book has no result of it.

    ``rules`` (those in force that day) adds what the win was worth, ``forecast`` what was expected of the winner; such
    notes are not of the record, have no rarity, and come last.
    """
    facts = race_facts(book, key)
    if not facts.rows or not any(row.finish == 1 for row in facts.rows):
        return []
    found = [note for detector in DETECTORS for note in detector(facts)]
    found += [*expected.worth(facts, rules), *expected.playoff_place(facts, rules), *expected.chance(facts, forecast)]
    so_of_all = inaugural.SO_OF_ALL if inaugural.is_inaugural(facts) else frozenset()
    kept = [n for n in found if n.kind not in so_of_all and (n.rarity is None or n.rarity < TRIVIAL)]
    return sorted(_once(kept), key=lambda note: (note.rarity is None, note.rarity or 0.0, -note.strength, note.text))


def _once(found: list[Note]) -> Iterator[Note]:
    """Without what another note of the same driver says as well."""
    said = {(note.kind, note.subject) for note in found}
    for note in found:
        if not any((kind, note.subject) in said for kind in _SAYS_MORE.get(note.kind, ())):
            yield note

"""What the win was worth by the rules, and how likely it was held to be.

Known limits: these notes rest on the rulebook and on a forecast, not on rows, and so carry no query and no rarity.
"""

from collections.abc import Iterator
from typing import Any

from stockcar.errors import RuleMissing
from stockcar.report.facts import Note, RaceFacts
from stockcar.report.prose import listed, ordinal

PURSE_SCALE_UNTIL = 1967


def worth(facts: RaceFacts, rules: Any) -> Iterator[Note]:
    """The winner's points by the rules in force, part by part."""
    if rules is None or not hasattr(facts.ledger.book, "finishes"):
        return
    winner = facts.winner
    finishes = facts.ledger.book.finishes(facts.race.key)
    # To 1967 the scale followed the purse; what the win paid as recorded is its only trace.
    paid = finishes[0].points if facts.race.season <= PURSE_SCALE_UNTIL else None
    try:
        scores = rules.points(finishes, paid)
    except RuleMissing:  # 1949-51, 1974, and races whose winner's points are not recorded
        return
    for scored in scores:
        if scored.car == winner.car and scored.driver_id == winner.driver_id and scored.points:
            parts = listed([f"{part.what} {part.points:g}" for part in scored.parts])
            text = f"{winner.driver} scored {scored.points:g} points: {parts}."
            yield Note(text, "points", winner.driver, scored.points, None, (facts.race.key,), "")


def chance(facts: RaceFacts, forecast: Any) -> Iterator[Note]:
    """What the forecast had said of the winner."""
    document = forecast.to_json() if hasattr(forecast, "to_json") else forecast
    winner = facts.winner
    for entry in (document or {}).get("entries", ()):
        if entry["car"] == winner.car and entry["driver"] == winner.driver:
            text = (
                f"The forecast ({document['mode']}) gave {winner.driver} {100 * entry['win']:.1f} percent to win,"
                f" {ordinal(entry['rank'])} in the field."
            )
            yield Note(text, "forecast", winner.driver, entry["win"], None, (facts.race.key,), "")

"""What the rules were, on a date, with who says so; and what a result was worth under them. Knows racing only."""

from stockcar.rulebook.dated import Cite, Confidence, Dated, Rule, State
from stockcar.rulebook.facts import Fact, driver_id
from stockcar.rulebook.points import Part, Scored
from stockcar.rulebook.rules import Rulebook, Rules

__all__ = [
    "Cite",
    "Confidence",
    "Dated",
    "Fact",
    "Part",
    "Rule",
    "Rulebook",
    "Rules",
    "Scored",
    "State",
    "driver_id",
]

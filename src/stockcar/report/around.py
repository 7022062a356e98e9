"""What does a sentence name and count, besides what is claimed in it?

Where a neighbouring reading of a claim would come from (``neighbours.py``): the drivers, tracks and seasons of its
sentence, and the numbers that something must account for.

Known limits: a number that counts laps to go, times or spectators is told from others by the words beside it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stockcar.report.certain import LAP_RACE
from stockcar.report.tokens import Token
from stockcar.report.words import cue

NEVER = re.compile(r"(?!)")
ALONE = {  # words that say by themselves what their number counts, whatever else the sentence counts
    "start": re.compile(r"\b(?:start(?:ed|ing)|roll(?:ed|ing) off|lin(?:ed|ing) up)\b"),
    "laps_scheduled": LAP_RACE,
    "led": re.compile(r"\b\d+ of (?:the )?\d+ laps"),
}
_ASIDE = cue("around_aside")
_ASIDE_BEFORE = cue("around_aside_before")


class Around(NamedTuple):
    """What a sentence names, and the one before it: where a neighbouring reading would come from."""

    start: int
    end: int
    drivers: frozenset[str] = frozenset()
    tracks: frozenset[str] = frozenset()
    seasons: frozenset[int] = frozenset()
    in_full: frozenset[str] = frozenset()  # drivers named with first name or initial
    counted: tuple[tuple[int, int, int], ...] = ()  # place and value of every number, ordinal and year
    aside: frozenset[int] = frozenset()  # places of those that count laps to go, times, seconds, spectators
    ends: bool = True  # closed by a stop: a text that breaks off may have said more
    entered_by: tuple[tuple[int, int], ...] = ()  # places of teams and makes


def around(start: int, end: int, tokens: Iterable[Token], folded: str) -> Around:
    """What the tokens of a sentence name and count."""
    kept = list(tokens)
    return Around(
        start,
        end,
        frozenset(id_ for t in kept if t.kind == "D" for id_ in t.value),
        frozenset(id_ for t in kept if t.kind == "T" for id_ in t.value),
        frozenset(t.value for t in kept if t.kind == "Y"),
        frozenset(id_ for t in kept if t.kind == "D" and " " in folded[t.start : t.end] for id_ in t.value),
        tuple(_counts(kept, folded)),
        frozenset(
            a
            for a, b, _ in _counts(kept, folded)
            if _ASIDE.match(folded[b : b + 30].lstrip()) or _ASIDE_BEFORE.search(folded[max(0, a - 16) : a])
        ),
        end < len(folded.rstrip()) or folded[start:end].rstrip().endswith((".", "!", "?", '"', "'", ")", "|")),
        tuple((t.start, t.end) for t in kept if t.kind in "MK"),
    )


def _counts(tokens: Sequence[Token], folded: str) -> Iterator[tuple[int, int, int]]:
    """The numbers of a sentence, but for "top ten" and the like."""
    for token in tokens:
        if token.kind == "Y":
            yield token.start, token.end, token.value
        elif token.kind in "NOF" and not folded[: token.start].endswith(("top ", "top-")):
            yield token.start, token.end, token.value.value

"""How are phrases of a report recognised, and of whom do they speak?

A ``Phrase`` is a pattern over a sentence's mask: ``{D:who}`` stands for a marked driver, ``{N}`` a quantity, ``{O}`` an
ordinal and so on, and ``~`` for up to three plain words. The subject of a predicate is looked for in the clause before
it; an object ("past Smith", "a challenge from Smith") is none, "who" is the name just before it, and where the sentence
has no subject it is the one last spoken of, at first the winner.

Known limits: no syntax beyond that; a subject that follows its predicate is found only by phrases written so.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from stockcar.report.claims import Claim, Modality, Scope, Subject
from stockcar.report.question import RaceRow, Row
from stockcar.report.sentences import Speech
from stockcar.report.tokens import Masked, Token
from stockcar.report.words import words

_SLOT = re.compile(r"\{([A-Z]+)(?::(\w+))?\}")


def phrase(pattern: str) -> re.Pattern[str]:
    """A pattern over masks from its short form."""

    def slot(match: re.Match[str]) -> str:
        kinds = "[OF]" if match[1] == "O" else match[1]
        return rf"<{kinds}(?P<{match[2]}>\d+)>" if match[2] else rf"<{kinds}\d+>"

    plain = re.sub(r"\bfirst\b(?!-)", r"<F\\d+>", pattern).replace("~", r"(?:[a-z'-]+ |<F\\d+> ){0,3}?")
    return re.compile(r"(?<![a-z'-])(?:" + _SLOT.sub(slot, plain) + ")")


@cache
def phrases(section: str, name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of ``data/phrases.toml`` under a section and a name."""
    return tuple(phrase(pattern) for pattern in _written()[section][name])


@cache
def _written() -> dict[str, dict[str, list[str]]]:
    text = resources.files("stockcar.report").joinpath("data", "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Context(NamedTuple):
    """What is known while a report is read: its text, its race, who was in it."""

    text: str
    folded: str
    race: RaceRow
    rows: dict[str, Row]  # the race's results by driver id
    names: dict[str, str]  # driver id -> name, of everyone named
    speech: list[Speech]
    other_race: Any  # (track ids, season | None, series, before) -> RaceRow | None
    named: dict[str, int]  # how often each driver is named


class Said(NamedTuple):
    """A sentence being read: its mask, and of whom the text spoke before it."""

    masked: Masked
    context: Context
    before: str  # the driver last spoken of
    sure: bool = True  # no other driver was named beside him
    last: str = ""  # the driver named last before the sentence

    def token(self, found: re.Match[str], slot: str) -> Token | None:
        """The token a slot matched, None where an optional slot did not."""
        number = found.groupdict().get(slot)
        return self.masked.tokens[int(number)] if number is not None else None

    def number(self, found: re.Match[str], slot: str) -> int | None:
        """The value of a quantity slot."""
        token = self.token(found, slot)
        return token.value.value if token is not None else None

    def driver(self, found: re.Match[str], slot: str) -> str | None:
        """The driver id of a slot, None where the name means several."""
        token = self.token(found, slot)
        return one(token)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of a stretch of the mask."""
        places = self.masked.places
        inside = [n for n, place in enumerate(places) if start <= place < end]
        if not inside:
            return self.masked.start, self.masked.end
        return self.masked.tokens[inside[0]].start, self.masked.tokens[inside[-1]].end

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens of a stretch of the mask."""
        return [t for t, place in zip(self.masked.tokens, self.masked.places, strict=True) if start <= place < end]

    def drivers_in(self, text: str) -> list[str | None]:
        """The driver ids of a list in the mask, in order."""
        return [one(self.masked.tokens[int(n)]) for n in re.findall(r"<D(\d+)>", text)]


def one(token: Token | None) -> str | None:
    """The one id a name token means."""
    return token.value[0] if token is not None and len(token.value) == 1 else None


_PREPOSITIONS = words("before_an_object")
_VERBS = frozenset(words("after_a_subject"))
_TRANSPARENT = words("before_a_name")


def is_object(tokens: list[Token], n: int) -> bool:
    """Is the name at place n an object of what stands before it?"""
    if _opens_a_clause(tokens, n):
        return False
    steps = 0
    while n > 0 and steps < 9:
        n -= 1
        steps += 1
        token = tokens[n]
        if token.kind in "GCKMORNSDXTY":
            continue
        if token.kind in "WP" and token.value in _PREPOSITIONS:
            opens = token.value == "for" and n > 0 and tokens[n - 1].value in {"unfortunately", "fortunately", "as"}
            return not opens
        if token.kind == "P" and token.value != "-" and not _listed(tokens, n):
            return False
        if token.kind == "W" and token.value not in _TRANSPARENT:
            return False
    return False


def _opens_a_clause(tokens: list[Token], n: int) -> bool:
    """ "Once clear of Gordon, Vickers was gone": is the comma after a name the end of a clause, and no list's?"""
    after = tokens[n + 1].value if n + 1 < len(tokens) else ","
    return n > 1 and tokens[n - 1].value == "," and _listed(tokens, n - 1) and after in _VERBS


def _listed(tokens: list[Token], n: int) -> bool:
    """Is the comma at place n one of a list of names?"""
    return n > 0 and tokens[n - 1].kind == "D"


def _owns(tokens: list[Token], n: int) -> bool:
    """Is the name at place n a possessive?"""
    return n + 1 < len(tokens) and tokens[n + 1].value == "'s"


def main_subject(said: Said) -> str | None:
    """The driver a sentence is about, None where it names none as its subject."""
    tokens = said.masked.tokens
    for n, token in enumerate(tokens):
        if token.kind == "D" and not _owns(tokens, n) and not is_object(tokens, n):
            return one(token)
        if token.kind == "W" and token.value in {"he", "his", "who"} and n < 6:
            return said.before
    return None


def subject_at(said: Said, place: int, pronoun: bool = False) -> str:
    """The driver of whom the predicate at a place of the mask speaks; ``pronoun``: it says "his" itself."""
    tokens, places = said.masked.tokens, said.masked.places
    last = max((n for n, p in enumerate(places) if p < place), default=-1)
    for n in range(last, -1, -1):
        token = tokens[n]
        if token.kind == "W" and token.value in {"who", "whose"}:
            before = next((t for t in reversed(tokens[:n]) if t.kind == "D"), None)
            return one(before) or said.before
        if token.kind == "W" and token.value in {"he", "his"}:
            pronoun = True
        relative = n > 0 and tokens[n - 1].kind == "W" and tokens[n - 1].value in {"that", "which", "when", "where"}
        owns = _owns(tokens, n) and not pronoun  # "Haley's first win, in his third start" is of Haley
        if token.kind == "D" and not relative and not owns and not is_object(tokens, n):
            return one(token) or ""
    return said.before if pronoun or main_subject(said) is None else (main_subject(said) or said.before)


def driver(context: Context, driver_id: str) -> Subject:
    """The driver as the subject of a claim."""
    return Subject("driver", driver_id, context.names.get(driver_id, driver_id))


def claim(said: Said, subject: Subject, measure: str, value: Any, span: tuple[int, int], **more: Any) -> Claim:
    """A claim about a subject, said at a span of the text."""
    modality: Modality = more.pop("modality", "fact")
    scope: Scope = more.pop("scope", Scope(span="race"))
    return Claim(
        measure=measure, subject=subject, race=said.context.race.key, span=span, value=value, scope=scope,
        text=said.context.text[span[0] : span[1]], modality=modality, **more,
    )  # fmt: skip


def each(said: Said, section: str, name: str) -> Iterator[re.Match[str]]:
    """Every match of the phrases of that name in the sentence."""
    for pattern in phrases(section, name):
        yield from pattern.finditer(said.masked.mask)

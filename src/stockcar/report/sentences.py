"""Where are the sentences of a report, and which words are somebody's speech?

Text is folded character for character (accents, curly quotes, dashes), so that a place in the folded text is the same
place in the text as given.

Known limits: English punctuation; a quotation that is never closed ends with its paragraph.
"""

import re
import unicodedata
from typing import NamedTuple

from stockcar.report.words import words

_FOLD = {
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u2032": "'", "\u00b4": "'", "`": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "\r": " ", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip


class Sentence(NamedTuple):
    """A stretch of text between two stops. ``paragraph`` counts from 0."""

    start: int
    end: int
    paragraph: int


class Speech(NamedTuple):
    """A stretch of text in quotation marks, marks included."""

    start: int
    end: int


def fold(text: str) -> str:
    """The text in lower case without accents and typographic marks, each character in its old place."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character < "\x7f":
        return character.lower() if character not in _FOLD else _FOLD[character]
    if character in _FOLD:
        return _FOLD[character]
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


_ABBREVIATIONS = words("abbreviations")
_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n+")


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a text, in order; each blank or new line ends one too."""
    folded = fold(text)
    found: list[Sentence] = []
    start = paragraph = 0
    for stop in _STOP.finditer(folded):
        broken = stop[0].startswith("\n")
        if broken and len(stop[0]) == 1 and _wrapped(folded, stop.start(), text):
            continue
        if not broken and not _ends_sentence(text, folded, stop.start(), stop.end()):
            continue
        end = stop.start() if broken else stop.end()
        if folded[start:end].strip():
            lead = len(folded[start:end]) - len(folded[start:end].lstrip())
            found.append(Sentence(start + lead, end, paragraph))
        paragraph += broken
        start = stop.end()
    if folded[start:].strip():
        lead = len(folded[start:]) - len(folded[start:].lstrip())
        found.append(Sentence(start + lead, len(folded.rstrip()), paragraph))
    return found


def unwrap(folded: str, text: str = "") -> str:
    """The folded text with a blank for each line break inside a sentence; every place stays."""
    found = [m.start() for m in re.finditer(r"(?<!\n)\n(?!\n)", folded) if _wrapped(folded, m.start(), text)]
    characters = list(folded)
    for at in found:
        characters[at] = " "
    return "".join(characters)


def _wrapped(folded: str, at: int, text: str = "") -> bool:
    """Is a single line break only where a long line was folded? A short one goes on where no capital follows."""
    line = folded[folded.rfind("\n", 0, at) + 1 : at].rstrip()
    following = folded[at + 1 : at + 3].lstrip(" ")
    ended = line[-1:] in '.!?:"' and not re.search(r"\b(?:jr|sr|no|st|[a-z])\.$", line)
    goes_on = len(line) >= 60 or (len(line) >= 30 and text[at + 1 : at + 2].islower())
    return goes_on and not ended and not following.startswith(("-", "*", "#", "|"))


def _ends_sentence(text: str, folded: str, at: int, after: int) -> bool:
    if folded[at] != ".":
        return True
    lower = text[after:].lstrip()[:1].islower()
    word = re.search(r"[\w.']+$", folded[max(0, at - 12) : at])
    last = word[0].lstrip("'\"(") if word else ""
    following = folded[after : after + 2].strip()[:1]
    if last in {"jr", "sr", "n.c", "s.c", "n.h", "n.y", "n.j", "p.m", "a.m", "u.s", "inc", "co", "etc"}:
        # These may end a sentence too: only a following name or word that starts one tells.
        starts = re.match(r"\s+(?:the|he|his|it|in|after|a|but|with|on|at|this|they|for)\b", folded[after:])
        return bool(starts) and not lower
    if last in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)*[a-z]", last):
        return False
    return following != "" or after >= len(folded)


def find_speech(text: str) -> list[Speech]:
    """What stands in quotation marks and is speech: at least three words. Marked nicknames are not speech."""
    folded = fold(text)
    found: list[Speech] = []
    for paragraph in re.finditer(r"[^\n]+", folded):
        for start, end in _quotations(paragraph[0], text[paragraph.start() : paragraph.end()]):
            if len(paragraph[0][start : end + 1].split()) >= 3:
                found.append(Speech(paragraph.start() + start, paragraph.start() + end + 1))
    return found


def _quotations(folded: str, text: str) -> list[tuple[int, int]]:
    """From each mark that can open a quotation to the next that can close it; an open one ends with the paragraph."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    marks = [(m.start(), m.end()) for m in re.finditer("\"|''|``", folded)]
    if marks and text[marks[0][0]] == "\u201d":  # the opening mark was lost
        opened = 0
    for at, end in marks:
        blank_before, blank_after = not folded[:at][-1:].strip(), not folded[end:][:1].strip()
        if blank_before and blank_after:
            continue  # a stray mark
        if opened is None and not blank_after:
            opened = at
        elif opened is not None and not blank_before:
            found.append((opened, end - 1))
            opened = None
    return found if opened is None else [*found, (opened, len(folded) - 1)]


def within(spans: list[Speech], start: int, end: int) -> bool:
    """Does any of the spans touch start..end?"""
    return any(span.start < end and start < span.end for span in spans)

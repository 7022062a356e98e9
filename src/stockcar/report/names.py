"""Who and what is named in a report?

Names of drivers, tracks, teams and races come from the record and are found all at once. A full name decides; a
surname means the entrant of the race who bears it (the one named last before it, where two do); a slip of the pen
("Kilgerman") is taken for the one entrant it is one or two letters away from, and reported as a slip.

Known limits: first names alone are not read; two entrants of one surname who were never named in full stay unread.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import ahocorasick

from stockcar.report.sentences import fold
from stockcar.report.tokens import Token
from stockcar.report.words import cue, words

SUFFIX = re.compile(r",? (?:jr|sr|ii|iii|iv)\.?$")
# Words that are surnames of entrants and common words of a race report.
_BUSCH = cue("tokens_busch")
COMMON = words("surnames_that_are_words")
# Behind a word at the head of a sentence: what only a driver does.
_ACTS = re.compile(
    r"[a-z]+(?:'s [a-z]|,? who (?:had|has|was|led|won|is|finished|started)\b"
    r"| (?:won|finished|led|started|was|said|took|held|passed|drove)\b)"
)


class Name(NamedTuple):
    """One thing the record knows, with every way it is written."""

    kind: str  # D driver | T track | M team | R race
    id: str
    written: tuple[str, ...]


class Slip(NamedTuple):
    """A name as written and the driver it was taken for."""

    written: str
    driver_id: str
    start: int


class Gazetteer:
    """All names of a book, found in one pass over a text."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._ids: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for name in names:
            for written in name.written:
                for form in _forms(fold(written).strip(), name.kind):
                    if len(form) > 3:
                        self._ids[form].add((name.kind, name.id))
        self._automaton: Any = ahocorasick.Automaton()
        for form, ids in self._ids.items():
            self._automaton.add_word(form, (len(form), tuple(sorted(ids))))
        self._automaton.make_automaton()

    def find(self, folded: str) -> list[Token]:
        """Every whole-word name. A form that means several things of a kind gives a token with all their ids."""
        found: list[Token] = []
        for last, (length, ids) in self._automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if _whole(folded, start, end):
                for kind in sorted({kind for kind, _ in ids}):
                    meant = tuple(id_ for k, id_ in ids if k == kind)
                    found.append(Token(kind, meant, start, end))
        return found


def _whole(folded: str, start: int, end: int) -> bool:
    before = folded[start - 1] if start else " "
    after = folded[end] if end < len(folded) else " "
    return not (before.isalnum() or (after.isalnum() and folded[end - 1].isalnum()))


def _forms(written: str, kind: str) -> set[str]:
    forms = {written}
    if kind != "D":
        if "&" in written:
            forms.add(written.replace("&", "and"))
        return forms
    bare = SUFFIX.sub("", written)
    suffix = written[len(bare) :].strip(", .")
    if suffix:
        forms = {f"{bare} {suffix}", f"{bare} {suffix}.", f"{bare}, {suffix}.", f"{bare}, {suffix}"}
    initials = re.match(r"((?:[a-z]\.? ?){2,3})(?=[a-z]{2})", bare)
    if initials and "." in initials[0]:
        letters = re.findall("[a-z]", initials[0])
        rest = bare[initials.end() :].strip()
        spelled = {"".join(letters), "".join(f"{x}." for x in letters), " ".join(f"{x}." for x in letters)}
        spelled.add("-".join(letters))
        forms |= {f.replace(bare, f"{s} {rest}") for f in forms for s in spelled}
    return forms


def surname(name: str) -> str:
    """The family name in folded form, without Jr. or III: "Martin Truex Jr." is "truex"."""
    bare = SUFFIX.sub("", fold(name).strip())
    parts = bare.split()
    for n, part in enumerate(parts[1:], 1):
        if part in {"de", "van", "von", "la", "st.", "del", "di"} and n > 0:
            return " ".join(parts[n:])
    return parts[-1] if parts else ""


def find_surnames(
    folded: str, text: str, entrants: dict[str, str], full: list[Token], winner: str = ""
) -> tuple[list[Token], list[Slip]]:
    """Surnames of entrants (id -> name) outside the full names, and slips of the pen."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for driver_id, name in entrants.items():
        bearers[surname(name)].append(driver_id)
    taken = [(token.start, token.end) for token in full]
    found: list[Token] = []
    slips: list[Slip] = []
    named = sorted((token.start, token.value[0]) for token in full if token.kind == "D" and len(token.value) == 1)
    longer = {name.split()[0]: name for name in bearers if " " in name}
    for match in re.finditer(r"(?<![\w.])[a-z][a-z'-]*[a-z]", folded):
        word = re.sub(r"'s$|'$", "", match[0])
        wanted = longer.get(word, word)
        if wanted not in bearers or not folded.startswith(wanted, match.start()):
            wanted = word
        token = _surname_at(wanted, match.start(), text, folded, bearers, named, winner)
        if token is not None and not any(a < token.end and token.start < b for a, b in taken):
            found.append(token)
            taken.append((token.start, token.end))
    for match in re.finditer(r"[a-z]{6,}", folded):
        if text[match.start()].isupper() and not any(a < match.end() and match.start() < b for a, b in taken):
            driver = _slip(match[0], bearers)
            if driver is not None:
                start = _with_first_name(folded, match.start(), entrants[driver])
                found.append(Token("D", (driver,), start, match.end()))
                slips.append(Slip(text[start : match.end()], driver, start))
    return found, slips


def _surname_at(
    word: str,
    start: int,
    text: str,
    folded: str,
    bearers: dict[str, list[str]],
    named: list[tuple[int, str]],
    winner: str,
) -> Token | None:
    meant = bearers.get(word)
    if word == "busch" and _BUSCH.match(folded, start):
        return None  # the series of that name
    if not meant or not text[start].isupper() or (word in COMMON and not _is_name(folded, text, start)):
        return None
    initial = re.search(r"(?<![a-z.])([a-z])\. ?$", folded[max(0, start - 4) : start])
    driver = _which(meant, initial[1] if initial else "", start, named, winner)
    if driver is None:
        return None
    begin = start - len(initial[0]) if initial else start
    suffix = re.match(r",? (?:jr|sr)\b\.?", folded[start + len(word) : start + len(word) + 6])
    return Token("D", (driver,), begin, start + len(word) + (len(suffix[0]) if suffix else 0))


def _is_name(folded: str, text: str, start: int) -> bool:
    """A common word is a name only inside a sentence, with its capital."""
    before = folded[:start].rstrip()
    inside = bool(before) and before[-1] not in '.!?\n:"'
    return text[start].isupper() and (inside or _ACTS.match(folded, start) is not None)


def _which(meant: list[str], initial: str, start: int, named: list[tuple[int, str]], winner: str) -> str | None:
    if initial:
        fitting = [driver for driver in meant if driver.startswith(initial)]
        return fitting[0] if len(fitting) == 1 else None
    if len(meant) == 1:
        return meant[0]
    near = [driver for place, driver in named if 0 <= start - place < 160 and driver in meant]
    if near:
        return near[-1] if len(set(near)) == 1 else winner if winner in near else near[-1]
    if winner in meant:
        return winner
    before = [driver for place, driver in named if place < start and driver in meant]
    anywhere = {driver for _, driver in named if driver in meant}
    if before:
        return before[-1]
    return anywhere.pop() if len(anywhere) == 1 else None


def _slip(word: str, bearers: dict[str, list[str]]) -> str | None:
    from rapidfuzz.distance import OSA

    close = [drivers for name, drivers in bearers.items() if _near(name, word, OSA.distance(name, word))]
    return close[0][0] if len(close) == 1 and len(close[0]) == 1 else None


def _with_first_name(folded: str, start: int, name: str) -> int:
    first = fold(name).split()[0] + " "
    return start - len(first) if folded[:start].endswith(first) else start


def _near(name: str, word: str, apart: int) -> bool:
    """One letter off in a name of six letters, two in one of nine; the first letter is never mistaken."""
    return len(name) >= 6 and name[0] == word[0] and 0 < apart <= (1 if len(name) < 9 else 2)

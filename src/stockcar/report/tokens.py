"""What does a sentence look like when names and numbers are only marked?

A sentence becomes a list of tokens: drivers, tracks, teams, makes, series, races, stages, car numbers, dates, years,
quantities, and plain words. Its *mask* is one string in which every such thing is a mark with its place in the list
(``<D0> led <N3> of <N5> laps``), over which patterns of phrases are written.

Known limits: a mark hides how a name was written; whoever needs that looks at the token's place in the text.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from stockcar.report.numbers import NUMBER, Quantity, find_quantities
from stockcar.report.words import cue, words

MAKES = {
    "chevrolet": "Chevrolet", "chevy": "Chevrolet", "chevys": "Chevrolet", "chevrolets": "Chevrolet",
    "camaro": "Chevrolet", "silverado": "Chevrolet", "ford": "Ford", "fords": "Ford", "mustang": "Ford",
    "f-150": "Ford", "toyota": "Toyota", "toyotas": "Toyota", "camry": "Toyota", "tundra": "Toyota", "supra": "Toyota",
    "dodge": "Dodge", "pontiac": "Pontiac", "buick": "Buick", "oldsmobile": "Oldsmobile", "mercury": "Mercury",
    "plymouth": "Plymouth",
}  # fmt: skip

_SERIES = (
    (r"nascar's (?:top )?three (?:national |major |top )?series|all three (?:national |major |top )*series", "all"),
    (r"(?:nascar )?national[- ](?:touring )?series|nascar's national series", "all"),
    (r"(?:nascar )?(?:winston|nextel|sprint|monster energy(?: nascar)?|nascar)? ?cup(?: series| competition)?", "cup"),
    (r"(?:nascar )?(?:xfinity|nationwide|busch(?: grand national)?|o'reilly auto parts|nxs|nns)(?: series)", "xfinity"),
    (r"(?:nascar )?(?:xfinity|nationwide|nxs|nns)", "xfinity"),
    (cue("tokens_busch").pattern, "xfinity"),
    (
        r"(?:nascar )?(?:(?:craftsman|camping world|gander (?:outdoors|rv & outdoors)|supertruck) )?truck(?:s)? series"
        r"|(?:nascar )?(?:craftsman|camping world) (?:truck )?series",
        "truck",
    ),
    (
        cue("tokens_truck").pattern,
        "truck",
    ),
    (r"nascar(?: series)?(?= (?:career|debut|start|win|victory))", "all"),
)
_STAGES = cue("tokens_stages")
_STAGE_NUMBER = {
    "1": 1, "one": 1, "first": 1, "opening": 1, "2": 2, "two": 2, "second": 2, "3": 3, "three": 3, "third": 3,
    "final": 3,
}  # fmt: skip
_CAR = re.compile(r"(?:\bno\.? ?|\bnumber |#)(\d{1,2})(?![\d%])(?!\s*(?:laps|seconds))")
_MONTHS = words("months")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:[a-z]*)\.?"
_DATES = (
    re.compile(_MONTH + r" (?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>(?:19|20)\d\d))?\b(?!-)"),
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?" + _MONTH + r"(?:,? (?P<year>(?:19|20)\d\d))?\b"),
    re.compile(_MONTH + r"(?: of)? (?P<year>(?:19|20)\d\d)\b"),
)  # fmt: skip
_YEAR = re.compile(r"(?<![\w.,$-])(?:19[4-9]\d|20[0-4]\d)(?![\w%]|,\d|\.\d)")
_TIME = re.compile(
    r"\d+(?::\d+)+(?:\.\d+)?(?: [ap]\.m\.)?|\d*\.\d+(?:-(?:mile|second)s?)?|\$[\d,.]+|\d+(?:\.\d+)?%"
    r"|\b\d{1,2} ?[ap]\.m\.|\bturns? (?:\d|one|two|three|four)(?: and (?:\d|one|two|three|four))?|\bturn \d"
    r"|\d{2}-year-old"
)
_SPONSORED = re.compile(r"(?<![a-z])((?:(?!Laps? )[A-Z][\w.'&!-]*\s+){1,5})(\d{3}(?:\.\d)?)\b(?!\s*laps?\b|-)")


class Token(NamedTuple):
    """One marked thing or word. ``kind``: D driver, T track, M team, K make, S series, R race, G stage, C car number,
    A date, Y year, N quantity, O ordinal, X masked (times, speeds), W word, P punctuation."""

    kind: str
    value: Any
    start: int
    end: int


class Masked(NamedTuple):
    """A sentence's tokens, its mask, and the place in the mask where each token starts."""

    tokens: list[Token]
    mask: str
    places: list[int]
    start: int
    end: int


@lru_cache(maxsize=1)
def _series_patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"\b(?:{pattern})(?![\w-])"), series) for pattern, series in _SERIES]


def find_marks(text: str, folded: str) -> list[Token]:
    """Everything of a text that is not a name from the record: stages, cars, dates, years, series, makes, times."""
    found = [Token("R", m[0], m.start(), m.end()) for m in _SPONSORED.finditer(text)]
    found += [Token("X", m[0], m.start(), m.end()) for m in _TIME.finditer(folded)]
    found += [Token("G", _stage_numbers(m), m.start(), m.end()) for m in _STAGES.finditer(folded)]
    found += [Token("C", m[1], m.start(), m.end()) for m in _CAR.finditer(folded)]
    dated = [(m, _date(m)) for pattern in _DATES for m in pattern.finditer(folded)]
    found += [Token("A", date, m.start(), m.end()) for m, date in dated if date is not None]
    found += [Token("Y", int(m[0]), m.start(), m.end()) for m in _YEAR.finditer(folded)]
    for pattern, series in _series_patterns():
        found += [Token("S", series, m.start(), m.end()) for m in pattern.finditer(folded) if m[0].strip()]
    makes = re.finditer(r"[a-z]+(?:-\d+)?", folded)
    return found + [Token("K", MAKES[m[0]], m.start(), m.end()) for m in makes if m[0] in MAKES]


def _stage_numbers(match: re.Match[str]) -> tuple[int, ...]:
    if match["b"]:
        return (1, 2, 3) if match["b"] == "all three" else (1, 2)
    first, second = match["n"] or match["o"], match["m"] or match["p"]
    return tuple(_STAGE_NUMBER[word] for word in (first, second) if word)


def _date(match: re.Match[str]) -> tuple[int | None, int, int | None] | None:
    groups = match.groupdict()
    month = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(match["month"][:3])), None)
    day = int(groups["day"]) if groups.get("day") else None
    year = int(groups["year"]) if groups.get("year") else None
    if month is None or (day is not None and not 1 <= day <= 31):
        return None
    return (year, month, day or 0)


def resolve_overlaps(tokens: list[Token]) -> list[Token]:
    """The longest token at each place, then the earliest; in order of place."""
    kept: list[Token] = []
    drivers = [t for t in tokens if t.kind == "D"]
    # "Dale Earnhardt Jr. Hendrick Motorsports 200" is a line of a table, no sponsored race.
    tokens = [
        t for t in tokens if t.kind != "R" or not any(t.start <= d.start < d.end <= t.end for d in drivers)
    ]  # fmt: skip
    for token in sorted(tokens, key=lambda t: (t.start - t.end, t.start, "RXDTMGCAKSY".find(t.kind))):
        if all(token.end <= other.start or other.end <= token.start for other in kept):
            kept.append(token)
    return sorted(kept, key=lambda t: t.start)


_WORD = re.compile(r"'s(?![a-z])|[a-z][a-z'-]*[a-z]|[a-z]|\d[\w-]*|[,;:()/&-]")


def mask_sentence(folded: str, start: int, end: int, marks: list[Token]) -> Masked:
    """Tokens and mask of the sentence at start..end; ``marks`` are all marks of the text, without overlaps."""
    inside = [token for token in marks if start <= token.start and token.end <= end]
    tokens: list[Token] = []
    at = start
    for mark in [*inside, Token("", None, end, end)]:
        tokens.extend(_plain_tokens(folded, at, mark.start))
        if mark.kind:
            tokens.append(mark)
        at = mark.end
    pieces: list[str] = []
    places: list[int] = []
    length = 0
    for n, token in enumerate(tokens):
        piece = folded[token.start : token.end] if token.kind in "WP" else f"<{_letter(token)}{n}>"
        places.append(length)
        pieces.append(piece)
        length += len(piece) + 1
    return Masked(tokens, " ".join(pieces) + " ", places, start, end)


def _letter(token: Token) -> str:
    """The letter of a mark; "first" has its own, F, so that phrases can ask for it."""
    return "F" if token.kind == "O" and token.value.value == 1 else token.kind


def _plain_tokens(folded: str, start: int, end: int) -> list[Token]:
    gap = folded[start:end]
    tokens: list[Token] = []
    at = 0
    quantities = find_quantities(gap) if NUMBER.search(gap) else []
    for first, last, quantity in [*quantities, (len(gap), len(gap), Quantity(0))]:
        for match in _WORD.finditer(gap, at, first):
            kind = "P" if not match[0][0].isalnum() else "W"
            tokens.append(Token(kind, match[0], start + match.start(), start + match.end()))
        if first < last:
            kind = "O" if quantity.ordinal else "N"
            tokens.append(Token(kind, quantity, start + first, start + last))
        at = last
    return tokens

"""What number do these words mean?

Reports write numbers as digits, as words and as ordinals, and say shares by what is left out: "all but eleven of the
sixty-seven laps" is 56 of 67. A small grammar reads the phrase; a pattern only finds where one may stand.

Known limits: English only; numbers up to 99,999; fractions and "a couple" are not read.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from lark import Lark, Transformer
from lark.exceptions import LarkError

from stockcar.report.words import words

UNITS = words("units")
TENS = words("tens")
ORDINAL_UNITS = words("ordinal_units")
ORDINAL_TENS = words("ordinal_tens")

_VALUES = {word: n for n, word in enumerate(UNITS)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
_ORDINALS = {word: n for n, word in enumerate(ORDINAL_UNITS)} | {word: 10 * n for n, word in enumerate(ORDINAL_TENS, 2)}


class Quantity(NamedTuple):
    """A number as written: how many, and of how many where the phrase says so."""

    value: int
    of: int | None = None
    ordinal: bool = False


_GRAMMAR = r"""
?start: complement | share | single
complement: "all" "but" number ("of" "the"? number)?
share: number "of" "the"? number
single: number -> cardinal
      | ordinal -> ordinal
number: DIGITS -> digits
      | below_thousand
below_thousand: hundreds ("and"? below_hundred)?
              | below_hundred
hundreds: UNIT "hundred"
below_hundred: TEN "-"? UNIT -> ten_unit
             | TEN -> plain
             | UNIT -> plain
ordinal: DIGITS SUFFIX -> digits
       | TEN "-"? ORDINAL_UNIT -> ten_unit
       | ORDINAL_TEN -> plain
       | ORDINAL_UNIT -> plain
       | hundreds "and"? ordinal -> hundred_ordinal
       | UNIT "hundredth" -> hundredth
DIGITS: /\d{1,3}(?:,\d{3})+|\d{1,5}/
SUFFIX: /st|nd|rd|th/
TEN: /TENS_WORDS/
UNIT.2: /UNITS_WORDS/
ORDINAL_TEN.3: /OT_WORDS/
ORDINAL_UNIT.4: /OU_WORDS/
%ignore /[ \t]+/
"""


def _alternatives(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")(?![a-z])"


class _Sums(Transformer[Any, Any]):
    def digits(self, parts: list[Any]) -> int:
        return int(str(parts[0]).replace(",", ""))

    def plain(self, parts: list[Any]) -> int:
        return _word(parts[0])

    def ten_unit(self, parts: list[Any]) -> int:
        return _word(parts[0]) + _word(parts[1])

    def hundreds(self, parts: list[Any]) -> int:
        return 100 * _word(parts[0])

    def hundredth(self, parts: list[Any]) -> int:
        return 100 * _word(parts[0])

    def hundred_ordinal(self, parts: list[Any]) -> int:
        return int(parts[0] + parts[1])

    def below_thousand(self, parts: list[Any]) -> int:
        return int(sum(parts))

    def number(self, parts: list[Any]) -> int:
        return int(parts[0])

    def cardinal(self, parts: list[Any]) -> Quantity:
        return Quantity(parts[0])

    def ordinal(self, parts: list[Any]) -> Quantity:
        return Quantity(parts[0], ordinal=True)

    def share(self, parts: list[Any]) -> Quantity:
        return Quantity(parts[0], parts[1])

    def complement(self, parts: list[Any]) -> Quantity:
        return Quantity(parts[1] - parts[0], parts[1]) if len(parts) == 2 else Quantity(-parts[0])


def _word(token: object) -> int:
    text = str(token)
    return _VALUES[text] if text in _VALUES else _ORDINALS[text]


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = _GRAMMAR
    for mark, listed in (
        ("TENS_WORDS", TENS),
        ("UNITS_WORDS", UNITS),
        ("OT_WORDS", ORDINAL_TENS),
        ("OU_WORDS", ORDINAL_UNITS),
    ):
        grammar = grammar.replace(mark, _alternatives(list(listed)))
    return Lark(grammar, parser="lalr", transformer=None)


@lru_cache(maxsize=4096)
def read_quantity(phrase: str) -> Quantity | None:
    """The quantity a phrase means, None where it is none. A bare "all but two" is -2: the whole is said elsewhere.

    >>> read_quantity("all but eleven of the sixty-seven")
    Quantity(value=56, of=67, ordinal=False)
    >>> read_quantity("twenty-second")
    Quantity(value=22, of=None, ordinal=True)
    """
    try:
        found = _Sums().transform(_parser().parse(phrase.lower().strip()))
    except LarkError:
        return None
    return found if isinstance(found, Quantity) else None


_ANY = _alternatives([*UNITS[1:], *TENS, *ORDINAL_UNITS[1:], *ORDINAL_TENS, "hundred", "hundredth"])
_RUN = rf"(?:{_ANY}(?:(?:-| and | )(?={_ANY}))?)+"
# Digits that are part of a lap time, a speed, a car number or a score are not quantities.
_DIGITS = r"(?<![\w#.$])(?<!\d-)(?:\d{1,3}(?:,\d{3})+|\d{1,5})(?:st|nd|rd|th)?(?![\w%:]|[.,]\d|-\d)"
NUMBER = re.compile(rf"\ball but (?:{_RUN}|{_DIGITS})|\b{_RUN}|{_DIGITS}")


def find_quantities(text: str) -> list[tuple[int, int, Quantity]]:
    """Where quantities stand in lower-case text: (start, end, quantity), left to right.

    Runs that are no number ("one two") are split into their words.
    """
    found: list[tuple[int, int, Quantity]] = []
    for match in NUMBER.finditer(text):
        whole = read_quantity(match[0])
        if whole is not None:
            found.append((match.start(), match.end(), whole))
            continue
        found += _parts(match[0], match.start())
    return found


def _parts(run: str, at: int) -> list[tuple[int, int, Quantity]]:
    """The numbers of a run that is no single one: "twenty-second and thirty-third" is two."""
    found: list[tuple[int, int, Quantity]] = []
    for part in re.finditer(r"(?:(?! and | ).)+", run):
        whole = read_quantity(part[0])
        words = [part] if whole is not None else list(re.finditer(r"[a-z]+|\d+", part[0]))
        for word in words:
            start = at + part.start() + (word.start() if word is not part else 0)
            quantity = read_quantity(word[0])
            if quantity is not None:
                found.append((start, start + len(word[0]), quantity))
    return found

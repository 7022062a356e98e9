"""What stands around a number that is about to be contradicted: its sentence, split there, and the ones beside it?

Known limits: sentences are told apart by their stops; a heading counts as one.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from stockcar.report.around import Around
from stockcar.report.claims import Claim
from stockcar.report.numbers import find_quantities
from stockcar.report.question import RaceRow

OF_LAPS = re.compile(r"^ ?(?:laps )?(?:of|out of|from) (?:the |its |his |a )?(?:[a-z'-]+ ){0,2}?(?P<n>\d{2,3})\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day)\b")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)$|(?:first|second|third|th)$")
_NUMBERED = re.compile(r"\b(?:no\.?|number|#) ?$")


class Near(NamedTuple):
    """A number's sentence, split at the number, with the two beside it and whom it names."""

    head: str
    number: str
    tail: str
    before: str = ""
    after: str = ""
    place: Around = Around(0, 0)
    at: int = 0
    whole: str = ""  # the text
    spoken_of: frozenset[str] = frozenset()  # drivers that the sentence before names

    @property
    def sentence(self) -> str:
        """The sentence as it stands."""
        return f"{self.head}{self.number}{self.tail}"

    @property
    def three(self) -> str:
        """The sentence with the one before and the one after."""
        return f"{self.before} {self.sentence} {self.after}"


def near(claim: Claim, places: Sequence[Around], folded: str) -> Near:
    """What stands around a claim's number (around the whole claim, where it has none)."""
    a, b = claim.span
    found = [(a + s, a + e) for s, e, quantity in find_quantities(folded[a : b + 2]) if quantity.value == claim.value]
    a, b = found[0] if found else (a, b)
    n = next((n for n, p in enumerate(places) if p.start <= claim.span[0] < p.end), None)
    if n is None:
        return Near("", folded[a:b], "", place=Around(a, b), at=a, whole=folded)
    place = places[n]
    beside = [folded[p.start : p.end] for p in (*places[max(0, n - 1) : n], *places[n + 1 : n + 2])]
    before, after = (beside[0] if n else "", beside[-1] if n + 1 < len(places) else "")
    spoken_of = places[n - 1].drivers if n else frozenset()
    return Near(folded[place.start : a], folded[a:b], folded[b : place.end], before, after, place, a, folded, spoken_of)


def is_total(near: Near) -> bool:
    """ "76 wins", and neither "his 76th" nor "win No. 76"."""
    return not _ORDINAL.search(near.number) and not _NUMBERED.search(near.head[-9:])


def of_another_day(race: RaceRow, near: Near) -> bool:
    """Does the sentence name days of the week, and not the race's?"""
    days = set(_DAY.findall(near.sentence))
    return bool(days) and race.date is not None and f"{race.date:%A}".casefold() not in days


def of_another_track(race: RaceRow, near: Near) -> bool:
    """Does the sentence name tracks, and not the race's?"""
    return bool(near.place.tracks) and race.track_id not in near.place.tracks

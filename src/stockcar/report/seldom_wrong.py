"""Which kinds of statement are more often misread than wrong?

Makes, dates, car numbers, places on the grid and counts of a season's races are copied from the sheet: in five samples
of reports by others no contradiction of them was a real one. In a report that the record bears out otherwise such a
contradiction stands only where its sentence is plain: short, of one driver at most, and read nearly whole. By
itself, or in a text of which little is borne out, it stands unless words beside it tell of another time, race or car.

Known limits: a real error of these kinds in a longer sentence of a good report is not found.
"""

import re
from collections.abc import Sequence

from stockcar.report.claims import Claim
from stockcar.report.decide import Verdict
from stockcar.report.question import RaceRow
from stockcar.report.sentences import fold
from stockcar.report.told_near import Near
from stockcar.report.words import cue

KINDS = frozenset((
    "make", "date", "weekday", "season_year", "number_of_type", "season_winners", "ahead_of", "lead_lap_cars",
    "races_in_season", "number", "start", "car", "length_mi",
))  # fmt: skip
_GOOD = 6  # claims borne out: a report that is right otherwise
_SHORT = 12  # words
_BESIDE = 40  # letters
_READ = 0.6  # of the sentence's letters
_ONCE = cue("seldom_wrong_once")
_FROM = re.compile(r"\b(?:from|past|behind|ahead of|over|by|with|beat|against|than) (?:the|a|an|his) (?:[\w-]+ )?$")
_MORE = re.compile(r"\b(?:another|other|further|more|additional|with)\b")
_OF_AN_EVENT = re.compile(r"\bof (?:the|this|that) (?!season|year|20|19)[\w' -]{1,60}\b(?:\d{3}|race|event)\b")


def doubt_of_kind(race: RaceRow, claim: Claim, near: Near, verdicts: Sequence[Verdict]) -> str:
    """Why a contradiction of a kind that is seldom one may be a misreading; empty where nothing says so."""
    if claim.measure not in KINDS:
        return ""
    if claim.measure == "make" and (reason := _doubt_of_make(race, claim, near)):
        return reason
    if claim.measure in ("date", "weekday", "car", "make") and _ONCE.search(near.head[-_BESIDE:] + near.tail[:_BESIDE]):
        return "it may be of another time"
    if claim.measure == "lead_lap_cars" and _MORE.search(near.head[-30:]):
        return "they may be counted beside those named"
    if claim.measure == "season_winners" and _OF_AN_EVENT.search(near.sentence):
        return "it may be counted over the years of one event"
    if claim.measure == "number_of_type" and re.search(r" (?:at|in|on) (?:the )?[a-z]", claim.text.casefold()):
        return "it may be counted at one track"
    good = len({v.claim.span for v in verdicts if v.verdict == "supported"}) >= _GOOD
    return "" if not good or _plain(claim, near) else "the report is right otherwise, and this is oftener misread"


def _doubt_of_make(race: RaceRow, claim: Claim, near: Near) -> str:
    """A make in the name of a race, or that of whoever was passed."""
    make = fold(str(claim.value))
    alias = {"chevrolet": "chev"}.get(make, make)
    named = re.search(rf"{alias}\w*[ /][\w' &/-]{{0,40}}\d{{3}}", near.sentence)
    if named or alias in fold(f"{race.name} {race.name_then or ''}"):
        return "it may be of a race's name"
    text = fold(claim.text)
    at = text.rfind(alias)
    return "it may be somebody else's" if at > 0 and _FROM.search(text[:at]) else ""


def _plain(claim: Claim, near: Near) -> bool:
    """Is the sentence short, of one driver at most, and read nearly whole?"""
    sentence = near.sentence.strip()
    whole = claim.span[1] - claim.span[0] >= _READ * len(sentence)
    return whole and len(sentence.split()) <= _SHORT and len(near.place.drivers) <= 1

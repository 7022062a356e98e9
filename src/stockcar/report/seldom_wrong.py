"""Which kinds of statement are more often misread than wrong?

Makes, dates, car numbers, places on the grid and counts of a season's races are copied from the sheet: in five samples
of reports by others no contradiction of them was a real one. In a report that the record bears out otherwise such a
contradiction stands only where its sentence is plain: short, of one driver at most, and read nearly whole. By
itself, or in a text of which little is borne out, it stands unless words beside it tell of another time, race or car.

Counts that are wrong are wrong by one, and places by a few: of 33 contradicted counts of wins that were judged, 11 of
15 were real where it was by one, 3 of 18 where it was by more. In a report of which several statements are borne out,
what is further off in a sentence that is not short is taken for another count.

Known limits: a real error of these kinds in a longer sentence of a good report is not found, nor one that is far off.
"""

import re
from collections.abc import Sequence

from stockcar.report.claims import COUNT_MEASURES, Claim
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
_SEVERAL = 3  # claims borne out: more than a sentence or two
_OFF_BY = 1  # in a count: as far as an error goes
_PLACES_OFF = 3
_SHORT = 12  # words
_BESIDE = 40  # letters
_READ = 0.6  # of the sentence's letters
_ONCE = cue("seldom_wrong_once")
_FROM = re.compile(r"\b(?:from|past|behind|ahead of|over|by|with|beat|against|than) (?:the|a|an|his) (?:[\w-]+ )?$")
_MORE = re.compile(r"\b(?:another|other|further|more|additional|with)\b")
_OF_AN_EVENT = re.compile(r"\bof (?:the|this|that) (?!season|year|20|19)[\w' -]{1,60}\b(?:\d{3}|race|event)\b")


def doubt_of_size(verdict: Verdict, near: Near, verdicts: Sequence[Verdict]) -> str:
    """Why a count or a place may be of something else: so far off is oftener a misreading; empty where it is not."""
    claim, record = verdict.claim, verdict.record
    if not (isinstance(record, int) and isinstance(claim.value, int)):
        return ""
    if _borne_out(verdicts) < _SEVERAL or _short(near):
        return ""
    off = abs(record - claim.value)
    if claim.measure in COUNT_MEASURES and claim.measure != "led_sum" and off > _OFF_BY:
        return "the report is right otherwise, and a count so far off is oftener another one"
    if claim.measure == "finish" and (off > _PLACES_OFF or claim.value == 1):
        return "the report is right otherwise, and a place so far off is oftener another one"
    return ""


def _borne_out(verdicts: Sequence[Verdict]) -> int:
    return len({v.claim.span for v in verdicts if v.verdict == "supported"})


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
    return (
        ""
        if _borne_out(verdicts) < _GOOD or _plain(claim, near)
        else "the report is right otherwise, and this is oftener misread"
    )


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
    return _short(near) and claim.span[1] - claim.span[0] >= _READ * len(near.sentence.strip())


def _short(near: Near) -> bool:
    return len(near.sentence.split()) <= _SHORT and len(near.place.drivers) <= 1

"""Can a number of laps be true of a race that the record gives another length?

A race has more lengths than the one that was run: what it was to be (the sheet may have less, where rain came), what
was left when it went on after rain or a red flag, a heat, a dash to the end. What a race was to be is known from the
races at the track in the seasons beside it and from the miles in its name.

Known limits: a race that was made longer or shorter for one year only is known by its own sheet.
"""

import math
import re
from collections import Counter

from stockcar.report.certain import LAP_RACE
from stockcar.report.claims import Claim
from stockcar.report.ledger import Ledger
from stockcar.report.question import RaceRow
from stockcar.report.told_near import Near, of_another_day, of_another_track
from stockcar.report.words import cue

_SEASONS = 3  # to either side: as far as a track's races are looked at
_USUAL = 2  # races of one length: fewer may be overtime
_PART = 0.75  # of the laps run: what is left after a stop is less
_BESIDE = 40  # letters
_WEEK = 8  # days
_NEARLY = 0.1  # of the laps led
_REST = cue("distances_rest")
_BROKEN = cue("distances_broken")
_CUT = cue("distances_cut")
_ANOTHER_TIME = cue("certain_another_time")
_ELSEWHERE = cue("led_in_part_elsewhere")
_OTHER_KINDS = cue("distances_other_kinds")
_DASH_BEFORE = cue("distances_dash_before")
_DASH_BEHIND = cue("distances_dash_behind")
_A_MOMENT = cue("distances_a_moment")
_LAPS_OF = re.compile(r"\b(?P<k>\d+) (?:laps )?(?:of|out of|from) (?:the |its |his |a |an )?(?:\w+ )?$")
_WON = re.compile(
    r"\b(?:w[io]n(?:s|ner|ning)?|victor\w*|belong\w*|went to|swept|sweep)\b|\bwas (?:[\w.]+ ){1,2}?[\w.]+'s\b"
)
_LAP = re.compile(r"\blap $")
_LED = re.compile(r"\b(?:led|leads?|leading|front|charge|ahead|command|control|paced|pacing)\b")


def planned(ledger: Ledger, race: RaceRow) -> frozenset[int]:
    """The lengths in laps that the race may have been meant to have: those of its neighbours, that of its name."""
    alike = Counter(
        r.laps_run for r in ledger.races
        if r.track_id == race.track_id and r.series == race.series and abs(r.season - race.season) <= _SEASONS
    )  # fmt: skip
    named = re.findall(r"\b\d{2,3}\b", f"{race.name} {race.name_then or ''}")
    by_name = {math.ceil(int(miles) / race.length_mi) for miles in named if race.length_mi}
    return frozenset({laps for laps, races in alike.items() if laps and races >= _USUAL} | by_name)


def a_length(ledger: Ledger, race: RaceRow, laps: int) -> bool:
    """Is it, to a lap, a length that the race had or was to have?"""
    known = planned(ledger, race) | {laps for laps in (race.laps_run, race.laps_scheduled) if laps}
    return any(abs(laps - length) <= 1 for length in known)


def doubt_of_distance(ledger: Ledger, race: RaceRow, claim: Claim, near: Near) -> str:
    """Why a length that is not the record's may be true; empty where nothing says so."""
    said, run = int(claim.value or 0), race.laps_run or 0
    if a_length(ledger, race, said):
        return "the race may have been planned so"
    if _DASH_BEFORE.search(near.head[-50:]) or _DASH_BEHIND.match(near.tail[:60]):
        return "it may be a part of the race, or another one of the day"
    if _A_MOMENT.match(near.tail):
        return "it may say when, or count laps of a part"
    if _of_another(ledger, race, said, near):
        return "it may be another race"
    beside = near.head[-_BESIDE:] + near.tail[:_BESIDE]
    if said < _PART * run and (_BROKEN.search(near.three) or _REST.search(beside)):
        return "it may be what was run before or after a stop"
    if said > run and _CUT.search(near.whole):
        return "the race was cut short, the text says: it may have been planned so"
    return "" if LAP_RACE.search(claim.text.casefold()) else _doubt_of_part(ledger, race, near)


def _of_another(ledger: Ledger, race: RaceRow, said: int, near: Near) -> bool:
    """Does the sentence name another day or track, or the winner of another race of that length that week?"""
    if of_another_day(race, near) or _OTHER_KINDS.search(near.sentence) or _ELSEWHERE.search(near.sentence):
        return True
    if _ANOTHER_TIME.search(near.sentence):
        return True
    if of_another_track(race, near):
        return True
    if race.winner_id in near.place.drivers or not _WON.search(near.sentence):
        return False
    return any(
        r.track_id == race.track_id and said in (r.laps_run, r.laps_scheduled) and r.winner_id in near.place.drivers
        for r in ledger.races if abs((r.date_taken - race.date_taken).days) <= _WEEK and r.key != race.key
    )  # fmt: skip


def _doubt_of_part(ledger: Ledger, race: RaceRow, near: Near) -> str:
    """ "Led 56 of 63 laps" is of the whole race where somebody led 56; "273 of 300" says where it was stopped."""
    part = _LAPS_OF.search(near.head)
    if part is None:
        return ""
    laps = int(part["k"])
    if abs(laps - (race.laps_run or 0)) <= 1:
        return "the race may have been planned so"
    led = [row.led or 0 for row in ledger.race(race.key)]
    told = _LED.search(near.head[max(0, part.start() - _BESIDE) : part.start()])
    at_a_lap = _LAP.search(near.head[: part.start()])
    if told and not at_a_lap and not any(abs(laps - n) <= max(1, _NEARLY * n) for n in led):
        return "nobody led so many of them: it may be a part of the race"
    return ""

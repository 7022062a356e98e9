"""Can a number of laps led be true of somebody, or of some part of the race, that the sheet has no line for?

Several drivers lead so many together, the others share what one has left them, a stint is told lap by lap, "of 263
laps" counts up to a moment, a season's laps led are added up.

Known limits: a sum is looked for over the drivers that the sentence names, three at most.
"""

import re
from collections.abc import Iterable
from itertools import combinations

from stockcar.report.claims import Claim
from stockcar.report.distances import a_length
from stockcar.report.led_in_part import doubt_of_part
from stockcar.report.ledger import Ledger
from stockcar.report.names import surname
from stockcar.report.question import RaceRow, Row
from stockcar.report.sentences import fold
from stockcar.report.told_near import OF_LAPS, Near, of_another_track
from stockcar.report.words import cue

_PARTNER = 10  # laps led by each: fewer make a sum of anything
_APART = 2  # laps: as far as a sum may be off
_STINT = cue("led_by_several_stint")
_IN_ALL = cue("led_by_several_in_all")
_A_WHILE = cue("led_by_several_a_while")
_THE_REST = re.compile(r"\b(?:others?|rest|remaining|remainder|shared|split|divided)\b")
_SO_FAR = cue("led_by_several_so_far")
_RAN = re.compile(r"\b(?:ran|completed|made|turned|drove|raced|finished|logged) (?:only |all |just )?$")
_OF_ALL = re.compile(r"\b(?:of|from) (?:the |its )?[\w -]{1,40} laps")


def doubt_of_led(ledger: Ledger, race: RaceRow, claim: Claim, near: Near) -> str:
    """Why a number of laps led that is not the record's may be true; empty where nothing says so."""
    said = int(claim.value or 0)
    rows = ledger.race(claim.scope.race or race.key)
    mine = ledger.row_of(claim.scope.race or race.key, claim.subject.id)
    if mine is None:
        return "he has no line in the race"
    if _of_other_races(ledger.by_key[mine.key], near):
        return "it may be of another race, or of several"
    named = [row for row in rows if row.driver_id in near.place.drivers | {mine.driver_id}]
    of = OF_LAPS.match(near.tail)
    if of and not a_length(ledger, race, int(of["n"])):
        return "it may be a part of the race"
    if _shared(mine, rows, near) or _is_sum(said, named):
        return "several may have led them together"
    left = any(row.led and abs((race.laps_run or 0) - row.led - said) <= 1 for row in named)
    if left and _THE_REST.search(near.sentence):
        return "it may be what somebody left to the others"
    in_all = of or _OF_ALL.search(claim.text.casefold()) or _IN_ALL.search(near.sentence)
    if said < (mine.led or 0) and (_A_WHILE.match(near.tail) or (not in_all and _STINT.search(near.three))):
        return "it may be a part of the race"
    if said <= (race.laps_run or said) and said in _summed(ledger, mine):
        return "it may be of the season, or of the track"
    return doubt_of_part(race, mine, said, near)


def _of_other_races(race: RaceRow, near: Near) -> bool:
    """Are another season or track named, or words of a man's races so far, or of laps run and not led?"""
    elsewhere = near.place.seasons - {race.season} or of_another_track(race, near)
    return bool(elsewhere or _SO_FAR.search(near.sentence) or _RAN.search(near.head))


def _shared(mine: Row, rows: Iterable[Row], near: Near) -> bool:
    """ "Hamlin, Elliott and Bowman had the cars to beat and led 200 laps": is he one of a list?"""
    head = re.sub(r"[^\w' ]", " ", near.head)
    his = fold(surname(mine.driver))
    others = "|".join(re.escape(fold(surname(row.driver))) for row in rows if row.driver_id != mine.driver_id)
    list_of = rf"\b(?:{others})(?: jr)? +(?:and|plus|with|but also) +(?:[\w']+ +){{0,2}}?{re.escape(his)}\b"
    turned = rf"\b{re.escape(his)}(?: jr)? +(?:and|plus) +(?:[\w']+ +){{0,2}}?(?:{others})\b"
    return bool(re.search(list_of, head) or re.search(turned, head))


def _is_sum(said: int, named: Iterable[Row]) -> bool:
    """Is it what two or three of those named led together?"""
    led = [row.led for row in named if (row.led or 0) >= _PARTNER]
    sums = (sum(n or 0 for n in some) for many in (2, 3) for some in combinations(led, many))
    return any(abs(total - said) <= _APART for total in sums)


def _summed(ledger: Ledger, mine: Row) -> set[int]:
    """Laps led so far this season, and at the track."""
    past = [r for r in ledger.career(mine.driver_id) if r.race_index <= mine.race_index and r.series == mine.series]
    season = sum(r.led or 0 for r in past if r.season == mine.season)
    return {season, sum(r.led or 0 for r in past if r.track_id == mine.track_id)} - {0, mine.led}

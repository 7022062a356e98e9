"""Is there a common way of telling a race by which a contradicted statement is true?

The last question before a contradiction stands, asked of every kind that can be contradicted: a distance that was
planned (``distances.py``), laps led together (``led_by_several.py``), a count of somebody else's or over something
else (``counted_otherwise.py``), a place that was taken away, another car's number, a title of another series. Where
the words beside the number point to such a way, it is left undecided with that as the reason.

Known limits: an error in such words is not found.
"""

import re
from collections.abc import Sequence

from stockcar.report.around import Around
from stockcar.report.claims import COUNT_MEASURES, RACE_MEASURES, Claim
from stockcar.report.counted_otherwise import doubt_of_count, doubt_of_run
from stockcar.report.decide import Verdict
from stockcar.report.distances import doubt_of_distance
from stockcar.report.finished_otherwise import doubt_of_finish
from stockcar.report.in_hindsight import doubt_of_total
from stockcar.report.led_by_several import doubt_of_led
from stockcar.report.ledger import Ledger
from stockcar.report.question import RaceRow
from stockcar.report.said_in_passing import doubt_in_passing
from stockcar.report.seldom_wrong import doubt_of_kind, doubt_of_size
from stockcar.report.told_near import YEAR, Near, near, of_another_day, of_another_track
from stockcar.report.whose_win import doubt_of_owner
from stockcar.report.words import cue

_REGRID = cue("true_otherwise_regrid")
_TO_THE_REAR = re.compile(r"\b(?:(?:to|from) the (?:rear|back|tail)|back-?up|(?:engine|driver) change|redr[ae]w)\b")
_ASKED = re.compile(r"\?[\"')]*\s*$")
_OF_A_RACE = frozenset(("led", "finish", "start", "laps_run"))
_STARTS = re.compile(r"\b(?:start\w*|roll(?:ed|ing) off|lin(?:ed|ing) up|pole\w*|front row|began|green flag|grid)\b")
_DROVE = re.compile(r"\b(?:drove|driv\w+|pilot\w*|wheel\w*|steer\w*)\b")
_ENTERED = cue("true_otherwise_entered")
_OF_A_PART = cue("true_otherwise_of_a_part")
_NARROWED = re.compile(r"\b(?:season|year|schedule) (?:that|in which|where|with|without|for|at an?|on an?|to)\b")
_BESIDE = 40  # letters
_TELLING = 10  # smaller numbers stand in a sentence by chance
_BY_ONE = 1  # races: a postponed or an added one moves the count by so many


def true_otherwise(
    ledger: Ledger, race: RaceRow, verdicts: Sequence[Verdict], places: Sequence[Around], folded: str, rival: str = ""
) -> list[Verdict]:
    """The verdicts, each contradiction left undecided that a common way of telling would make true.

    ``rival`` is another race that the text may nearly as well be about: then nothing of it is contradicted.
    """
    kept = []
    for verdict in verdicts:
        if verdict.verdict == "contradicted":
            beside = near(verdict.claim, places, folded)
            unsure = f"the text fits {rival} nearly as well" if rival else ""
            if reason := unsure or _reason(ledger, race, verdict, beside, verdicts):
                record = "" if verdict.record is None else f"; the record has {verdict.record}"
                verdict = verdict._replace(verdict="not_checkable", record=None, reason=f"{reason}{record}")
        kept.append(verdict)
    return kept


def _reason(ledger: Ledger, race: RaceRow, verdict: Verdict, beside: Near, verdicts: Sequence[Verdict]) -> str:
    claim = verdict.claim
    if _stands_beside(verdict, beside):
        return "the record's own number stands beside it"
    if _ASKED.search(beside.sentence):
        return "it is asked, and not said"
    if claim.scope.race and _two_there(ledger, claim.scope.race):
        return "it may be of the other race there"
    if claim.measure in _OF_A_RACE and of_another_day(race, beside):
        return "another day is named beside it"
    if reason := doubt_of_kind(race, claim, beside, verdicts) or doubt_of_size(verdict, beside, verdicts):
        return reason
    if reason := doubt_in_passing(ledger, race, claim, beside):
        return reason
    if claim.measure in ("laps_run", "laps_scheduled"):
        return doubt_of_distance(ledger, race, claim, beside)
    if claim.measure == "led":
        return doubt_of_led(ledger, race, claim, beside)
    if claim.measure in COUNT_MEASURES and claim.measure != "led_sum":
        reason = doubt_of_count(ledger, race, claim, beside, verdicts) or doubt_of_total(ledger, race, claim, beside)
        return reason or doubt_of_owner(ledger, race, claim, beside)
    if claim.measure in ("champion", "titles"):
        return _doubt_of_title(ledger, claim)
    if claim.measure == "finish":
        return doubt_of_finish(ledger, race, claim, beside)
    if claim.measure in ("start", "car"):
        return _doubt_of_line(ledger, race, claim, beside)
    if claim.measure in RACE_MEASURES:
        return _doubt_of_race(race, verdict, beside)
    return doubt_of_run(beside) if claim.measure in ("winless", "streak") else ""


def _two_there(ledger: Ledger, key: str) -> bool:
    """Did the series race at that track more than once that season?"""
    told = ledger.by_key[key]
    return sum(r.track_id == told.track_id for r in ledger.season_of(told)) > 1


def _stands_beside(verdict: Verdict, beside: Near) -> bool:
    """Does the sentence give the record's number too, so that this one counts something else?"""
    record = verdict.record
    if not isinstance(record, int) or record < _TELLING:
        return False
    return any(value == record and start != beside.at for start, _, value in beside.place.counted)


def _doubt_of_line(ledger: Ledger, race: RaceRow, claim: Claim, beside: Near) -> str:
    """A start, a car's number: what became of it later, or beforehand, or whose it is."""
    if claim.measure == "start":
        if not _STARTS.search(claim.text.casefold()):
            return "it may be no place on the grid"
        moved = _REGRID.search(beside.sentence) or _TO_THE_REAR.search(beside.three)
        return "who is moved on the grid has two places" if moved else ""
    his = {row.car for row in ledger.career(claim.subject.id)}
    if claim.value in his:
        return "he drove that number in other races"
    if not _DROVE.search(claim.text.casefold()) and claim.value in {row.car for row in ledger.race(race.key)}:
        return "it may be the car of somebody else"
    return ""


def _doubt_of_title(ledger: Ledger, claim: Claim) -> str:
    """Titles of two series, of other leagues, won later: a champion of the record, of no year, is left alone."""
    if YEAR.search(claim.text):
        return ""
    known = claim.subject.id in {id_ for id_, _ in ledger.champions.values()}
    return "his titles may be counted over other series or to another day" if known else ""


def _doubt_of_race(race: RaceRow, verdict: Verdict, beside: Near) -> str:
    """Fields, leaders, numbers of races: of another race, counted over entries, or over a part."""
    claim = verdict.claim
    if of_another_track(race, beside):
        return "another track is named beside it"
    if claim.measure == "field" and _ENTERED.search(beside.sentence):
        return "cars that were entered may be counted, and not those that started"
    window = beside.head[-_BESIDE:] + beside.tail[:_BESIDE]
    if claim.measure in ("number", "season_winners", "races_in_season") and _OF_A_PART.search(window):
        return "it may be counted over a part of the season, or over several"
    if claim.measure == "number" and _NARROWED.search(beside.tail[:60]):
        return "it may be counted over some races of the season"
    if claim.measure == "number" and abs(int(verdict.record) - int(claim.value or 0)) <= _BY_ONE:
        return "a race put off, or one without points, moves that number by one"
    return ""

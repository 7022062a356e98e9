"""Is it said of a moment, of several races, as a bound, or of somebody else than it seems?

"At times just twelve cars were on the lead lap", "green: he started fifth", "six drivers led as many or more", "in each
of the last two races he led the most", "at least 66 races", "back from retirement"; and "he", who is whoever the
sentence before speaks of. Who is disqualified after a race loses his stages on the sheet, not in the text of that day.

Known limits: of two men that the sentence before names neither is taken.
"""

import re

from stockcar.report.claims import Claim
from stockcar.report.ledger import Ledger
from stockcar.report.names import surname
from stockcar.report.question import RaceRow
from stockcar.report.sentences import fold
from stockcar.report.told_near import Near
from stockcar.report.words import cue

_FOR_A_WHILE = cue("said_in_passing_for_a_while")
_RESTART = cue("said_in_passing_restart")
_COMPARED = cue("said_in_passing_compared")
_RACES = cue("said_in_passing_races")
_BOUND = cue("said_in_passing_bound")
_BACK = cue("said_in_passing_back")
_BESIDE_HIM = r"\bwith [^;.]*?\b{} (?:alongside|beside|next|behind|at his|right)\b[^;.]*?,? (?:he|she)\b"
_STANDS_FOR = re.compile(r"\b(?:he|she|his|her)\b")
_OF_HIM = frozenset(("led", "finish", "start", "stage_1", "stage_2", "stage_3"))
_JUST_BEFORE = 60  # letters of the sentence before


def doubt_in_passing(ledger: Ledger, race: RaceRow, claim: Claim, near: Near) -> str:
    """Why what is contradicted may be said of something else; empty where nothing says so."""
    measure = claim.measure
    if measure in ("lead_lap_cars", "leaders") and (_FOR_A_WHILE.search(near.sentence) or _COMPARED.match(near.tail)):
        return "it may be of a moment, or a comparison"
    if measure == "led_most" and _RACES.search(near.sentence):
        return "it may be of several races"
    if measure in ("winless", "streak") and _BOUND.search(near.head):
        return "the number may be a bound"
    if measure == "status" and _BACK.search(near.sentence):
        return "it may be the end of a career"
    if measure == "start" and (_RESTART.search(near.head) or _RESTART.search(near.before[-_JUST_BEFORE:])):
        return "it may be the order of a restart"
    if measure.startswith("stage_") and _disqualified(ledger, race, claim):
        return "he was disqualified after the race"
    return _of_whom(claim, near) if measure in _OF_HIM and claim.subject.kind == "driver" else ""


def _disqualified(ledger: Ledger, race: RaceRow, claim: Claim) -> bool:
    mine = ledger.row_of(claim.scope.race or race.key, claim.subject.id)
    return mine is not None and mine.status_class == "disqualified"


def _of_whom(claim: Claim, near: Near) -> str:
    """ "He", where the sentence before speaks of another; "with Byron alongside, he led"."""
    name = fold(surname(claim.subject.name))
    if re.search(_BESIDE_HIM.format(re.escape(name)), near.head):
        return "whom it speaks of stands in the sentence before"
    named = claim.subject.id in near.place.drivers | near.spoken_of
    of_him = _STANDS_FOR.match(near.before)  # "he beat Moffitt": the one before that is spoken of still
    if named or of_him or not near.spoken_of or not _STANDS_FOR.search(near.head[-30:] + claim.text.casefold()):
        return ""
    return "the sentence before speaks of somebody else"

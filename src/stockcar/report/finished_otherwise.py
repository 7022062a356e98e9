"""Can a finish that is not the record's be true?

Who was disqualified after the race stands at the end of the sheet and in the text where he crossed the line, and all
behind him one place lower than in the record; "won a third title" is no race; "first under the flag" says that he was
not the winner in the books.

Known limits: penalties that moved several cars back a few places are known only where the text speaks of them.
"""

import re

from stockcar.report.claims import Claim
from stockcar.report.ledger import Ledger
from stockcar.report.question import RaceRow
from stockcar.report.told_near import Near
from stockcar.report.words import cue

_TAKEN_AWAY = cue("true_otherwise_taken_away")
_A_MOMENT = cue("true_otherwise_a_moment")
_NOT_A_RACE = cue("finished_otherwise_not_a_race")
_AT_THE_LINE = cue("finished_otherwise_at_the_line")
_OUT = re.compile(r"\b(?:disqualif\w*|dq'?d|stripped|encumbered|inspection|illegal\w*|in the (?:record )?books)\b")


def doubt_of_finish(ledger: Ledger, race: RaceRow, claim: Claim, near: Near) -> str:
    """Why a finish may be true though the record has another; empty where nothing says so."""
    if _A_MOMENT.match(near.tail[:40]):
        return "it may be the order during the race"
    told = _TAKEN_AWAY.search(near.sentence) or _AT_THE_LINE.search(near.sentence)
    if told or _OUT.search(near.three):
        return "the order at the line may have been changed afterwards"
    if claim.value == 1 and _NOT_A_RACE.match(near.tail):
        return "it may be no race that was won"
    rows = ledger.race(claim.scope.race or race.key)
    mine = ledger.row_of(claim.scope.race or race.key, claim.subject.id)
    out = [row for row in rows if row.status_class == "disqualified"]
    if mine is None or not out or not isinstance(claim.value, int):
        return ""
    if mine in out:
        return "he was disqualified after the race"
    moved = claim.value - (mine.finish or 0)
    return "he may have moved up when others were disqualified" if 0 < moved <= len(out) else ""

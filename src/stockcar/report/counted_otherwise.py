"""Can a count be true of somebody, or over something, that the record is not asked for?

A win is the driver's, and also his team's, his owner's, his make's and his crew chief's; it is counted among those of
active drivers, since a year, over races without points, in a league that the record does not hold. Whoever has no line
in the race is spoken of as an owner or from memory.

Known limits: whose count it is is told by the words of its own sentence.
"""

import re
from collections.abc import Sequence

from stockcar.report.claims import Claim
from stockcar.report.decide import Verdict
from stockcar.report.ledger import Ledger
from stockcar.report.names import surname
from stockcar.report.question import RaceRow
from stockcar.report.sentences import fold
from stockcar.report.told_near import Near
from stockcar.report.words import cue

_OWNER = cue("counted_otherwise_owner")
_OWNER_BEFORE = cue("counted_otherwise_owner_before")
_FOR_THE_TEAM = re.compile(r"^[^.;:]{0,60}?\b(?:for|with) (?:the |car |team )?$")
_HIS_OWN = re.compile(r"\b(?:his|her) (?:own )?(?:[a-z-]+ ){0,2}$")
_OF_HIS = re.compile(r"^(?:(?! for )[^.;,]){0,40}? (?:of|in) (?:his|her) (?:[a-z-]+ )?(?:career|life)\b")
_RANKED = cue("counted_otherwise_ranked")
_OTHER_KINDS = cue("counted_otherwise_other_kinds")
_SINCE = cue("counted_otherwise_since")
_HAS = r"(?: ?'s|'| \(| (?:who |now |already )?(?:has|have|had|owns|with)| ?:)?(?: (?:now|won|only|just))? ?$"
_LATER = 5  # wins, starts: more in one text is no other count
_CLAUSE = re.compile(r"[;:()]|\b(?:and|but)\b")
_A_CAREER = re.compile(r"\b(?:career|life|lifetime|series|cup|busch|xfinity|nationwide|trucks?)\b")


def doubt_of_count(ledger: Ledger, race: RaceRow, claim: Claim, near: Near, verdicts: Sequence[Verdict]) -> str:
    """Why a count that is not the record's may be true; empty where nothing says so."""
    if claim.subject.kind != "driver":
        return ""
    rows = ledger.race(race.key)
    if claim.subject.id not in {row.driver_id for row in rows}:
        return "who is not in the race may be spoken of as an owner, or from memory"
    if _of_an_owner(near):
        return "it may be counted for a team, an owner, a make or a crew chief"
    if claim.measure == "wins" and claim.subject.id != race.winner_id and not _his_by_name(claim, near):
        return "it may be counted for the winner, or for somebody else named there"
    clause = _CLAUSE.split(near.head)[-1]
    if _RANKED.match(near.tail) or _SINCE.search(clause):
        return "it may be a place in a list, or of a part of the career"
    if _OTHER_KINDS.search(near.sentence):
        return "races of other kinds may be counted"
    if claim.measure == "starts" and not _A_CAREER.search(near.tail[:40] + claim.text):
        return "it may count other starts"
    right = (claim.measure, claim.subject.id, claim.scope.span, claim.scope.track_id, claim.scope.series)
    borne_out = [v.claim for v in verdicts if v.verdict == "supported" and _close(v.claim, claim)]
    given = any(right == (c.measure, c.subject.id, c.scope.span, c.scope.track_id, c.scope.series) for c in borne_out)
    return "the text has it right elsewhere" if given and claim.scope.span != "open" else ""


def _close(right: Claim, claim: Claim) -> bool:
    """Is it a number that the same man may have had a little later, or in a little more?"""
    return isinstance(right.value, int) and abs(right.value - int(claim.value or 0)) <= _LATER


def _his_by_name(claim: Claim, near: Near) -> bool:
    """ "Harvick (seven wins here)", "Harvick's seventh win": does the name stand right before the number?"""
    name = re.escape(fold(surname(claim.subject.name)))
    return re.search(rf"\b{name}(?: jr\.?)?,?{_HAS}", near.head[-60:]) is not None


def doubt_of_run(near: Near) -> str:
    """A run of races without a win, or of wins: a team's, a make's?"""
    return "it may be counted for a team, an owner or a make" if _of_an_owner(near) else ""


def _of_an_owner(near: Near) -> bool:
    """Do the words beside the number name somebody else whose count it can be?"""
    if _OWNER.match(near.tail) or _OWNER_BEFORE.search(near.head[-60:]):
        return True
    if _HIS_OWN.search(near.head[-30:]) or _OF_HIS.match(near.tail):
        return False
    end = near.at + len(near.number)
    for start, stop in near.place.entered_by:
        driver = re.match(r" ?(?:'s )?(?:driver|man|ace|pilot|star|rookie|veteran)\b", near.whole[stop : stop + 20])
        if start < near.at and near.at - stop < 40 and not driver:
            between = near.whole[stop : near.at]
            if not _CLAUSE.search(between) and "," not in between:
                return True
        behind = near.whole[end:start]
        if start > end and not driver and len(behind) < 60 and _FOR_THE_TEAM.match(behind):
            return True
    return False

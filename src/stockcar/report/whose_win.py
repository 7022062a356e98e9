"""Whose wins does a number count, and are they wins?

"Won the pole, the seventh of his career", "points leader Carl Edwards led early; he was bound for a fifth win", "for
Stewart-Haas it is a fourth win", "win No. 56 for Gordon and No. 4 this year": poles and titles are counted in the words
of wins, "he" is whom the sentence before spoke of, a win that is hoped for is none, and where two counts stand side by
side the words of scope belong to the nearer one.

Known limits: the sentence before is the only one that "he" is looked for in.
"""

import re

from msgspec.structs import replace

from stockcar.report.claims import Claim
from stockcar.report.decide import count_question
from stockcar.report.ledger import Ledger
from stockcar.report.names import surname
from stockcar.report.question import RaceRow
from stockcar.report.sentences import fold
from stockcar.report.told_near import Near, is_total
from stockcar.report.words import cue

_NOUNS = cue("whose_win_nouns")
_WIN_BEHIND = re.compile(r"^ ?(?:[a-z'.-]+ ){0,4}?(?:w[io]ns?|victor\w+|triumphs?|time in victory)\b")
_HOPED = cue("whose_win_hoped")
_FOR_THEM = cue("whose_win_for_them")
_NARROWED = cue("whose_win_narrowed")
_LATER = cue("whose_win_later")
_HELD = cue("whose_win_held")
_A_GOAL = re.compile(
    r"^[^.;]{0,30}\b(?:goal|target|dream|in sight|away|to go|wish|would|separates?|more than|shy|short)\b"
)
_HE = re.compile(r"\b(?:he|she)\b")
_DAYS_WIN = re.compile(r"\b(?:winner|victor|victory|triumph|wins?|won)\b")
_SCOPE = re.compile(r"\b(?:season|year|career|series|track|here|there|at|since|in|of|on)\b")
_WINNER = re.compile(r"\b(?:winner|victor)\b")
_STOP = re.compile(r"[;:.]")


def doubt_of_owner(ledger: Ledger, race: RaceRow, claim: Claim, near: Near) -> str:
    """Why a number of wins may be of somebody else, or of no wins; empty where nothing says so."""
    if claim.measure != "wins":
        return ""
    if _HOPED.search(near.head[-60:]) or _A_GOAL.match(near.tail):
        return "it may be a win that was hoped for"
    if _NARROWED.match(near.tail):
        return "what narrows it is not read"
    if _LATER.search(near.sentence):
        return "it may be counted to a later race"
    if is_total(near) and not _HELD.search(near.head[-44:]):
        return "it may be a number of wins that is no count of his to this day"
    head = _STOP.split(near.head)[-1]
    nouns = [found for found in _NOUNS.finditer(head) if found.group()]
    if nouns and nouns[-1]["other"] and not _WIN_BEHIND.match(near.tail):
        return "it may count something else than wins"
    his_name = fold(surname(claim.subject.name))
    given = _FOR_THEM.search(head)
    if given and his_name not in given.group():
        return "it may be counted for a team, an owner, a make or a crew chief"
    if _he_is_another(ledger, race, his_name, head, near):
        return "he may be another, of whom the sentence before speaks"
    if _crossed(claim, near):
        return "what it is counted over may belong to the other number"
    if claim.scope.before and _with_this_one(ledger, race, claim):
        return "this win may be counted with them"
    return ""


def _he_is_another(ledger: Ledger, race: RaceRow, his_name: str, head: str, near: Near) -> bool:
    """ "Up to lap 156 it belonged to Edwards. He led 96 laps and ..." speaks of Edwards."""
    rows = ledger.race(race.key)
    names = {fold(surname(row.driver)) for row in rows}
    if not _HE.search(head) or any(re.search(rf"\b{re.escape(name)}\b", head) for name in names):
        return False
    if _WINNER.search(head):
        return False
    before = {name for name in names if re.search(rf"\b{re.escape(name)}\b", near.before)}
    return bool(before) and his_name not in before and not _DAYS_WIN.search(near.before)


def _crossed(claim: Claim, near: Near) -> bool:
    """ "No. 56 for Gordon and No. 4 this year": do the words of scope come only behind another number?"""
    if claim.scope.span != "season" and not claim.scope.track_id:
        return False
    clause = _STOP.split(near.tail.replace("no. ", "no "))[0]
    other = re.search(r"\b(?:no \d|\d+(?:st|nd|rd|th)\b)|\b(?:first|second|third|fourth|fifth)\b", clause)
    if other is None or _SCOPE.search(clause[: other.start()]):
        return False
    return not _SCOPE.search(near.head[-25:]) and bool(_SCOPE.search(clause[other.end() :]))


def _with_this_one(ledger: Ledger, race: RaceRow, claim: Claim) -> bool:
    """Is it the count with this race's win?"""
    return bool(ledger.ask(count_question(claim, replace(claim.scope, before=False), race)).value == claim.value)

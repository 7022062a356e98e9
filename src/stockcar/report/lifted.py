"""When do a claim's own words outweigh the doubt of whom it speaks?

The doubts of ``certain.py`` ask how a sentence is built. Two kinds of claim say of whom they speak in another way. A
number of laps led that all but fits the driver it was read of, and nobody else of the race, is his. "His eighth
victory" that somebody scores, or "the win was his eighth", is of the winner where the words speak of the day's win.
Only the doubt of the subject is lifted; every neighbouring reading is still asked for (``neighbours.py``).

Known limits: a winner of another race that the sentence does not place is taken for this race's.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from stockcar.report.certain import OF_WHOM
from stockcar.report.claims import Claim
from stockcar.report.decide import UNSAID, Verdict, count_question, decide, readings
from stockcar.report.ledger import Ledger
from stockcar.report.numbers import find_quantities
from stockcar.report.sentences import fold
from stockcar.report.words import cue

_HIS = cue("lifted_his")
_THE_WIN = cue("lifted_the_win")
_OF_HIS = re.compile(r"\b(?:his|her)\b")
_OF_HIS_CAREER = re.compile(r"[^.;,]{0,50}? of (?:his|her) career\b")
_FEWEST = 20  # laps led: fewer are near somebody's by chance
_MANY = 10  # wins: a smaller number can be of anything
_APART = 3  # from the record's, at most
_NEAR = 0.1  # as a share of the laps that the record has


def lifted(ledger: Ledger, verdicts: Sequence[Verdict], folded: str) -> list[Verdict]:
    """The verdicts, those decided after all whose doubt of the subject does not stand."""
    kept = []
    for verdict in verdicts:
        claim = verdict.claim
        if (
            verdict.verdict == "not_checkable"
            and claim.modality == "implied"
            and claim.doubt in OF_WHOM
            and not any(_says_it(other, claim) for other in verdicts)
            and (_led_nearly(ledger, claim) or of_the_days_win(ledger, claim, folded))
        ):
            verdict = decide(ledger, replace(claim, modality="fact", doubt=""))
        if verdict.verdict == "not_checkable" and verdict.reason.startswith(UNSAID):
            verdict = _of_the_career(ledger, verdict) or verdict
        kept.append(verdict)
    return kept


def _says_it(other: Verdict, claim: Claim) -> bool:
    """Do the same words say something that the record bears out?"""
    start, end = other.claim.span
    meets = start < claim.span[1] and claim.span[0] < end
    return meets and other.verdict in ("supported", "near_miss") and other.claim.value == claim.value


def _led_nearly(ledger: Ledger, claim: Claim) -> bool:
    if claim.measure != "led" or claim.scope.race is not None or not isinstance(claim.value, int):
        return False
    rows = ledger.race(claim.race)
    his = next((row.led for row in rows if row.driver_id == claim.subject.id), None) or 0
    others = [row.led or 0 for row in rows if row.driver_id != claim.subject.id]
    apart = abs(his - claim.value)
    return his >= _FEWEST and apart <= max(3, _NEAR * his) and apart < min(abs(led - claim.value) for led in others)


def of_the_days_win(ledger: Ledger, claim: Claim, folded: str) -> bool:
    """Is it the number of the day's win, so that the winner is meant?"""
    if claim.measure != "wins" or claim.subject.id != ledger.by_key[claim.race].winner_id or claim.scope.before:
        return False
    numbers = find_quantities(folded[claim.span[0] : claim.span[1]])
    at = next((start for start, _, quantity in numbers if quantity.ordinal and quantity.value == claim.value), None)
    if at is None:
        return False
    at += claim.span[0]
    head = folded[max(folded.rfind(".", 0, at), folded.rfind("\n", 0, at)) + 1 : at].strip(" \"'") + " "
    of_his = _OF_HIS.search(head[-40:]) or _OF_HIS_CAREER.match(folded, at)
    return bool(_HIS.search(head) or (_THE_WIN.match(head) and of_his))


def _of_the_career(ledger: Ledger, verdict: Verdict) -> Verdict | None:
    """A winner's ordinal without a scope is of his career where only that is near what the record has."""
    claim = verdict.claim
    race = ledger.by_key[claim.race]
    ordinal = any(q.ordinal and q.value == claim.value for _, _, q in find_quantities(fold(claim.text)))
    if not (claim.measure == "wins" and claim.modality == "fact" and claim.subject.id == race.winner_id and ordinal):
        return None
    said = int(claim.value or 0)
    counts = [ledger.ask(count_question(claim, scope, race)) for _, scope in readings(claim.scope, race)]
    values = [int(answer.value or 0) for answer in counts]
    near = abs(values[0] - said) <= _APART and all(abs(value - said) > _APART for value in values[1:])
    if len(values) < 2 or said < _MANY or not near:
        return None
    return verdict._replace(verdict="contradicted", record=values[0], reason="read as of the career")

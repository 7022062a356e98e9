"""Does the text as a whole speak against a contradiction?

Where much of it does not fit the race it seems to be about, the race is in doubt, unless day and winner are given
right; where it gives the record's own value, or gives the place to whom the record has there, the words that do not fit
speak of something else.

Known limits: a report that contradicts itself is taken to be right once.
"""

from collections.abc import Sequence

from stockcar.report.claims import ROW_MEASURES
from stockcar.report.decide import Verdict
from stockcar.report.words import cue

_PREVIEW = cue("neighbours_preview")
_PLACES = ("finish", "start", "stage_1", "stage_2", "stage_3")


def right_elsewhere(verdict: Verdict, verdicts: Sequence[Verdict]) -> str:
    """A text that gives the record's own value somewhere speaks here of something else."""
    claim = verdict.claim
    if claim.measure not in ROW_MEASURES:
        return ""
    what = (claim.measure, claim.subject.id, claim.scope.race)
    taken = claim.measure in _PLACES and any(
        v.verdict == "supported"
        and (v.claim.measure, v.claim.value, v.claim.scope.race) == (claim.measure, claim.value, claim.scope.race)
        for v in verdicts
    )
    if taken:
        return "the text gives that place to another, as the record does"
    right = any(v.verdict == "supported" and (v.claim.measure, v.claim.subject.id, v.claim.scope.race) == what
                for v in verdicts)  # fmt: skip
    return "the text has it right elsewhere" if right else ""


def doubt_of_text(verdicts: Sequence[Verdict], text: str) -> str:
    """Why the text may be about another race, or about no race that was run; empty where neither."""
    borne = len(
        {(v.claim.measure, v.claim.subject.id, str(v.claim.value)) for v in verdicts if v.verdict == "supported"}
    )
    against = sum(v.verdict == "contradicted" for v in verdicts)
    doubted = sum(v.verdict == "not_checkable" for v in verdicts)
    if not _names_its_race(verdicts) and (borne < 2 * against + 1 or borne < against + doubted):
        return "too little of the text fits the race it seems to be about"
    if _PREVIEW.search(text[:600]):
        return "the text looks ahead: its results are of other races"
    return ""


def _names_its_race(verdicts: Sequence[Verdict]) -> bool:
    """Does it give day and winner as the record does? Then it is of that race, whatever else is wrong."""
    here = [v.claim for v in verdicts if v.verdict == "supported" and v.claim.scope.race is None]
    borne_out = {(claim.measure, claim.value) for claim in here}
    dated = any(measure == "date" for measure, _ in borne_out)
    return dated and ("finish", 1) in borne_out

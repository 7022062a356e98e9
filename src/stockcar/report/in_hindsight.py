"""Is a count that of a whole career or season, told by somebody who looks back?

Who writes years later gives what a driver had in the end, "76 wins" beside his 71st, or what he has by the day of
writing. A total (no "71st") that is what he came to, or, in a text that looks back, any between the race's day and the
end, is left alone.

Known limits: the end is that of the book; a text that does not show when it was written is taken to be of the day.
"""

from msgspec.structs import replace

from stockcar.report.claims import Claim
from stockcar.report.decide import count_question
from stockcar.report.ledger import Ledger
from stockcar.report.question import RaceRow
from stockcar.report.told_near import YEAR, Near, is_total
from stockcar.report.words import cue

_LOOKS_BACK = cue("in_hindsight_looks_back")
_OF_THE_SEASON = cue("in_hindsight_of_the_season")


def doubt_of_total(ledger: Ledger, race: RaceRow, claim: Claim, near: Near) -> str:
    """Why a total that is more than the record's may be true; empty where nothing says so."""
    if not isinstance(claim.value, int) or claim.subject.kind != "driver":
        return ""
    if not is_total(near):
        return ""
    if claim.scope.span == "season" and not (_OF_THE_SEASON.search(near.sentence) or looks_back(race, near.whole)):
        return ""
    ends = [_count(ledger, race, claim, series) for series in (claim.scope.series or race.series, "all")]
    if claim.value in ends:
        return "it is what he has had in all"
    now = _count(ledger, race, replace(claim, modality="fact"), claim.scope.series or race.series, now=True)
    if now < claim.value < max(ends) and looks_back(race, near.whole):
        return "the text looks back: it may be counted to a later day"
    return ""


def _count(ledger: Ledger, race: RaceRow, claim: Claim, series: str, now: bool = False) -> int:
    """His count over a scope, on the day or (as of what is planned, that no day limits) to the end of the book."""
    asked = claim if now else replace(claim, modality="plan")
    return int(ledger.ask(count_question(asked, replace(claim.scope, series=series), race)).value or 0)


def looks_back(race: RaceRow, whole: str) -> bool:
    """Does a text name a later season, or say in other words that it was written later?"""
    later = any(int(year) > race.season + 1 for year in YEAR.findall(whole))
    return later or _LOOKS_BACK.search(whole) is not None

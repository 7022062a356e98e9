"""Is a result that is told of another race true of the race the sentence points to?

"Last year he finished sixth after starting 19th", "seventh at Sonoma", "won here in 2014": where the report's own race
does not bear a result out, and the sentence, or the one before it, names a track, a season, last year or last week, the
races it can mean are looked at. It can only bear out: nothing is contradicted from here.

Known limits: two races at the track in that time are both looked at.
"""

import re
from collections.abc import Sequence

from stockcar.report.around import Around
from stockcar.report.decide import Verdict
from stockcar.report.ledger import Ledger
from stockcar.report.neighbours import A_YEAR, is_value
from stockcar.report.question import RaceRow, Row
from stockcar.report.words import cue

_MEASURES = ("finish", "start", "led", "laps", "stage_1", "stage_2", "stage_3")
_WEEK = cue("other_races_week")
_YEAR = cue("other_races_year")


def borne_out_elsewhere(
    ledger: Ledger, verdicts: Sequence[Verdict], places: Sequence[Around], folded: str
) -> list[Verdict]:
    """The verdicts, those undecided results supported that the race pointed to bears out."""
    return [_looked_up(ledger, v, places, folded) if v.verdict == "not_checkable" else v for v in verdicts]


def _looked_up(ledger: Ledger, verdict: Verdict, places: Sequence[Around], folded: str) -> Verdict:
    claim = verdict.claim
    if claim.measure not in _MEASURES or claim.subject.kind != "driver" or claim.modality in ("plan", "quote"):
        return verdict
    n = next((n for n, p in enumerate(places) if p.start <= claim.span[0] < p.end), None)
    if n is None:
        return verdict
    race = ledger.by_key[claim.race]
    place = places[n]
    text = folded[place.start : place.end]
    if not (place.tracks or place.seasons - {race.season} or _YEAR.search(text) or _WEEK.search(text)) and n:
        place = places[n - 1]
        text = folded[place.start : place.end]
    for row in reversed(ledger.career(claim.subject.id)):
        if is_value(row, claim.measure, claim) and _is_meant(row, race, place, text):
            return verdict._replace(
                verdict="supported", record=claim.value, reason=f"in {row.key}", evidence=(row.key,)
            )  # fmt: skip
    return verdict


def _is_meant(row: Row, race: RaceRow, place: Around, text: str) -> bool:
    """Is it a race before the report's, of its series, that the sentence names?"""
    if row.race_index >= race.race_index or row.series != race.series:
        return False
    apart = race.date_taken - row.date_taken
    if place.seasons - {race.season}:
        return row.season in place.seasons and row.track_id in (place.tracks or {race.track_id})
    if _YEAR.search(text):
        return row.season == race.season - 1 and row.track_id in (place.tracks or {race.track_id})
    if place.tracks - {race.track_id}:
        return row.track_id in place.tracks and apart <= A_YEAR
    if _WEEK.search(text):
        return race.number - row.number == 1 and race.season == row.season
    return bool(re.search(r"\b(?:in )?(?:june|spring|fall|may|february)\b", text)) and (
        row.track_id == race.track_id and row.season == race.season
    )

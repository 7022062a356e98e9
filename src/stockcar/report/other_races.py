"""Is a sentence about the race of the report or about another one?

"Who won the first road race of 2022 at COTA", "last week's winner", "finished seventh at Sonoma": a track that is not
the report's, a year, or words such as "last week" lead to another race of the series, the newest one before the
report's that fits; with "earlier this season" in the same season.

Known limits: a bare "last year" at the same track is the newest race there of the year before; two races in one year
at one track are told apart only by "spring" and "fall".
"""

import re

from stockcar.report.claims import Scope
from stockcar.report.phrases import Said
from stockcar.report.words import cue

_WEEK = cue("other_races_week")
_YEAR = cue("other_races_year")


def other_scope(said: Said, span: tuple[int, int]) -> Scope | None:
    """The scope of the other race a phrase at a span is about; None where it is the report's own race."""
    tokens = [t for t in said.masked.tokens if t.kind in "TYS" and span[0] - 90 < t.start < span[1] + 70]
    context = said.context
    race = context.race
    near = context.folded[span[0] : min(said.masked.end, span[1] + 60)]  # the next sentence may be of another race
    series = next(
        (t.value for t in tokens if t.kind == "S" and t.value != "all" and _close(t.start, span)), race.series
    )
    tracks = [t for t in tokens if t.kind == "T" and _close(t.start, span) and not _barrier(said, span, t.start)]
    years = [t.value for t in tokens if t.kind == "Y" and _close(t.start, span)]
    other = [t for t in tracks if race.track_id not in t.value]
    season = years[0] if years and years[0] != race.season else None
    if season is None and _YEAR.search(near):
        season = race.season - 1
    if other:
        found = context.other_race(other[-1].value, season, series, race.race_index)
        return _scope(found.key) if found else Scope(span="race", race="unknown")
    if season is not None and (tracks or _YEAR.search(near)):
        found = context.other_race((race.track_id,), season, series, race.race_index)
        return _scope(found.key) if found else Scope(span="race", race="unknown")
    if _WEEK.search(near):
        found = context.other_race(None, None, series, race.race_index)
        return _scope(found.key) if found else Scope(span="race", race="unknown")
    if series != race.series:
        found = context.other_race(None, None, series, race.race_index)
        near_in_time = found is not None and abs((race.date_taken - found.date_taken).days) <= 8
        return _scope(found.key) if found is not None and near_in_time else Scope(span="race", race="unknown")
    return None


def _scope(key: str) -> Scope:
    return Scope(span="race", race=key)


def _close(start: int, span: tuple[int, int]) -> bool:
    return span[0] - 30 <= start <= span[1] + 55


def _barrier(said: Said, span: tuple[int, int], start: int) -> bool:
    """Is there another name or a new clause between the phrase and the track?"""
    low, high = (span[1], start) if start >= span[1] else (start, span[0])
    between = said.context.folded[low:high]
    named = any(t.kind == "D" and low < t.start < high for t in said.masked.tokens)
    return named or ";" in between or bool(re.search(r", (?:and|but|while|the|he|with|who)\b|\. ", between))

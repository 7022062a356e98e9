"""Over which races does a count range, by the words around it?

"Third career Truck win", "fourth victory of the season and first at Bristol", "second in his last five starts": the
words before and after the noun narrow the scope; what they leave open stays open.

Known limits: a track named for another reason in the same clause can be taken for the scope.
"""

import re
from typing import Any

from stockcar.report.claims import Scope
from stockcar.report.phrases import Said
from stockcar.report.tokens import Token
from stockcar.report.words import cue

_SEASON = cue("scopes_season")
_CAREER = re.compile(r"career|of his life|all-time|overall|ever\b|in <N\d+> (?:career )?starts")
_HERE = cue("scopes_here")
_TYPES = (
    (re.compile(r"road[- ](?:course|race|racing)|road (?:courses|races|event)|(?<![a-z])road wins?"), "road"),
    (re.compile(r"on (?:a |the )?superspeedways?|superspeedway win|plate (?:race|track)"), "superspeedway"),
    (re.compile(r"on (?:a |the )?short tracks?|short-track (?:win|race)"), "short"),
    (re.compile(r"on dirt|dirt (?:race|win)"), "dirt"),
)
_WHERE_IT_WAS = re.compile(r"(?:season|year|campaign|<Y\d+>) (?:<S\d+> )?(?:season )?(?:\S+ )?(?:at|in|on) (?:the )?<T")
_STOP = cue("scopes_stop")


def read_scope(said: Said, mods: tuple[int, int], tail: tuple[int, int]) -> Scope:
    """The scope said by the words of two stretches of the mask: before and after the noun."""
    mask = said.masked.mask
    after = mask[tail[0] : tail[1]]
    stop = _STOP.search(after)
    end = tail[0] + (stop.start() if stop else len(after))
    words = mask[mods[0] : mods[1]] + " " + mask[tail[0] : end]
    tokens = [*said.tokens_in(*mods), *said.tokens_in(tail[0], end)]
    return _narrow(said, words, tokens)


def _narrow(said: Said, words: str, tokens: list[Token]) -> Scope:
    race = said.context.race
    fields: dict[str, Any] = {"span": "open"}
    series = [t.value for t in tokens if t.kind == "S"]
    if series:
        fields["series"] = series[0]
    if re.search(r"\barca\b|stock car\b|k&n|late model|all-star|exhibition|iroc", words):
        fields["series"] = "other" if not series else series[0]
    years = [t.value for t in tokens if t.kind == "Y"]
    if _CAREER.search(words):
        fields["span"] = "career"
    elif _SEASON.search(words) or re.search(r"(?:of|in) <Y", words):
        fields["span"], fields["season"] = "season", (years[-1] if years else race.season)
        if "last season" in words or "last year" in words:
            fields["season"] = race.season - 1
    tracks = [t for t in tokens if t.kind == "T"]
    if fields["span"] == "season" and tracks and race.track_id in tracks[-1].value and _WHERE_IT_WAS.search(words):
        tracks = []  # "third race of the season at Bristol" says where it was
    if tracks:
        key = (
            "not_track_id"
            if re.search(r"(?:not|away from|outside|other than)(?: of)?(?: at)? <T", words)
            else "track_id"
        )
        if len(tracks[-1].value) == 1 or race.track_id in tracks[-1].value:
            fields[key] = race.track_id if race.track_id in tracks[-1].value else tracks[-1].value[0]
    elif _HERE.search(words):
        fields["track_id"] = race.track_id
    for pattern, kind in _TYPES:
        if pattern.search(words):
            fields["track_type"] = kind
    last = re.search(r"(?:last|past|previous) <N(\d+)>", words)
    if last:
        fields["last"] = said.masked.tokens[int(last[1])].value.value
    teams = re.search(r"(?:with|for|driving for) (?:the )?<M(\d+)>", words)
    if teams:
        fields["team_id"] = "|".join(said.masked.tokens[int(teams[1])].value)
    return Scope(**fields)

"""What does a sentence say about the race itself: its length, laps, cautions, leaders, number, day?

Known limits: miles and speeds are left alone except a track's length.
"""

import re

from stockcar.report.claims import Claim, Scope, Subject
from stockcar.report.phrases import Said, claim, each
from stockcar.report.sentences import fold
from stockcar.report.words import cue

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RACED = cue("read_race_raced")
_NOT_RACE_DAY = cue("read_race_not_race_day")
_HIS = cue("read_race_his")
_OVER_YEARS = re.compile(r" ?\S* ?(?:the )?(?:last|past|previous)\b")
_NOT_THE_SEASONS = (
    r"playoff|chase|round|final|last|at <T|\b(?:at|on) (?:an?|the|this) |\bt?here\b"  # its number is of less
)


def read_race(said: Said) -> list[Claim]:
    """The claims about the race as a whole."""
    race = said.context.race
    subject = Subject("race", race.key, race.name)
    found: dict[str, Claim] = {}

    def say(measure: str, value: int | str | None, match: re.Match[str], op: str = "=") -> None:
        if value is not None and measure not in found:
            found[measure] = claim(said, subject, measure, value, said.span(*match.span()), comparator=op)

    for match in each(said, "race", "laps"):
        n = said.number(match, "n")
        around = said.masked.mask[max(0, match.start() - 30) : match.end() + 30]
        if n and n > 45 and not re.search(r"stage|<G|qualif|heat|dash to|last", around):
            say("laps_scheduled", n, match)
    for match in each(said, "race", "extended"):
        n = said.number(match, "n")
        if n and n > 60:
            say("laps_run", n, match)
        if match.groupdict().get("m"):
            say("laps_scheduled", said.number(match, "m"), match)
    for name, measure in (("lead_lap", "lead_lap_cars"), ("leaders", "leaders"), ("winners", "season_winners")):
        for match in each(said, "race", name):
            n = said.number(match, "n")
            years = name == "winners" and _OVER_YEARS.match(said.masked.mask, match.end())
            head = said.masked.mask[max(0, match.start() - 20) : match.end()]
            if n and n > 1 and not years and "combined" not in head:
                say(measure, n, match)
    for match in each(said, "race", "cautions"):
        say("cautions", said.number(match, "n"), match)
        if "m" in match.re.groupindex:
            say("caution_laps", said.number(match, "m"), match)
    for match in each(said, "race", "lead_changes"):
        say("lead_changes", said.number(match, "n"), match)
        say("leaders", said.number(match, "m"), match) if match["m"] else None
    for match in each(said, "race", "number"):
        n = said.number(match, "n")
        if not _HIS.search(said.masked.mask, 0, match.start()) and not re.search(
            _NOT_THE_SEASONS, said.masked.mask[max(0, match.start() - 12) : match.end() + 16]
        ):
            if n and n > 1:
                say("number", n, match)
            if "m" in match.re.groupindex and match["m"]:
                say("races_in_season", said.number(match, "m"), match)
    for match in each(said, "race", "inaugural"):
        if (track := said.token(match, "track")) and race.track_id in track.value:
            say("races_at_track", 1, match)
    _types(said, subject, found)
    _days(said, subject, found)
    return list(found.values())


def _types(said: Said, subject: Subject, found: dict[str, Claim]) -> None:
    """How many road races the season has had, up to this race or another one."""
    race = said.context.race
    for match in each(said, "race", "nth_of_type"):
        track = said.token(match, "track")
        other = None
        if track and race.track_id not in track.value:
            other = said.context.other_race(track.value, None, race.series, race.race_index)
        if track and (other is not None or race.track_id in track.value):
            found[f"nth {match.start()}"] = claim(
                said, subject, "number_of_type", said.number(match, "n"), said.span(*match.span()),
                scope=Scope(span="season", track_type="road", race=other.key if other else None),
            )  # fmt: skip
    for match in each(said, "race", "road"):
        found["number_of_type"] = claim(
            said, subject, "number_of_type", said.number(match, "n"), said.span(*match.span()),
            scope=Scope(span="season", track_type="road"),
        )  # fmt: skip


def _same_name(said: Said, name: str) -> bool:
    """Is a sponsored name that of the report's race?"""
    race = said.context.race
    known = set(fold(f"{race.name} {race.name_then or ''}").split())
    return bool(known & {word for word in fold(name).split() if len(word) > 3 or word.isdigit()})


def _days(said: Said, subject: Subject, found: dict[str, Claim]) -> None:
    """Weekdays and dates that are told of the race."""
    folded = said.context.folded[said.masked.start : said.masked.end]
    owned = re.search(r"\b(?:" + "|".join(_WEEKDAYS) + r")'s (?:[\w-]+ ){0,3}(?:race|event|<R|[\w-]+ \d{3})", folded)
    if (_NOT_RACE_DAY.search(folded) and not owned) or any(
        t.kind == "A" and t.value[0] not in (None, said.context.race.season) for t in said.masked.tokens
    ):
        return
    if any(t.kind == "R" and not _same_name(said, t.value) for t in said.masked.tokens):
        return
    if any(t.kind == "S" and t.value not in ("all", said.context.race.series) for t in said.masked.tokens):
        return
    if any(t.kind == "T" and said.context.race.track_id not in t.value for t in said.masked.tokens):
        return
    for day in re.finditer(r"\b(" + "|".join(_WEEKDAYS) + r")\b", folded):
        around = folded[max(0, day.start() - 90) : day.end() + 60]
        if (
            _RACED.search(around)
            and "weekday" not in found
            and re.search(
                r"\b(?:on|in|late|,|it wasn't until) (?:early )?$|^$|[a-z] $|until $",
                folded[max(0, day.start() - 16) : day.start()],
            )
        ):
            span = (said.masked.start + day.start(), said.masked.start + day.end())
            found["weekday"] = claim(said, subject, "weekday", day[1], span)
    for token in said.masked.tokens:
        raced = _RACED.search(folded) or any(t.kind == "R" for t in said.masked.tokens)
        if token.kind == "A" and token.value[2] and raced:
            year, month, day_number = token.value
            value = f"{year or said.context.race.season}-{month:02d}-{day_number:02d}"
            found.setdefault("date", claim(said, subject, "date", value, (token.start, token.end)))

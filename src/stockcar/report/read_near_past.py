"""What a sentence may count or look back on, by nearness: claims that are kept only where the record bears them out.

Several drivers and scopes can be meant; each is proposed, the likeliest first, and the first that the record bears out
is kept (see ``read_near``).

Known limits: "first" and "second" fit many things, so they are tried on the likeliest driver alone.
"""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from stockcar.report.claims import LOOSE, Claim, Scope, Subject
from stockcar.report.phrases import Said, claim, subject_at
from stockcar.report.read_near import loose, nearest, people, text_of
from stockcar.report.scopes import read_scope
from stockcar.report.sentences import fold
from stockcar.report.tokens import Token
from stockcar.report.words import cue, words

_COUNTED = re.compile(
    r"<(?P<kind>[OFN])(?P<n>\d+)> (?P<mods>(?:\S+ ){0,7}?)(?P<noun>stage (?:wins?|victor(?:y|ies))|wins?\b"
    r"|victor(?:y|ies)|triumphs?|troph(?:y|ies)|winner|poles?\b|starts?\b"
    r"|top-(?:fives?|tens?)|top (?:- )?<N(?P<top>\d+)>s?"
    r"|podiums?|time\b|career\b(?! (?:\S+ ){0,3}?(?:start|win|victor|pole|top|race|stage|podium))"
    r"|races?\b|events?\b|(?:of|in) (?:the|his|her|this)\b)(?P<tail>(?: \S+){0,10})"
)
_NOUNS = {"stage": "stage_wins", "pole": "poles", "start": "starts", "podium": "podiums", "race": "starts",
          "event": "starts"}  # fmt: skip
_WON = cue("near_won")
_DROUGHT = cue("near_drought")
_TITLE = cue("near_title")
_DEBUT = cue("near_debut")
_OTHER_TITLE = cue("certain_other_title")
_SCOPE_WORDS = frozenset(words("certain_scope_words"))
_NAMED = re.compile(
    r"<[OF](?P<n>\d+)> (?:career |straight )?(?:(?:win|victory|triumph) (?:in|at|of) (?:the )?)?<R(?P<r>\d+)>"
    r"|<R(?P<r2>\d+)> (?:\S+ ){0,3}?for (?:the|a) <[OF](?P<n2>\d+)> time"
)
_JOINED = re.compile(r"(?:-time| straight| consecutive| career)?(?: [\w'-]+){0,3} \S+")
_NTH_RACE = re.compile(r"\S+ (?:[a-z]+ ){0,2}(?:race|event|round|stop)")
_OF_TYPE = re.compile(r"\S+ (road|short|superspeedway|intermediate|dirt)[- ]?(?:course|track)?s?\b(?! win| vict)")
_OVERTIME = re.compile(r"\bovertime\b|green-white-check")
_NOT_MINE = re.compile(r"different|straight|consecutive|lap|caution|restart|stop|row|stage \d|half|points")


def read_near_past(said: Said) -> list[Claim]:
    """Counts, droughts, titles, debuts and facts of the race that stand near a name or a word."""
    return [
        *_counts(said),
        *_events(said),
        *_droughts(said),
        *_titles(said),
        *_debuts(said),
        *_race(said),
    ]


def candidates(said: Said, n: int, value: int) -> list[str]:
    """Who may be meant by a count at token n."""
    place = said.masked.places[n]
    first = [subject_at(said, place, pronoun=True), *nearest(said, n, 12)]
    if value > 2:
        first += [who for _, who in people(said)] + [said.before, _winner(said)]
    return [who for who in dict.fromkeys(first) if who][: 6 if value > 2 else 2]


def _winner(said: Said) -> str:
    return next((who for who, row in said.context.rows.items() if row.finish == 1), "")


def _measure(noun: str, said: Said, match: re.Match[str]) -> str | None:
    if noun.startswith("top"):
        if match["top"]:
            top = said.masked.tokens[int(match["top"])].value.value
            return f"top{top}" if top in (5, 10) else None
        return "top5" if "five" in noun else "top10"
    return next((measure for word, measure in _NOUNS.items() if noun.startswith(word)), "wins")


def _counts(said: Said) -> Iterator[Claim]:
    mask, track = said.masked.mask, said.context.race.track_id
    # From every number anew: the words after one count can be those before the next.
    for match in filter(None, (_COUNTED.match(mask, m.start()) for m in re.finditer(r"<[OFN]\d", mask))):
        token = said.masked.tokens[int(match["n"])]
        value, noun = token.value.value, match["noun"]
        vague = noun.startswith(("time", "career", "of ", "in ", "winner"))
        on_pole = vague and not _WON.search(mask) and "pole" in mask
        if value < 1 or value > 900 or _NOT_MINE.search(match["mods"]):
            continue
        if vague and not on_pole and not _WON.search(mask):
            continue
        if any(
            t.kind in "DPC" or (t.kind == "W" and t.value not in _SCOPE_WORDS)
            for t in said.tokens_in(*match.span("mods"))
        ):
            continue
        if " since " in match["tail"] and value == 1:
            continue
        measure = "poles" if on_pole else _measure(noun, said, match)
        if measure is None:
            continue
        tail = match.span("tail") if not noun.startswith(("of ", "in ")) else (match.start("noun"), match.end("tail"))
        said_scope = read_scope(said, match.span("mods"), tail)
        for who in candidates(said, int(match["n"]), value):
            for scope in _scopes(said_scope, match["kind"] == "N", value, text_of(said), track):
                yield loose(said, who, measure, value, token, scope=scope)
            if noun.startswith("race"):
                yield loose(said, who, "wins", value, token, scope=said_scope)


def _scopes(scope: Scope, cardinal: bool, value: int, text: str, race_track: str) -> list[Scope]:
    """The scope as read, and without the track, which can say where it was; of a plain number also before the race;
    of a number that few things have also the whole career or season, where those words stand by it."""
    found = [scope]
    if scope.track_id is not None:
        found.append(replace(scope, track_id=None, span="season" if scope.season else "career"))
    elif cardinal:
        found.append(replace(scope, before=True))
    if scope.last is not None and scope.track_id is None:  # "three of the past five races at the track"
        found.append(replace(scope, track_id=race_track))
    if value > 2 and ("career" in text or value > 12):
        plain = replace(scope, track_id=None, track_type=None, since_season=None, last=None, name=None)
        found.append(replace(plain, span="career", season=None))
    if value > 9:
        found.append(replace(scope, series="all"))
    return found


def _events(said: Said) -> Iterator[Claim]:
    """ "His second Daytona 500", "won the Daytona 500 for the second time": wins of one event over the years."""
    tokens, names = said.masked.tokens, fold(f"{said.context.race.name} {said.context.race.name_then or ''}")
    for match in _NAMED.finditer(said.masked.mask):
        event, n = match["r"] or match["r2"], int(match["n"] or match["n2"])
        name = " ".join(fold(str(tokens[int(event)].value)).split()[-2:])
        if name in names:
            for who in candidates(said, n, 9):
                scope = Scope(span="career", name=name)
                yield loose(said, who, "event_wins", tokens[n].value.value, tokens[n], scope=scope)


def _droughts(said: Said) -> Iterator[Claim]:
    text = text_of(said)
    if _DROUGHT.search(text):
        for n, token in enumerate(said.masked.tokens):
            if token.kind == "N" and 4 < token.value.value < 700:
                for who in candidates(said, n, 9):
                    yield loose(said, who, "winless", token.value.value, token, scope=Scope(span="career"))
    if "since" in text or "last w" in text or "winless" in text:
        at = said.masked.start + max(text.find("since"), text.find("last w"), 0)
        for n, token in enumerate(said.masked.tokens):
            if token.kind in "YA" and 0 <= token.start - at < 60:
                date = token.value if token.kind == "A" else (token.value, None, None)
                if date[0]:
                    value = f"{date[0]}||{date[1] or ''}"
                    for event in ("win", "pole", "start"):
                        if re.search({"start": r"start|race|debut|compet"}.get(event, event), text):
                            for who in candidates(said, n, 1)[:2]:
                                scope = Scope(span="career", event=event, before=True)
                                yield loose(said, who, "last", value, token, scope=scope)


def _titles(said: Said) -> Iterator[Claim]:
    text, race = text_of(said), said.context.race
    found = _TITLE.search(text)
    if found is None or _OTHER_TITLE.search(text):
        return
    at = said.masked.start + found.start()
    n = next((k for k, t in enumerate(said.masked.tokens) if t.start >= at), 0)
    token = said.masked.tokens[n]
    years = [t.value for t in said.masked.tokens if t.kind == "Y" and abs(t.start - at) < 60]
    years += [race.season - 1] if re.search(r"defending|reigning", text) else []
    close = nearest(said, n, 14)[:3]
    for who in close:
        for year in years:
            yield loose(said, who, "champion", year, token, scope=Scope(span="season", season=year))
    if re.search(r"(?:w[io]n|winning|clinch\w*|claim\w*|captur\w*|crown\w*|secur\w*|earn\w*) ", text):
        for who in [*close, said.before]:
            yield loose(said, who, "champion", race.season, token, scope=Scope(span="season", season=race.season))
    for number in (t for t in said.masked.tokens if t.kind in "NO" and -45 < t.start - at < 12):
        between = said.context.folded[number.end : at + len(found[0])]
        if number.value.value < 8 and _JOINED.fullmatch(between):
            for who in close:
                scope = Scope(span="career", series=race.series, before=True)
                yield loose(said, who, "titles", number.value.value, number, scope=scope)


def _debuts(said: Said) -> Iterator[Claim]:
    found = _DEBUT.search(text_of(said))
    if found is None:
        return
    at = said.masked.start + found.start()
    n = next((k for k, t in enumerate(said.masked.tokens) if t.start >= at), 0)
    token = said.masked.tokens[n]
    for who in nearest(said, n, 14)[:2]:
        series = said.context.race.series
        yield loose(said, who, "debut", series, token, scope=Scope(span="career", series=series))


def _race(said: Said) -> Iterator[Claim]:
    """Laps, leaders, cautions, the day: facts of the race beside their words."""
    race, text = said.context.race, text_of(said)
    subject = Subject("race", race.key, race.name)

    def of_race(measure: str, value: int | str, token: Token) -> Claim:
        span = (token.start, token.end)
        return claim(said, subject, measure, value, span, modality="implied", doubt=LOOSE)

    for token in said.masked.tokens:
        if token.kind in "N":
            after = said.context.folded[token.start : token.end + 90]
            value = token.value.of or token.value.value
            if value > 45 and "lap" in text and value in (race.laps_run, race.laps_scheduled):
                yield of_race("laps_run" if value == race.laps_run else "laps_scheduled", value, token)
            value = token.value.value
            for measure, words in _NEAR_NUMBERS.items():
                if re.search(words, after):
                    yield of_race(measure, value, token)
            if re.search(
                r"^\S+ races? (?:in the books|into (?:the|a|this) |complete)|^\S+ races? (?:are |were )?behind", after
            ):
                yield of_race("number", value, token)
            if token.value.of and re.search(r"lead lap", after + text) and value != token.value.of:
                yield of_race("field", token.value.of, token)
        of_type = _OF_TYPE.match(text, token.start - said.masked.start) if token.kind in "OF" else None
        if of_type is not None and of_type[1].startswith(race.track_type):
            yield of_race("number_of_type", token.value.value, token)
        if token.kind == "O" and _NTH_RACE.match(text, token.start - said.masked.start):
            yield of_race("number", token.value.value, token)
        if token.kind == "A" and token.value[2] and race.date is not None:
            year, month, day = token.value
            if (month, day) == (race.date.month, race.date.day) and year in (None, race.season):
                yield of_race("date", str(race.date), token)
    if over := _OVERTIME.search(text):
        start = said.masked.start + over.start()
        yield of_race("overtime", "yes", Token("W", over[0], start, start + len(over[0])))
    if race.date is not None and (day_said := re.search(rf"\b{race.date:%A}\b", text, re.IGNORECASE)):
        start = said.masked.start + day_said.start()
        yield of_race("weekday", day_said[0], Token("W", day_said[0], start, start + len(day_said[0])))


_NEAR_NUMBERS = {
    "lead_changes": r"^\S+ (?:official )?(?:lead changes|changes of lead)",
    "cautions": r"^\S+ (?:\w+ )?(?:caution|yellow)",
    "leaders": r"^\S+ (?:different )?(?:drivers|leaders)",
    "lead_lap_cars": r"^\S+ (?:\w+ ){0,3}(?:on the lead lap|lead-lap)"
    r"|^\d+ of (?:the )?\d+ (?:\S+ ){0,8}?on the lead lap",
    "season_winners": r"^\S+ different (?:race )?winners?",
    "races_in_season": r"^\S+[- ]races? (?:season|schedule|campaign)|^\S+ races? (?:on the schedule|this season)",
    "field": r"^\d+-(?:car|truck|driver)|^\d+ (?:cars|trucks|drivers) (?:started|took)",
}  # fmt: skip

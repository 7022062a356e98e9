"""Which numbers of a sentence say by themselves what they count, whoever the sentence is about?

"In charge for 137 laps", "61 of the 75 laps", "the 200-lap race", "victory No. 46", "a 43-car field", "a 30-race
drought": in a race report such a number has one meaning, and whom it is of shows from how near it comes to what he did.
Here the numbers are found; ``nearly.py`` says which of them are all but right, and so wrong.

Known limits: laps led up to a moment or in a part of the race are told from the whole only by the words beside them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from stockcar.report.claims import Scope
from stockcar.report.phrases import Said, each, is_object, main_subject, one
from stockcar.report.scopes import read_scope
from stockcar.report.sentences import within
from stockcar.report.tokens import Token
from stockcar.report.words import cue, words

_LED = cue("told_led")
_WHOLE = cue("told_whole")
_LAPS_BEHIND = cue("told_laps_behind")
_NOT_LED_BEHIND = cue("told_not_led_behind")
_NOT_LED_BEFORE = cue("told_not_led_before")
_ANOTHER_TIME = cue("certain_another_time")
_TOGETHER = cue("certain_together")
_SOUGHT = cue("told_sought")
_OF_OTHERS = cue("told_of_others")
_SCOPE_WORDS = frozenset((*words("certain_scope_words"), *words("told_scope_words"))) - frozenset(words("told_of_else"))
_OWN_EVENT = re.compile(
    r"^[^.;,]*\b(?:weekend|week|day|night|doubleheader|month|stint|class|heat|duel|playoffs?|chase|round|decade|swing)\b"
)
_IN_THE_SERIES = re.compile(r"[^.;,]{0,40}\bin (?:the|this) series\b")
_WINS = re.compile(r"\b(?:won|wins?|winning|victory|took|beat)\b")
_FOR_THE_DRIVER = re.compile(r"[^.;,]*\bfor the (?:[\w'.-]+ ){1,4}driver\b")
_THE_WIN = cue("lifted_the_win")
_OTHER_SPAN = re.compile(r"\b(?:stages?|seasons?|years?|careers?|weeks?|months?|segment|heat|duel|practice)\b")
_FOR_HIM = re.compile(r"for [^.;]{3,60}? (?:it|this|that|the win)\b")
_NARROWED = cue("told_narrowed")
_LEADERS_ALL = re.compile(
    r"^(?: ?[.,;:]| (?:at least )?(?:one|a) lap| laps?\b| the race\b| (?:in|during|of) (?:the|this) (?:race|event)|$)"
)
_NOT_WON = re.compile(
    r"\b(?:not won|winless|no wins?|without (?:a )?(?:win|victory)) (?:in|for|over) (?:the |his )?(?:last )?$"
)
_IN_A_ROW = re.compile(
    r"(?:(?! and )[^.;,])*\b(?:in a row|in succession|running|consecutively|straight|on the (?:trot|bounce))\b"
)
_HIS_NTH = re.compile(r"\b(?:his|her) (?:[a-z]+ )?$")
_NOBODY_BUT = re.compile(r"no ?(?:one|body) but|nobody except")
_BREAK = re.compile(r"[,.;:()]|\b(?:and|but|while|before|then)\b")
_HIS = re.compile(r"\b(?:his|her|he|she|it(?:'s| is| was)|the (?:win|victory|triumph)|that(?:'s| is| was| makes))\b")
_FEWEST = 20  # laps led: fewer are near somebody's by chance
_FIRST = 4  # "the second race of the season" may be the second there
_MOST = 1200  # no number of a race report that counts laps, wins or starts is greater


class Told(NamedTuple):
    """A number that counts something: what, where it stands, and whom its sentence names (nearest first)."""

    measure: str
    value: int
    span: tuple[int, int]
    drivers: tuple[str, ...] = ()
    scope: Scope = Scope()
    whole: bool = False  # of the whole race, by the words of the sentence
    ordinal: bool = False
    owner: str = ""  # whose wins they are, where the sentence leaves no doubt


def read_told(said: Said) -> list[Told]:
    """The numbers of a sentence that say what they count; nothing of what is quoted."""
    found = [*_led(said), *_distance(said), *_each(said), *_counts(said)]
    return [told for told in found if not within(said.context.speech, *told.span)]


def _text(said: Said) -> str:
    return said.context.folded[said.masked.start : said.masked.end]


def _named(said: Said, at: int) -> tuple[str, ...]:
    """The drivers that a sentence names, the nearest to a place first; before them whom the text spoke of."""
    marks = [t for t in said.masked.tokens if t.kind == "D" and len(t.value) == 1]
    near = [t.value[0] for t in sorted(marks, key=lambda t: abs(t.start - at))]
    cars = [str(t.value) for t in said.masked.tokens if t.kind == "C"]
    drove = [row.driver_id for row in said.context.rows.values() if row.car in cars]
    return tuple(dict.fromkeys([*near, *drove, said.before, *([said.last] if said.last else [])]))


def _led(said: Said) -> Iterator[Told]:
    """Numbers of laps beside words of leading."""
    text = _text(said)
    if not _LED.search(text) or _TOGETHER.search(text):
        return
    if _ANOTHER_TIME.search(text) or _NOBODY_BUT.search(text):
        return
    for token in said.masked.tokens:
        if token.kind != "N" or token.value.of or not _FEWEST <= token.value.value < _MOST:
            continue
        behind = said.context.folded[token.end : token.end + 40]
        before = said.context.folded[max(said.masked.start, token.start - 24) : token.start]
        if not _LAPS_BEHIND.match(behind) or _NOT_LED_BEHIND.match(behind) or _NOT_LED_BEFORE.search(before):
            continue
        if _OTHER_SPAN.search(_clause(said, token)) or _is_age(said, token) or _of_a_make(said, token):
            continue
        span = (token.start, token.end)
        yield Told("led", token.value.value, span, _leaders(said, token), whole=bool(_WHOLE.search(text)))


def _is_age(said: Said, token: Token) -> bool:
    """ "The New Zealander, 35, took the pole"?"""
    folded = said.context.folded
    return folded[: token.start].endswith(", ") and folded.startswith(",", token.end)


def _of_a_make(said: Said, token: Token) -> bool:
    """Is a make or a team the nearest before the number, and no man's ("Wimmer's Pontiac led")?"""
    tokens = said.masked.tokens
    before = [n for n, t in enumerate(tokens) if t.end <= token.start and t.kind in "DMK"]
    if not before or tokens[before[-1]].kind == "D":
        return False
    return before[-1] == 0 or tokens[before[-1] - 1].value not in ("'s", "his", "her")


def _leaders(said: Said, token: Token) -> tuple[str, ...]:
    """Who may have led so many laps: the last named before the number, or anyone where nobody is before it."""
    before = [t for t in said.masked.tokens if t.kind == "D" and t.end <= token.start]
    tokens = said.masked.tokens
    people = [t for t in before if not is_object(tokens, tokens.index(t))] or before
    mine = [one(t) for t in (before[-1:] + people[:1] + people[-1:])]
    return tuple(dict.fromkeys(d for d in mine if d)) or _named(said, token.start)


def _clause(said: Said, token: Token) -> str:
    """The words around a number, up to the next comma or "and" on either side."""
    folded = said.context.folded
    before = [m.end() for m in _BREAK.finditer(folded, said.masked.start, token.start)]
    after = _BREAK.search(folded, token.end, said.masked.end)
    return folded[before[-1] if before else said.masked.start : after.start() if after else said.masked.end]


def _distance(said: Said) -> Iterator[Told]:
    """The length of the race in laps: "61 of the 75 laps", "lap 44 of 90", "a 200-lap race"."""
    for match in each(said, "told", "distance"):
        token = said.token(match, "n")
        of = match.groupdict().get("k")
        part = said.number(match, "k") if of else None
        if token is not None and token.value.value < _MOST and (part is None or 0 <= part <= token.value.value):
            yield Told("laps_run", token.value.value, (token.start, token.end))


def _each(said: Said) -> Iterator[Told]:
    """Cars in the field, leaders, the number of the race, races without a win."""
    for name in ("field", "leaders", "number", "winless"):
        for match in each(said, "told", name):
            token = said.token(match, "n")
            if (
                token is None
                or _sought(said, token)
                or _HIS.search(said.context.folded[token.start - 12 : token.start])
            ):
                continue
            yield Told(name, token.value.value, (token.start, token.end), _named(said, token.start))


def _counts(said: Said) -> Iterator[Told]:
    """Numbers of wins and starts with the scope that their words give."""
    for name in ("wins", "wins_more", "starts"):
        for match in each(said, "told", name):
            token = said.token(match, "n")
            if token is None or _sought(said, token) or (token.kind == "N" and _of_others(said, token)):
                continue
            if name in ("starts", "wins") and _IN_A_ROW.match(said.context.folded[token.end : token.end + 70]):
                continue
            if name == "starts" and _NOT_WON.search(said.context.folded[max(0, token.start - 40) : token.start]):
                continue
            if name == "starts" and _NARROWED.match(said.context.folded[token.end : token.end + 60]):
                continue
            if not _plain(said, match.start(), match.end(), token):
                continue
            value = int(token.value) if token.kind == "C" else token.value.value
            end = match.end()
            start = end - 6 if name == "wins_more" else match.start()
            scope = read_scope(said, (start, end), (end - 1, _clause_end(said.masked.mask, end)))
            if scope.series is None and _IN_THE_SERIES.match(said.context.folded, token.end):
                scope = replace(scope, series=said.context.race.series)
            ordinal = token.kind == "C" or token.value.ordinal
            measure = name.removesuffix("_more")
            owner = _owner(said, token) if measure == "wins" else ""
            yield Told(
                measure, value, (token.start, token.end), _named(said, token.start), scope, False, ordinal, owner
            )


def _clause_end(mask: str, end: int) -> int:
    """Where the words of a scope stop: at the next comma, at a stop, after sixty letters."""
    stop = re.compile(r"[,;:(]").search(mask, end, end + 60)
    return stop.start() if stop else min(len(mask), end + 60)


def _plain(said: Said, start: int, end: int, token: Token) -> bool:
    """Are the words between number and noun those of a scope, and no event of its own named behind?"""
    words_between = [t.value for t in said.tokens_in(start, end) if t.kind == "W" and t.start > token.end]
    behind = said.context.folded[token.end : token.end + 60]
    return set(words_between) <= _SCOPE_WORDS and not _OWN_EVENT.search(behind)


def _owner(said: Said, token: Token) -> str:
    """Whose win it is that is counted; empty where another name, a team or another time may own it."""
    text, tokens = _text(said), said.masked.tokens
    winner = said.context.race.winner_id
    his = _HIS_NTH.search(said.context.folded[max(said.masked.start, token.start - 16) : token.start])
    if _ANOTHER_TIME.search(text) or (not his and _of_others(said, token)):
        return ""
    behind = said.context.folded[token.end : min(said.masked.end, token.end + 90)]
    near = [t for t in tokens if t.kind in "DMK" and token.end <= t.start < token.end + 90]
    if _FOR_THE_DRIVER.match(behind) and _THE_WIN.match(text):
        return winner
    ahead = behind[: near[0].start - token.end] if near else ""
    given = re.search(r"\bfor (?:the |team |owner |crew chief |driver )*$", ahead)
    if given:
        return one(near[0]) or "" if near[0].kind == "D" else ""
    if _NARROWED.match(behind[:60]):
        return ""
    before = [t for t in tokens if t.kind == "D" and t.end <= token.start]
    owned = before and said.context.folded[before[-1].end : token.start].lstrip().startswith("'s ")
    told_of = bool(before) and (_FOR_HIM.match(text) or not is_object(tokens, tokens.index(before[0])))
    alone = told_of and len({t.value for t in before}) == 1
    if owned or alone:
        return one(before[-1]) or ""
    if before:
        return winner if his and main_subject(said) == winner and _WINS.search(text) else ""
    told = _HIS.search(said.context.folded[said.masked.start : token.start])
    return said.before if told and said.before == winner else ""


def _sought(said: Said, token: Token) -> bool:
    """Is it a number that is hoped for, or missed?"""
    return bool(_SOUGHT.search(said.context.folded[max(said.masked.start, token.start - 60) : token.start]))


def _of_others(said: Said, token: Token) -> bool:
    """Is it a team, a make or a group that has so many?"""
    before = [t for t in said.masked.tokens if t.end <= token.start]
    nearest = next((t for t in reversed(before) if t.kind in "DMK"), None)
    near = said.context.folded[max(said.masked.start, token.start - 40) : token.start]
    return (nearest is not None and nearest.kind != "D") or _OF_OTHERS.search(near) is not None

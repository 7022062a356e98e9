"""What stands near a name about runs and orders: streaks, sweeps, the points, other races' winners.

Claims by nearness, kept only where the record bears them out (see ``read_near``).

Known limits: a streak is asked of wins, top fives and top tens; a sweep of the winner's team or make.
"""

import re
from collections.abc import Iterator

from stockcar.report.claims import Claim, Scope, Subject
from stockcar.report.phrases import Said, claim, driver
from stockcar.report.read_near import loose, nearest, text_of
from stockcar.report.read_near_past import candidates
from stockcar.report.words import cue

_POINTS, _ALL_TIME = cue("near_points"), cue("near_all_time")
_GAP = re.compile(r"\d+(?:-| )points?|\d+ (?:more|ahead|behind|back|over|markers)|\w+ points?")
_LEADS = re.compile(
    r"points lead(?:er)?\b|(?:series|standings|championship) leader"
    r"|lead(?:s|er)? (?:in |of )?the (?:points|standings|series)"
    r"|(?:top of|atop) the (?:\S+ ){0,3}?(?:points|standings)"
)
_STRAIGHT = re.compile(r"<[OFN](?P<n>\d+)> (?:- )?(?:straight|consecutive|successive|in a row)")
_TWICE = re.compile(r"back[- ]to[- ]back|two in a row|again won|repeat(?:ed)? (?:win|as)")
_SWEPT = re.compile(
    r"\b1-2(?P<three>-3)?(?P<four>-4)?\b|one-two(?P<third>-three)?"
    r"|swe[ep]\w* the (?:top[- ](?P<top>\w+)|podium)"
)
_WON = cue("near_won")
_LAST_WEEK = re.compile(
    r"last (?:week|weekend|sunday|saturday|race)\b(?:'s)?|(?:a|one) week (?:ago|earlier|after|before)"
)
_DEFENDING = re.compile(
    r"defending (?:race |event )?(?:<R\d+> |<S\d+> |<T\d+> )?(?:winner|champion)|last year's winner"
)
_A_YEAR_AGO = re.compile(
    r"last (?:year|season|fall|spring|\w+ember|october|august|july|june|may|april|march)\b|a year ago"
)
_DAYS = re.compile(r"\b(?:thursday|friday|saturday|sunday|weekend|day (?:before|earlier|after))")
_TOPS = {"three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5}


def read_near_order(said: Said) -> list[Claim]:
    """Streaks, sweeps, points and the winners of other races."""
    return [*_streaks(said), *_sweeps(said), *_points(said), *_winners(said)]


def _streaks(said: Said) -> Iterator[Claim]:
    text = text_of(said)
    events = ["win"] if re.search(r"w[io]n|victor|triumph", text) else []
    events += [f"top{n}" for n in (5, 10) if re.search(rf"top[- ](?:{n}|{'five' if n == 5 else 'ten'})", text)]
    found = [(m.start(), said.masked.tokens[int(m["n"])].value.value) for m in _STRAIGHT.finditer(said.masked.mask)]
    found += [(said.masked.mask.find("back"), 2)] if _TWICE.search(text) else []
    for place, n in found:
        at = next((k for k, p in enumerate(said.masked.places) if p >= place), 0)
        for who in candidates(said, at, n) if n > 1 else ():
            for event in events:
                for track in (None, said.context.race.track_id):
                    scope = Scope(span="career", event=event, track_id=track)
                    yield loose(said, who, "streak", n, said.masked.tokens[at], scope=scope)


def _sweeps(said: Said) -> Iterator[Claim]:
    swept = _SWEPT.search(text_of(said))
    if swept is None:
        return
    top = _TOPS.get(swept["top"] or "", 3 if "podium" in swept[0] else 0)
    n = top or (4 if swept["four"] else 3 if swept["three"] or swept["third"] else 2)
    first = [row for row in said.context.rows.values() if row.finish is not None and row.finish <= n]
    span = (said.masked.start + swept.start(), said.masked.start + swept.end())
    for kind, column in (("team", "team_id"), ("make", "make")):
        meant = {getattr(row, column) for row in first}
        if len(first) == n and len(meant) == 1 and None not in meant:
            id_ = str(meant.pop())
            name = str(first[0].team if kind == "team" else id_)
            named = any(t.kind == "MK"[kind == "make"] for t in said.masked.tokens) or kind == "team"
            if named:
                subject = Subject("team" if kind == "team" else "make", id_, name)
                yield claim(said, subject, "sweep", n, span, modality="implied", doubt="read by nearness")


def _points(said: Said) -> Iterator[Claim]:
    """Places and gaps in the points, and on the list of all wins."""
    text = text_of(said)
    season = bool(_POINTS.search(text))
    if not season and not _ALL_TIME.search(text):
        return
    for n, token in enumerate(said.masked.tokens):
        close = candidates(said, n, 9) if token.kind in "NO" else []
        for who in close:
            if token.kind == "O" and token.value.value < 60:
                yield loose(said, who, "points_rank" if season else "rank_wins", token.value.value, token)
            gap = _GAP.match(said.context.folded, token.start) or token.value.value > 9
            if token.kind == "N" and season and gap:
                for other in [*(w for w in close if w != who), None]:
                    beside = driver(said.context, other) if other else None
                    yield loose(said, who, "points_gap", token.value.value, token, other=beside)
    row_of = re.search(r"(?<![\d-])1-2(?:-3)?(?:-4)?(?![\d-])", text) if season else None
    if row_of is not None:
        named = [(n, who) for n, who in _everyone(said) if said.masked.tokens[n].kind == "D"]
        for rank, (n, who) in enumerate(named[: len(row_of[0].split("-"))], 1):
            yield loose(said, who, "points_rank", rank, said.masked.tokens[n])
    if not season and (most := re.search(r"tops|leads|the most|top of", text)):
        n = next((k for k, t in enumerate(said.masked.tokens) if t.start >= said.masked.start + most.start()), 0)
        for who in candidates(said, n, 9):
            yield loose(said, who, "rank_wins", 1, said.masked.tokens[n])
    if season and (lead := _LEADS.search(text)):
        at = said.masked.start + lead.start()
        n = next((k for k, t in enumerate(said.masked.tokens) if t.start >= at), 0)
        for who in nearest(said, n, 14)[:3]:
            yield loose(said, who, "points_rank", 1, said.masked.tokens[n])


def _winners(said: Said) -> Iterator[Claim]:
    """ "Mexico City winner Juan Pablo Montoya": the winner of another race of the season, or of the year before."""
    tokens, race = said.masked.tokens, said.context.race
    yield from _looked_back(said)
    for n, token in enumerate(tokens):
        track = tokens[n - 1] if n else None
        if token.value != "winner" or track is None or track.kind != "T" or race.track_id in track.value:
            continue
        found = said.context.other_race(track.value, None, race.series, race.race_index)
        ahead = next((t for t in tokens[n + 1 : n + 4] if t.kind == "D"), None)
        if found is not None and ahead is not None and len(ahead.value) == 1:
            yield loose(said, ahead.value[0], "finish", 1, token, scope=Scope(span="race", race=found.key))


def _looked_back(said: Said) -> Iterator[Claim]:
    """Who won the race before, this one a year ago, one of another series that weekend, or one at a track named."""
    text, race = text_of(said), said.context.race
    if not _WON.search(text):
        return
    keys = [_earlier(said, None, None, race.series)] if _LAST_WEEK.search(text) else []
    if _DEFENDING.search(said.masked.mask) or _A_YEAR_AGO.search(text):
        keys.append(_earlier(said, (race.track_id,), race.season - 1, race.series))
    named_day = _DAYS.search(text)
    if named_day and race.date is not None and f"{race.date:%A}".lower() not in text:
        others = [s for s in ("cup", "xfinity", "truck") if s != race.series]
        keys += [_earlier(said, (race.track_id,), race.season, series) for series in others]
    for token in said.masked.tokens:
        if token.kind == "S" and token.value not in ("all", race.series) and _DAYS.search(text):
            keys.append(_earlier(said, (race.track_id,), race.season, str(token.value)))
        if token.kind == "T" and race.track_id not in token.value:
            years = [t.value for t in said.masked.tokens if t.kind == "Y"] or [race.season, race.season - 1]
            keys += [_earlier(said, token.value, year, race.series) for year in years]
    for key in dict.fromkeys(k for k in keys if k):
        for n, who in _everyone(said):
            yield loose(said, who, "finish", 1, said.masked.tokens[n], scope=Scope(span="race", race=key))


def _everyone(said: Said) -> list[tuple[int, str]]:
    """Everyone a sentence names; where it names nobody, the one spoken of before."""
    named = [(n, t.value[0]) for n, t in enumerate(said.masked.tokens) if t.kind == "D" and len(t.value) == 1]
    return named or [(0, said.before)]


def _earlier(said: Said, tracks: tuple[str, ...] | None, season: int | None, series: str) -> str | None:
    """The key of the newest race before this one that fits."""
    found = said.context.other_race(tracks, season, series, said.context.race.race_index)
    return found.key if found is not None else None

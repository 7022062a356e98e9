"""What stands near what: a looser reading that can only bear out, never contradict.

Phrases cover some ways to say a thing; reports find others. Here a number, a car, a team or a stage that stands near a
name is held to the record, and becomes a claim only where the record bears it out: "the No. 12 ... Ryan Blaney" in a
race where Blaney drove the 12. Where the record says otherwise the sentence stays unread, for the nearness may mean
nothing.

Known limits: a number that stands near a name by chance and is true of him is called supported; how often that happens
with numbers that were changed on purpose is measured with the planted errors.
"""

import re
from collections.abc import Iterator
from typing import Any

from stockcar.report.claims import LOOSE, Claim, Comparator, Scope
from stockcar.report.phrases import Said, claim, driver
from stockcar.report.question import Row
from stockcar.report.tokens import Token
from stockcar.report.words import cue, words

_RUNNING = cue("read_finish_running")
_AT_THE_END = cue("read_finish_at_the_end")
_NO_PLACE = cue("near_no_place")
_NO_FINISH = cue("near_no_finish")
_ANOTHER_TIME = cue("certain_another_time")
_WON = cue("near_won")
_GRID = cue("near_grid")
_LED = cue("near_led")
_OUT = cue("near_out")
_LAPS_LED = re.compile(r"[\w,-]+ ?(?:of|out of|laps|circuits|- ?laps?|times?|\)|,|\.|$|and \d|in )")
_LISTED = cue("near_listed")
_SEVERAL = cue("near_several")
_FELL = cue("near_fell")
_BEST = re.compile(r"career[- ](?:best|high)|best (?:career )?(?:finish|result)|best of his career")
_SWEEP = re.compile(r"(?<![\d-])\d(?:-\d)+(?![\d-])")
_EACH_LED = re.compile(r"(?:each|both) (?:led|leading) (?P<op>more than|over|at least) <N(?P<n>\d+)>")
_OPS: dict[str, Comparator] = {"more than": ">", "over": ">", "at least": ">="}
_AHEAD = cue("near_ahead")
_IN_A_LIST = frozenset(words("near_in_a_list"))


def read_near(said: Said, stage: tuple[int, ...]) -> list[Claim]:
    """The claims that nearness suggests and the record bears out; ``stage``: the stage last spoken of."""
    found = [*_entries(said), *_led(said), *_mates(said)]
    if said.context.rows:
        found += [*_stages(said, stage), *_grid(said), *_finishes(said), *_fates(said)]
    return found


def people(said: Said) -> list[tuple[int, str]]:
    """The entrants named in a sentence, with the places of their tokens."""
    tokens = said.masked.tokens
    return [
        (n, t.value[0])
        for n, t in enumerate(tokens)
        if t.kind == "D" and len(t.value) == 1 and t.value[0] in said.context.rows
    ]


def nearest(said: Said, n: int, reach: int = 12) -> list[str]:
    """The entrants near a token: those before it first, the nearest first; the one last spoken of where none is."""
    named = people(said)
    reach = reach if len({who for _, who in named}) > 1 else 60
    before = [who for place, who in reversed(named) if 0 < n - place <= reach]
    after = [who for place, who in named if 0 < place - n <= reach]
    earlier = [] if any(place < n for place, _ in named) else [said.before]
    return list(dict.fromkeys([*before, *after, *earlier]))


def text_of(said: Said) -> str:
    """The folded text of the sentence."""
    return said.context.folded[said.masked.start : said.masked.end]


def loose(said: Said, who: str, measure: str, value: Any, token: Token, **more: Any) -> Claim:
    """A claim by nearness."""
    span = more.pop("span", (token.start, token.end))
    subject = driver(said.context, who)
    return claim(said, subject, measure, value, span, modality="implied", doubt=LOOSE, **more)


def _row(said: Said, who: str) -> Row | None:
    return said.context.rows.get(who)


def _entries(said: Said) -> Iterator[Claim]:
    """Cars, teams and makes near their drivers."""
    tokens = said.masked.tokens
    for n, who in people(said):
        number = tokens[n + 2] if n + 2 < len(tokens) and tokens[n + 1].value == "(" else None
        car = said.context.rows[who].car
        if number is not None and number.kind in "NC" and car == said.context.folded[number.start : number.end]:
            yield loose(said, who, "car", car, number)
    winner = next((who for who, row in said.context.rows.items() if row.finish == 1), said.before)
    several = _SEVERAL.search(text_of(said)) is not None
    named = {who: tokens[n] for n, who in people(said)}
    anywhere = [who for who in said.context.named if who in said.context.rows]
    for n, token in enumerate(tokens):
        for who in [*nearest(said, n, 16), said.before, winner, *anywhere] if token.kind in "CMK" else ():
            row = _row(said, who)
            if row is None:
                continue
            if token.kind == "C" and row.car == token.value:
                yield loose(said, who, "car", token.value, token)
                break
            if token.kind != "C" and who in anywhere and who not in (*named, said.before, winner):
                continue
            if token.kind == "M" and row.team_id in token.value:
                yield loose(said, who, "team", "|".join(token.value), named.get(who, token) if several else token)
                if not several:
                    break
            if token.kind == "K" and row.make == token.value and (_beside(said, n, who) or (several and who in named)):
                yield loose(said, who, "make", token.value, named.get(who, token) if several else token)
                if not several:
                    break


def _beside(said: Said, n: int, who: str) -> bool:
    """Is a make said of this driver: next to him, or next to his car's number?"""
    tokens = said.masked.tokens
    row = said.context.rows[who]
    cars = [t.value for t in tokens[max(0, n - 8) : n] if t.kind == "C"]
    if cars:
        return bool(cars[-1] == row.car)
    close = [t.value[0] for t in tokens[max(0, n - 6) : n + 5] if t.kind == "D"]
    return close[-1:] == [who] or close[:1] == [who]


def _led(said: Said) -> Iterator[Claim]:
    if not _LED.search(text_of(said)) or _ANOTHER_TIME.search(text_of(said)):
        return
    most = max((row.led or 0 for row in said.context.rows.values()), default=0)
    for match in _EACH_LED.finditer(said.masked.mask):
        token = said.masked.tokens[int(match["n"])]
        for n, who in people(said):
            if said.masked.places[n] < match.start():
                yield loose(said, who, "led", token.value.value, token, comparator=_OPS[match["op"]])
    for n, token in enumerate(said.masked.tokens):
        around = said.context.folded[token.start : token.end + 30]
        if token.kind != "N" or not _LAPS_LED.match(around):
            continue
        for who in nearest(said, n, 16):
            row = _row(said, who)
            if row is not None and row.led == token.value.value:
                yield loose(said, who, "led", row.led, token)
                if row.led == most and re.search(r"race-high|most|game-high", text_of(said)):
                    yield loose(said, who, "led_most", 1, token)
                break


def _mates(said: Said) -> Iterator[Claim]:
    for n, token in enumerate(said.masked.tokens):
        if token.kind != "W" or not re.match(r"team-?mates?$|stablemates?$", str(token.value)):
            continue
        close = nearest(said, n, 9)
        if said.before not in close:
            close.append(said.before)
        teams = {who: row.team_id for who in close if (row := _row(said, who)) is not None and row.team_id}
        for a, b in ((a, b) for k, a in enumerate(teams) for b in list(teams)[k + 1 :]):
            if teams[a] == teams[b]:
                yield loose(said, a, "teammates", b, token, other=driver(said.context, b))


def _stages(said: Said, stage: tuple[int, ...]) -> Iterator[Claim]:
    """Winners and places of the stage the sentence, or the one before it, is about."""
    text = text_of(said)
    named = [t.value for t in said.masked.tokens if t.kind == "G"]
    told = bool(named) or "stage" in text
    listed = re.search(r"(?:complet|round)\w* the top|finishing|following|followed", text) is not None
    numbers = tuple(dict.fromkeys(k for value in named for k in value)) or (stage if told or listed else ())
    if not numbers or not re.search(r"\bw[io]n|victor|took|claim|collect|captur|swe[ep]|finish|place|beat|edg", text):
        return
    rows = said.context.rows
    for k in (k for k in numbers if k in (1, 2, 3)):
        place = {who: getattr(rows[who], f"stage_{k}") for _, who in people(said)}
        for n, who in people(said) if told else ():
            if place[who] == 1:
                yield loose(said, who, f"stage_{k}", 1, said.masked.tokens[n])
        if told and said.before in rows and getattr(rows[said.before], f"stage_{k}") == 1 and said.before not in place:
            first = said.masked.tokens[0]
            yield loose(said, said.before, f"stage_{k}", 1, first, span=(said.masked.start, said.masked.end))
        for run in runs(said):
            places = [place[who] for _, who in run]
            if _in_order(places) and len(run) > 1 and (told or len(run) > 2):
                for (n, who), at in zip(run, places, strict=True):
                    yield loose(said, who, f"stage_{k}", at, said.masked.tokens[n])
        for n, who, value in _paired(said) if told else ():
            if place.get(who) == value:
                yield loose(said, who, f"stage_{k}", value, said.masked.tokens[n])


def runs(said: Said) -> list[list[tuple[int, str]]]:
    """The lists of names in a sentence: names with only commas, "and", cars, teams and makes between."""
    found: list[list[tuple[int, str]]] = []
    tokens = said.masked.tokens
    last = -99
    for n, who in people(said):
        between = tokens[last + 1 : n] if last >= 0 else []
        joined = last >= 0 and all(
            t.kind in "MKC" or t.value in _IN_A_LIST or str(t.value).endswith("'s") or in_brackets(between, t)
            for t in between
        )
        if joined and len(between) <= 8:
            found[-1].append((n, who))
        else:
            found.append([(n, who)])
        last = n
    return found


def _in_order(places: list[int | None]) -> bool:
    """Is each place the next after the one before?"""
    first = places[0]
    return first is not None and places == list(range(first, first + len(places)))


def _paired(said: Said) -> Iterator[tuple[int, str, int]]:
    """Each ordinal that can be a place with the nearest name on either side: (token, driver, place)."""
    tokens, mask, places = said.masked.tokens, said.masked.mask, said.masked.places
    for n, token in enumerate(tokens):
        if token.kind != "O" or not 1 <= token.value.value <= 43:
            continue
        if _NO_PLACE.match(mask[places[n] :].split(" ", 1)[1]):
            continue
        for who in nearest(said, n, 14)[:2]:
            yield n, who, token.value.value


def _grid(said: Said) -> Iterator[Claim]:
    text = text_of(said)
    yield from _poles(said, text)
    if not _GRID.search(text) or re.search(r"restart|stage|last (?:year|week)", text):
        return
    for n, who, value in _paired(said):
        row = _row(said, who)
        if row is not None and row.start == value:
            yield loose(said, who, "start", value, said.masked.tokens[n])
    if re.search(r"(?:led|brought|took|paced) (?:the )?(?:\S+ )?field (?:to|from|under)", text):
        for n, who in people(said)[:2]:
            if said.context.rows[who].start == 1:
                yield loose(said, who, "start", 1, said.masked.tokens[n])
    if outside := re.search(r"outside (?:pole|(?:of )?(?:the )?front row)|second (?:starting|on the grid)", text):
        at = said.masked.start + outside.start()
        n = next((k for k, t in enumerate(said.masked.tokens) if t.start >= at), 0)
        second = [who for who in nearest(said, n, 12)[:2] if (row := _row(said, who)) and row.start == 2]
        yield from (loose(said, who, "start", 2, said.masked.tokens[n]) for who in second)
    if "front row" in text:
        for n, who in people(said):
            row = _row(said, who)
            if row is not None and row.start in (1, 2):
                yield loose(said, who, "start", 2, said.masked.tokens[n], comparator="<=")


def _poles(said: Said, text: str) -> Iterator[Claim]:
    """Who started first beside a word of the pole."""
    if re.search(r"last (?:year|week)", text):
        return
    for n, token in enumerate(said.masked.tokens):
        if token.kind == "W" and re.match(r"pole(?:-?sitter|-?winner)?$|pole-sitting$", str(token.value)):
            on_pole = [who for who in nearest(said, n, 9)[:2] if (row := _row(said, who)) and row.start == 1]
            yield from (loose(said, who, "start", 1, token) for who in on_pole)


def _finishes(said: Said) -> Iterator[Claim]:
    text, rows = text_of(said), said.context.rows
    for claim_ in _placed(said, text, rows):
        near = said.context.folded[
            max(said.masked.start, claim_.span[0] - 50) : min(said.masked.end, claim_.span[1] + 50)
        ]
        years = any(
            t.kind == "Y" and t.value != said.context.race.season and abs(t.start - claim_.span[0]) < 50
            for t in said.masked.tokens
        )
        if not years and not _ANOTHER_TIME.search(near):
            yield claim_


def _placed(said: Said, text: str, rows: dict[str, Row]) -> Iterator[Claim]:
    yield from _win(said)
    yield from _ahead(said)
    paired = [
        (n, who, value) for n, who, value in _paired(said) if rows.get(who) is not None and rows[who].finish == value
    ]
    for n, who, value in paired:  # "faded to fourth" is told of the end more often than not
        token = said.masked.tokens[n]
        if _FELL.search(said.context.folded, max(said.masked.start, token.start - 40), token.start):
            yield loose(said, who, "finish", value, token)
    running = _RUNNING.search(said.masked.mask) and not _AT_THE_END.search(said.masked.mask)
    for n, who, value in paired if not running else ():
        token = said.masked.tokens[n]
        low, high = max(said.masked.start, token.start - 60), min(said.masked.end, token.end + 40)
        if not _NO_FINISH.search(said.context.folded, low, high):
            yield loose(said, who, "finish", value, token)
            if value > 1 and _BEST.search(text):
                yield loose(said, who, "best_finish", value, token, scope=Scope(span="career"))
    yield from _swept(said, text, rows)
    if running or _NO_FINISH.search(text):
        return
    for n, token in enumerate(said.masked.tokens):
        if token.kind == "W" and token.value == "runner-up":
            second = [who for who in nearest(said, n, 8)[:2] if who in rows and rows[who].finish == 2]
            yield from (loose(said, who, "finish", 2, token) for who in second)
    for run in runs(said):
        places = [rows[who].finish for _, who in run]
        ordered = _in_order(places) and (places[0] or 99) <= 10  # farther back three in a row can be chance
        if ordered and (len(run) > 2 or (len(run) == 2 and _LISTED.search(text))):
            for (n, who), at in zip(run, places, strict=True):
                yield loose(said, who, "finish", at, said.masked.tokens[n])


def _swept(said: Said, text: str, rows: dict[str, Row]) -> Iterator[Claim]:
    """ "A, B, who has two wins, and C made it a 2-3-4 finish": the places of those named, in their order."""
    for match in _SWEEP.finditer(text):
        places = [int(n) for n in match[0].split("-")]
        mine = [(n, who) for n, who in people(said) if rows[who].finish in places]
        if places == list(range(places[0], places[0] + len(places))) and len(mine) > 1:
            for n, who in mine:
                yield loose(said, who, "finish", rows[who].finish, said.masked.tokens[n])


def in_brackets(between: list[Token], token: Token) -> bool:
    """Does a token of a list stand in brackets, as a car's number does?"""
    values = [t.value for t in between]
    at = between.index(token)
    return "(" in values[:at] and ")" in values[at:]


def _win(said: Said) -> Iterator[Claim]:
    """The winner beside a word of winning."""
    rows, text = said.context.rows, text_of(said)
    won = _WON.search(text)
    if won is None:
        return
    named = [who for _, who in people(said)]
    who = next((w for w in named if rows[w].finish == 1), None)
    if who is None and not named and said.before in rows and rows[said.before].finish == 1:
        who = said.before
    if who is not None:
        span = (said.masked.start + won.start(), said.masked.start + won.end())
        yield loose(said, who, "finish", 1, said.masked.tokens[0], span=span)


def _ahead(said: Said) -> Iterator[Claim]:
    """Names after a word of beating, and somebody before it who finished ahead of them."""
    rows, text = said.context.rows, text_of(said)
    if _RUNNING.search(said.masked.mask) and not _AT_THE_END.search(said.masked.mask):
        return
    for verb in _AHEAD.finditer(text):
        at = said.masked.start + verb.end()
        run = next((r for r in runs(said) if -2 <= said.masked.tokens[r[0][0]].start - at < 45), None)
        if run is None:
            continue
        n = run[0][0]
        listed = {who for _, who in run}
        ahead = next((who for who in nearest(said, n, 30) if who not in listed), said.before)
        if ahead in rows and rows[ahead].finish is not None and ahead not in listed:
            for m, who in run:
                behind = rows[who].finish
                if behind is not None and (rows[ahead].finish or 99) < behind:
                    other = driver(said.context, who)
                    yield loose(said, ahead, "ahead_of", who, said.masked.tokens[m], other=other)


def _fates(said: Said) -> Iterator[Claim]:
    """Who is told of as out, and was."""
    out = _OUT.search(text_of(said))
    if out is None:
        return
    at = said.masked.start + out.start()
    n = next((k for k, t in enumerate(said.masked.tokens) if t.start >= at), 0)
    if re.search(r"disqualif|inspection", out[0]):
        barred = [who for who in nearest(said, n, 14)[:3] if said.context.rows[who].status_class == "disqualified"]
        yield from (loose(said, who, "status", "disqualified", said.masked.tokens[n]) for who in barred)
        return
    for who in nearest(said, n, 14)[:2]:
        row = _row(said, who)
        if row is not None and row.status_class in ("crash", "mechanical", "other"):
            span = (said.masked.start + out.start(), said.masked.start + out.end())
            part = out["part"]
            if part and part not in (row.status or "").lower():
                continue
            yield loose(said, who, "status", part or "out", said.masked.tokens[n], span=span, scope=Scope(span="race"))
            return

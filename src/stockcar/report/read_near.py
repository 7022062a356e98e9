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

_NO_PLACE = cue("near_no_place")
_ANOTHER_TIME = cue("certain_another_time")
_GRID = cue("near_grid")
_LED = cue("near_led")
_OUT = cue("near_out")
_LAPS_LED = re.compile(r"[\w,-]+ ?(?:of|out of|laps|circuits|- ?laps?|times?|\)|,|\.|$|and \d|in )")
_SEVERAL = cue("near_several")
_EACH_LED = re.compile(r"(?:each|both) (?:led|leading) (?P<op>more than|over|at least) <N(?P<n>\d+)>")
_OPS: dict[str, Comparator] = {"more than": ">", "over": ">", "at least": ">="}
_IN_A_LIST = frozenset(words("near_in_a_list"))


def read_near(said: Said, stage: tuple[int, ...]) -> list[Claim]:
    """The claims that nearness suggests and the record bears out; ``stage``: the stage last spoken of."""
    found = [*_entries(said), *_led(said), *_mates(said)]
    if said.context.rows:
        found += [*_stages(said, stage), *_grid(said), *_fates(said)]
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
    earlier = [] if any(place < n for place, _ in named) else [said.before, said.last]
    earlier = [who for who in earlier if who in said.context.rows]
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
    close = [t.value[0] for t in tokens[max(0, n - 9) : n + 5] if t.kind == "D"]
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
            if in_order(places) and len(run) > 1 and (told or len(run) > 2):
                for (n, who), at in zip(run, places, strict=True):
                    yield loose(said, who, f"stage_{k}", at, said.masked.tokens[n])
        for n, who, value in paired_with(said) if told else ():
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


def in_order(places: list[int | None]) -> bool:
    """Is each place the next after the one before?"""
    first = places[0]
    return first is not None and places == list(range(first, first + len(places)))


def paired_with(said: Said) -> Iterator[tuple[int, str, int]]:
    """Each ordinal that can be a place with the nearest name on either side: (token, driver, place)."""
    tokens, mask, places = said.masked.tokens, said.masked.mask, said.masked.places
    for n, token in enumerate(tokens):
        if token.kind != "O" or not 1 <= token.value.value <= 43:
            continue
        if _NO_PLACE.match(mask[places[n] :].split(" ", 1)[1]):
            continue
        for who in nearest(said, n, 30)[:2]:
            yield n, who, token.value.value


def _grid(said: Said) -> Iterator[Claim]:
    text = text_of(said)
    yield from _poles(said, text)
    for n, who, value in paired_with(said):
        row, token = _row(said, who), said.masked.tokens[n]
        head = said.context.folded[max(said.masked.start, token.start - 24) : token.start]
        if row is not None and row.start == value and value > 2 and re.search(r"\b(?:from|lined up)\b[a-z -]*$", head):
            yield loose(said, who, "start", value, token)
    side = re.search(r"\b(?:beside|alongside|next to|joined by|joining)\b", text)
    if side and re.search(r"start|pole|front row|grid", text) and "restart" not in text:
        for n, who in people(said):
            row, token = _row(said, who), said.masked.tokens[n]
            if row is not None and row.start in (1, 2) and token.start > said.masked.start + side.start():
                yield loose(said, who, "start", row.start, token)
    if not _GRID.search(text) or re.search(r"restart|stage|last (?:year|week)", text):
        return
    for n, who, value in paired_with(said):
        row = _row(said, who)
        if row is not None and row.start == value:
            yield loose(said, who, "start", value, said.masked.tokens[n])
    for run in runs(said):
        places = [said.context.rows[who].start for _, who in run]
        if len(run) > 2 and in_order(places):
            for (n, who), at in zip(run, places, strict=True):
                yield loose(said, who, "start", at, said.masked.tokens[n])
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


def in_brackets(between: list[Token], token: Token) -> bool:
    """Does a token of a list stand in brackets, as a car's number does?"""
    values = [t.value for t in between]
    at = between.index(token)
    return "(" in values[:at] and ")" in values[at:]


def _fates(said: Said) -> Iterator[Claim]:
    """Who is told of as out, or as running at the end, and was."""
    if on := re.search(r"\brunning at the (?:end|finish|checkered)|\b(?:reached|made it to) the finish", text_of(said)):
        at = next((k for k, t in enumerate(said.masked.tokens) if t.start >= said.masked.start + on.start()), 0)
        named = {who: said.masked.tokens[n] for n, who in people(said)}
        for who in nearest(said, at, 30)[:3]:
            if said.context.rows[who].status_class == "running":
                yield loose(said, who, "status", "running", named.get(who, said.masked.tokens[at]))
    out = _OUT.search(text_of(said))
    if out is None:
        return
    at = said.masked.start + out.start()
    n = next((k for k, t in enumerate(said.masked.tokens) if t.start >= at), 0)
    if re.search(r"disqualif|inspection", out[0]):
        barred = [who for who in nearest(said, n, 14)[:3] if said.context.rows[who].status_class == "disqualified"]
        yield from (loose(said, who, "status", "disqualified", said.masked.tokens[n]) for who in barred)
        return
    for who in nearest(said, n, 22)[:2]:
        row = _row(said, who)
        if row is not None and row.status_class in ("crash", "mechanical", "other"):
            span = (said.masked.start + out.start(), said.masked.start + out.end())
            part = out["part"]
            if part and part not in (row.status or "").lower():
                continue
            yield loose(said, who, "status", part or "out", said.masked.tokens[n], span=span, scope=Scope(span="race"))
            return

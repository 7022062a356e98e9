"""Who stands near a finishing place: places, lists in their order, the winner, and who beat whom.

Claims by nearness, kept only where the record bears them out (see ``read_near``).

Known limits: a place held during the race that is also the one at the end is taken for it.
"""

import re
from collections.abc import Iterator

from stockcar.report.claims import Claim, Scope
from stockcar.report.phrases import Said, driver
from stockcar.report.question import Row
from stockcar.report.read_near import in_order, loose, nearest, paired_with, people, runs, text_of
from stockcar.report.words import cue

_RUNNING = cue("read_finish_running")
_AT_THE_END = cue("read_finish_at_the_end")
_NO_FINISH = cue("near_no_finish")
_ANOTHER_TIME = cue("certain_another_time")
_WON = cue("near_won")
_LISTED = cue("near_listed")
_FELL = cue("near_fell")
_BEST = re.compile(r"career(?: [a-z]+)?[- ](?:best|high)|best (?:career )?(?:finish|result)|best of his career")
_SWEEP = re.compile(r"(?<![\d-])\d(?:-\d)+(?![\d-])")
_AHEAD = cue("near_ahead")


def read_near_finish(said: Said) -> Iterator[Claim]:
    """The claims about the end of the race that nearness suggests, none of another time."""
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
        (n, who, value)
        for n, who, value in paired_with(said)
        if rows.get(who) is not None and rows[who].finish == value
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
    yield from _swept(said, text, rows)
    yield from _bests(said, text, rows)
    for run in runs(said):  # four in the order they came in are no chance
        places = [rows[who].finish for _, who in run]
        if len(run) > 3 and in_order(places) and (places[0] or 99) <= 10:
            for (n, who), at in zip(run, places, strict=True):
                yield loose(said, who, "finish", at, said.masked.tokens[n])
    if running or _NO_FINISH.search(text):
        return
    for n, token in enumerate(said.masked.tokens):
        if token.kind == "W" and token.value == "runner-up":
            second = [who for who in nearest(said, n, 8)[:2] if who in rows and rows[who].finish == 2]
            yield from (loose(said, who, "finish", 2, token) for who in second)
    for run in runs(said):
        places = [rows[who].finish for _, who in run]
        ordered = in_order(places) and (places[0] or 99) <= 10  # farther back three in a row can be chance
        if ordered and (len(run) > 2 or (len(run) == 2 and _LISTED.search(text))):
            for (n, who), at in zip(run, places, strict=True):
                yield loose(said, who, "finish", at, said.masked.tokens[n])


def _bests(said: Said, text: str, rows: dict[str, Row]) -> Iterator[Claim]:
    """ "Second, a career best": the place of a driver named, as his best."""
    for n, token in enumerate(said.masked.tokens) if _BEST.search(text) else ():
        for who in nearest(said, n, 30)[:2] if token.kind == "O" else ():
            if rows[who].finish == token.value.value > 1:
                yield loose(said, who, "best_finish", token.value.value, token, scope=Scope(span="career"))


def _swept(said: Said, text: str, rows: dict[str, Row]) -> Iterator[Claim]:
    """ "A, B, who has two wins, and C made it a 2-3-4 finish": the places of those named, in their order."""
    for match in _SWEEP.finditer(text):
        places = [int(n) for n in match[0].split("-")]
        mine = [(n, who) for n, who in people(said) if rows[who].finish in places]
        if places == list(range(places[0], places[0] + len(places))) and len(mine) > 1:
            for n, who in mine:
                yield loose(said, who, "finish", rows[who].finish, said.masked.tokens[n])


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
    running = _RUNNING.search(said.masked.mask) and not _AT_THE_END.search(said.masked.mask)
    for verb in _AHEAD.finditer(text):
        at = said.masked.start + verb.end()
        run = next((r for r in runs(said) if -2 <= said.masked.tokens[r[0][0]].start - at < 45), None)
        if run is None:
            continue
        n = run[0][0]
        listed = {who for _, who in run}
        ahead = next((who for who in nearest(said, n, 30) if who not in listed), said.before)
        if running and (ahead not in rows or rows[ahead].finish != 1):
            continue
        if ahead in rows and rows[ahead].finish is not None and ahead not in listed:
            for m, who in run:
                behind = rows[who].finish
                if behind is not None and (rows[ahead].finish or 99) < behind:
                    other = driver(said.context, who)
                    yield loose(said, ahead, "ahead_of", who, said.masked.tokens[m], other=other)

"""Which results stand behind a label, or in a list of points?

"START: 15TH STAGE ONE: 10TH FINISH: 2ND POINTS: 1ST" under a driver's name, "Laps led: 112", and lines that count up
but are the standings: each is kept only where the record bears it out, and never contradicts.

Known limits: a label speaks of the driver named last before it.
"""

import re
from collections.abc import Iterator

from stockcar.report.claims import LOOSE, Claim, Scope
from stockcar.report.numbers import find_quantities
from stockcar.report.phrases import Context, driver
from stockcar.report.tokens import Token

_LABEL = re.compile(
    r"\b(?P<label>start(?:ed|ing)?(?: position| spot)?|qualified|grid|finish(?:ed)?(?: position)?|result"
    r"|stage (?:1|2|one|two)(?: finish| result)?|points?(?: position| standings?| rank)?|(?:point|driver) standings?"
    r"|laps led|led|laps(?: completed)?|car) ?[:=] ?(?:p|#|no\. ?)?(?P<n>\d{1,3})(?:st|nd|rd|th)?\b"
)
_STANDING = re.compile(r"^[ \t>*|-]*(\d{1,2})[.):| \t-]+(?=\S)[^\n]{4,120}$", re.MULTILINE)
_MEASURES = (
    ("start", "start"), ("qualif", "start"), ("grid", "start"), ("finish", "finish"), ("result", "finish"),
    ("stage 1", "stage_1"), ("stage one", "stage_1"), ("stage 2", "stage_2"), ("stage two", "stage_2"),
    ("laps led", "led"), ("led", "led"), ("laps", "laps"), ("car", "car"), ("point", "points_rank"),
    ("driver", "points_rank"),
)  # fmt: skip


def read_labels(context: Context, marks: list[Token]) -> list[Claim]:
    """The claims of labels and of lists of points, for the record to bear out."""
    return [*_labels(context, marks), *_standings(context, marks), *_called(context, marks)]


def _loose(context: Context, who: str, measure: str, value: int | str, span: tuple[int, int]) -> Claim:
    return Claim(
        measure=measure, subject=driver(context, who), race=context.race.key, span=span, value=value,
        scope=Scope(span="race"), text=context.text[span[0] : span[1]], modality="implied", doubt=LOOSE,
    )  # fmt: skip


def _entrants(context: Context, marks: list[Token]) -> list[Token]:
    return [t for t in marks if t.kind == "D" and len(t.value) == 1 and t.value[0] in context.rows]


def _labels(context: Context, marks: list[Token]) -> Iterator[Claim]:
    names = _entrants(context, marks)
    for match in _LABEL.finditer(context.folded):
        before = next((t for t in reversed(names) if 0 <= match.start() - t.end < 300), None)
        measure = next((m for word, m in _MEASURES if match["label"].startswith(word)), None)
        if before is not None and measure is not None:
            value = match["n"] if measure == "car" else int(match["n"])
            yield _loose(context, before.value[0], measure, value, match.span())


def _standings(context: Context, marks: list[Token]) -> Iterator[Claim]:
    """Lines that count up and name a driver each: his place in the points, where it is that."""
    names = _entrants(context, marks)
    lines = []
    for match in _STANDING.finditer(context.folded):
        token = next((t for t in names if match.start() <= t.start < match.end()), None)
        if token is not None and token.start - match.start() < 12:
            lines.append((int(match[1]), token))
    for n, (place, token) in enumerate(lines):
        beside = [p for p, _ in (*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2])]
        if any(abs(p - place) == 1 for p in beside):
            yield _loose(context, token.value[0], "points_rank", place, (token.start, token.end))


def _called(context: Context, marks: list[Token]) -> Iterator[Claim]:
    """ "Runner-up Denny Hamlin", "third-place finisher Kyle Busch": a place right before a name."""
    for token in _entrants(context, marks):
        head = context.folded[max(0, token.start - 40) : token.start]
        called = re.search(r"(?:([\w-]+?)[- ]place (?:finisher|man|driver)?|(runner-up)(?: finisher)?) $", head)
        if called is None:
            continue
        found = find_quantities(called[1]) if called[1] else []
        place = 2 if called[2] else found[0][2].value if found else None
        row = context.rows[token.value[0]]
        if place is not None and row.finish == place:
            yield _loose(context, row.driver_id, "finish", place, (token.start, token.end))

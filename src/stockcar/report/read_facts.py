"""Which bare facts stand in a box at the head of a page, in a grid, or right beside a name?

"Most laps led: Tony Stewart, laps 225", "Distance: 500 laps", "41 drivers competed", "42 Juan Pablo Montoya": said
without a verb, so no phrase reads them. Each is kept only where the record bears it out, and never contradicts.

Known limits: one box, one race; a number beside a name that happens to be his car's is taken for it.
"""

import re
from collections.abc import Iterator

from stockcar.report.claims import LOOSE, Claim, Scope, Subject
from stockcar.report.numbers import find_quantities
from stockcar.report.phrases import Context, driver
from stockcar.report.tokens import Token
from stockcar.report.words import cue

_CAR_BEFORE = re.compile(r"(?:^|[\s#(|])#?(\d{1,3})[ -]{1,2}$")
_CAR_AFTER = re.compile(r"^ ?[|(] ?#?(\d{1,3})\b")
_MOST_LED = re.compile(r"most laps led")
_LAPS_OF_IT = re.compile(r"\blaps?(?: led)?[ |:\n]+(\d{1,3})\b")
_FIELD = cue("facts_field")
_MILES = re.compile(r"(?<![\d$])(\d{0,2}\.\d{1,3})[- ]mile(?:s|r)?\b")
_WORDED = (
    (re.compile(r"\b(?:half|1/2)[- ]mile"), 0.5),
    (re.compile(r"(?:\bthree[- ]quarters?(?: of a|-)? ?-? ?|3/4[- ])mile"), 0.75),
    (re.compile(r"\b(?:one-|1-|one )mile (?:\w+ )?(?:oval|track|speedway|concrete|tri-oval|monster)"), 1.0),
    (re.compile(r"\bmile[- ]and[- ]a[- ]half"), 1.5), (re.compile(r"\b(?:two|2)[- ]mile (?:oval|track|super|d-)"), 2.0),
    (re.compile(r"\b(?:four|4)[- ]mile (?:road|track|course|circuit)"), 4.0),
)  # fmt: skip


def read_facts(context: Context, marks: list[Token]) -> list[Claim]:
    """The bare facts of a text that the record bears out."""
    return [*_cars(context, marks), *_most_led(context, marks), *_counts(context), *_length(context)]


def _loose(context: Context, subject: Subject, measure: str, value: int | str, span: tuple[int, int]) -> Claim:
    return Claim(
        measure=measure, subject=subject, race=context.race.key, span=span, value=value, scope=Scope(span="race"),
        text=context.text[span[0] : span[1]], modality="implied", doubt=LOOSE,
    )  # fmt: skip


def _cars(context: Context, marks: list[Token]) -> Iterator[Claim]:
    """Car numbers right before or behind a name: "11 Denny Hamlin", "#18-Kyle Busch", "Rick Mast | 1 |"."""
    for token in marks:
        row = context.rows.get(token.value[0]) if token.kind == "D" and len(token.value) == 1 else None
        if row is None:
            continue
        before = _CAR_BEFORE.search(context.folded[max(0, token.start - 7) : token.start])
        after = _CAR_AFTER.match(context.folded[token.end : token.end + 8])
        for found in (before, after):
            if found is not None and row.car == found[1]:
                yield _loose(context, driver(context, row.driver_id), "car", found[1], (token.start, token.end))
                break


def _most_led(context: Context, marks: list[Token]) -> Iterator[Claim]:
    """The driver named first after "most laps led", and the laps that follow."""
    rows = context.rows
    most = max((row.led or 0 for row in rows.values()), default=0)
    for found in _MOST_LED.finditer(context.folded):
        near = [t for t in marks if t.kind == "D" and found.end() <= t.start < found.end() + 60 and t.value[0] in rows]
        if not near or rows[near[0].value[0]].led != most or not most:
            continue
        subject = driver(context, near[0].value[0])
        yield _loose(context, subject, "led_most", 1, (found.start(), found.end()))
        laps = _LAPS_OF_IT.search(context.folded, near[0].end, near[0].end + 90)
        if laps is not None and int(laps[1]) == most:
            yield _loose(context, subject, "led", most, (laps.start(1), laps.end(1)))


def _counts(context: Context) -> Iterator[Claim]:
    """The distance in laps and the size of the field."""
    race = context.race
    subject = Subject("race", race.key, race.name)
    for start, end, quantity in find_quantities(context.folded):
        behind = context.folded[end : end + 40]
        span = (start, end)
        value = quantity.of or quantity.value
        if re.match(r"[ -]laps?\b", behind) and value in (race.laps_scheduled, race.laps_run):
            measure = "laps_scheduled" if value == race.laps_scheduled else "laps_run"
            yield _loose(context, subject, measure, value, span)
        elif _FIELD.match(behind) and quantity.value == race.n_cars:
            yield _loose(context, subject, "field", quantity.value, span)


def _length(context: Context) -> Iterator[Claim]:
    """The length of the track: "the 0.526-mile oval", "a half-mile track"."""
    race = context.race
    subject = Subject("race", race.key, race.name)
    if not race.length_mi:
        return
    for match in _MILES.finditer(context.folded):
        if abs(float(match[1]) - race.length_mi) <= (0.05 if match[1].endswith(".5") else 0.015):
            yield _loose(context, subject, "length_mi", f"{float(match[1]):g}", match.span())
    for pattern, miles in _WORDED:
        for match in pattern.finditer(context.folded):
            if abs(miles - race.length_mi) <= 0.05:
                yield _loose(context, subject, "length_mi", f"{miles:g}", match.span())

"""Which result table does a text hold, line by line?

"1. (5) Kyle Busch, Toyota, 200 laps", "2 Denny Hamlin Joe Gibbs Racing 200 16": three lines or more that count up from
one place to the next and name an entrant each are a result, unless the line above calls them points, a grid, a
practice or a stage. Places are claims like any other; cars, teams, makes, laps and laps led are kept where the record
bears them out, and so are the starting places of a grid.

Known limits: a table without a number at the start of its lines is not read; columns are told by what they hold.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from stockcar.report.claims import LOOSE, Claim, Modality
from stockcar.report.phrases import Context, driver
from stockcar.report.tokens import Token
from stockcar.report.words import cue

_LINE = re.compile(r"^[ \t>*|#-]*(\d{1,2})(?:st|nd|rd|th)?[.):| \t-]+(?=\S)(?P<rest>[^\n]{4,200})$", re.MULTILINE)
_NO_RESULT = cue("table_no_result")
_GRID = re.compile(r"\bgrid\b|line-?up|qualif|starting order|\| (?:speed|time) \|")
_LEAST = 3  # lines


class _Line(NamedTuple):
    place: int
    start: int
    end: int
    token: Token  # the entrant


def read_table(context: Context, marks: list[Token]) -> list[Claim]:
    """The claims of the result tables of a text."""
    claims: list[Claim] = []
    for table in _tables(context, marks):
        head = context.folded[max(0, table[0].start - 90) : table[0].start]
        if _GRID.search(head):
            claims += [claim for line in table for claim in _starter(context, line, marks)]
        if _NO_RESULT.search(head):
            continue
        rows = [context.rows.get(line.token.value[0]) for line in table]
        fits = sum(row is not None and row.finish == line.place for row, line in zip(rows, table, strict=True))
        # A list most of which is no result of this race is another list: of points, or of another day.
        modality: Modality = "fact" if fits > 0.7 * len(table) else "implied"
        for line, row in zip(table, rows, strict=True):
            if row is None:
                continue
            claims.append(_claim(context, line, "finish", line.place, modality, "the list may be another one"))
            inside = [t for t in marks if line.start <= t.start < line.end]
            for token in inside:
                if token.kind == "M" and row.team_id in token.value:
                    claims.append(_claim(context, line, "team", "|".join(token.value), "implied", LOOSE))
                if token.kind == "K" and row.make == token.value:
                    claims.append(_claim(context, line, "make", token.value, "implied", LOOSE))
            grid = re.search(r"\((\d{1,2})\)", context.folded[line.start : line.end])
            if grid and row.start == int(grid[1]):
                claims.append(_claim(context, line, "start", int(grid[1]), "implied", LOOSE))
            car = re.search(r"(?:#|no\. ?|\s)(\d{1,2})\s", context.folded[line.start + 2 : line.token.start])
            if car and row.car == car[1]:
                claims.append(_claim(context, line, "car", car[1], "implied", LOOSE))
    return claims


def _starter(context: Context, line: _Line, marks: list[Token]) -> Iterator[Claim]:
    """A line of a grid: place and make, where the record bears them out."""
    row = context.rows.get(line.token.value[0])
    if row is not None and row.start == line.place:
        yield _claim(context, line, "start", line.place, "implied", LOOSE)
        makes = [t.value for t in marks if t.kind == "K" and line.start <= t.start < line.end]
        if row.make in makes:
            yield _claim(context, line, "make", row.make or "", "implied", LOOSE)


def _claim(context: Context, line: _Line, measure: str, value: int | str, modality: Modality, doubt: str) -> Claim:
    span = (line.token.start, line.token.end)
    return Claim(
        measure=measure, subject=driver(context, line.token.value[0]), race=context.race.key, span=span, value=value,
        text=context.text[span[0] : span[1]], modality=modality, doubt=doubt if modality == "implied" else "",
    )  # fmt: skip


def _tables(context: Context, marks: list[Token]) -> list[list[_Line]]:
    """Runs of lines that count up, a line without a known name between at most."""
    found: list[list[_Line]] = []
    names = [t for t in marks if t.kind == "D" and len(t.value) == 1]
    for match in _LINE.finditer(context.folded):
        token = next((t for t in names if match.start() <= t.start < match.end()), None)
        if token is None or token.start - match.start() > 30:
            continue
        line = _Line(int(match[1]), match.start(), match.end(), token)
        if found and 0 < line.place - found[-1][-1].place < 3 and line.start - found[-1][-1].end < 160:
            found[-1].append(line)
        else:
            found.append([line])
    return [table for table in found if len(table) >= _LEAST]

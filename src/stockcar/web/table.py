"""A table of the record as HTML: headers that explain themselves, numbers to the right, unknown as a dash."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from stockcar.web.words import joined, said

Row = Mapping[str, Any]
Cell = Callable[[Row], Any]


class Column(NamedTuple):
    """A column: the field it shows, its header, what the number means, and how a cell is drawn."""

    name: str
    header: str
    meaning: str = ""
    left: bool = False
    cell: Cell | None = None
    narrow: bool = True  # shown on a phone too


def table(
    rows: Sequence[Row], columns: Sequence[Column], caption: str, kind: str = "", last_in: int | None = None
) -> Markup:
    """The rows as a table; the first column is the header of its row. A line stands under row number ``last_in``."""
    head = joined(_header(column) for column in columns)
    body = joined(
        Markup("<tr{}>{}</tr>").format(
            Markup(' class="cut"') if number == last_in else "",
            joined(_cell(row, column, at == 0) for at, column in enumerate(columns)),
        )
        for number, row in enumerate(rows, 1)
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="{}"><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption, kind, caption, head, body)


def meanings(columns: Sequence[Column]) -> Markup:
    """What the columns mean, as a list of definitions; empty where they say it themselves."""
    said_of = [column for column in columns if column.meaning]
    if not said_of:
        return Markup("")
    lines = joined(Markup("<dt>{}</dt><dd>{}</dd>").format(column.header, column.meaning) for column in said_of)
    return Markup("<dl>{}</dl>").format(lines)


def _header(column: Column) -> Markup:
    text: Any = column.header
    if column.meaning:
        text = Markup('<abbr title="{}">{}</abbr>').format(column.meaning, column.header)
    return Markup('<th scope="col" class="{}">{}</th>').format(_kind(column), text)


def _kind(column: Column) -> str:
    return ("l" if column.left else "r") + ("" if column.narrow else " wide")


def _cell(row: Row, column: Column, first: bool) -> Markup:
    value = column.cell(row) if column.cell is not None else said(row.get(column.name))
    if first:
        return Markup('<th scope="row" class="{}">{}</th>').format(_kind(column), value)
    return Markup('<td class="{}">{}</td>').format(_kind(column), value)

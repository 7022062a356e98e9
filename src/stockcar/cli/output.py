"""How does an answer reach the terminal, a file or another program?

stdout is data, stderr is talk. An ``Answer`` is built once and written in the format asked for: ``json`` is the
documented contract, ``csv`` / ``parquet`` / ``md`` are its main table, ``table`` is for people. Colour only on a
terminal.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from stockcar.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

Format = Literal["table", "json", "csv", "parquet", "md"]
Row = Mapping[str, Any]
SHORT, LONG = 9, 13  # characters: up to the first a value is not wrapped, beyond the second a word is
WIDE = 1000  # off a terminal nothing is cut to a width


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """What every verb takes."""

    format: Annotated[
        Format, Parameter(help="table for people, json for programs, or the main table in a file format")
    ] = "table"
    book: Annotated[str | None, Parameter(help='folder of the book to read; "starter" is the one in the package')] = (
        None
    )
    offline: Annotated[bool, Parameter(help="never use the network", negative="")] = False


@dataclass(frozen=True)
class Answer:
    """What a verb found: the JSON document, its main table, and how to show it to a person."""

    document: Mapping[str, Any]
    rows: Sequence[Row] = field(default=())
    show: "Callable[[Console], None] | None" = None


def console(stderr: bool = False) -> "Console":
    """A console on stdout (data) or stderr (talk), plain when it is not a terminal."""
    from rich.console import Console

    class Open(Console):
        """One that leaves it to ``run`` what a closed pipe means."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stderr if stderr else sys.stdout
    return Open(file=stream, width=None if stream.isatty() else WIDE, highlight=False, soft_wrap=not stream.isatty())


def with_progress(work: Callable[[Callable[[str, int, int], None]], Any]) -> Any:
    """Do the work, which reports (what, done, of): a bar with the time left on a terminal, lines elsewhere."""
    talk = console(stderr=True)
    if not talk.is_terminal:
        return work(lambda what, done, of: talk.print(f"  {what}" + (f" {done}/{of}" if of else "")))
    from rich.progress import Progress

    with Progress(console=talk, transient=True) as bar:
        task = bar.add_task("", total=None)
        return work(lambda what, done, of: bar.update(task, description=what, completed=done, total=of or None))


def emit(answer: Answer, form: Format) -> None:
    """Write an answer to stdout in the format asked for."""
    if form == "json":
        sys.stdout.write(json.dumps(answer.document, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
    elif form == "csv":
        _write_csv(answer.rows)
    elif form == "md":
        _write_md(answer.rows)
    elif form == "parquet":
        _write_parquet(answer.rows)
    elif answer.show is not None:
        answer.show(console())
    else:
        show_rows(console(), answer.rows)


def show_rows(
    to: "Console",
    rows: Sequence[Row],
    title: str | None = None,
    columns: Sequence[str] | None = None,
    spare: Sequence[str] = (),
) -> None:
    """A plain table: numbers to the right, unknown as a dash.

    On a terminal that is too narrow words wrap; then the columns in ``spare`` are left out, the first named first, and
    that is said; and where even that does not do, every row is a block of lines.
    """
    from rich.markup import escape
    from rich.table import Table

    names = list(columns) if columns is not None else _columns(rows)
    whole = {name: [said(row.get(name)) for row in rows] for name in names}
    right = {name for name in names if any(_is_number(row.get(name)) for row in rows)}
    cells, out = whole, 0
    while (widths := _widths(cells, right, to.width)) is None and out < len(spare):
        out += 1
        cells = {name: values for name, values in whole.items() if name not in spare[:out]}
    if widths is None:
        _show_blocks(to, whole, title)
        return
    names = list(cells)
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="bold")
    for name in names:
        side: Literal["left", "right"] = "right" if name in right else "left"
        table.add_column(name.replace("_", " "), justify=side, width=widths[name], overflow="fold")
    for row in zip(*cells.values(), strict=True):
        table.add_row(*map(escape, row))
    if to.is_terminal:
        to.print(table)
    else:
        with to.capture() as captured:
            to.print(table)
        to.out("\n".join(line.rstrip() for line in captured.get().splitlines()), highlight=False)
    if out:
        left_out = ", ".join(name.replace("_", " ") for name in spare[:out])
        to.print(f"not shown in {to.width} columns: {left_out}", style="dim", markup=False)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _widths(cells: Mapping[str, Sequence[str]], right: set[str], width: int) -> dict[str, int] | None:
    """How wide each column is: as it needs, else wrapped to fit, numbers and short words whole; None: no room."""
    wanted, least = {}, {}
    for name, values in cells.items():
        heads = name.replace("_", " ")
        widest, word = max(map(len, values), default=0), max(map(len, heads.split()), default=0)
        wanted[name] = max(widest, len(heads))
        words = max((len(each) for value in values for each in value.split()), default=0)
        least[name] = max(widest if name in right or widest <= SHORT else min(words, LONG), word)
    room = width - 2 * (len(cells) - 1)
    if room < sum(least.values()):
        return None
    while sum(wanted.values()) > room:
        wanted[max((n for n in wanted if wanted[n] > least[n]), key=lambda n: wanted[n])] -= 1
    return wanted


def _show_blocks(to: "Console", cells: Mapping[str, Sequence[str]], title: str | None) -> None:
    """Every row as its own lines, name and value; what is unknown is left out."""
    if title:
        to.print(title, style="bold", markup=False)
    left = max(len(name) for name in cells)
    for row in zip(*cells.values(), strict=True):
        for name, value in zip(cells, row, strict=True):
            if value != "-":
                to.print(f"{name.replace('_', ' '):<{left}}  {value}", markup=False)
        to.print()


def show_assumed(to: "Console", document: Mapping[str, Any]) -> None:
    """What was assumed where the book does not know."""
    for text in document["assumed"]:
        to.print(f"assumed: {text}", markup=False)


def said(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:,.1f}"
    if isinstance(value, list | tuple):
        return ", ".join(map(said, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {said(v)}" for k, v in value.items())
    return str(value)


def percent(chance: float | None) -> str:
    """A chance in percent, with one decimal below ten."""
    if chance is None:
        return "-"
    return f"{100 * chance:.1f}%" if chance < 0.0995 else f"{100 * chance:.0f}%"


def _columns(rows: Sequence[Row]) -> list[str]:
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return list(names)


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | Mapping) else value


def _write_csv(rows: Sequence[Row]) -> None:
    names = _columns(rows)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow(["" if row.get(name) is None else _flat(row.get(name)) for name in names])


def _write_md(rows: Sequence[Row]) -> None:
    names = _columns(rows)
    print("| " + " | ".join(names) + " |")
    print("|" + "---|" * len(names))
    for row in rows:
        print("| " + " | ".join(said(row.get(name)).replace("|", "\\|") for name in names) + " |")


def _write_parquet(rows: Sequence[Row]) -> None:
    if sys.stdout.isatty():
        raise UsageError(
            "Parquet is not for a terminal", "it is binary", "send it to a file: ... --format parquet > race.parquet"
        )
    import polars as pl

    frame = pl.DataFrame(
        [{name: _flat(value) for name, value in row.items()} for row in rows], infer_schema_length=None
    )
    whole = io.BytesIO()
    frame.write_parquet(whole, compression="zstd")
    sys.stdout.buffer.write(whole.getvalue())
    sys.stdout.buffer.flush()

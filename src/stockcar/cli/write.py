"""The verbs that tell a race and hold reports to the record: report, check."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, emit, said
from stockcar.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from stockcar.report.check import Checked
    from stockcar.report.model import Post
    from stockcar.report.preview import Preview
    from stockcar.report.story import Story

PLAIN = Common()
Flag = Parameter(negative="")
MARKS = {
    "supported": "green", "contradicted": "bold red", "near_miss": "yellow", "plan": "cyan", "not_checkable": "dim",
}  # fmt: skip
CONTRADICTED = 6  # the exit code of --strict


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    for verb in (report, check):
        app.command(verb, group="Write")


def report(
    *name: str,
    preview: Annotated[bool, Flag, Parameter(help="before the race: what is at stake")] = False,
    html: Annotated[Path | None, Parameter(help="write one self-contained page")] = None,
    run: Annotated[int | None, Parameter(help="tell one simulated run instead, marked as simulated")] = None,
    seed: Annotated[int, Parameter(help="of the simulated runs")] = 7,
    forecast: Annotated[
        bool | None, Parameter(help="what was to be expected; without the flag only where the book holds it fitted")
    ] = None,
    common: Common = PLAIN,
) -> None:
    """Write a race from the record: lead, notes with their rarity, table, standings, and what is not known.

    Example: stockcar report truck-2022-15
    """
    from stockcar import face

    key = " ".join(name)
    if preview and run is not None:
        raise UsageError(f"a preview of run {run}", "a preview comes before every run", "leave --preview or --run out")
    told: Preview | Story
    if preview:
        told = face.preview(key, book=common.book, forecast=forecast is not False)
    else:
        told = face.report(key, book=common.book, forecast=forecast, pictures=html is not None, run=run, seed=seed)
    if html is not None:
        from stockcar.record.whole import write_text

        write_text(html, told.render("html"))
    if common.format == "md":
        _write(told.render("md"))
        return
    emit(Answer(told.to_json(), told.table, lambda _: _write(told.text)), common.format)


def _write(text: str) -> None:
    sys.stdout.write(text)


def check(
    file: Annotated[Path, Parameter(help="a text file; - reads standard input", allow_leading_hyphen=True)],
    *,
    race: Annotated[str | None, Parameter(help="the race it is about, where the text does not say")] = None,
    quotes: Annotated[bool, Flag, Parameter(help="also check what is said in quotes")] = False,
    strict: Annotated[bool, Flag, Parameter(help="exit with 6 when a claim is contradicted")] = False,
    html: Annotated[Path | None, Parameter(help="write the text with its claims marked")] = None,
    model: Annotated[str | None, Parameter(help="a language model that may propose claims; needs --endpoint")] = None,
    endpoint: Annotated[
        str | None, Parameter(help="where it answers chat requests; key in $STOCKCAR_MODEL_KEY")
    ] = None,
    common: Common = PLAIN,
) -> None:
    """Hold a race report to the record: every checkable claim with its verdict, the right value and the rows.

    Example: stockcar check report.txt
    """
    from stockcar import face

    text: str | Path = sys.stdin.read() if str(file) == "-" else file
    checked = face.check(text, book=common.book, race=race, quotes=quotes, model=_asked(model, endpoint))
    document = checked.to_json()
    if html is not None:
        from stockcar.cli.marked import marked_html
        from stockcar.record.whole import write_text

        write_text(html, marked_html(checked))
    emit(Answer(document, document["claims"], lambda to: _show_checked(to, checked)), common.format)
    if strict and checked.contradicted:
        raise SystemExit(CONTRADICTED)


def _asked(model: str | None, endpoint: str | None) -> "Post | None":
    """The model to ask, None where none was named."""
    if model is None and endpoint is None:
        return None
    if model is None or endpoint is None:
        raise UsageError(
            "a model needs a name and an endpoint", "one of them is missing", "--model NAME --endpoint URL"
        )
    import os

    from stockcar.report.model import ask

    return ask(endpoint, model, os.environ.get("STOCKCAR_MODEL_KEY", ""))


def _show_checked(to: "Console", checked: "Checked") -> None:
    if checked.race is None:
        to.print(f"which race? {checked.reason}")
        for candidate in checked.candidates:
            to.print(f"  - {candidate.race.key}  (score {candidate.score:g})")
        to.print("  next: stockcar check FILE --race KEY")
        return
    to.print(f"[bold]{checked.race}[/bold]  {said(checked.counts)}")
    if checked.reason:
        to.print(checked.reason)
    for verdict in checked.verdicts:
        if verdict.verdict == "not_parsed":
            continue
        style = MARKS[verdict.verdict]
        to.print(f"{verdict.verdict.replace('_', ' '):<13} {verdict.claim.text}", style=style, markup=False)
        if verdict.verdict != "supported":
            record = f"the record has {said(verdict.record)}; " if verdict.record is not None else ""
            to.print(f"              {record}{verdict.reason}", markup=False)
        elif verdict.evidence:
            to.print(f"              {said(verdict.evidence[-3:])}", style="dim", markup=False)
    for slip in checked.slips:
        to.print(f'spelling: "{slip.written}" is read as {slip.driver_id}')

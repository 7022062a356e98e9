"""The verbs about the book itself: build, update, status, audit."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, console, emit, show_rows, with_progress
from stockcar.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()
FINDING = ("check", "severity", "rows", "done")


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    book = App(name="book", group="Data", help="The record book: build it, bring it up to date, see what it holds.")
    for verb in (build, update, status, audit, starter):
        book.command(verb)
    app.command(book)


def build(
    *,
    source: Annotated[Path, Parameter(name="--from", help="folder of source files")],
    common: Common = PLAIN,
) -> None:
    """Build the full book from local files; the book in force is replaced only when the new one is whole.

    Example: stockcar book build --from ../shared/data --book my-book
    """
    from stockcar import face

    talk = console(stderr=True)
    report = face.build_book(source, common.book, lambda step: talk.print(f"  {step}", style="dim"))
    emit(Answer(report, report["series"], lambda to: _show_build(to, report)), common.format)


def _show_build(to: "Console", report: Mapping[str, Any]) -> None:
    for what, why in (report.get("stale") or {}).items():
        to.print(f"an older copy serves: {what}: {why}")
    show_rows(to, report["series"])
    to.print()
    show_rows(to, [{"topic": name, "rows": rows} for name, rows in report["topics"].items()])
    for name, why in report["left_out"].items():
        to.print(f"left out: {name}: {why}")
    to.print(f"\n{len(report['findings'])} kinds of findings")
    show_rows(to, [{**found, "rows": found["count"]} for found in report["findings"]], columns=FINDING)
    to.print(f"\nbuilt {report['digest'][:16]} in {report['seconds']:.1f} s: {report['path']}")


def update(*, common: Common = PLAIN) -> None:
    """Fetch what is new from the public sources and build the full book; an older copy serves where a source is down.

    Example: stockcar book update
    """
    from stockcar import face

    if common.offline:
        raise UsageError("an update needs the network", "--offline was given", "stockcar book build --from DIR")
    report = with_progress(lambda say: face.update_book(common.book, say))
    emit(Answer(report, report["series"], lambda to: _show_build(to, report)), common.format)


def status(*, common: Common = PLAIN) -> None:
    """What the open book holds.

    Example: stockcar book status
    """
    from stockcar import face

    document = face.open_book(common.book).status()

    def show(to: "Console") -> None:
        to.print(f"{document['kind']} book, {document['digest'][:16]}, built {document['built']}: {document['path']}")
        show_rows(to, document["series"])
        to.print()
        show_rows(to, [{"topic": name, "rows": rows} for name, rows in document["topics"].items()])

    emit(Answer(document, document["series"], show), common.format)


def audit(*, common: Common = PLAIN) -> None:
    """What the checks find in the open book: defects of the sources, by name, with the rows.

    Example: stockcar book audit
    """
    from stockcar import face

    document = face.audit_book(common.book)
    rows = [{"check": f["check"], "severity": f["severity"], "rows": len(f["rows"]), "done": f["done"]}
            for f in document["findings"]]  # fmt: skip
    emit(Answer(document, rows), common.format)


def starter(target: Path, *, common: Common = PLAIN) -> None:
    """Cut the starter book, the one in the package, out of a full book.

    Example: stockcar book starter starter-book --book .book
    """
    from stockcar import face

    document = face.write_starter(common.book, target)
    emit(Answer(document), common.format)

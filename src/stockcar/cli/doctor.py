"""The verb that looks at the installation: doctor."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cyclopts import App

from stockcar.cli.output import Answer, Common, emit

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()
MARKS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


def add_to(app: App) -> None:
    """Put this verb on the command line."""
    app.command(doctor, group="Data")


def doctor(*, common: Common = PLAIN) -> None:
    """What is installed, which book is open, what is missing, and what to do next. Exits with 1 if something is wrong.

    Example: stockcar doctor
    """
    from stockcar.face.installation import doctor as looked

    document = looked(common.book)
    emit(Answer(document, document["checks"], lambda to: _show(to, document)), common.format)
    if not document["healthy"]:
        raise SystemExit(1)


def _show(to: "Console", document: Mapping[str, Any]) -> None:
    to.print(f"stockcar {document['version']}")
    for check in document["checks"]:
        to.print(f"  {MARKS[check['state']]}  {check['name']}: {check['found']}", markup=False)
    for step in document["next"]:
        to.print(f"next: {step}", markup=False)

"""The verbs that explain what a result counted for: rules points and its siblings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cyclopts import App

from stockcar.cli.output import Answer, Common, emit, said

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    rules = App(
        name="rules",
        group="Understand",
        help="What the rules were, and what they made of a result, each number with its source.",
    )
    rules.command(points)
    app.command(rules)


def points(key: str, car: str, *, common: Common = PLAIN) -> None:
    """The points of one car in one race, derived.

    Example: stockcar rules points xfinity-2025-24 88

    Parameters
    ----------
    key
        The race, by key or name.
    car
        The number as painted on the car: 1 and 01 are two cars.
    """
    from stockcar import face

    document = face.points_of(key, car, book=common.book)
    emit(Answer(document, document["parts"], lambda to: _show_points(to, document)), common.format)


def _show_points(to: "Console", document: Mapping[str, Any]) -> None:
    who = f"[bold]{document['driver']}[/bold], No. {document['car']}"
    to.print(f"{who}, {document['key']}: {said(document['points'])} points")
    for part in document["parts"]:
        to.print(f"  {part['points']:>3g}  {part['what']}  [dim]({part['cite']})[/dim]")
    for note in document["notes"]:
        to.print(f"  {note}")
    recorded = document["recorded"]
    agrees = "as recorded" if recorded == document["points"] else f"the record has {said(recorded)}"
    to.print(f"  {agrees}")

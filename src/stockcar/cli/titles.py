"""The verbs about championships: playoffs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, emit, percent, show_rows, with_progress

if TYPE_CHECKING:
    from rich.console import Console

PLAIN = Common()


def add_to(app: App) -> None:
    """Put these verbs on the command line."""
    app.command(playoffs, group="Predict")


def playoffs(
    series: str,
    season: int,
    *,
    after: Annotated[
        str | None, Parameter(help='a race of the season, or "start"; the last one held without it')
    ] = None,
    runs: Annotated[int, Parameter(help="seasons simulated")] = 2000,
    seed: Annotated[int, Parameter(help="same seed, same chances")] = 0,
    workers: Annotated[int, Parameter(help="threads; the chances do not depend on it")] = 2,
    cluster: Annotated[str | None, Parameter(help="address of a dask scheduler that does the work")] = None,
    common: Common = PLAIN,
) -> None:
    """Where everybody stands, who has clinched, who can still, and the chances to make the playoffs and win the title.

    Example: stockcar playoffs truck 2022 --after truck-2022-15
    """
    from stockcar import face

    made = with_progress(
        lambda say: face.playoffs(series, season, after, runs, seed, common.book, workers, cluster, say)
    )
    document = made.to_json()
    emit(Answer(document, document["drivers"], lambda to: _show(to, document)), common.format)


def _show(to: "Console", document: Mapping[str, Any]) -> None:
    when = f"after {document['after']}" if document["after"] else "before the first race"
    to.print(
        f"[bold]{document['series']} {document['season']}[/bold]  {when}, {document['stage']}, "
        f"{document['races_left']} races left, {document['runs']:,} simulated seasons, seed {document['seed']}"
    )
    line = document["cut_line"]
    if line:
        to.print(
            f"cut: {line['places']} places; last in on points {line['last_in']} ({line['last_in_points']:g}), "
            f"first out {line['first_out']} ({line['first_out_points']:g})"
        )
    show_rows(to, [_row(row) for row in document["drivers"]])


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rank": row["rank"], "driver": row["driver"], "points": f"{row['points']:g}", "wins": row["wins"],
        "playoffs": percent(row["make_playoffs"]), "title": percent(row["title"]), "in the way": row["reason"] or "",
    }  # fmt: skip

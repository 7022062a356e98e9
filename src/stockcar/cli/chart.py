"""The verb that draws: chart."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from stockcar.cli.output import Answer, Common, console, emit, show_rows

if TYPE_CHECKING:
    from rich.console import Console

    from stockcar.face.charts import Chart

PLAIN = Common()
Kind = Literal["laps", "trace", "points", "gained", "led", "loop", "chances", "finishes"]
FIRST = 20  # rows shown to a person


def add_to(app: App) -> None:
    """Put this verb on the command line."""
    app.command(chart, group="Understand")


def chart(
    *name: str,
    kind: Annotated[Kind, Parameter(help="what is drawn")] = "laps",
    out: Annotated[
        Path | None, Parameter(help="the picture: .png, .svg or .pdf; without it the rows are printed")
    ] = None,
    run: Annotated[int | None, Parameter(help="laps, trace: this run of a simulated race, from 0")] = None,
    seed: Annotated[int, Parameter(help="same seed, same picture")] = 7,
    runs: Annotated[int, Parameter(help="chances, finishes: races simulated")] = 2_000,
    common: Common = PLAIN,
) -> None:
    """Draw a race: lap chart, gaps, points, places gained, laps led, loop data, chances, simulated finishes.

    Example: stockcar chart truck-2022-15 --kind points --out points.png
    """
    from stockcar.face.charts import chart as made

    found = made(" ".join(name), kind=kind, run=run, seed=seed, runs=runs, book=common.book)
    if out is not None:
        written = found.save(out)
        console(stderr=True).print(f"{found.title}: {written}", style="dim", markup=False)
        if common.format == "table":
            return
    emit(Answer(found.to_json(), found.rows, lambda to: _show(to, found)), common.format)


def _show(to: "Console", found: "Chart") -> None:
    show_rows(to, found.rows[:FIRST], title=found.title)
    if len(found.rows) > FIRST:
        to.print(f"... {len(found.rows)} rows; --out FILE.png draws them, --format csv prints them")

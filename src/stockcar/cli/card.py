"""The race card as a person reads it: what happened, what it counted for, what was expected, what is worth saying.

Built from the document of ``race`` alone, so that the card and the JSON cannot tell different stories.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stockcar.cli.foresee import odds_row
from stockcar.cli.output import percent, said, show_rows

if TYPE_CHECKING:
    from rich.console import Console

EXPLAINED = 10  # cars whose points are derived on the card
SHOWN = 12  # entries of the forecast


def show_card(to: "Console", document: Mapping[str, Any]) -> None:
    """Print the card of a race."""
    _show_head(to, document)
    if document["results"]:
        _show_result(to, document)
        _show_points(to, document)
        _show_worth(to, document)
    else:
        won = document["winner"] or {}
        of = ", ".join(won[name] for name in ("team", "make") if won.get(name))
        if won:
            to.print(f"winner: {won['driver']}" + (f" ({of})" if of else ""), markup=False)
        to.print("\nThe rest of the result is not in the open book; a full book has it: stockcar book update.")
    if document["forecast"]:
        _show_forecast(to, document)
    elif document["no_forecast"]:
        to.print(f"\n[bold]Forecast[/bold]: none, as {document['no_forecast']}")
    if document["notes"]:
        to.print("\n[bold]Notes[/bold]")
        for number, note in enumerate(document["notes"], start=1):
            to.print(f"{number:>3}. {note['text']}")


def _show_head(to: "Console", document: Mapping[str, Any]) -> None:
    to.print(f"[bold]{document['name']}[/bold]  ({document['key']})")
    length = f"{document['length_mi']:g} miles, " if document.get("length_mi") else ""
    to.print(f"{document['track']} ({length}{document['track_type']}), {document['date'] or 'date not in the record'}")
    run, scheduled = document["laps_run"], document["laps_scheduled"]
    laps = f"{said(run)} laps of {said(scheduled)} scheduled"
    if run and scheduled and run > scheduled:
        laps += f": overtime, {run - scheduled} laps more"
    elif run and scheduled and run < scheduled:
        laps += f": shortened by {scheduled - run}"
    ends = [str(stage["end_lap"]) for stage in document["stages"] if stage["end_lap"] != scheduled]
    if ends:
        laps += f"; stages ended after laps {' and '.join(ends)}"
        laps += " (inferred)" if any(stage["inferred"] for stage in document["stages"]) else ""
    to.print(laps)


def _show_result(to: "Console", document: Mapping[str, Any]) -> None:
    rows = []
    for row in document["results"]:
        name = row["driver"]
        for relief in row["relief"]:
            name += f" (relief: {relief['driver']})"
        rows.append({
            "fin": row["finish"], "start": row["start"], "car": row["car"], "driver": name, "team": row["team"],
            "make": row["make"], "laps": row["laps"], "led": row["led"], "S1": row["stage_1"], "S2": row["stage_2"],
            "S3": row["stage_3"], "pts": row["points"], "status": row["status"],
        })  # fmt: skip
    if not any(row["S3"] for row in rows):
        rows = [{name: value for name, value in row.items() if name != "S3"} for row in rows]
    to.print()
    show_rows(to, rows, spare=("make", "team"))


def _show_points(to: "Console", document: Mapping[str, Any]) -> None:
    to.print("\n[bold]Points of the first ten[/bold], recomputed under the rules of the day")
    cites: dict[str, None] = {}
    for row in document["results"][:EXPLAINED]:
        sum_of = " + ".join(f"{part['what']} {part['points']:g}" for part in row["points_parts"])
        total = row["points_recomputed"]
        agrees = "as recorded" if total == row["points"] else f"the record has {said(row['points'])}"
        total_said = said(total) if total is None else f"{total:g}"
        to.print(f"{said(row['finish']):>3}  {row['driver']}: {sum_of or 'nothing'} = {total_said}, {agrees}")
        if row.get("points_note"):
            to.print(f"     {row['points_note']}")
        cites.update(dict.fromkeys(part["cite"] for part in row["points_parts"]))
    for cite in cites:
        to.print(f"     source: {cite}", style="dim")


def _show_worth(to: "Console", document: Mapping[str, Any]) -> None:
    if document.get("worth"):
        to.print("\n[bold]What the race was worth[/bold]")
        for step in document["worth"]:
            to.print(f"  {step['text']}")


def _show_forecast(to: "Console", document: Mapping[str, Any]) -> None:
    forecast = document["forecast"]
    evening = "the evening before" if forecast["mode"] == "before-qualifying" else forecast["mode"]
    to.print(
        f"\n[bold]Forecast[/bold] as of {evening} (nothing dated {forecast['cutoff']} or later; {forecast['runs']:,} "
        f"simulated races, seed {forecast['seed']})"
    )
    rows = [odds_row(entry) for entry in forecast["entries"]]
    show_rows(to, rows[:SHOWN], spare=("expected", "out", "stage 1"))
    if len(rows) > SHOWN:
        to.print(f"... and {len(rows) - SHOWN} more: stockcar forecast {document['key']}")
    if document["results"]:
        _show_hindsight(to, document)
    provenance = forecast["provenance"]
    to.print(
        f"inputs {provenance['data'][:12]}, rules {provenance['rules'][:12]}, code {provenance['code'][:12]}",
        style="dim",
    )
    for reason in forecast["thin"]:
        to.print(f"thin: {reason}", style="dim")


def _show_hindsight(to: "Console", document: Mapping[str, Any]) -> None:
    winner = document["results"][0]
    for entry in document["forecast"]["entries"]:
        if entry["car"] == winner["car"]:
            to.print(
                f"The winner, {winner['driver']}, had a chance of {percent(entry['win'])} "
                f"(rank {entry['rank']} of {len(document['forecast']['entries'])})."
            )

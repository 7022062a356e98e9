"""What was expected of a race on the evening before, drawn beside what happened."""

from typing import Any

from markupsafe import Markup

from stockcar import face
from stockcar.errors import NotInBook
from stockcar.web.bars import bars, car_label
from stockcar.web.panel import html
from stockcar.web.serving import Serving
from stockcar.web.table import Column, Row, table
from stockcar.web.words import joined, paragraph, percent, said

FORECAST_MEANING = (
    "Each bar is the share of simulated races that the driver won, from what was known before the day of the race: "
    "no result of that day or later is used, nor the starting order."
)


def forecast_or_none(serving: Serving, key: str) -> dict[str, Any] | None:
    """The forecast as its document; None where the open book cannot make it."""
    try:
        made = face.race(key, serving.book).forecast()
    except NotInBook:
        return None
    document: dict[str, Any] = made.to_json()
    return document


def draw_forecast(forecast: dict[str, Any], results: dict[str, Row]) -> None:
    """The chances as bars, the winner's among them, and each finish beside its expectation."""
    winner = next((car for car, row in results.items() if row["finish"] == 1), None)
    html(bars(forecast["entries"], winner, 10))
    for entry in forecast["entries"]:
        if entry["car"] == winner:
            line = f"The winner, {entry['driver']}, had a chance of {percent(entry['win'])} (rank {entry['rank']})."
            html(paragraph(line))
    columns = (
        Column("rank", "rank"), Column("car", "car", cell=lambda row: car_label(row["car"])),
        Column("driver", "driver", left=True), Column("win", "win", cell=lambda row: percent(row["win"])),
        Column("top5", "top 5", cell=lambda row: percent(row["top5"])),
        Column("top10", "top 10", cell=lambda row: percent(row["top10"])),
        Column("expected_finish", "expected"),
        Column("finish", "finished", cell=lambda row: said(results.get(row["car"], {}).get("finish"))),
    )  # fmt: skip
    whole = table(forecast["entries"], columns, "Forecast and finish of every entry")
    html(
        Markup('<details class="same"><summary>every entry, and where it finished</summary>{}</details>').format(whole)
    )
    thin = forecast["thin"]
    provenance = forecast["provenance"]
    made_of = (
        f"{forecast['runs']:,} races, seed {forecast['seed']}; inputs {provenance['data'][:12]}, rules "
        f"{provenance['rules'][:12]}"
    )
    html(Markup('<details class="same"><summary>what it was made of{}</summary><p>{}</p>{}</details>').format(
        f", and {len(thin)} entries of whom little is known" if thin else "", made_of,
        Markup("<ul>{}</ul>").format(joined(Markup("<li>{}</li>").format(each) for each in thin)) if thin else ""
    ))  # fmt: skip

"""The race lap by lap on its page: places, gaps, stints, pace, loop data, and who would win from each lap."""

import json
from typing import Any

from markupsafe import Markup
from nicegui import ui
from nicegui.element import Element

from stockcar import face
from stockcar.errors import StockcarError
from stockcar.face.simulation import DEMO
from stockcar.web.bars import car_label
from stockcar.web.charts import chances, laps, places, stints
from stockcar.web.controls import button
from stockcar.web.frame import error_text
from stockcar.web.laps import Laps, laps_of
from stockcar.web.later import later
from stockcar.web.panel import aside, chart, html, panel
from stockcar.web.serving import Serving
from stockcar.web.streams import CHANCES, Told, replay_address, rows_of, told
from stockcar.web.table import Column, meanings, table
from stockcar.web.words import driver_link, link, paragraph, said

LOOP = (
    Column("driver", "driver", left=True, cell=lambda row: driver_link(row["driver_id"], row["driver"])),
    Column("rating", "rating", "driver rating: NASCAR's own formula of places, pace and laps led; at most 150"),
    Column("avg_running", "avg", "mean place over all laps"),
    Column("mid_race", "half", "place at half distance", narrow=False),
    Column("best", "best", "best place", narrow=False), Column("worst", "worst", "worst place", narrow=False),
    Column("pass_diff", "+/-", "green-flag passes made less passes suffered"),
    Column("quality_passes", "quality", "green-flag passes of cars in the first fifteen", narrow=False),
    Column("fastest_laps", "fastest", "laps on which nobody was quicker", narrow=False),
    Column("top15_laps", "top 15", "laps run in the first fifteen", narrow=False),
    Column("led", "led", "laps led"),
)  # fmt: skip


def show(serving: Serving, document: dict[str, Any]) -> None:
    """The panels of laps; where the open book holds none, how to get them."""
    key = document["key"]
    stages = [stage["end_lap"] for stage in document["stages"] if stage["end_lap"] != document["laps_scheduled"]]
    meant = told(serving, key)
    if meant.source == "laps" or key == DEMO:
        later(
            serving, ("laps", meant), lambda: laps_of(list(rows_of(serving, meant, 0))),
            lambda made: draw(serving, meant, made, stages), "reading the laps", "across grid",
        )  # fmt: skip
    else:
        meaning = "Where every car started and finished; the first ten in colour. The laps between are not in the book."
        with panel("From the grid to the flag", meaning, "the record", kind="across"):
            rows = [row for row in document["results"] if row["start"] and row["finish"]]
            if rows:
                chart(places.grid_to_flag(rows), "Places at the start and at the finish", "tall")
                html(paragraph("The result above is the same as a table.", "quiet"))
            lacking = "The open book does not hold the laps of this race. {}"
            run = link(replay_address(meant), "A simulated run of it can be watched instead.")
            html(paragraph(Markup(lacking).format(run if serving.can_simulate(key) else "")))


def draw(serving: Serving, meant: Told, made: Laps | None, stages: list[int]) -> None:
    """The charts of one telling."""
    if made is None:
        html(paragraph("There are no laps.", "quiet"))
        return
    kind, source = ("", "the recorded laps")
    if made.simulated:
        kind, source = " (simulated)", f"run {meant.run} of seed {meant.seed}: it never happened"
        said_so = Markup(
            '<p><span class="simulated">SIMULATED</span> The open book holds no laps of this race; {}.</p>'
        )
        html(said_so.format(link(replay_address(meant), "one simulated run is shown")), kind="across")
    meaning = "Place of every car on every lap; yellow: caution, grey line: end of a stage. The first ten in colour."
    with panel(f"Lap chart{kind}", meaning, source, kind="across"):
        chart(laps.lap_chart(made, stages), "Places lap by lap", "tall")
        aside(tenths_table(made, "place", "Places through the race"))
    meaning = "Seconds behind the leader, of cars on the lead lap. A caution draws the field together."
    with panel(f"Race trace{kind}", meaning, source):
        chart(laps.race_trace(made, stages), "Seconds behind the leader lap by lap")
        aside(tenths_table(made, "gap_s", "Seconds behind the leader through the race"))
    with panel(f"Stints and stops{kind}", "Laps between stops, in the order of the finish.", source):
        chart(stints.stint_chart(made), "Stints of each car")
        aside(stints_table(made))
    meaning = "Clean green laps of each car (not the laps around a stop, none 8 % slower than its median): quartiles."
    with panel(f"Pace{kind}", meaning, source):
        rows = stints.pace(made)
        if rows:
            chart(stints.pace_chart(rows), "Quartiles of clean laps")
            aside(pace_table(rows))
        else:
            html(paragraph("Too few clean laps with a known time.", "quiet"))
    show_ribbon(serving, meant, source)


def tenths_table(made: Laps, what: str, title: str) -> Markup:
    """A column of the laps at every tenth of the race: ``what`` is ``place`` or ``gap_s``."""
    picked = sorted({round(n * (len(made.lap) - 1) / 10) for n in range(11)})
    columns = [Column("car", "car"), Column("driver", "driver", left=True)]
    columns += [Column(str(at), f"lap {made.lap[at]}") for at in picked]
    rows = [
        {"car": car.car, "driver": car.driver, **{str(at): getattr(car, what)[at] for at in picked}}
        for car in made.cars
    ]
    return table(rows, columns, title)


def stints_table(made: Laps) -> Markup:
    """Stops and stint lengths."""
    rows = [
        {"car": car.car, "driver": car.driver, "stops": list(car.stops), "stints": lengths}
        for car, lengths in stints.stints(made)
    ]
    columns = (
        Column("car", "car"), Column("driver", "driver", left=True), Column("stops", "stopped on lap", left=True),
        Column("stints", "laps a stint", left=True),
    )  # fmt: skip
    return table(rows, columns, "Stints")


def pace_table(rows: list[dict[str, Any]]) -> Markup:
    """Quartiles of clean laps."""
    columns = (
        Column("car", "car", cell=lambda row: car_label(row["car"])), Column("driver", "driver", left=True),
        Column("laps", "laps"), Column("best", "best"), Column("low", "quarter"), Column("median", "median"),
        Column("high", "three quarters"),
    )  # fmt: skip
    return table(rows, columns, "Clean laps in seconds")


def show_loop(serving: Serving, key: str) -> None:
    """Loop data: what the timing loops counted."""
    meaning = "Counted by the timing loops over the whole race."
    with panel("Loop data", meaning, "Lap Raptor loop data, in the full book", meanings(LOOP), "across"):
        rows = loop_rows(serving, key)
        if rows:
            html(table(rows, LOOP, "Loop data"))
        else:
            html(paragraph("The open book holds no loop data of this race (full book: 2019 to 2025).", "quiet"))


def loop_rows(serving: Serving, key: str) -> list[dict[str, Any]]:
    """The rows of the loop table of a race, best rating first."""
    try:
        columns, rows = serving.book.sql(f"select * from loop where key = '{key}' order by rating desc nulls last")
    except StockcarError:
        return []
    return [dict(zip(columns, map(face.plain, row), strict=True)) for row in rows]


def show_ribbon(serving: Serving, meant: Told, source: str) -> None:
    """Who would win from each lap: worked out on request, with progress."""
    meaning = (
        f"From the end of every lap {CHANCES} futures are simulated with the same luck. Lines: laps that moved it."
    )
    with panel("Who would win, lap by lap", meaning, source, kind="across"):
        place = ui.element("div")
        with place:
            html(paragraph(f"{CHANCES} simulated races from every lap take a while.", "quiet"))
            button("Work it out", lambda: follow_tape(serving, meant, place), "main")


def follow_tape(serving: Serving, meant: Told, place: Element) -> None:
    """Read the tape as it is written; draw what is there when it ends or the visitor has seen enough."""
    what = (serving.book.digest, meant, CHANCES)
    try:
        tape = serving.tapes.tape(what, lambda: rows_of(serving, meant, CHANCES))
    except StockcarError as error:
        place.clear()
        with place:
            html(error_text(error))
        return
    place.clear()
    with place:
        with ui.element("div").classes("working"):
            html(Markup('<progress aria-label="laps worked out"></progress>'), tag="span")
            said_of = html("", tag="span")
            button("Stop and show", lambda: finish())

        def finish() -> None:
            ticking.deactivate()
            rows = [json.loads(line) for line in tape.lines]
            place.clear()
            with place:
                draw_ribbon([row for row in rows if "entries" in row])

        def tick() -> None:
            tape.want()
            said_of.set_content(f"lap {len(tape.lines)} worked out")
            if tape.done:
                finish()

        ticking = ui.timer(0.5, tick)


def draw_ribbon(rows: list[dict[str, Any]]) -> None:
    """The ribbon, its moments in words, and the table."""
    if not rows:
        html(paragraph("The open book cannot work this out: it does not hold the history.", "quiet"))
        return
    chart(chances.ribbon(rows), "Chances to win lap by lap")
    moved = [row for row in rows if row["moved_by"]]
    lines = Markup("").join(Markup("<li>{}</li>").format(row["moved_by"]) for row in moved[-12:])
    html(Markup('<ul class="notes">{}</ul>').format(lines))
    if rows[-1]["excitement"] is not None:
        html(paragraph(f"Excitement index (half the sum of all changes): {rows[-1]['excitement']:.1f}", "quiet"))
    names = chances.favourites(rows)
    table_rows = [
        {"lap": row["lap"], "flag": row["flag"],
         **{e["car"]: said(round(100 * e["win"], 1)) for e in row["entries"] if e["win"] is not None}}
        for row in rows[:: max(1, len(rows) // 40)]
    ]  # fmt: skip
    columns = [Column("lap", "lap"), Column("flag", "flag", left=True), *(Column(car, f"{car} %") for car, _ in names)]
    aside(table(table_rows, columns, "Chances to win in percent"))

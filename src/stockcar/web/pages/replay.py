"""Replay: a race lap by lap with its tower, its pack, and who wins from here."""

from typing import Any

from markupsafe import Markup
from nicegui import ui

from stockcar.face.simulation import DEMO
from stockcar.web.frame import PATIENCE_S, open_page, shown
from stockcar.web.panel import html, panel
from stockcar.web.replaying import Replay
from stockcar.web.serving import Serving
from stockcar.web.streams import CHANCES, Told, require_told
from stockcar.web.words import address, paragraph, race_link

PACK = (
    "Cars by the seconds they are behind the leader, who is at the right; lines between them are the draft, red arcs "
    "pushes. Lanes are those of the simulated run. Of a recorded race no lanes are known: they are inferred."
)


def add_to(serving: Serving) -> None:
    """Put the page at ``/replay/KEY``; ``source``, ``run``, ``seed``, ``lap`` and ``follow`` are in its address."""

    @ui.page("/replay", response_timeout=PATIENCE_S)
    @shown(serving, "/replay")
    def any_replay() -> None:
        ui.navigate.to(f"/replay/{DEMO}")

    @ui.page("/replay/{name}", response_timeout=PATIENCE_S)
    @shown(serving, "/replay")
    async def replay(
        name: str, source: str = "", run: str = "", seed: str = "", lap: str = "", follow: str = ""
    ) -> None:
        asked = (name, source, run, seed)
        meant = await serving.work(("told", *asked), lambda: require_told(serving, *asked))
        race = serving.book.race(meant.key)
        open_page(serving, f"Replay: {race.name}", "/replay")
        html(head(meant), kind="facts")
        source = "the recorded laps" if meant.source == "laps" else f"run {meant.run} of seed {meant.seed}, simulated"
        show_parts(source)
        Replay(options(serving, meant, lap, follow[:4], race.laps_run if meant.source == "laps" else None))


def head(meant: Told) -> Markup:
    """What is being shown, and that it never happened where it did not."""
    if meant.source == "laps":
        return Markup("{} · recorded laps").format(race_link(meant.key))
    return Markup(
        '<span class="simulated">SIMULATED</span> {} · run {} of seed {}: one of the races that could have been'
    ).format(race_link(meant.key), meant.run, meant.seed)


def options(serving: Serving, meant: Told, lap: str, follow: str, laps: int | None) -> dict[str, Any]:
    """What the player needs to know."""
    base = f"/data/replay/{meant.key}"
    return {
        "version": serving.version,
        "rows": address(base, **meant.parts(), runs=0),
        "chances": address(base, **meant.parts(), runs=CHANCES),
        "log": address(f"/data/story/{meant.key}", run=meant.run, seed=meant.seed) if meant.source == "run" else None,
        "fork": address(f"/fork/{meant.key}", **meant.parts(), lap="LAP"),
        "lap": int(lap) if lap.isascii() and lap.isdigit() and len(lap) < 5 else None,
        "follow": follow or None,
        "laps": laps,
    }


def show_parts(source: str) -> None:
    """The panels that the player fills."""
    with panel("Time", "The delay holds back every panel at once: it is applied to the events before any is shown.",
               source, kind="across time"):  # fmt: skip
        part("status").classes("status").props["role"] = "status"
        part("controls")
        part("stream").classes("quiet").props["role"] = "status"
    with ui.element("div").classes("replay"):
        with (
            ui.element("div").classes("stack"),
            panel(
                "Timing tower",
                "Gap: behind the leader. Interval: behind the car ahead. Click a car to follow it.",
                source,
            ),
        ):
            part("tower")
        with ui.element("div").classes("stack side"):
            with panel("The pack", PACK, source):
                part("pack")
            with panel("Who wins from here", f"From every lap {CHANCES} futures are simulated with the same luck; the "
                       "ribbon moves when the race does. Yellow below: laps under caution.", source):  # fmt: skip
                part("ribbon")
            since = "Stops since the last caution began, else since the start: by their count, or by fresh tyres."
            with panel("Pit cycle", since, source):
                part("pits")
            with panel("What happened", "In red what moved the chances by three points or more.", source):
                part("events", "ol").classes("events")
    html(paragraph("", "quiet"))


def part(name: str, tag: str = "div") -> ui.element:
    """A place that the player fills."""
    place = ui.element(tag)
    place.props["data-part"] = name
    return place

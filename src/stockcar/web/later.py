"""Panels that need a while: the page stands at once, the answer is put in when it is there, and can be given up."""

import asyncio
import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from markupsafe import Markup
from nicegui import ui
from nicegui.element import Element

from stockcar.errors import StockcarError
from stockcar.web.controls import button
from stockcar.web.frame import error_text
from stockcar.web.panel import html
from stockcar.web.serving import Serving
from stockcar.web.words import paragraph

log = logging.getLogger("stockcar.web")
Make = Callable[[], Any]
Draw = Callable[[Any], Any]


def later(serving: Serving, what: tuple[Any, ...], make: Make, draw: Draw, doing: str, kind: str = "") -> None:
    """Here stands what ``draw`` builds from the answer, as soon as a visitor is there and the work is done."""
    place = ui.element("div").classes(kind)
    with place:
        html(paragraph(f"{doing} …", "quiet"))
    ui.timer(0.02, lambda: work_in(place, serving, what, make, draw, doing), once=True)


class Telling:
    """How far a long work has got, told from its thread."""

    def __init__(self) -> None:
        self.said = ""
        self.done, self.of = 0, 0

    def tell(self, what: str, done: int, of: int) -> None:
        """What is being done, and how much of it."""
        self.said, self.done, self.of = what, done, of


async def work_in(
    place: Element,
    serving: Serving,
    what: tuple[Any, ...],
    make: Make,
    draw: Draw,
    doing: str,
    telling: Telling | None = None,
) -> None:
    """Work something out and draw it in place of what stands there, with the time it takes and a way to stop."""
    task = asyncio.ensure_future(serving.work(what, make))
    await asyncio.wait({task}, timeout=0.05)
    if not task.done():
        _show_working(place, task, doing, telling or Telling())
    try:
        answer = await task
    except asyncio.CancelledError:
        if place.client.is_deleted:
            return
        with _emptied(place):
            html(paragraph("stopped", "quiet"))
        return
    except StockcarError as error:
        if place.client.is_deleted:
            return
        with _emptied(place):
            html(error_text(error))
        return
    except Exception:
        log.exception("an answer could not be worked out")
        with _emptied(place):
            html(error_text(None))
        return
    if place.client.is_deleted:  # the visitor has gone
        return
    with _emptied(place):
        draw(answer)


def _emptied(place: Element) -> Element:
    place.clear()
    return place


def _show_working(place: Element, task: "asyncio.Future[Any]", doing: str, telling: Telling) -> None:
    begun = monotonic()
    with _emptied(place), ui.element("div").classes("working"):
        told = html(Markup('<progress aria-label="{}"></progress>').format(doing), tag="span")
        told = html(f"{doing} …", tag="span")
        told.props["role"] = "status"
        button("Stop", task.cancel)

        def tick() -> None:
            part = f": {telling.said}, {telling.done} of {telling.of}" if telling.of else ""
            told.set_content(str(Markup("{}{} … {:.0f} s").format(doing, part, monotonic() - begun)))

        ui.timer(1.0, tick)

"""A panel: one answer with its heading, its source, its definition, and the ways to take it along.

Each has an address of its own (``#slug``), can be copied as CSV and as a picture, and holds a table for those who do
not see the picture. The buttons are served by ``assets/page.js``; the server is not asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from markupsafe import Markup
from nicegui import ui
from nicegui.element import Element

from stockcar.web.words import slug

TOOLS = Markup(
    '<div class="tools"><span class="told" role="status"></span>'
    '<button type="button" data-act="csv" aria-label="Copy {0} as CSV">CSV</button>'
    '<button type="button" data-act="png" aria-label="Copy {0} as a picture">PNG</button>'
    '<a data-act="link" href="#{1}" aria-label="Link to {0}">link</a>'
    '<details class="about"><summary aria-label="About {0}: definition and source">about</summary>'
    '<div class="pop"><p>{2}</p><p><b>Source:</b> {3}</p>{4}</div></details></div>'
)


@contextmanager
def panel(title: str, meaning: str, source: str, more: Any = "", kind: str = "") -> Iterator[Element]:
    """A section with a heading; what is built inside is its body."""
    name = slug(title)
    section = ui.element("section").classes(f"panel {kind}")
    section.props["id"] = name
    section.props["aria-labelledby"] = f"{name}-title"
    with section:
        html(Markup('<h2 id="{}-title">{}</h2>').format(name, title))
        with ui.element("div").classes("body") as body:
            yield body
        html(TOOLS.format(title, name, meaning, source, more))


def html(content: Any, tag: str = "div", kind: str = "") -> ui.html:
    """Markup of our own making, every value in it escaped when it was put in."""
    return ui.html(str(Markup("{}").format(content)), sanitize=False, tag=tag).classes(kind)


def chart(options: dict[str, Any], says: str, kind: str = "") -> ui.echart:
    """A picture of an option document, with words for those who do not see it; the table beside it has the numbers."""
    made = ui.echart(options).classes(kind)
    made.props["role"] = "img"
    made.props["aria-label"] = f"{says}; the table below holds the same"
    return made


def aside(rows: Any, title: str = "the same as a table") -> None:
    """The table beside a picture: closed for the eye, open to a screen reader that asks."""
    html(Markup('<details class="same"><summary>{}</summary>{}</details>').format(title, rows))

"""Fields and buttons: the browser's own, with labels, so that keyboard and screen reader work as they do everywhere."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from nicegui import ui
from nicegui.element import Element

from stockcar.web.panel import html
from stockcar.web.words import joined

VALUE = "(event) => emit(event.target.value)"


def button(text: str, pressed: Callable[[], Any], kind: str = "") -> ui.html:
    """A button."""
    made = html(text, tag="button", kind=kind)
    made.props["type"] = "button"
    made.on("click", lambda _: pressed())
    return made


class Field:
    """A labelled field with a value; ``changed`` is told when the visitor sets it."""

    def __init__(self, label: str, element: Callable[[], Element], value: str, event: str = "change") -> None:
        self.value = value
        self.changed: Callable[[], Any] | None = None
        with ui.element("label") as self.box:
            html(label, tag="span")
            self.element = element()
        # As the default, so that drawing the page again never takes back what was typed.
        if value and not isinstance(self.element, ui.html):
            self.element.props["defaultValue"] = value
        self.element.on(event, self._take, js_handler=VALUE)

    def _take(self, event: Any) -> Any:
        self.value = str(event.args)
        return self.changed() if self.changed is not None else None


def choice(label: str, options: Mapping[str, str], value: str) -> Field:
    """One of several: value to text."""

    def build() -> Element:
        lines = joined(
            Markup('<option value="{}"{}>{}</option>').format(name, Markup(" selected") if name == value else "", text)
            for name, text in options.items()
        )
        return html(lines, tag="select")

    return Field(label, build, value)


def entry(label: str, value: str, kind: str = "text", **props: Any) -> Field:
    """A line of text or a number."""

    def build() -> Element:
        made = ui.element("input")
        made.props["type"] = kind
        for name, given in props.items():
            made.props[name.rstrip("_")] = given
        return made

    return Field(label, build, value, "input")


def writing(label: str, longest: int, value: str = "") -> Field:
    """Several lines of text."""

    def build() -> Element:
        made = ui.element("textarea")
        made.props["maxlength"] = longest
        made.props["spellcheck"] = "false"
        return made

    # Told when it is left, not at every key: a whole report goes over once.
    return Field(label, build, value)

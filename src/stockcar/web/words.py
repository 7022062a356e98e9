"""How do values read on the page: numbers, chances, days, addresses? Everything that goes into HTML is escaped."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

SERIES_NAMES = {"cup": "Cup", "xfinity": "Xfinity", "truck": "Truck"}


def said(value: Any) -> str:
    """A value as a person reads it; unknown is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 1 else f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {said(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(said, value))
    return str(value)


def percent(chance: float | None) -> str:
    """A chance in percent: one decimal below ten, none above."""
    if chance is None:
        return "–"
    return f"{100 * chance:.1f} %" if chance < 0.0995 else f"{100 * chance:.0f} %"


def slug(text: str) -> str:
    """Text as an address part."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


def link(where: str, text: Any, title: str = "") -> Markup:
    """A link within the page."""
    hint = Markup(' title="{}"').format(title) if title else ""
    return Markup('<a href="{}"{}>{}</a>').format(where, hint, text)


def race_link(key: str, text: Any = None) -> Markup:
    """A link to the page of a race."""
    return link(f"/race/{quote(key)}", key if text is None else text)


def driver_link(driver_id: str | None, name: Any) -> Markup:
    """A link to the page of a driver; plain text where nobody is meant."""
    return link(f"/driver/{quote(driver_id)}", name) if driver_id else Markup("{}").format(name)


def address(path: str, **parts: Any) -> str:
    """A path with a query of the parts that are given."""
    asked = urlencode({name: value for name, value in parts.items() if value not in (None, "")})
    return f"{path}?{asked}" if asked else path


def joined(parts: Iterable[Any], between: str = "") -> Markup:
    """Parts one after the other, each escaped unless it is markup already."""
    return Markup(between).join(escape(part) for part in parts)


def paragraph(text: Any, kind: str = "") -> Markup:
    """One paragraph."""
    return Markup('<p class="{}">{}</p>').format(kind, text)


def season_name(series: str, year: int) -> str:
    """ "Truck 2022"."""
    return f"{SERIES_NAMES.get(series, series)} {year}"


def day(date: Any) -> Markup:
    """A day that stays on one line."""
    return Markup('<span class="day">{}</span>').format(said(date))

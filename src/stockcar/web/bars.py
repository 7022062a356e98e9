"""Chances as bars in a table: number beside name, the winner in the strong colour and in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from stockcar.web.table import Column, Row, table
from stockcar.web.words import driver_link, joined, percent

BAR = Markup('<span class="bar{}" aria-hidden="true" style="width:{:.1f}%"></span>')


def bars(entries: Sequence[Mapping[str, Any]], won: str | None, most: int, field: str = "win") -> Markup:
    """The first ``most`` entries by a chance, and the winner if he is not among them."""
    ordered = sorted(entries, key=lambda entry: -(entry[field] or 0.0))
    shown = ordered[:most] + [entry for entry in ordered[most:] if entry["car"] == won]
    top = max((entry[field] or 0.0 for entry in shown), default=0.0) or 1.0

    def name(row: Row) -> Markup:
        winner = Markup(' <span class="good">won</span>') if row["car"] == won else ""
        return joined([driver_link(row.get("driver_id"), row["driver"]), winner])

    columns = (
        Column("car", "car", cell=lambda row: car_label(row["car"])),
        Column("driver", "driver", left=True, cell=name),
        Column("bar", "", left=True, cell=lambda row: BAR.format(
            " won" if row["car"] == won else "", 100.0 * (row[field] or 0.0) / top)),
        Column(field, "chance", cell=lambda row: percent(row[field])),
    )  # fmt: skip
    return table(shown, columns, "Chances before the race", "bars")


def car_label(car: Any) -> Markup:
    """A car number as it is painted."""
    return Markup('<span class="car">{}</span>').format("–" if car is None else car)

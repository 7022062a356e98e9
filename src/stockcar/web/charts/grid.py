"""The chances of the rest of a season as a picture."""

from collections.abc import Sequence
from typing import Any

from stockcar.web.charts.look import COLOURS, axis


def odds(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Two bars a driver: chance to make the playoffs and to win the title."""
    pairs = [("makes the playoffs", "make_playoffs", COLOURS[5]), ("wins the title", "title", COLOURS[1])]
    return {
        "animation": False, "legend": {"top": 0}, "tooltip": {"trigger": "axis"},
        "grid": {"left": 130, "right": 20, "top": 28, "bottom": 36},
        "xAxis": axis("%", max=100),
        "yAxis": {"type": "category", "inverse": True, "data": [row["driver"] for row in rows],
                  "axisLabel": {"interval": 0, "fontSize": 11}},
        "series": [
            {"type": "bar", "name": name, "itemStyle": {"color": hue},
             "data": [None if row[field] is None else round(100 * row[field], 1) for row in rows]}
            for name, field, hue in pairs
        ],
    }  # fmt: skip

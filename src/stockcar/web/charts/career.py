"""A career as a picture: every finish in order of time."""

from collections.abc import Mapping, Sequence
from typing import Any

from stockcar.web.charts.look import COLOURS, SHAPES, axis
from stockcar.web.words import SERIES_NAMES


def finishes(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A mark a start, by day and finish; the best place is on top."""
    series = []
    for at, name in enumerate(SERIES_NAMES):
        marks = [
            {"value": [row["date"], row["finish"]], "name": f"{row['name']}: {row['finish']}"}
            for row in rows
            if row["series"] == name and row["date"] and row["finish"]
        ]
        if marks:
            series.append({
                "type": "scatter", "name": SERIES_NAMES[name], "data": marks, "symbol": SHAPES[at], "symbolSize": 7,
                "itemStyle": {"color": COLOURS[at], "opacity": 0.8},
            })  # fmt: skip
    return {
        "animation": False, "legend": {"top": 0}, "tooltip": {"trigger": "item", "formatter": "{b}"},
        "grid": {"left": 42, "right": 12, "top": 30, "bottom": 28},
        "xAxis": {"type": "time"}, "yAxis": {**axis("finish"), "inverse": True, "min": 1}, "series": series,
    }  # fmt: skip

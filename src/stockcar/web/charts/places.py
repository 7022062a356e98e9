"""A race of which only the grid and the result are known: a line a car from the one to the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from stockcar.web.charts.look import GREY, axis, colour

COLOURED = 10


def grid_to_flag(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The starting place on the left, the finish on the right; who gained the most is told when pointed at."""
    series = []
    for at, row in enumerate(sorted(rows, key=lambda row: int(row["finish"]))):
        named = at < COLOURED
        hue = colour(at) if named else GREY
        words = {"show": True, "color": hue, "fontWeight": "bold" if named else "normal", "fontSize": 11}
        series.append({
            "type": "line", "name": f"{row['car']} {row['driver']}: {row['start']} to {row['finish']}",
            "data": [
                {"value": [0, row["start"]], "label": words | {"formatter": str(row["car"]), "position": "left"}},
                {"value": [1, row["finish"]],
                 "label": words | {"formatter": f"{row['finish']}  {row['driver']}", "position": "right"}},
            ],
            "symbolSize": 5, "z": 3 if named else 2, "itemStyle": {"color": hue},
            "lineStyle": {"color": hue, "width": 2.5 if named else 1, "opacity": 1 if named else 0.5},
            "emphasis": {"focus": "series", "lineStyle": {"width": 4, "opacity": 1}},
        })  # fmt: skip
    most = max(max(row["start"], row["finish"]) for row in rows)
    return {
        "animation": False, "tooltip": {"trigger": "item", "formatter": "{a}"},
        "grid": {"left": 40, "right": 150, "top": 26, "bottom": 8},
        "xAxis": {**axis(""), "min": 0, "max": 1, "interval": 1, "position": "top", "splitLine": {"show": False},
                  "axisLine": {"show": False}, "axisTick": {"show": False}, "axisLabel": {"show": False}},
        "yAxis": {**axis(""), "inverse": True, "min": 1, "max": most, "show": False}, "series": series,
    }  # fmt: skip

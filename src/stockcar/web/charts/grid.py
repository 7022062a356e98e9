"""The playoff grid as a picture: points with the bubble line, and the chances of the rest of the season."""

from collections.abc import Sequence
from typing import Any

from stockcar.web.charts.look import COLOURS, GREY, PLAIN, axis
from stockcar.web.standing import Grid

AROUND = 10  # outside the line


def grid(made: Grid) -> dict[str, Any]:
    """A mark a driver: inside in blue (darker: by a win or sure), outside in grey; the line where places end."""
    rows = [*made.rows[: made.inside], *[row for row in made.rows[made.inside :] if row["eligible"]][:AROUND]]
    names = [row["driver"] for row in rows]
    parted = 0 < made.inside < len(rows)
    # The line has a place of its own between the last one inside and the first one out.
    marks = [
        {
            "value": [at + int(parted and at >= made.inside), row["points"]],
            "itemStyle": {"color": _hue(at, row, made.inside)},
        }
        for at, row in enumerate(rows)
    ]
    low = min((row["points"] for row in rows), default=0.0)
    series: dict[str, Any] = {"type": "scatter", "name": "points", "data": marks, "symbolSize": 13}
    series["label"] = {"show": True, "position": "top", "formatter": "{@[1]}", **PLAIN}
    if parted:
        names.insert(made.inside, "")
        series["markLine"] = {
            "silent": True, "symbol": "none",
            "label": {"formatter": "bubble line", "position": "insideEndTop", **PLAIN},
            "lineStyle": {"color": COLOURS[1], "width": 2, "type": "solid"},
            "data": [{"xAxis": made.inside}],
        }  # fmt: skip
    return {
        "animation": False, "tooltip": {"trigger": "item"}, "grid": {"left": 52, "right": 12, "top": 22, "bottom": 96},
        "xAxis": {"type": "category", "data": names,
                  "axisLabel": {"interval": 0, "rotate": 58, "fontSize": 11}},
        "yAxis": axis("points", min=_floor(low)), "series": [series],
    }  # fmt: skip


def _floor(low: float) -> int:
    return max(0, int(low // 50 * 50) - 50)


def _hue(at: int, row: dict[str, Any], inside: int) -> str:
    if at >= inside:
        return GREY
    return COLOURS[0] if row["clinched"] or not row["by"].endswith("in points") else COLOURS[5]


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

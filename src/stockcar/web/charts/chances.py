"""Chances as pictures: who wins from each lap, and what a change made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from stockcar.web.charts.look import CAUTION, GREY, axis, colour

RIBBONS = 8


def favourites(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The cars that had the best chances at any time, as (car, driver)."""
    best: dict[tuple[str, str], float] = {}
    for row in rows:
        for entry in row["entries"]:
            if entry["win"] is not None:
                name = (entry["car"], entry["driver"] or "")
                best[name] = max(best.get(name, 0.0), entry["win"])
    return sorted(best, key=lambda name: -best[name])[:RIBBONS]


def ribbon(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A stacked ribbon a favourite over the laps; the laps that moved the chances are marked."""
    series: list[dict[str, Any]] = []
    for at, (car, driver) in enumerate(favourites(rows)):
        points = []
        for row in rows:
            win = next((entry["win"] for entry in row["entries"] if entry["car"] == car), None)
            points.append([row["lap"], round(100 * (win or 0.0), 1)])
        series.append({
            "type": "line", "stack": "chances", "name": f"{car} {driver}", "data": points, "showSymbol": False,
            "areaStyle": {"color": colour(at), "opacity": 0.8}, "lineStyle": {"width": 0},
            "itemStyle": {"color": colour(at)},
            "endLabel": {"show": True, "formatter": car, "color": colour(at), "fontWeight": "bold"},
        })  # fmt: skip
    if series:
        yellow = [
            [{"xAxis": row["lap"] - 1, "itemStyle": {"color": CAUTION}}, {"xAxis": row["lap"]}]
            for row in rows if row["flag"] == "yellow"
        ]  # fmt: skip
        moved = [{"xAxis": row["lap"], "name": row["moved_by"]} for row in rows if row["moved_by"]]
        series[0] |= {
            "markArea": {"silent": True, "data": yellow},
            "markLine": {"symbol": "none", "label": {"show": False}, "data": moved,
                         "lineStyle": {"color": GREY, "width": 1}},
        }  # fmt: skip
    return {
        "animation": False, "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "axis", "order": "valueDesc"},
        "grid": {"left": 48, "right": 40, "top": 34, "bottom": 40},
        "xAxis": axis("lap", min=0, max=rows[-1]["lap"] if rows else 1, splitLine={"show": False}),
        "yAxis": axis("% to win", min=0, max=100), "series": series,
    }  # fmt: skip


def before_and_after(entries: Sequence[Mapping[str, Any]], most: int = 10) -> dict[str, Any]:
    """Two bars a car: its chance without and with the change."""
    shown = list(entries[:most])
    names = [f"{entry['car']}\n{entry['driver'].split(' ', 1)[-1]}" for entry in shown]
    bars = [("as it was", "win_before", GREY), ("with the change", "win_after", colour(1))]
    return {
        "animation": False, "legend": {"top": 0}, "tooltip": {"trigger": "axis"},
        "grid": {"left": 48, "right": 12, "top": 30, "bottom": 44},
        "xAxis": {"type": "category", "data": names,
                  "axisLabel": {"interval": 0, "fontWeight": "bold", "fontSize": 11}},
        "yAxis": axis("% to win"),
        "series": [
            {"type": "bar", "name": name, "itemStyle": {"color": hue},
             "data": [round(100 * entry[field], 1) for entry in shown]}
            for name, field, hue in bars
        ],
    }  # fmt: skip

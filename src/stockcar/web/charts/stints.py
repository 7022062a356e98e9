"""Stints and stops, and how fast each car was on clean laps."""

from itertools import pairwise
from statistics import quantiles
from typing import Any

from stockcar.web.charts.laps import marks
from stockcar.web.charts.look import COLOURS, GREY, axis, colour
from stockcar.web.laps import Car, Laps, clean_laps

SHOWN = 20
BOX = ("best", "low", "median", "high", "worst")
ENOUGH = 8  # clean laps for a box


def stints(laps: Laps) -> list[tuple[Car, list[int]]]:
    """Cars with the lengths of their stints in laps."""
    found = []
    for car in laps.cars[:SHOWN]:
        last = max((lap for lap, place in zip(laps.lap, car.place, strict=True) if place is not None), default=0)
        ends = [0, *car.stops, last]
        found.append((car, [b - a for a, b in pairwise(ends) if b > a]))
    return found


def stint_chart(laps: Laps) -> dict[str, Any]:
    """A bar a car: one piece a stint, in the order of the finish."""
    cars = stints(laps)
    most = max((len(lengths) for _, lengths in cars), default=1)
    series: list[dict[str, Any]] = [
        {
            "type": "bar", "stack": "laps", "name": f"stint {n + 1}", "barWidth": "62%",
            "data": [lengths[n] if n < len(lengths) else None for _, lengths in cars],
            "itemStyle": {"color": COLOURS[0], "opacity": 0.85 if n % 2 == 0 else 0.45},
            "label": {"show": False},
        }
        for n in range(most)
    ]  # fmt: skip
    if series:
        series[0] |= {"markArea": marks(laps, ())["markArea"]}
    return {
        "animation": False, "tooltip": {"trigger": "item", "formatter": "{b}: {a}, {c} laps"},
        "grid": {"left": 48, "right": 12, "top": 8, "bottom": 40},
        "xAxis": axis("lap", max=laps.lap[-1], splitLine={"show": False}),
        "yAxis": {"type": "category", "inverse": True, "data": [car.car for car, _ in cars],
                  "axisLabel": {"interval": 0, "fontWeight": "bold"}},
        "series": series,
    }  # fmt: skip


def pace(laps: Laps) -> list[dict[str, Any]]:
    """Quartiles of the clean green laps of each car, the quickest median first; cars with too few are left out."""
    rows: list[dict[str, Any]] = []
    for car in laps.cars:
        times = sorted(clean_laps(laps, car))
        if len(times) >= ENOUGH:
            low, middle, high = quantiles(times, n=4)
            rows.append({
                "car": car.car, "driver": car.driver, "laps": len(times), "best": times[0], "low": round(low, 3),
                "median": round(middle, 3), "high": round(high, 3), "worst": times[-1],
            })  # fmt: skip
    return sorted(rows, key=lambda row: row["median"])[:SHOWN]


def pace_chart(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A box a car: quartiles, whiskers to the quickest and slowest clean lap."""
    boxes = [
        {"name": f"{row['car']} {row['driver']}", "value": [row[name] for name in BOX],
         "itemStyle": {"color": "transparent", "borderColor": colour(at % 6), "borderWidth": 1.6}}
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return {
        "animation": False, "tooltip": {"trigger": "item"}, "grid": {"left": 56, "right": 12, "top": 12, "bottom": 40},
        "xAxis": {"type": "category", "data": [row["car"] for row in rows],
                  "axisLabel": {"interval": 0, "fontWeight": "bold", "color": GREY}},
        "yAxis": axis("s a lap", scale=True), "series": [{"type": "boxplot", "data": boxes}],
    }  # fmt: skip

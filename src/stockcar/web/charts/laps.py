"""Places and gaps lap by lap, with cautions and stages behind them."""

from collections.abc import Sequence
from typing import Any

from stockcar.web.charts.look import CAUTION, GREY, PLAIN, STAGE, axis, colour
from stockcar.web.laps import Laps, bands

LABELLED = 4  # in the trace, where the ends lie close
COLOURED = 10  # cars in colour; the rest stay grey and tell their number when pointed at


def marks(laps: Laps, stages: Sequence[int], until: int | None = None) -> dict[str, Any]:
    """Bands of cautions (to lap ``until``) and lines of stage ends, to lay behind a chart of laps."""
    areas = [
        [{"xAxis": first - 1, "itemStyle": {"color": CAUTION}}, {"xAxis": min(last, until or last)}]
        for first, last in bands(laps, "yellow")
        if until is None or first <= until
    ]
    lines = [{"xAxis": end, "label": {"formatter": f"stage {n}", "position": "insideEndTop"}}
             for n, end in enumerate(stages, 1)]  # fmt: skip
    return {
        "markArea": {"silent": True, "data": areas},
        "markLine": {"silent": True, "symbol": "none", "lineStyle": {"color": STAGE, "width": 3, "type": "solid"},
                     "label": PLAIN, "data": lines},
    }  # fmt: skip


def lap_chart(laps: Laps, stages: Sequence[int], until: int | None = None) -> dict[str, Any]:
    """Every car's place on every lap. After lap ``until``, where given, everything is grey."""
    cut = next((at for at, lap in enumerate(laps.lap) if until is not None and lap > until), len(laps.lap))
    series: list[dict[str, Any]] = []
    for at, car in enumerate(laps.cars):
        hue = colour(at) if at < COLOURED else GREY
        points = [[lap, place] for lap, place in zip(laps.lap, car.place, strict=True) if place is not None]
        before = [point for point in points if until is None or point[0] <= until]
        there = until is None and bool(points) and points[-1][0] == laps.lap[-1]  # a car that is out has no end to name
        series.append(
            _line(f"{car.car} {car.driver}", before, hue, 2 if at < COLOURED else 1, car.car if there else "")
        )
        if cut < len(laps.lap):
            after = [point for point in points if point[0] >= (until or 0)]
            series.append(_line(f"{car.car} {car.driver}, as it was", after, GREY, 1, ""))
    if series:
        series[0] |= marks(laps, stages, until)
    return {
        "animation": False, "tooltip": {"trigger": "item", "formatter": "{a}: lap, place {c}"},
        "grid": {"left": 40, "right": 44, "top": 12, "bottom": 40},
        "xAxis": axis("lap", min=0, max=laps.lap[-1], splitLine={"show": False}),
        "yAxis": axis("place", inverse=True, min=1, max=max(2, len(laps.cars)), minInterval=1),
        "dataZoom": [{"type": "inside", "xAxisIndex": 0, "filterMode": "none", "zoomOnMouseWheel": "ctrl"}],
        "series": series,
    }  # fmt: skip


def _line(name: str, points: list[Any], hue: str, width: float, label: str) -> dict[str, Any]:
    return {
        "type": "line", "name": name, "data": points, "showSymbol": False, "symbolSize": 6,
        "lineStyle": {"width": width, "color": hue, "opacity": 1 if hue != GREY else 0.45},
        "itemStyle": {"color": hue}, "emphasis": {"focus": "series", "lineStyle": {"width": 3, "opacity": 1}},
        "endLabel": {"show": bool(label), "formatter": label, "color": hue, "distance": 4, "fontWeight": "bold"},
        "labelLayout": {"moveOverlap": "shiftY"},
    }  # fmt: skip


def race_trace(laps: Laps, stages: Sequence[int]) -> dict[str, Any]:
    """Seconds behind the leader of every car on the lead lap."""
    series = []
    gaps = sorted(gap for car in laps.cars for gap in car.gap_s if gap is not None)
    most = max(2.0, round(1.1 * gaps[int(0.93 * (len(gaps) - 1))], 1)) if gaps else 2.0
    for at, car in enumerate(laps.cars):
        points = [[lap, gap] for lap, gap in zip(laps.lap, car.gap_s, strict=True) if gap is not None]
        if points:
            hue = colour(at) if at < COLOURED else GREY
            label = car.car if at < LABELLED else ""
            series.append(_line(f"{car.car} {car.driver}", points, hue, 2 if at < COLOURED else 1, label))
    if series:
        series[0] |= marks(laps, stages)
    return {
        "animation": False, "tooltip": {"trigger": "item", "formatter": "{a}: lap, s behind {c}"},
        "grid": {"left": 48, "right": 44, "top": 12, "bottom": 40},
        "xAxis": axis("lap", min=0, max=laps.lap[-1], splitLine={"show": False}),
        "yAxis": axis("s behind the leader", inverse=True, min=0, max=most), "series": series,
        "dataZoom": [{"type": "inside", "xAxisIndex": 0, "filterMode": "none", "zoomOnMouseWheel": "ctrl"}],
    }  # fmt: skip

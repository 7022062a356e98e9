"""The fork as a picture: the race as it was turns grey at the lap, and its futures unfold in colour."""

from collections.abc import Sequence
from typing import Any

from stockcar.web.charts.laps import lap_chart
from stockcar.web.charts.look import GREY, PLAIN, colour
from stockcar.web.futures import Future
from stockcar.web.laps import Laps

AS_IT_WAS = ", as it was"


def unfolding(
    laps: Laps, stages: Sequence[int], lap: int, futures: Sequence[Future], cars: Sequence[str]
) -> dict[str, Any]:
    """The lap chart in grey, and in colour ``cars`` until the lap and in every future; one colour a car."""
    made = lap_chart(laps, stages, lap)
    names = {car.car: car.driver for car in laps.cars}
    seen = {car.car: dict(zip(laps.lap, car.place, strict=True)) for car in laps.cars}
    for line in made["series"]:
        line["lineStyle"] |= {"color": GREY, "width": 1, "opacity": 0.45}
        line["name"] = line["name"].removesuffix(AS_IT_WAS) + AS_IT_WAS  # the legend names the coloured lines
    last = lap
    for at, name in enumerate(cars):
        hue = colour(at)
        before = [[n, place] for n, place in seen[name].items() if place is not None and n <= lap]
        made["series"].append({
            "type": "line", "name": f"{name} {names.get(name, '')}", "data": before, "showSymbol": False, "z": 6,
            "lineStyle": {"color": hue, "width": 3}, "itemStyle": {"color": hue},
        })  # fmt: skip
        for future in futures:
            points = [(lap, seen[name].get(lap)), *future.places.get(name, [])]
            last = max(last, points[-1][0])
            ends = {"show": True, "formatter": name, "color": hue, "fontWeight": "bold"}
            made["series"].append({
                "type": "line", "name": f"{name} {names.get(name, '')}, future {future.run}", "data": points,
                "showSymbol": False, "lineStyle": {"color": hue, "width": 1.6, "opacity": 0.75},
                "itemStyle": {"color": hue},
                "endLabel": ends if future is futures[0] else {"show": False}, "z": 5,
                "emphasis": {"focus": "series"},
            })  # fmt: skip
    made["xAxis"]["max"] = max(laps.lap[-1], last)
    made["legend"] = {"top": 0, "data": [f"{name} {names.get(name, '')}" for name in cars]}
    made["grid"] |= {"top": 44}
    made["series"].append(fork_line(lap))
    return made


def before_the_fork(laps: Laps, stages: Sequence[int], lap: int) -> dict[str, Any]:
    """The race as it was, in colour, and the line of the fork."""
    made = lap_chart(laps, stages)
    made["grid"] |= {"top": 26}
    made["series"].append(fork_line(lap))
    return made


def fork_line(lap: int) -> dict[str, Any]:
    """Where the race is left; a chart that has it moves it when it is given another."""
    return {
        "type": "line", "data": [], "name": "fork",
        "markLine": {"silent": True, "symbol": "none", "data": [{"xAxis": lap}],
                     "label": {"formatter": f"fork after lap {lap}", "position": "start", **PLAIN},
                     "lineStyle": {"color": "#b0481e", "width": 3, "type": "solid"}},
    }  # fmt: skip

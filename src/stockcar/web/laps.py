"""A race lap by lap as columns for pictures: places, gaps, lap times, stops, flags; from the documents of ``replay``.

Known limits: a lap time is the difference of two crossings of the line, and only of a car that was on the lead lap at
both; a stop is a lap after which the count of stops rose or, where stops are not timed, the tyres were new again.
"""

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

NEAR = 2  # laps
SLOW = 1.08  # of a car's median green lap: slower laps are no clean laps


class Car(NamedTuple):
    """One car, lap by lap; None where it is not known or the car no longer runs."""

    car: str
    driver: str
    place: list[int | None]
    gap_s: list[float | None]
    lap_s: list[float | None]
    stops: list[int]  # laps


class Laps(NamedTuple):
    """A whole race. ``lap[i]`` belongs to entry i of every car's lists."""

    key: str
    simulated: bool
    lap: list[int]
    flag: list[str]
    cars: list[Car]  # in the order of the last lap


def laps_of(rows: Sequence[dict[str, Any]]) -> Laps | None:
    """The columns of a replay; None of an empty one."""
    if not rows:
        return None
    by_lap = [{entry["car"]: entry for entry in row["entries"]} for row in rows]
    order = [entry["car"] for entry in rows[-1]["entries"]]
    order += [car for row in by_lap for car in row if car not in order]
    order = list(dict.fromkeys(order))
    cars = [_car(car, rows, [row.get(car) for row in by_lap]) for car in order]
    flags = [row["flag"] or "unknown" for row in rows]
    return Laps(rows[-1]["key"], bool(rows[-1]["simulated"]), [row["lap"] for row in rows], flags, cars)


def _car(car: str, rows: Sequence[dict[str, Any]], entries: list[dict[str, Any] | None]) -> Car:
    running = [entry if entry is not None and not entry["out"] else None for entry in entries]
    crossed = [
        row["elapsed_s"] + entry["gap_s"] if entry and entry["gap_s"] is not None and not entry["laps_down"] else None
        for row, entry in zip(rows, running, strict=True)
    ]
    times = [entry["last_lap_s"] if entry else None for entry in running]
    for at in range(1, len(times)):
        a, b = crossed[at - 1], crossed[at]
        if times[at] is None and a is not None and b is not None:
            times[at] = round(b - a, 3)
    return Car(
        car, next((entry["driver"] or "" for entry in entries if entry), ""),
        [entry["position"] if entry else None for entry in running],
        [entry["gap_s"] if entry and not entry["laps_down"] else None for entry in running],
        times, _stops(rows, running),
    )  # fmt: skip


def _stops(rows: Sequence[dict[str, Any]], entries: list[dict[str, Any] | None]) -> list[int]:
    """Laps on which the count of stops rose; where stops are not counted, those since which the tyres were on."""
    counted: list[int] = []
    fitted: set[int] = set()
    before: dict[str, Any] | None = None
    for row, entry in zip(rows, entries, strict=True):
        if entry is None:
            continue
        if before and (entry["stops"] or 0) > (before["stops"] or 0):
            counted.append(row["lap"])
        if entry["stops"] is None and entry["tire_age_laps"] is not None:
            fitted.add(row["lap"] - entry["tire_age_laps"])
        before = entry
    # The age is told in hindsight, and may be a lap or two off at first: neighbours are one stop.
    old = sorted(lap for lap in fitted if lap > 0)
    return counted or [lap for at, lap in enumerate(old) if at == 0 or lap - old[at - 1] > NEAR]


def bands(laps: Laps, flag: str) -> list[tuple[int, int]]:
    """Runs of laps under a flag, as (first, last)."""
    found: list[tuple[int, int]] = []
    for lap, shown in zip(laps.lap, laps.flag, strict=True):
        if shown != flag:
            continue
        if found and found[-1][1] == lap - 1:
            found[-1] = (found[-1][0], lap)
        else:
            found.append((lap, lap))
    return found


def green_before(laps: Laps, about: int) -> int:
    """The last lap up to ``about`` that ended under green, else the first one that did; ``about`` where none did."""
    green = [lap for lap, flag in zip(laps.lap[:-1], laps.flag, strict=False) if flag == "green"]
    return max((lap for lap in green if lap <= about), default=green[0] if green else about)


def standing_at(laps: Laps, lap: int) -> str:
    """What a lap was: its flag and who led; empty for a lap that the race does not have."""
    if lap not in laps.lap:
        return ""
    at = laps.lap.index(lap)
    led = next((f"No. {car.car} {car.driver} leads" for car in laps.cars if car.place[at] == 1), "leader not known")
    return f"Lap {lap}: {laps.flag[at]}, {led}."


def clean_laps(laps: Laps, car: Car) -> list[float]:
    """The green laps of a car without those around its stops and without slow ones."""
    near = {lap + step for lap in car.stops for step in (-1, 0, 1)}
    # The first lap under green begins behind the pace car.
    flags = zip(laps.flag, ["", *laps.flag], strict=False)
    green = [
        time
        for lap, (flag, before), time in zip(laps.lap, flags, car.lap_s, strict=True)
        if time is not None and flag == before == "green" and lap not in near
    ]
    middle = median(green) if green else 0.0
    return [time for time in green if time <= SLOW * middle]

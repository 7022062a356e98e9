"""How did the chances move, lap by lap, and what moved them? The rows of ``replay`` and ``live``.

One row a lap of the leader, made when the lap is over. ``moved_by`` names what happened on that lap and the drivers
whose chance of winning it moved most, in points of a hundred; None when no chance moved by three points and by three
of its standard errors. ``excitement`` is the sum so far of half the absolute changes of all chances, those within two
standard errors left out: 1 is one whole race changing hands.

Known limits: with few runs chances shiver, most of all where a pack drafts, for there one car's luck soon is
everybody's; the more runs, the smaller the changes that are told. What happened on a lap and what moved the chances
are told side by side, the one need not be the cause of the other.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np

from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.normal import Floats
from stockcar.live.state import RaceState, apply, before_the_start
from stockcar.live.winprob import RUNS, Chances, chances
from stockcar.racing.timing import Flag, Out, PitStop, TimingEvent

MOVED: Final = 0.03
NAMED_ERRORS, COUNTED_ERRORS = 3.0, 2.0  # standard errors of a change beyond which it is named, and counted
NAMED: Final = 2  # drivers in moved_by
SUFFIXES: Final = {"jr.", "jr", "sr.", "sr", "ii", "iii", "iv"}


class LapSeen(NamedTuple):
    """A lap of the leader that is over: the state after it, and the events that led there."""

    state: RaceState
    before: RaceState | None
    events: tuple[TimingEvent, ...]


def laps_seen(events: Iterable[TimingEvent], cars: tuple[str, ...]) -> Iterator[LapSeen]:
    """Each lap of the leader once it is over; lap 0 is the grid."""
    before, state = None, before_the_start(cars)
    held: list[TimingEvent] = []
    for event in events:
        if event.lap > state.lap:
            yield LapSeen(state, before, tuple(held))
            before, held = state, []
        state = apply(state, event)
        held.append(event)
    yield LapSeen(state, before, tuple(held))


def rows(
    fitted: FittedInputs | None, events: Iterable[TimingEvent], runs: int = RUNS, seed: int = 0, workers: int = 2
) -> Iterator[dict[str, Any]]:
    """The documents of ``replay``, lap 1 first. Without inputs, or with ``runs`` 0, there are no chances (None)."""
    last: Chances | None = None
    excitement = 0.0
    cars = () if fitted is None else tuple(line.car for line in fitted.lines)
    for seen in laps_seen(events, cars):
        now = chances(fitted, seen.state, runs, seed, workers) if runs and fitted is not None else None
        if now is not None and last is not None:
            excitement += 0.5 * float(np.abs(beyond(last, now, COUNTED_ERRORS)).sum())
        if seen.state.lap > 0:
            yield _row(fitted, seen, last, now, excitement)
        last = now


def _row(
    fitted: FittedInputs | None, seen: LapSeen, last: Chances | None, now: Chances | None, excitement: float
) -> dict[str, Any]:
    state = seen.state
    return {
        "key": None if fitted is None else fitted.race.key,
        "lap": state.lap,
        "elapsed_s": round(state.elapsed_s, 3),
        "flag": state.flag.value if state.flag is not None else None,
        "moved_by": None
        if fitted is None or now is None or last is None
        else moved_by(fitted, seen, beyond(last, now, NAMED_ERRORS)),
        "excitement": None if now is None else round(excitement, 4),
        "stages": [list(stage) for stage in state.stages],
        "entries": entries(fitted, state, now),
    }


def entries(fitted: FittedInputs | None, state: RaceState, now: Chances | None) -> list[dict[str, Any]]:
    """Every car in running order; a car that is not among the inputs has no chances."""
    lines = () if fitted is None else fitted.lines
    slots = {line.car: slot for slot, line in enumerate(lines)}
    found = []
    for position, name in enumerate(state.order, start=1):
        car, slot = state.cars[name], slots.get(name)
        why = state.why_out(car)
        document = {
            "car": name,
            "driver": state.drivers.get(name) if slot is None else lines[slot].driver,
            "position": position,
            "gap_s": None if why or state.missing(car) else car.gap_s,
            "laps_down": state.down(car),
            "laps": car.laps,
            "led": car.led,
            "last_lap_s": car.last_lap_s,
            "tire_age_laps": state.tire_age(car),
            "stops": car.stops if state.stops_timed else None,
        }
        document |= _told(now, slot)
        found.append(document | {"out": why})
    return found


def _told(now: Chances | None, slot: int | None) -> dict[str, float | None]:
    """A car's chances with their errors."""
    found: dict[str, float | None] = {}
    for field in ("win", "top5", "top10", "stage_win"):
        column = None if now is None else getattr(now, field)
        chance = None if column is None or slot is None else float(column[slot])
        runs = now.runs if now is not None else None
        found[field] = None if chance is None else round(chance, 6)
        error = None if chance is None else (chance * (1 - chance) / runs) ** 0.5 if runs else 0.0
        if field == "win" and now is not None and slot is not None:
            error = float(now.win_se[slot])
        found[f"{field}_se"] = None if error is None else round(error, 6)
    return found


def beyond(last: Chances, now: Chances, errors: float) -> Floats:
    """Changes of the chances of winning (cars,); 0 where they are within so many standard errors."""
    change = now.win - last.win
    return np.where(np.abs(change) > errors * np.hypot(last.win_se, now.win_se), change, 0.0)


def moved_by(fitted: FittedInputs, seen: LapSeen, change: Floats) -> str | None:
    """What happened on the lap, and whose chance moved most; None where no chance moved enough to tell."""
    biggest = sorted(range(len(change)), key=lambda slot: -abs(float(change[slot])))
    movers = [slot for slot in biggest[:NAMED] if abs(float(change[slot])) >= MOVED]
    if not movers:
        return None
    told = ", ".join(f"{surname(fitted.lines[slot].driver)} {100 * float(change[slot]):+.0f}" for slot in movers)
    return f"{happening(seen)} {seen.state.lap}: {told}"


def happening(seen: LapSeen) -> str:
    """The weightiest thing that happened on the lap, in a few words without the lap's number."""
    state, before = seen.state, seen.before
    whats = [event.what for event in seen.events]
    if Flag.CHECKERED in whats:
        return "checkered flag"
    if Flag.RED in whats:
        return "red flag"
    if before is not None and before.yellow_since is None and state.yellow_since is not None:
        return "caution"
    out = [what.car for what in whats if isinstance(what, Out) and what.reason is not None]
    if out:
        return f"No. {out[0]} out"
    if before is not None and before.yellow_since is not None and state.yellow_since is None:
        return "restart"
    led = before.order[0] if before is not None and before.order else None
    if any(isinstance(what, PitStop) for what in whats):
        return "stops"
    if led is not None and state.order and state.order[0] != led:
        return f"No. {state.order[0]} leads"
    return "lap"


def surname(name: str) -> str:
    """The last name, without Jr. and the like."""
    words = [word for word in name.split() if word.lower() not in SUFFIXES]
    return words[-1] if words else name

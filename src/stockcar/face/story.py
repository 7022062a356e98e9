"""A simulated run in words: what each event of its log says to a person, and its laps one by one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stockcar.forecast.fitted import FittedInputs
    from stockcar.sim.log import Event

# What a caution, a lead change, a wreck mean to the race; the rest is told only on request.
RACE_WIDE = {"lead", "caution", "wreck", "stage", "overtime", "finish", "red-flag", "rain"}
HEAVY = frozenset(RACE_WIDE | {"crash", "failure", "dvp", "relief"})
RAIN = 2.0  # why a red flag is out; 1 is a wreck
Words = Callable[[str, str, float], str]
Relieved = dict[int, tuple[int, str]]  # slot: the lap of the change, who took over
SAID: dict[str, Words] = {
    "green": lambda who, _, __: f"green flag, {who} leads the field",
    "lead": lambda who, _, __: f"{who} takes the lead",
    "stop": lambda who, _, s: f"{who} stops, {s:.1f} s",
    "caution": lambda _, __, laps: f"CAUTION, {laps:.0f} laps",
    "wreck": lambda who, _, cars: f"{who} is in a wreck of {cars:.0f} cars",
    "spin": lambda who, _, __: f"{who} spins",
    "crash": lambda who, _, __: f"{who} is out: crash",
    "failure": lambda who, _, what: f"{who} is out: {broken(what)}",
    "dvp": lambda who, _, __: f"{who} is out: the repair took longer than the clock allows",
    "red-flag": lambda _, __, why: f"RED FLAG for {'rain' if why == RAIN else 'a wreck'}",
    "rain": lambda *_: "rain ends the race",
    "wet-tyres": lambda who, _, __: f"{who} goes to wet tyres",
    "slicks": lambda who, _, __: f"{who} goes to slicks",
    "favour": lambda who, whom, _: f"{who} returns the favour of {whom}",
    "free-pass": lambda who, _, __: f"free pass to {who}",
    "wave-around": lambda who, _, __: f"{who} is waved around",
    "relief": lambda who, _, __: f"{who} takes over as the relief driver",
    "stage": lambda who, _, number: f"{who} wins stage {number:.0f}",
    "push": lambda who, whom, mph: f"{who} pushes {whom}, closing at {mph:.1f} mph",
    "pull-out": lambda who, whom, _: f"{who} pulls out from behind {whom}",
    "follow": lambda who, whom, _: f"{who} goes along with {whom}",
    "hanging": lambda who, whom, _: f"{whom} leaves {who} without help",
    "overtime": lambda _, __, attempt: f"overtime, attempt {attempt:.0f}",
    "finish": lambda who, _, __: f"CHECKERED FLAG: {who} wins",
}


def broken(component: float) -> str:
    """What failed, by its number in the simulator's list; -1 is not told."""
    from stockcar.sim.inputs import COMPONENTS

    number = int(component)
    return COMPONENTS[number] if 0 <= number < len(COMPONENTS) else "mechanical failure"


def say(fitted: "FittedInputs", event: "Event", relief: "Relieved | None" = None) -> str:
    """The event in words: who by name and number. An event without words of its own is named as it is."""
    at, swapped = event.lap, relief or {}
    who, other = name_of(fitted, event.slot, at, swapped), name_of(fitted, event.other, at, swapped)
    words = SAID.get(event.kind)
    if words is not None:
        return words(who, other, event.value)
    return " ".join(part for part in (who, event.kind.replace("-", " "), other) if part)


def name_of(fitted: "FittedInputs", slot: int, lap: int = 0, relief: "Relieved | None" = None) -> str:
    """Who is at the wheel on that lap, and the number; empty for no car."""
    if slot < 0:
        return ""
    from_lap, driver = (relief or {}).get(slot, (lap + 1, ""))
    at_the_wheel = driver if lap >= from_lap else fitted.lines[slot].driver
    return f"{at_the_wheel} (No. {fitted.lines[slot].car})"


def relieved(fitted: "FittedInputs", log: "list[Event]", scenario: Mapping[str, Any] | None) -> "Relieved":
    """Who took over which car, by slot: (lap, driver), from the log and the names of the scenario."""
    named = {swap["car"]: swap["driver"] for swap in (scenario or {}).get("relief", ())}
    found: Relieved = {}
    for event in log:
        if event.kind == "relief":
            car = fitted.lines[event.slot].car
            found[event.slot] = (event.lap, named.get(car) or f"the relief driver of {fitted.lines[event.slot].driver}")
    return found


def laps_of(fitted: "FittedInputs", log: "list[Event]") -> list[dict[str, Any]]:
    """Every lap with its flag and running order, as ``lap, flag, order`` (car numbers), ``gap_s`` beside them.

    On superspeedways ``line`` too: the lane of each, 0 at the bottom.
    """
    laps: dict[int, dict[str, Any]] = {}
    yellow_until = 0
    for event in log:
        if event.kind == "caution":
            yellow_until = event.lap + int(event.value)
        if event.kind == "lap":
            flag = "yellow" if event.lap <= yellow_until else "green"
            lap = laps.setdefault(event.lap, {"lap": event.lap, "flag": flag, "order": [], "gap_s": []})
            lap["order"].append(fitted.lines[event.slot].car)
            lap["gap_s"].append(round(event.value, 3))
            if event.other >= 0:
                lap.setdefault("line", []).append(event.other)
    if laps:
        laps[max(laps)]["flag"] = "checkered"
    return [laps[number] for number in sorted(laps)]

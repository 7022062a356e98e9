"""Which single changes can be made to a race under way, and what does each mean to the simulator?

``caution`` brings the yellow flag out on the next lap. ``pit 24`` sends car 24 to its box now, ``stay-out
5`` keeps car 5 on the track until its tank is empty. ``orders 88 push 7`` has
car 88 push car 7 (or ``orders 88 stay 7``, ``orders 88 take-lead``) from the next lap on. ``relief 88`` puts another
driver into car 88 at its first stop under yellow. ``rain`` stops the race on the next lap: for good where it is
official, else for a red flag. ``no-stage-caution`` lets the race go on under green at the stage ends to come.

Known limits: a stop made now takes an average crew's time; a relief driver is of the field's average pace, for he is
not named.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from stockcar.errors import UsageError
from stockcar.forecast.fitted import FittedInputs
from stockcar.live.state import RaceState
from stockcar.sim import RaceInputs
from stockcar.sim.inputs import LANE_KERNEL, NEVER, RUNNING

ORDERS: Final = {"push": 1, "stay": 2, "take-lead": 3}
KNOWN: Final = (
    "caution", "pit CAR", "stay-out CAR", "orders CAR push CAR", "orders CAR stay CAR", "orders CAR take-lead",
    "relief CAR", "rain", "no-stage-caution",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change: as it was asked for, in words for a sentence, the inputs with it, and the car it is made to."""

    text: str
    told: str
    inputs: RaceInputs
    slot: int | None = None  # None: made to the race
    several: bool = False  # in words, they are more than one


@dataclass(frozen=True, slots=True)
class _From:
    """What a change is made from."""

    text: str
    inputs: RaceInputs
    fitted: FittedInputs
    state: RaceState

    def slot(self, car: str) -> int:
        """The column of a car that is still in the race.

        Raises:
            UsageError: no such car is entered, or it is out.
        """
        cars = [line.car for line in self.fitted.lines]
        if car not in cars:
            raise UsageError(
                f'"{self.text}": no car {car} in this race', "it is not entered", "name one of these", cars
            )
        slot = cars.index(car)
        if int(self.inputs.start.out[slot]) != RUNNING:
            why = self.state.why_out(self.state.cars[car]) if car in self.state.cars else "it did not start"
            raise UsageError(f'"{self.text}": car {car} is out of the race', str(why), "name a car that still runs")
        return slot

    def who(self, slot: int) -> str:
        """Driver and number."""
        return f"{self.fitted.lines[slot].driver} (No. {self.fitted.lines[slot].car})"


def changed(text: str, inputs: RaceInputs, fitted: FittedInputs, state: RaceState) -> Change:
    """The change that ``text`` asks for.

    Raises:
        UsageError: no such change, a car that is not in the race any more, or one that means nothing here.
    """
    words = text.strip().lower().split()
    made = MADE.get(words[0]) if words else None
    if made is None or not re.fullmatch(made[0], " ".join(words[1:])):
        raise UsageError(f'no change is called "{text}"', "these can be made", "choose one", KNOWN)
    return made[1](_From(text.strip(), inputs, fitted, state), words[1:])


def _caution(at: _From, _: list[str]) -> Change:
    if at.inputs.start.caution_left > 0:
        raise UsageError(
            '"caution": the caution is out already', f"since lap {at.state.yellow_since}", "take a green lap"
        )
    forced = np.append(at.inputs.procedure.forced_cautions, at.state.lap + 1)
    return Change(at.text, "a caution", at.inputs._replace(
        procedure=at.inputs.procedure._replace(forced_cautions=np.sort(forced))))  # fmt: skip


def _pit(at: _From, words: list[str]) -> Change:
    slot = at.slot(words[0])
    start, pits = at.inputs.start, at.inputs.pits
    behind, tyres, fuel = start.behind_s.copy(), start.tyre_laps.copy(), start.fuel_laps.copy()
    if start.caution_left > 0:  # it leaves the pits behind everyone on its lap
        same = (start.laps_down == start.laps_down[slot]) & (start.out == RUNNING)
        behind[slot] = float(behind[same].max()) + 0.1
    else:
        box_s = max(pits.four_s, pits.fill_s * min(1.0, float(fuel[slot]) / pits.tank_laps))
        behind[slot] += pits.transit_s + box_s + float(at.inputs.cars.crew_s[slot])
    tyres[slot], fuel[slot] = 0, 0.0
    moved = start._replace(behind_s=behind, tyre_laps=tyres, fuel_laps=fuel)
    return Change(at.text, f"a stop by {at.who(slot)}", at.inputs._replace(start=moved), slot)


def _stay_out(at: _From, words: list[str]) -> Change:
    slot, cars, start = at.slot(words[0]), at.inputs.cars, at.inputs.start
    left = int(at.inputs.pits.tank_laps - float(start.fuel_laps[slot]))
    if left < 1:
        raise UsageError(f'"{at.text}": the tank of car {words[0]} is empty', "it has to stop", "take an earlier lap")
    stay = cars.stay_lap.copy()
    stay[slot] = at.state.lap + left
    told = f"{at.who(slot)} staying out as long as the fuel lasts"
    return Change(at.text, told, at.inputs._replace(cars=cars._replace(stay_lap=stay)), slot)


def _orders(at: _From, words: list[str]) -> Change:
    slot, whom = at.slot(words[0]), at.slot(words[2]) if len(words) > 2 else -1
    if at.inputs.track.kernel != LANE_KERNEL:
        raise UsageError(f'"{at.text}": there is no pack at this track', "cars push at superspeedways", "try pit CAR")
    if slot == whom:
        raise UsageError(f'"{at.text}": a car cannot work with itself', "", "name another car")
    trust = at.inputs.trust
    lap, order, about = trust.order_lap.copy(), trust.order.copy(), trust.order_whom.copy()
    lap[slot], order[slot], about[slot] = at.state.lap + 1, ORDERS[words[1]], whom
    told = (
        f"orders to {at.who(slot)} to " + {"push": "push", "stay": "stay with", "take-lead": "take the lead"}[words[1]]
    )
    told += f" {at.who(whom)}" if whom >= 0 else ""
    ordered = trust._replace(order_lap=lap, order=order, order_whom=about)
    return Change(at.text, told, at.inputs._replace(trust=ordered), whom if whom >= 0 else slot, several=True)


def _relief(at: _From, words: list[str]) -> Change:
    slot, cars = at.slot(words[0]), at.inputs.cars
    lap, pace = cars.relief_lap.copy(), cars.relief_mu_s.copy()
    if lap[slot] != NEVER and lap[slot] <= at.state.lap:
        raise UsageError(f'"{at.text}": that car has its relief driver', "", "name another car")
    lap[slot], pace[slot] = at.state.lap + 1, 0.0
    told = f"a relief driver of average pace for {at.who(slot)} at the next stop under caution"
    return Change(at.text, told, at.inputs._replace(cars=cars._replace(relief_lap=lap, relief_mu_s=pace)), slot)


def _rain(at: _From, _: list[str]) -> Change:
    if at.inputs.weather.rain_lap <= at.state.lap + 1:
        raise UsageError('"rain": it rains already', f"from lap {at.inputs.weather.rain_lap} on", "take an earlier lap")
    raining = at.inputs.weather._replace(rain_lap=at.state.lap + 1)
    return Change(at.text, "rain on the next lap", at.inputs._replace(weather=raining))


def _no_stage_caution(at: _From, _: list[str]) -> Change:
    rules = at.inputs.procedure
    if not rules.stage_caution or not np.any(rules.stage_end_laps > at.state.lap):
        why = "no stage ends under caution any more"
        raise UsageError('"no-stage-caution": nothing to take away', why, "take an earlier lap")
    told = "no caution at the stage ends to come"
    return Change(at.text, told, at.inputs._replace(procedure=rules._replace(stage_caution=False)))


CAR: Final = r"\w{1,3}"
MADE: Final[dict[str, tuple[str, Callable[[_From, list[str]], Change]]]] = {
    "caution": ("", _caution),
    "pit": (CAR, _pit),
    "stay-out": (CAR, _stay_out),
    "orders": (rf"{CAR} (push {CAR}|stay {CAR}|take-lead)", _orders),
    "relief": (CAR, _relief),
    "rain": ("", _rain),
    "no-stage-caution": ("", _no_stage_caution),
}

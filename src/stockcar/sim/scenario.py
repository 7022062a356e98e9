"""What if? A scenario file says what is different, and it is applied to the inputs of a race, or refused by field.

What may stand in it: ``scenario_file``. Every refusal is a ``ScenarioError`` that begins with the path of the field.

What holds for a session only is refused in a race, and what holds for a race only in a session.

Known limits: an order holds to the end of the race, and a car has one; a relief driver comes in under caution only.
"""

from collections.abc import Iterable

import msgspec
import numpy as np

from stockcar.errors import ScenarioError
from stockcar.sim.inputs import (
    FLAG_ANY,
    FLAG_GREEN,
    FLAG_WHITE,
    FLAG_YELLOW,
    LANE_KERNEL,
    PUSH,
    RETURN_FAVOUR,
    STAY,
    STOP_EVERY,
    TAKE_LEAD,
    Ints,
    RaceInputs,
    on_the_grid,
)
from stockcar.sim.outcomes import STAGES
from stockcar.sim.qualifying import Session
from stockcar.sim.scenario_file import Scenario, load_scenario

__all__ = ["Scenario", "apply", "apply_session", "load_scenario"]

ORDERS = {"push": PUSH, "stay": STAY, "take-lead": TAKE_LEAD, "return-the-favour": RETURN_FAVOUR}
FLAGS = {"any": FLAG_ANY, "green": FLAG_GREEN, "yellow": FLAG_YELLOW, "white": FLAG_WHITE}
COMPOUNDS = {"prime": 1.0, "option": 1.6}  # fall-off against the usual tyre; the softer one's is assumed


def apply(scenario: Scenario, inputs: RaceInputs, car_numbers: list[str]) -> RaceInputs:
    """The inputs of the race as the scenario has it; ``car_numbers`` by slot."""
    _refuse(scenario, ("qualifying",), "a simulated session has it, not the race", "stockcar sim KEY --qualifying")
    slots = {number: slot for slot, number in enumerate(car_numbers)}
    for name, listed in (("order", scenario.order), ("relief", scenario.relief), ("strategy", scenario.strategy)):
        _once(name, [entry.car for entry in listed])
    inputs = _with_trust(scenario, _lined_up(scenario, inputs, slots), slots)
    inputs = _with_orders(scenario, inputs, slots)
    inputs = _with_drivers(scenario, inputs, slots)
    laps = _cautions(scenario, inputs)
    forced = np.unique(np.concatenate([inputs.procedure.forced_cautions, np.array(laps, np.int64)]))
    rules = inputs.procedure._replace(forced_cautions=forced.astype(np.int64))
    if scenario.stage:
        rules = rules._replace(stage_end_laps=_stages(scenario, inputs))
    return _with_weather(scenario, _with_tyres(scenario, inputs._replace(procedure=rules)))


def _refuse(scenario: Scenario, parts: Iterable[str], why: str, next_step: str = "") -> None:
    """Refuse what is said in these parts of the file, as nothing would come of it."""
    plain = Scenario()
    for part in parts:
        said, usual = getattr(scenario, part), getattr(plain, part)
        if said == usual:
            continue
        path = f"{part}[0]" if isinstance(said, list) else part
        if isinstance(said, msgspec.Struct):
            path += "." + next(f for f in said.__struct_fields__ if getattr(said, f) != getattr(usual, f))
        raise ScenarioError(f"{path}: nothing comes of it here", why, next_step)


def _cautions(scenario: Scenario, inputs: RaceInputs) -> list[int]:
    """The laps of the cautions, each once."""
    laps: list[int] = []
    for i, caution in enumerate(scenario.caution):
        if caution.lap in laps:
            raise ScenarioError(f"caution[{i}].lap: {caution.lap} stands twice", "one caution comes out on a lap")
        laps.append(_lap(f"caution[{i}].lap", caution.lap, inputs))
    return sorted(laps)


def _stages(scenario: Scenario, inputs: RaceInputs) -> Ints:
    """Laps that end a stage before the last one, each after the one before."""
    ends: list[int] = []
    for i, stage in enumerate(scenario.stage):
        first, last = (ends[-1] if ends else 0) + 1, inputs.track.laps - 1
        if not first <= stage.end_lap <= last:
            raise ScenarioError(
                f"stage[{i}].end_lap: {stage.end_lap}", f"it ends on a lap from {first} to {last}, before the race does"
            )
        ends.append(stage.end_lap)
    if len(ends) > STAGES:
        raise ScenarioError(f"stage: {len(ends)} stages", f"at most {STAGES} end before the last")
    return np.array(ends, np.int64)


def _once(name: str, cars: list[str]) -> None:
    """A car can be given one of these only."""
    for i, car in enumerate(cars):
        if car in cars[:i]:
            raise ScenarioError(f"{name}[{i}].car: car {car!r} has one already", "a car takes one of these")


def _slot(path: str, car: str, slots: dict[str, int]) -> int:
    if car not in slots:
        raise ScenarioError(f"{path}: car {car!r} is not entered", "the line-up has these", candidates=sorted(slots))
    return slots[car]


def _lap(path: str, lap: int, inputs: RaceInputs) -> int:
    if not 1 <= lap <= inputs.track.laps:
        raise ScenarioError(f"{path}: {lap}", f"the race has laps 1 to {inputs.track.laps}")
    return lap


def _lined_up(scenario: Scenario, inputs: RaceInputs, slots: dict[str, int]) -> RaceInputs:
    """Another order on the grid; a race under way keeps its order."""
    said, names = scenario.line_up, {slot: car for car, slot in slots.items()}
    order = [int(slot) for slot in np.argsort(inputs.cars.grid)]
    if said.order is not None:
        order = _each_once("line_up.order", said.order, slots)
        left = [names[slot] for slot in range(len(slots)) if slot not in order]
        if left:
            raise ScenarioError(f"line_up.order: {len(order)} of {len(slots)} cars", "name every car", candidates=left)
    rear = _each_once("line_up.to_rear", said.to_rear, slots)
    order = [slot for slot in order if slot not in rear] + [slot for slot in order if slot in rear]
    grid = np.empty(len(order), np.int64)
    grid[order] = np.arange(1, len(order) + 1)
    if inputs.start.lap > 0 or np.array_equal(grid, inputs.cars.grid):
        return inputs
    start = on_the_grid(grid, inputs.pace.grid_gap_s)
    return inputs._replace(cars=inputs.cars._replace(grid=grid), start=start)


def _each_once(path: str, cars: list[str], slots: dict[str, int]) -> list[int]:
    """Slots of cars that are entered and named once."""
    for i, car in enumerate(cars):
        if car in cars[:i]:
            raise ScenarioError(f"{path}[{i}]: car {car!r} is named twice", "name each car once")
    return [_slot(f"{path}[{i}]", car, slots) for i, car in enumerate(cars)]


def _with_trust(scenario: Scenario, inputs: RaceInputs, slots: dict[str, int]) -> RaceInputs:
    trust = inputs.trust.trust.copy()
    relief = inputs.trust.relief.copy()
    moved = inputs.trust
    if not scenario.trust:
        trust[:], relief[:] = 0.0, 0.0
        moved = moved._replace(received=0.0, hanging=0.0)
    for i, pact in enumerate(scenario.pact):
        together = _each_once(f"pact[{i}].cars", pact.cars, slots)
        if len(together) < 2:
            raise ScenarioError(f"pact[{i}].cars: {len(together)} car", "a pact takes two")
        for a in together:
            for b in together:
                if a != b:
                    trust[a, b], relief[a, b] = trust[a, b] + 1.0, relief[a, b] + 1.0
    for i, swap in enumerate(scenario.relief):
        slot = _slot(f"relief[{i}].car", swap.car, slots)
        for k, car in enumerate(swap.trusts):
            relief[slot, _slot(f"relief[{i}].trusts[{k}]", car, slots)] += 1.0
    return inputs._replace(trust=moved._replace(trust=trust, relief=relief))


def _with_orders(scenario: Scenario, inputs: RaceInputs, slots: dict[str, int]) -> RaceInputs:
    lap, say, whom = inputs.trust.order_lap.copy(), inputs.trust.order.copy(), inputs.trust.order_whom.copy()
    flag = inputs.trust.order_flag.copy()
    for i, order in enumerate(scenario.order):
        slot = _slot(f"order[{i}].car", order.car, slots)
        lap[slot] = _lap(f"order[{i}].from_lap", order.from_lap, inputs)
        flag[slot] = FLAGS[order.flag]
        say[slot] = ORDERS[order.say]
        whom[slot] = _slot(f"order[{i}].whom", order.whom, slots) if order.whom else -1
        if whom[slot] == slot:
            raise ScenarioError(f"order[{i}].whom: the car itself", "name another car, or none")
    return inputs._replace(trust=inputs.trust._replace(order_lap=lap, order=say, order_whom=whom, order_flag=flag))


def _with_drivers(scenario: Scenario, inputs: RaceInputs, slots: dict[str, int]) -> RaceInputs:
    cars = inputs.cars
    relief_lap, relief_mu_s = cars.relief_lap.copy(), cars.relief_mu_s.copy()
    policy, stop_every, stay_lap = cars.policy.copy(), cars.stop_every.copy(), cars.stay_lap.copy()
    for i, swap in enumerate(scenario.relief):
        slot = _slot(f"relief[{i}].car", swap.car, slots)
        relief_lap[slot] = _lap(f"relief[{i}].lap", swap.lap, inputs)
        if not abs(swap.pace_s) <= 0.1 * inputs.track.lap_s:
            raise ScenarioError(f"relief[{i}].pace_s: {swap.pace_s}", "s per lap against the starter: a tenth of a lap")
        relief_mu_s[slot] = cars.mu_s[slot] + swap.pace_s
    for i, strategy in enumerate(scenario.strategy):
        slot = _slot(f"strategy[{i}].car", strategy.car, slots)
        if strategy.stop_every is None and strategy.stay_until is None:
            raise ScenarioError(f"strategy[{i}]: nothing said of car {strategy.car}", "give stop_every or stay_until")
        if strategy.stop_every is not None:
            if strategy.stop_every < 1:
                raise ScenarioError(
                    f"strategy[{i}].stop_every: {strategy.stop_every}", "a car stops at most once a lap"
                )
            policy[slot], stop_every[slot] = STOP_EVERY, strategy.stop_every
        if strategy.stay_until is not None:
            stay_lap[slot] = _lap(f"strategy[{i}].stay_until", strategy.stay_until, inputs)
    cars = cars._replace(relief_lap=relief_lap, relief_mu_s=relief_mu_s)
    return inputs._replace(cars=cars._replace(policy=policy, stop_every=stop_every, stay_lap=stay_lap))


def _with_tyres(scenario: Scenario, inputs: RaceInputs) -> RaceInputs:
    if not 0.0 <= scenario.tyre.fall_off <= 20.0:
        raise ScenarioError(f"tyre.fall_off: {scenario.tyre.fall_off}", "it multiplies the usual fall-off: 0 to 20")
    times, pace = scenario.tyre.fall_off * COMPOUNDS[scenario.tyre.compound], inputs.pace
    return inputs._replace(pace=pace._replace(tyre_s=pace.tyre_s * times, tyre_sq_s=pace.tyre_sq_s * times))


def _with_weather(scenario: Scenario, inputs: RaceInputs) -> RaceInputs:
    said, weather = scenario.weather, inputs.weather
    wet = float(said.wet)
    if not 0.0 <= wet <= 1.0:
        raise ScenarioError(f"weather.wet: {said.wet}", "0 is dry, 1 is soaked")
    if wet > 0.0 and inputs.track.kernel == LANE_KERNEL:
        raise ScenarioError(
            f"weather.wet: {said.wet}", "packs of superspeedways do not run in the wet; rain_lap stops them"
        )
    if not 0.0 <= said.rain <= 20.0:
        raise ScenarioError(f"weather.rain: {said.rain}", "showers over the distance: 0 to 20")
    if wet > 0.0:
        weather = weather._replace(wet=wet)
    if said.dry_lap is not None:
        weather = weather._replace(dry_lap=_lap("weather.dry_lap", said.dry_lap, inputs))
    if said.rain_lap is not None:
        weather = weather._replace(rain_lap=_lap("weather.rain_lap", said.rain_lap, inputs))
    if said.rain > 0.0:
        weather = weather._replace(rain_rate=said.rain)
    if said.tyres is not None:
        weather = weather._replace(wet_tyres=said.tyres == "wet")
    return inputs._replace(weather=weather)


def apply_session(scenario: Scenario, session: Session) -> Session:
    """The qualifying session as the scenario has it."""
    said = scenario.qualifying
    others = [part for part in scenario.__struct_fields__ if part not in ("weather", "qualifying")]
    _refuse(
        scenario, others, "a session has [qualifying] and the wet of [weather]", "leave --qualifying or the field out"
    )
    _refuse(_dry(scenario), ("weather",), "a session has only the wet of it; rain that ends one is qualifying.rain")
    if said.advance is not None:
        _advancing("qualifying.advance", said.advance, len(session.key))
        laps = [int(session.laps[min(i, len(session.laps) - 1)]) for i in range(len(said.advance) + 1)]
        session = session._replace(advance=np.array(said.advance, np.int64), laps=np.array(laps, np.int64), each=0)
    rounds = len(session.advance) + 1
    laps = [int(n) for n in session.laps] if said.laps is None else said.laps
    wet = [float(scenario.weather.wet)] * rounds if said.wet is None else said.wet
    for name, values, low, high in (("laps", laps, 1, 64), ("wet", wet, 0.0, 1.0)):
        if len(values) != rounds:
            raise ScenarioError(f"qualifying.{name}: {len(values)} values", f"the session has {rounds} rounds")
        for i, value in enumerate(values):
            if not low <= value <= high:
                raise ScenarioError(f"qualifying.{name}[{i}]: {value}", f"from {low} to {high}")
    cancelled = np.zeros(rounds, np.int64)
    for i, number in enumerate(said.cancelled):
        if not 1 <= number <= rounds:
            raise ScenarioError(
                f"qualifying.cancelled[{i}]: {number}",
                f"the session has rounds 1 to {rounds}; qualifying.advance says who goes on to more",
            )
        cancelled[number - 1] = 1
    if not 0.0 <= said.rain <= 1.0:
        raise ScenarioError(f"qualifying.rain: {said.rain}", "a chance is 0 to 1")
    return session._replace(
        laps=np.array(laps, np.int64), wet=np.array(wet, np.float64), cancelled=cancelled, rain_prob=said.rain
    )


def _dry(scenario: Scenario) -> Scenario:
    """The scenario on a dry road."""
    return msgspec.structs.replace(scenario, weather=msgspec.structs.replace(scenario.weather, wet=False))


def _advancing(path: str, advance: list[int], cars: int) -> None:
    """Who goes on: fewer from round to round, at least one."""
    for i, count in enumerate(advance):
        most = cars if i == 0 else advance[i - 1]
        if not 1 <= count <= most:
            raise ScenarioError(f"{path}[{i}]: {count}", f"from 1 to {most} cars can go on")

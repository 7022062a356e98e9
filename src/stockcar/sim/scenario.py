"""What if? A scenario file says what is different, and it is applied to the inputs of a race, or refused by field.

TOML, with car numbers as painted::

    trust = true                                   # false: nobody trusts anybody
    [[relief]]
    car = "88"
    lap = 40                                       # from this lap, at the first stop under caution
    pace_s = 0.10                                  # s per lap against the starter; above 0 is slower
    trusts = ["1", "7"]                            # cars the relief driver works with
    [[order]]
    issuer = "team"
    car = "88"
    say = "take-lead"                              # push, stay, take-lead, return-the-favour
    whom = "7"
    from_lap = 98
    [[pact]]
    cars = ["88", "7"]
    [[caution]]
    lap = 50
    [[stage]]                                      # in place of the stages of the race
    end_lap = 25
    [[strategy]]
    car = "88"
    stop_every = 30
    [weather]
    wet = true
    [tyre]                                         # for everyone
    compound = "option"                            # prime: as usual; option: falls off 1.6 times as fast
    fall_off = 1.5                                 # times the usual
    [qualifying]                                   # for a simulated session; what is not said is the rulebook's
    advance = [20, 10]                             # cars that go on from each round but the last
    laps = [4, 3, 2]                               # timed laps of a car in each round
    wet = [1.0, 1.0, 1.0]                          # 0 dry to 1 wet, by round; else as the weather
    cancelled = [3]                                # rounds that weather takes
    rain = 0.1                                     # chance at each round that rain ends the session

Known limits: an order holds to the end of the race; wet means slower passing and more spins, not other tyres; a
relief driver comes in under caution only.
"""

from typing import Literal

import msgspec
import numpy as np

from stockcar.errors import ScenarioError
from stockcar.sim.inputs import STOP_EVERY, Ints, RaceInputs
from stockcar.sim.outcomes import STAGES
from stockcar.sim.qualifying import Session

ORDERS = {"push": 1, "stay": 2, "take-lead": 3, "return-the-favour": 1}
COMPOUNDS = {"prime": 1.0, "option": 1.6}  # fall-off against the usual tyre; the softer one's is assumed


class Relief(msgspec.Struct, forbid_unknown_fields=True):
    """Another driver from a lap on."""

    car: str
    lap: int
    driver: str = ""
    pace_s: float = 0.0
    trusts: list[str] = []


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """A call on the radio."""

    car: str
    say: Literal["push", "stay", "take-lead", "return-the-favour"]
    issuer: str = ""
    whom: str = ""
    from_lap: int = 1
    flag: Literal["green", "yellow", "white", "any"] = "any"


class Pact(msgspec.Struct, forbid_unknown_fields=True):
    """Cars that have agreed to work together, as teammates do."""

    cars: list[str]


class Caution(msgspec.Struct, forbid_unknown_fields=True):
    """A caution that comes out whatever happens."""

    lap: int


class Strategy(msgspec.Struct, forbid_unknown_fields=True):
    """A car that stops by a count of laps."""

    car: str
    stop_every: int


class Weather(msgspec.Struct, forbid_unknown_fields=True):
    """A wet track."""

    wet: bool = False


class StageEnd(msgspec.Struct, forbid_unknown_fields=True):
    """A stage that ends on another lap."""

    end_lap: int


class Tyre(msgspec.Struct, forbid_unknown_fields=True):
    """How much faster than usual the tyres fall off."""

    compound: Literal["prime", "option"] = "prime"
    fall_off: float = 1.0


class Qualifying(msgspec.Struct, forbid_unknown_fields=True):
    """A session that is not as the rulebook has it."""

    advance: list[int] | None = None
    laps: list[int] | None = None
    wet: list[float] | None = None
    cancelled: list[int] = []
    rain: float = 0.0


class Scenario(msgspec.Struct, forbid_unknown_fields=True):
    """Everything that is different from the race as it stands."""

    trust: bool = True
    relief: list[Relief] = []
    order: list[Order] = []
    pact: list[Pact] = []
    caution: list[Caution] = []
    stage: list[StageEnd] = []
    strategy: list[Strategy] = []
    weather: Weather = msgspec.field(default_factory=Weather)
    tyre: Tyre = msgspec.field(default_factory=Tyre)
    qualifying: Qualifying = msgspec.field(default_factory=Qualifying)


def load_scenario(text: str) -> Scenario:
    """A scenario from TOML; ``ScenarioError`` names the field that cannot be meant."""
    import tomllib

    try:
        return msgspec.convert(tomllib.loads(text), Scenario)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise ScenarioError("the file: not TOML", str(wrong)) from wrong
    except msgspec.ValidationError as wrong:
        why, _, path = str(wrong).partition(" - at ")
        raise ScenarioError(
            f"{path.strip('`$.') or 'the file'}: {why}", "the fields are listed in stockcar.sim.scenario"
        ) from wrong


def apply(scenario: Scenario, inputs: RaceInputs, car_numbers: list[str]) -> RaceInputs:
    """The inputs of the race as the scenario has it; ``car_numbers`` by slot."""
    slots = {number: slot for slot, number in enumerate(car_numbers)}
    for name, listed in (("order", scenario.order), ("relief", scenario.relief), ("strategy", scenario.strategy)):
        _once(name, [entry.car for entry in listed])
    inputs = _with_trust(scenario, inputs, slots)
    inputs = _with_orders(scenario, inputs, slots)
    inputs = _with_drivers(scenario, inputs, slots)
    laps = sorted({_lap(f"caution[{i}].lap", c.lap, inputs) for i, c in enumerate(scenario.caution)})
    forced = np.unique(np.concatenate([inputs.procedure.forced_cautions, np.array(laps, np.int64)]))
    rules = inputs.procedure._replace(forced_cautions=forced.astype(np.int64))
    if scenario.stage:
        rules = rules._replace(stage_end_laps=_stages(scenario, inputs))
    return _with_weather(scenario, inputs._replace(procedure=rules))


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


def _with_trust(scenario: Scenario, inputs: RaceInputs, slots: dict[str, int]) -> RaceInputs:
    trust = inputs.trust.trust.copy()
    relief = inputs.trust.relief.copy()
    moved = inputs.trust
    if not scenario.trust:
        trust[:], relief[:] = 0.0, 0.0
        moved = moved._replace(received=0.0, hanging=0.0)
    for i, pact in enumerate(scenario.pact):
        together = [_slot(f"pact[{i}].cars[{k}]", car, slots) for k, car in enumerate(pact.cars)]
        if len(together) < 2:
            raise ScenarioError(f"pact[{i}].cars: {len(together)} car", "a pact takes two")
        for k, car in enumerate(pact.cars):
            if car in pact.cars[:k]:
                raise ScenarioError(f"pact[{i}].cars[{k}]: car {car!r} is named twice", "name each car once")
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
    for i, order in enumerate(scenario.order):
        slot = _slot(f"order[{i}].car", order.car, slots)
        lap[slot] = _lap(f"order[{i}].from_lap", order.from_lap, inputs)
        if order.flag == "white":
            lap[slot] = inputs.track.laps
        say[slot] = ORDERS[order.say]
        whom[slot] = _slot(f"order[{i}].whom", order.whom, slots) if order.whom else -1
        if whom[slot] == slot:
            raise ScenarioError(f"order[{i}].whom: the car itself", "name another car, or none")
    return inputs._replace(trust=inputs.trust._replace(order_lap=lap, order=say, order_whom=whom))


def _with_drivers(scenario: Scenario, inputs: RaceInputs, slots: dict[str, int]) -> RaceInputs:
    cars = inputs.cars
    relief_lap, relief_mu_s = cars.relief_lap.copy(), cars.relief_mu_s.copy()
    policy, stop_every = cars.policy.copy(), cars.stop_every.copy()
    for i, swap in enumerate(scenario.relief):
        slot = _slot(f"relief[{i}].car", swap.car, slots)
        relief_lap[slot] = _lap(f"relief[{i}].lap", swap.lap, inputs)
        if not abs(swap.pace_s) <= 0.1 * inputs.track.lap_s:
            raise ScenarioError(f"relief[{i}].pace_s: {swap.pace_s}", "s per lap against the starter: a tenth of a lap")
        relief_mu_s[slot] = cars.mu_s[slot] + swap.pace_s
    for i, strategy in enumerate(scenario.strategy):
        slot = _slot(f"strategy[{i}].car", strategy.car, slots)
        if strategy.stop_every < 1:
            raise ScenarioError(f"strategy[{i}].stop_every: {strategy.stop_every}", "a car stops at most once a lap")
        policy[slot], stop_every[slot] = STOP_EVERY, strategy.stop_every
    return inputs._replace(
        cars=cars._replace(relief_lap=relief_lap, relief_mu_s=relief_mu_s, policy=policy, stop_every=stop_every)
    )


def _with_weather(scenario: Scenario, inputs: RaceInputs) -> RaceInputs:
    pace, hazards = inputs.pace, inputs.hazards
    if not 0.0 <= scenario.tyre.fall_off <= 20.0:
        raise ScenarioError(f"tyre.fall_off: {scenario.tyre.fall_off}", "it multiplies the usual fall-off: 0 to 20")
    times = scenario.tyre.fall_off * COMPOUNDS[scenario.tyre.compound]
    pace = pace._replace(tyre_s=pace.tyre_s * times, tyre_sq_s=pace.tyre_sq_s * times)
    if scenario.weather.wet:
        pace = pace._replace(noise_sd_s=pace.noise_sd_s * 2.0, pass_b=pace.pass_b + 0.5)
        lone = hazards.lone_prob + 0.5 * (1.0 - hazards.lone_prob)
        hazards = hazards._replace(events=hazards.events * 3.0, lone_prob=lone, caution_laps=hazards.caution_laps + 2)
    return inputs._replace(pace=pace, hazards=hazards)


def apply_session(scenario: Scenario, session: Session) -> Session:
    """The qualifying session as the scenario has it."""
    said = scenario.qualifying
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


def _advancing(path: str, advance: list[int], cars: int) -> None:
    """Who goes on: fewer from round to round, at least one."""
    for i, count in enumerate(advance):
        most = cars if i == 0 else advance[i - 1]
        if not 1 <= count <= most:
            raise ScenarioError(f"{path}[{i}]: {count}", f"from 1 to {most} cars can go on")

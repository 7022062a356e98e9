"""Where does the race stand? ``apply`` adds one timing event to a state and gives the next; nothing else changes it.

A state holds what the timing line has shown so far and nothing of what comes later. The running order is a permutation
of the cars whatever the events say, and no car's laps ever fall. What was not shown is None.

Known limits: a car is taken to be out after it has missed the line for ``MISSED_LAPS`` laps of the leader, and back in
as soon as it crosses again; why it stopped is known only where the timing stand says so; damage is not seen, only the
pace that comes with it; when stops are not timed, tyres are of unknown age from the first yellow flag on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from types import MappingProxyType
from typing import Final

from stockcar.racing.timing import Caution, Distance, Flag, Lap, Out, PitStop, Session, TimingEvent

MISSED_LAPS: Final = 4  # laps of the leader without a crossing, after which a car counts as out
SETTLED_LAPS: Final = 3  # laps of a green run before lap times tell pace
FEW_TIMES: Final = 8  # cars timed on a lap, below which its median says little
SLOW_SHARE: Final = 0.04  # of a lap: slower than the median by more is traffic, damage or a stop, not pace


@dataclass(frozen=True, slots=True)
class CarState:
    """One car, as last seen."""

    car: str
    said_position: int | None = None  # at its last crossing
    laps: int = 0
    laps_down: int = 0  # at its last crossing
    gap_s: float | None = None  # behind the leader beyond whole laps, at its last crossing
    led: int = 0
    last_lap_s: float | None = None
    seen_lap: int = 0  # the leader's lap at its last crossing
    said_lap: int = 0  # the leader's lap when its place was last told
    stop_lap: int | None = None  # the leader's lap at its last stop; None: no stop seen
    tyre_lap: int | None = 0  # the leader's lap when its tyres came on; None unknown
    tyre_before: int | None = 0  # the same before its last stop
    stops: int = 0
    out: str | None = None  # why, where said
    pace_laps: int = 0  # green laps timed in clear running
    pace_s: float = 0.0  # sum over them of s against the field's median lap; below 0 is quicker


@dataclass(frozen=True, slots=True)
class RaceState:
    """A race at one moment. Laps are the leader's."""

    cars: Mapping[str, CarState]
    laps_in_race: int | None = None
    stops_timed: bool = False
    stage_ends: tuple[int, ...] = ()
    stages: tuple[tuple[str, ...], ...] = ()  # the first ten at the end of each stage that is over
    lap: int = 0
    elapsed_s: float = 0.0
    flag: Flag | None = None  # None: not started
    green_since: int = 0
    yellow_since: int | None = None  # lap on which the caution in force came out
    yellow_laps: tuple[int, ...] = ()
    cautions: int = 0
    free_pass_car: str | None = None  # of the last caution told
    times: Mapping[str, float] = field(default_factory=dict)  # of the lap under way
    drivers: Mapping[str, str] = field(default_factory=dict)  # by car, as the timing stand writes them

    @property
    def finished(self) -> bool:
        """The chequered flag is out."""
        return self.flag is Flag.CHECKERED

    @property
    def order(self) -> tuple[str, ...]:
        """All cars in running order: by laps, then as they were last scored."""
        return tuple(sorted(self.cars, key=lambda car: _rank(self.cars[car])))

    def missing(self, car: CarState) -> int:
        """Laps of the leader since the car was last at the line."""
        return self.lap - car.seen_lap

    def down(self, car: CarState) -> int:
        """Whole laps behind the leader, those missed since its place was last told included."""
        return car.laps_down + self.lap - max(car.seen_lap, car.said_lap)

    def why_out(self, car: CarState) -> str | None:
        """Why the car no longer runs, as far as it is known; None while it does."""
        if car.out is not None:
            return car.out
        return f"not seen since lap {car.seen_lap}" if self.missing(car) >= MISSED_LAPS else None

    def tire_age(self, car: CarState) -> int | None:
        """Laps on its tyres; None unknown."""
        return None if car.tyre_lap is None or self.why_out(car) else max(0, car.seen_lap - car.tyre_lap)


def before_the_start(cars: tuple[str, ...]) -> RaceState:
    """The field in this order, on the grid."""
    return RaceState(
        MappingProxyType({car: CarState(car, said_position=place) for place, car in enumerate(cars, start=1)})
    )


def apply(state: RaceState, event: TimingEvent) -> RaceState:
    """The state after one more event. Events of an earlier lap than the state's are taken as of now."""
    if event.lap > state.lap:
        state = _close_lap(state, event.lap)
    elapsed_s = max(state.elapsed_s, event.elapsed_s)
    if isinstance(event.what, Lap):  # by far the most
        return _cross(state, event.what, elapsed_s)
    state = replace(state, elapsed_s=elapsed_s)
    match event.what:
        case Flag():
            return _show(state, event.what)
        case PitStop():
            return _stop(state, event.what)
        case Caution():
            return replace(state, free_pass_car=event.what.free_pass_car)
        case Distance():
            posted = event.what
            return replace(
                state, laps_in_race=posted.laps, stops_timed=posted.stops_timed, stage_ends=posted.stage_ends
            )
        case Session():
            return replace(state, drivers=MappingProxyType(dict(state.drivers) | dict(event.what.drivers)))
        case Out():
            car = state.cars.get(event.what.car, CarState(event.what.car))
            return _with(state, replace(car, out=event.what.reason))


def _rank(car: CarState) -> tuple[int, int, str]:
    return -car.laps, car.said_position or 999, car.car


def _with(state: RaceState, car: CarState) -> RaceState:
    return replace(state, cars=MappingProxyType({**state.cars, car.car: car}))


def _close_lap(state: RaceState, lap: int) -> RaceState:
    """The leader begins lap ``lap``: the lap before it is over, and its times say who is quick."""
    yellow = state.flag is Flag.YELLOW and state.lap > 0
    cars = state.cars
    if not yellow and state.lap - state.green_since > SETTLED_LAPS and len(state.times) >= FEW_TIMES:
        cars = MappingProxyType(dict(cars) | _paces(state))
    laps = (*state.yellow_laps, state.lap) if yellow else state.yellow_laps
    ended = [end for end in state.stage_ends if state.lap <= end < lap]
    stages = (*state.stages, *[state.order[:10] for _ in ended])
    return replace(state, lap=lap, cars=cars, yellow_laps=laps, stages=stages, times={})


def _paces(state: RaceState) -> dict[str, CarState]:
    """Cars on the lead lap or near it, that neither stopped nor were held up."""
    middle = median(state.times.values())
    found = {}
    for name, seconds in state.times.items():
        car = state.cars[name]
        stopped = car.stop_lap is not None and state.lap - car.stop_lap <= 1
        if not stopped and abs(seconds - middle) <= SLOW_SHARE * middle:
            found[name] = replace(car, pace_laps=car.pace_laps + 1, pace_s=car.pace_s + seconds - middle)
    return found


def _show(state: RaceState, flag: Flag) -> RaceState:
    if flag is state.flag:
        return state
    if flag is Flag.YELLOW:
        # Under a red flag the race is stopped, not restarted: the caution goes on.
        since = state.yellow_since if state.yellow_since is not None else state.lap
        new = state.yellow_since is None
        cars = state.cars
        if not state.stops_timed:
            cars = MappingProxyType({name: replace(car, tyre_lap=None) for name, car in cars.items()})
        return replace(state, flag=flag, yellow_since=since, cautions=state.cautions + new, cars=cars)
    if flag is Flag.RED:
        return replace(state, flag=flag)
    restarted = state.yellow_since is not None and flag is Flag.GREEN
    since = max(0, state.lap - 1) if restarted else state.green_since
    return replace(state, flag=flag, green_since=since, yellow_since=None)


def _cross(state: RaceState, lap: Lap, elapsed_s: float) -> RaceState:
    car = state.cars.get(lap.car, CarState(lap.car))
    laps = max(car.laps, lap.lap)
    down = lap.laps_down if lap.laps_down is not None else max(0, state.lap - laps)
    moved = lap.lap > car.laps
    first = lap.position == 1 and moved and laps == state.lap
    led = car.led + first if lap.led is None else max(car.led, lap.led)
    times = state.times
    if moved and lap.lap_time_s is not None and state.flag is Flag.GREEN:
        times = {**times, lap.car: lap.lap_time_s}
    seen = replace(
        car,
        said_position=lap.position if lap.position is not None else car.said_position,
        laps=laps,
        laps_down=down,
        gap_s=lap.gap_s,
        led=led,
        last_lap_s=lap.lap_time_s if moved else car.last_lap_s,
        seen_lap=state.lap if moved or not lap.lap else car.seen_lap,
        said_lap=state.lap if lap.laps_down is not None else car.said_lap,
        out=None if moved else car.out,
    )
    cars = MappingProxyType({**state.cars, seen.car: seen})
    return replace(state, elapsed_s=elapsed_s, cars=cars, times=times)


def _stop(state: RaceState, stop: PitStop) -> RaceState:
    """A stop, or what became known later of one already told."""
    car = state.cars.get(stop.car, CarState(stop.car))
    lap = min(stop.lap, state.lap)
    again = car.stop_lap is not None and lap <= car.stop_lap
    if again and (stop.tires is None or lap < (car.stop_lap or 0)):
        return state
    tyres = {None: None, 0: car.tyre_before if again else car.tyre_lap}.get(stop.tires, lap)
    return _with(
        state,
        replace(
            car, stop_lap=lap, stops=car.stops + (not again), tyre_lap=tyres,
            tyre_before=car.tyre_before if again else car.tyre_lap,
        ),
    )  # fmt: skip

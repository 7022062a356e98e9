"""One run under way, as the plain-Python twin holds it: a list of cars in running order, and the race's own numbers."""

from dataclasses import dataclass, field

from stockcar.sim import draws
from stockcar.sim.inputs import NEVER, RUNNING, RaceInputs
from stockcar.sim.log import Event, Log


@dataclass
class Car:
    """One car within one run."""

    slot: int
    key: int
    grid: int
    base_s: float  # s per lap against the field, this weekend
    time_s: float  # at the line
    noise_s: float = 0.0  # of the last lap
    run_s: float = 0.0  # setup effect of this run
    damage_s: float = 0.0
    slow_s: float = 0.0  # a lap of this car before noise, tyres and fuel
    lane_s: float = 0.0  # cost of the restart lane, first lap only
    tyre_at: float = 0.0  # green laps of the race when these tyres were new
    fuel_at: float = 0.0  # fuel burned in the race, in laps, when the tank was full
    wets: bool = False  # on wet tyres
    stop_lap: int = NEVER
    fail_lap: int = NEVER
    relieved: bool = False
    laps_down: int = 0  # while the caution is out
    out: int = RUNNING
    laps: int = 0  # completed, once out or classified
    led: int = 0
    stage_points: int = 0
    pushed: int = 0  # pushes received
    cause: int = -1  # what broke: index into COMPONENTS
    place: float = 0.0  # where it lines up next
    x: float = 0.0  # superspeedways, car lengths ahead of where the leader began the lap
    v_mph: float = 0.0  # against the pack's pace
    own_mph: float = 0.0
    heat: float = 0.0  # laps spent pushing, cooling
    line: int = 0  # 0 is the bottom lane
    side: int = 0  # cars alongside
    ahead: "Car | None" = None  # the next in line
    behind: "Car | None" = None


@dataclass
class Field:
    """One run under way."""

    inputs: RaceInputs
    key: int
    log: Log | None
    lap: int
    end: int
    without: frozenset[tuple[int, int]] = frozenset()  # (lap, slot): pushes left out, to see what they decided
    running: list[Car] = field(default_factory=list)  # in running order
    out: list[Car] = field(default_factory=list)  # the last to drop out first
    incident_rate: float = 0.0
    green: float = 0.0  # green laps so far
    burned: float = 0.0  # fuel burned so far by a car that never lifts, in green laps' worth
    restart_lap: int = 0
    yellow_lap: int = -1  # of the last caution
    rain_lap: int = NEVER
    slick_lap: int = NEVER  # from which slicks are the quicker tyre again
    red_flags: int = 0
    rained: bool = False  # rain has ended the race
    caution_left: int = 0
    caution_age: int = 0
    pits_done: bool = False
    lucky: int = -1  # slot of the car that got the free pass under this caution
    lined_up: bool = False  # superspeedways: have the cars taken their lanes since the restart?
    trust: list[list[float]] = field(default_factory=list)
    favours: list[list[int]] = field(default_factory=list)  # pushes owed: row to column
    attempts: int = 0
    leader: int = -1
    stage_winners: list[int] = field(default_factory=list)
    lead_changes: int = 0
    cautions: int = 0
    caution_laps: int = 0
    passes: int = 0
    car_laps: int = 0
    pushes: int = 0
    betrayals: int = 0

    def draw(self, purpose: int, car: Car | None) -> tuple[int, int, int, int]:
        return draws.block(self.key, purpose, self.lap, car.key if car else 0)

    def age(self, car: Car) -> float:
        """Laps on these tyres."""
        return self.green - car.tyre_at

    def fuel(self, car: Car) -> float:
        """Laps' worth of fuel used from this tank."""
        return self.burned - car.fuel_at

    def settle(self, car: Car) -> None:
        """The car's own lap anew, after anything in it has changed."""
        car.slow_s = self.inputs.track.lap_s + car.base_s + car.run_s + car.damage_s

    def tell(self, kind: str, car: Car | None = None, other: Car | None = None, value: float = 0.0) -> None:
        if self.log is not None:
            self.log.append(Event(self.lap, kind, car.slot if car else -1, other.slot if other else -1, value))

"""What a simulated race is given: numbers only, no names, no dates, no series.

A ``RaceInputs`` is a NamedTuple of NamedTuples of arrays and scalars, so that the same value goes to the plain-Python
twin and to the compiled kernels. ``slot`` is a car's 0-based column in every ``(cars,)`` array; positions and laps are
1-based as broadcast. Build the parts with ``cars``, ``procedure`` and ``on_the_grid``, which fill what is not said;
``require_inputs`` refuses what cannot be raced, by the name of the field.
"""

from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RUNNING, CRASH, MECHANICAL = 0, 1, 2  # what became of a car
COMPONENTS = ("engine", "driveline", "brakes", "electrical", "suspension", "cooling", "fuel", "other")  # what broke
PUSH, STAY, TAKE_LEAD, RETURN_FAVOUR = 1, 2, 3, 4  # orders
FLAG_ANY, FLAG_GREEN, FLAG_YELLOW, FLAG_WHITE = 0, 1, 2, 3  # the flag an order waits for
BY_THE_BOOK, STOP_EVERY = 0, 1  # how a car plans its stops
LAP_KERNEL, LANE_KERNEL = 0, 1
NEVER = 1_000_000  # a lap no race reaches


class Cars(NamedTuple):
    """One column a car."""

    key: Ints  # (cars,) draws.car_key of the painted number: the car's luck, whatever its slot
    grid: Ints  # (cars,) 1-based grid position, a permutation
    mu_s: Floats  # (cars,) expected s per lap against the field's mean at this track; below 0 is quicker
    first_s: Floats  # (cars,) s per lap on top of that until the first stop
    weekend_sd_s: Floats  # (cars,) s per lap: how unsure that is, drawn once a run
    crew_s: Floats  # (cars,) s added to every stop; below 0 is a quicker crew
    mech_rate: Floats  # (cars,) mechanical failures per 1,000 miles
    incident_weight: Floats  # (cars,) chance to be the seed of an incident, 1 = as any other
    team: Ints  # (cars,) team number 0.., -1 for none of its own
    make: Ints  # (cars,) manufacturer number 0.., -1 unknown
    policy: Ints  # (cars,) BY_THE_BOOK or STOP_EVERY
    stop_every: Ints  # (cars,) laps between stops under STOP_EVERY
    stay_lap: Ints  # (cars,) no stop before this lap, unless the tank is empty under green; 0 = stops as it likes
    relief_lap: Ints  # (cars,) lap from which the first stop under caution brings in the relief driver; NEVER = none
    relief_mu_s: Floats  # (cars,) s per lap of the relief driver, as mu_s
    relief_s: Floats  # (cars,) s the change of drivers adds to that stop


class Track(NamedTuple):
    """The place and the distance."""

    laps: int  # scheduled
    length_mi: float
    lap_s: float  # a typical green lap
    kernel: int  # LAP_KERNEL or LANE_KERNEL


class Procedure(NamedTuple):
    """The rules of the day, as numbers."""

    stage_end_laps: Ints  # (stages - 1,) laps that end a stage before the last one; ascending
    stage_caution: bool  # does a stage end bring out the caution
    free_pass: bool
    wave_around: bool
    choose_rule: bool
    overtime_attempts: int  # 0 = none; a large number = until it is done
    overtime_laps: int  # laps from the restart to the chequered flag
    forced_cautions: Ints  # (any,) laps on which the caution comes out whatever happens
    official_lap: int  # from which a race that rain stops is over; 0 = half of the distance
    dvp_clock_s: float  # damaged cars whose repair takes longer are out; 0 = no clock
    free_pass_off_laps: int  # none is given in so many last laps


class Pace(NamedTuple):
    """How a lap time comes about, in s per lap at this track."""

    tyre_s: float  # per lap of tyre age
    tyre_sq_s: float  # taken off per squared lap of age: fall-off that flattens
    fuel_s: float  # per lap's worth of fuel aboard
    noise_rho: float  # how much of a lap's noise is in the next lap
    noise_sd_s: float  # of the lap noise in the long run
    run_sd_s: float  # of the setup effect, drawn anew at each stop
    fast_tail: float  # extra weight of cars that found speed over the weekend, 0 = none
    dirty_s: float  # lost at no gap behind another car
    dirty_gap_s: float  # beyond this gap the air is clean
    clean_s: float  # gained by the leader
    ease: float  # share of his lead over the second that he gives back a lap: with time in hand he saves his car
    min_gap_s: float  # a car that cannot pass stays this far behind
    pass_k: float  # logit of a pass per s of advantage at the line
    pass_b: float  # difficulty of a pass: logit taken off
    restart_bonus: float  # logit added in the first laps after a restart
    restart_laps: int  # how many laps the restart is felt
    restart_sd_s: float  # extra noise on the first lap after a restart; divided by n on lap n
    lane_s: float  # lost on that lap by the lane that is not preferred
    grid_gap_s: float  # between neighbours in line at a restart


class Pits(NamedTuple):
    """Stops: what they cost and when they are made."""

    tank_laps: float  # laps on a full tank under green
    caution_fuel: float  # share of a green lap's fuel that a caution lap burns
    transit_s: float  # lost by a green stop before the car is serviced
    four_s: float  # four tyres
    two_s: float  # two tyres
    fill_s: float  # an empty tank
    crew_sd_s: float
    mistake_prob: float
    mistake_s: float
    penalty_prob: float  # speeding and the like: a pass-through under green, the tail under caution
    window_laps: float  # spread of the planned lap
    flip_prob: float  # chance to stop a few laps before a stage end
    stop_base: float  # logit to stop under caution with nothing to gain
    stop_gain: float  # logit per s that fresh tyres would gain over the run to come
    stop_fuel: float  # logit for a tank that does not reach the end
    stop_herd: float  # logit for what the car ahead did
    stop_lapped: float  # logit to stop for a car laps down that could be waved around instead
    run_laps: float  # length of green run that the crew chief counts on
    two_base: float  # logit to take two tyres
    two_late: float  # logit added in the last tenth
    saving: float  # share of a lap's fuel that a car in line saves on a superspeedway
    stop_place: float = 0.0  # logit a leader takes off for the field behind him, once the tank reaches the end


class Hazards(NamedTuple):
    """What goes wrong."""

    events: float  # incidents a race in the middle of a green run, before the multipliers below
    overdispersion: float  # 0 = Poisson, 1 = the race's rate is a gamma of shape 4
    first_lap: float  # multiplier added on the first lap
    restart: float  # multiplier added at a restart, fading over restart_laps
    restart_laps: float
    late: float  # multiplier added at the end, fading backwards over late_laps
    late_laps: float
    lone_prob: float  # chance that only one car is involved
    extra_cars: float  # mean number of cars beyond two otherwise
    out_prob: float  # chance that a car involved is out, in company
    out_alone_prob: float  # ... alone
    damage_s: float  # mean damage of a survivor, s per lap
    lost_s: float  # mean time lost by a survivor
    lone_caution_prob: float  # chance that a lone spin brings out the caution
    mech_shape: float  # Weibull shape of mechanical failures
    mech_caution_prob: float
    caution_laps: int
    caution_extra_laps: float  # mean of what comes on top
    stage_caution_laps: int
    severity: float  # how much wrecks differ in how hard they hit: 0 = all alike, 1 = from harmless to twice the usual
    red_size: int  # cars in a wreck from which the race may be stopped
    red_late_laps: int  # in so many last laps any wreck may stop it
    red_prob: float  # chance that it then is
    red_laps: int  # caution laps that are left to run after the stop
    repair_s: float  # mean repair of a damaged car, held against the clock
    mech_overdispersion: float  # as overdispersion, for failures
    components: Floats  # (COMPONENTS,) share of each in the failures, or empty: not told


class Pack(NamedTuple):
    """A superspeedway lap in segments: lines, draft, pushes. Speeds in mph, lengths in car lengths of 5 m."""

    segments: int  # sub-steps of a lap; 0 = no pack, the lap kernel races
    lines: int  # 2 or 3 lanes
    unrest_mph: float  # sd of a car's own speed from lap to lap
    ease_mph: float  # given up by a leader per car length that the car halfway down is too far back: he saves fuel
    draft_mph: float  # gained right behind another car
    draft_cl: float  # gap at which a quarter of it is left
    push_mph: float  # gained by the car ahead from one tucked in behind
    push_cl: float  # gap at which a quarter of it is left
    side_mph: float  # lost per car alongside
    outer_mph: float  # lost per lane away from the bottom
    push_share: float  # share of the closing speed that a push hands over
    push_base: float  # logit that a car about to run into the next one pushes it
    push_trust: float  # logit per unit of trust
    push_late: float  # logit at the flag for a partner; a fifth of it taken off for others
    heat: float  # logit lost per lap spent pushing
    look_rate: float  # looks for another lane, per s
    help_mph: float  # what a waiting partner is worth
    follow: float  # chance that the pusher goes along, at trust 0.85
    loyal_mph: float  # what leaving a partner costs, per unit of trust
    risk_mph: float  # what a lane change must promise early in the race
    dare_mph: float  # what the flag adds for a car with somebody right ahead to beat
    mood_mph: float  # spread of what drivers see in a gap
    late_laps: float  # the scale on which loyalty and caution fade towards the flag
    push_hazard: float  # chance that a push turns the other car, per mph closing
    late_hazard: float  # how many times likelier that is at the flag, on top
    again: float  # share of that which is left in overtime, when everyone has seen the wreck before
    care: float  # how much less likely it is by a push of full trust: a partner pushes squarely
    side_hazard: float  # chance per s and car alongside
    wreck_cl: float  # distance at which a quarter of those behind are taken along
    join: float  # chance to be taken along at no distance


class Trust(NamedTuple):
    """Who works with whom. Row: the one who trusts; column: the one who is trusted."""

    trust: Floats  # (cars, cars) at the green flag, 1 = teammate
    relief: Floats  # (cars, cars) row that holds once the relief driver is in
    received: float  # trust won by a push received
    hanging: float  # trust lost by being left without help
    memory: float  # share kept per lap of what moved within the race
    order_lap: Ints  # (cars,) lap from which the car follows an order; NEVER = none
    order: Ints  # (cars,) 0 none, PUSH, STAY, TAKE_LEAD or RETURN_FAVOUR
    order_whom: Ints  # (cars,) slot that the order is about, -1 any
    order_flag: Ints  # (cars,) the flag it waits for: the next restart, the next caution, the last lap; FLAG_ANY none


class Weather(NamedTuple):
    """Water on the road, and rain that stops the race. Wetness runs from 0 dry to 1 soaked."""

    wet: float = 0.0  # at the green flag
    dry_lap: int = NEVER  # by which the road has dried, evenly; NEVER = it stays as it is
    rain_lap: int = NEVER  # on which rain stops the race, whatever happens
    rain_rate: float = 0.0  # showers to be expected over the scheduled distance
    wet_tyres: bool = True  # may they be fitted
    soaked_share: float = 0.10  # of a lap lost by everybody on a soaked road
    slick_share: float = 0.12  # ... on top by slicks
    wets_share: float = 0.035  # of a lap lost by wet tyres on a dry road
    spins: float = 2.0  # incidents are 1 + spins * wetness times as likely, half as many more of them alone
    noise: float = 1.0  # lap times 1 + noise * wetness times as uneven
    pass_b: float = 0.5  # difficulty of a pass added on a soaked road
    caution_laps: int = 2  # added on a soaked road


DRY = Weather()


class Start(NamedTuple):
    """Where the race stands when the simulation begins: the grid, or any lap of a race under way."""

    lap: int  # laps completed by the leader
    caution_left: int  # caution laps still to come, 0 = green
    green_since: int  # lap of the last restart
    behind_s: Floats  # (cars,) behind the leader, without the laps down
    laps_down: Ints  # (cars,)
    tyre_laps: Ints  # (cars,) age of the tyres
    fuel_laps: Floats  # (cars,) laps run on this tank
    damage_s: Floats  # (cars,) s per lap
    out: Ints  # (cars,) RUNNING, CRASH or MECHANICAL
    laps: Ints  # (cars,) laps completed by those out
    led: Ints  # (cars,) laps led so far


class RaceInputs(NamedTuple):
    """All that a simulated race is given."""

    cars: Cars
    track: Track
    procedure: Procedure
    pace: Pace
    pits: Pits
    hazards: Hazards
    pack: Pack
    trust: Trust
    start: Start
    weather: Weather = DRY


def cars(key: ArrayLike, grid: ArrayLike, mu_s: ArrayLike, **columns: ArrayLike) -> Cars:
    """``Cars`` from what is known; a column that is not given takes its neutral value."""
    n = len(np.atleast_1d(np.asarray(key)))
    neutral: dict[str, ArrayLike] = {
        "first_s": 0.0, "weekend_sd_s": 0.0, "crew_s": 0.0, "mech_rate": 0.0, "incident_weight": 1.0, "team": -1,
        "make": -1, "policy": BY_THE_BOOK, "stop_every": NEVER, "stay_lap": 0, "relief_lap": NEVER, "relief_mu_s": 0.0,
        "relief_s": 30.0,
    }  # fmt: skip
    given = {"key": key, "grid": grid, "mu_s": mu_s, **neutral, **columns}
    whole = {"key", "grid", "team", "make", "policy", "stop_every", "stay_lap", "relief_lap"}
    full: dict[str, Any] = {
        name: np.broadcast_to(np.asarray(v, np.int64 if name in whole else np.float64), n).copy()
        for name, v in given.items()
    }
    return Cars(**full)


def procedure(stage_end_laps: ArrayLike = (), forced_cautions: ArrayLike = (), **rules: bool | float) -> Procedure:
    """The rules of the day; by default those of 2025 on an oval."""
    today: dict[str, bool | float] = {
        "stage_caution": True, "free_pass": True, "wave_around": True, "choose_rule": True,
        "overtime_attempts": NEVER, "overtime_laps": 2, "official_lap": 0, "dvp_clock_s": 0.0, "free_pass_off_laps": 0,
    }  # fmt: skip
    return Procedure(
        stage_end_laps=np.asarray(stage_end_laps, np.int64).reshape(-1),
        forced_cautions=np.asarray(forced_cautions, np.int64).reshape(-1),
        **(today | rules),  # type: ignore[arg-type]
    )


def strangers(n_cars: int) -> Trust:
    """No one trusts anyone more than another, and there are no orders."""
    nothing, none = np.zeros((n_cars, n_cars)), np.zeros(n_cars, np.int64)
    return Trust(nothing, nothing, 0.0, 0.0, 1.0, none + NEVER, none, none - 1, none + FLAG_ANY)


def on_the_grid(grid: Ints, grid_gap_s: float) -> Start:
    """The start of a race: everyone in line, full tanks, new tyres."""
    n = len(grid)
    zeros, none = np.zeros(n), np.zeros(n, np.int64)
    behind = (np.asarray(grid, np.float64) - 1.0) * grid_gap_s
    return Start(0, 0, 0, behind, none, none, zeros, zeros, none, none, none)


def tidy(inputs: RaceInputs) -> RaceInputs:
    """The same inputs, every field in the exact type its annotation names, in memory of its own.

    Kernels are compiled for exact types; a worker with its own copy also disturbs no other.
    """
    parts: list[Any] = []
    for part in inputs:
        kinds = get_type_hints(type(part))
        fields = (_exact(value, kinds[name]) for name, value in zip(part._fields, part, strict=True))
        parts.append(type(part)(*fields))
    return RaceInputs(*parts)


def _exact(value: Any, kind: Any) -> Any:
    if kind in (int, float, bool):
        return kind(value)
    return np.array(value, np.float64 if kind == Floats else np.int64, order="C")

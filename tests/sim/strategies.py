"""Small made-up races, likely and odd, for the properties every race must have."""

import numpy as np
from hypothesis import strategies as st

from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import NEVER, STOP_EVERY, RaceInputs, Weather, on_the_grid, procedure

LAP_CLASSES = ("intermediate", "short", "road", "dirt")


def calm(inputs: RaceInputs) -> RaceInputs:
    """The same race in which nothing goes wrong."""
    hazards = inputs.hazards._replace(events=0.0)
    return inputs._replace(cars=inputs.cars._replace(mech_rate=inputs.cars.mech_rate * 0.0), hazards=hazards)


def even(inputs: RaceInputs) -> RaceInputs:
    """The same race among equal cars and crews on laps without noise."""
    cars = inputs.cars._replace(mu_s=inputs.cars.mu_s * 0.0, weekend_sd_s=inputs.cars.weekend_sd_s * 0.0)
    pace = inputs.pace._replace(
        noise_sd_s=0.0, run_sd_s=0.0, restart_sd_s=0.0, lane_s=0.0, clean_s=0.0, dirty_s=0.0, ease=0.0
    )
    pits = inputs.pits._replace(crew_sd_s=0.0, mistake_prob=0.0, penalty_prob=0.0)
    return inputs._replace(cars=cars, pace=pace, pits=pits)


@st.composite
def small_races(draw, classes=LAP_CLASSES):
    """From two to twelve cars, from one to sixty laps, stages or none, calm or wild."""
    n = draw(st.integers(2, 12))
    laps = draw(st.integers(1, 60))
    inputs = example_inputs(draw(st.sampled_from(classes)), n_cars=n, laps=laps)
    stages = sorted(set(draw(st.lists(st.integers(1, max(1, laps - 1)), max_size=3)))) if laps > 1 else []
    forced = draw(st.lists(st.integers(1, laps + 2), max_size=2))
    yes = st.booleans()
    rules = procedure(
        stages, forced, stage_caution=draw(yes), free_pass=draw(yes), wave_around=draw(yes), choose_rule=draw(yes),
        overtime_attempts=draw(st.sampled_from([0, 1, 3, NEVER])), overtime_laps=draw(st.integers(1, 3)),
        official_lap=draw(st.sampled_from([0, 1, 20])), dvp_clock_s=draw(st.sampled_from([0.0, 90.0])),
        free_pass_off_laps=draw(st.sampled_from([0, 10])),
    )  # fmt: skip
    hazards = inputs.hazards._replace(
        events=draw(st.sampled_from([0.0, 3.0, 30.0])), out_prob=draw(st.sampled_from([0.0, 0.3, 1.0])),
        extra_cars=draw(st.sampled_from([0.0, 2.0])), caution_laps=draw(st.integers(1, 6)),
        mech_caution_prob=draw(st.sampled_from([0.0, 0.5])), lost_s=draw(st.sampled_from([5.0, 60.0])),
        severity=draw(st.sampled_from([0.0, 1.0])), red_size=draw(st.sampled_from([3, 12])),
        mech_overdispersion=draw(st.sampled_from([0.0, 1.0])),
    )  # fmt: skip
    pits = inputs.pits._replace(
        tank_laps=draw(st.sampled_from([4.0, 12.5, 80.0])), penalty_prob=draw(st.sampled_from([0.0, 0.5])),
        flip_prob=draw(st.sampled_from([0.0, 0.6])), stop_place=draw(st.sampled_from([0.0, 6.0])),
    )  # fmt: skip
    cars = inputs.cars._replace(
        grid=_array(draw(st.permutations(range(1, n + 1)))),
        first_s=draw(st.sampled_from([0.0, 0.3])) * np.linspace(-1.0, 1.0, n),
        mech_rate=inputs.cars.mech_rate * draw(st.sampled_from([0.0, 1.0, 100.0])),
        policy=_array(draw(st.lists(st.sampled_from([0, 0, STOP_EVERY]), min_size=n, max_size=n))),
        stop_every=_array(draw(st.lists(st.integers(1, 20), min_size=n, max_size=n))),
        stay_lap=_array(draw(st.lists(st.integers(0, 30), min_size=n, max_size=n))),
        relief_lap=_array(draw(st.lists(st.sampled_from([NEVER, 5]), min_size=n, max_size=n))),
    )
    track = inputs.track._replace(lap_s=draw(st.sampled_from([inputs.track.lap_s, 15.0])))
    start = on_the_grid(cars.grid, inputs.pace.grid_gap_s)
    return inputs._replace(
        cars=cars, track=track, procedure=rules, pits=pits, hazards=hazards, start=start, weather=draw(weathers(laps))
    )


@st.composite
def weathers(draw, laps):
    """Dry, wet, drying; rain on a lap, or at random."""
    some = st.sampled_from
    return Weather(
        wet=draw(some([0.0, 0.0, 0.3, 1.0])), dry_lap=draw(some([NEVER, max(1, laps // 2)])),
        rain_lap=draw(some([NEVER, NEVER, 1, max(1, laps - 1)])), rain_rate=draw(some([0.0, 0.0, 2.0])),
        wet_tyres=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def small_packs(draw):
    """Superspeedway races with odd packs: three lanes, many wrecks, orders, trust that moves, relief drivers."""
    inputs = draw(small_races(classes=("superspeedway",)))
    n = len(inputs.cars.key)
    some = st.sampled_from
    pack = inputs.pack._replace(
        segments=draw(some([1, 4, 6])), lines=draw(some([2, 3])), look_rate=draw(some([0.02, 0.3])),
        push_hazard=draw(some([0.0, 0.001, 0.05])), side_hazard=draw(some([0.0, 0.001])), join=draw(some([0.0, 1.0])),
    )  # fmt: skip
    levels = st.lists(some([-1.0, 0.0, 0.4, 1.0]), min_size=n * n, max_size=n * n)
    trust = inputs.trust._replace(
        trust=np.array(draw(levels)).reshape(n, n), relief=np.array(draw(levels)).reshape(n, n),
        received=draw(some([0.0, 0.1])), hanging=draw(some([0.0, 0.4])), memory=draw(some([0.5, 0.98])),
        order_lap=_array(draw(st.lists(some([3, NEVER]), min_size=n, max_size=n))),
        order=_array(draw(st.lists(st.integers(0, 4), min_size=n, max_size=n))),
        order_flag=_array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))),
        order_whom=_array(draw(st.lists(st.integers(-1, n - 1), min_size=n, max_size=n))),
    )  # fmt: skip
    return inputs._replace(pack=pack, trust=trust)


def _array(values):
    return np.asarray(values, np.int64)

"""A made-up race to try things on: ``example_inputs``. Tests, benchmarks and the documentation use it."""

import numpy as np

from stockcar.sim import draws
from stockcar.sim.inputs import LANE_KERNEL, LAP_KERNEL, RaceInputs, Track, cars, on_the_grid, procedure, strangers
from stockcar.sim.parameters import parameters

# laps, miles, seconds a lap, stage ends
_TRACKS = {
    "intermediate": (267, 1.5, 30.0, (80, 165)),
    "short": (400, 0.75, 22.0, (70, 230)),
    "road": (67, 2.258, 86.0, (20, 45)),
    "dirt": (150, 0.5, 20.0, (40, 90)),
    "superspeedway": (188, 2.66, 48.0, (60, 120)),
}


def example_inputs(
    track_class: str = "intermediate", n_cars: int = 38, series: str = "cup", season: int = 2023, laps: int = 0
) -> RaceInputs:
    """A full race of this class with cars evenly spread in pace, gridded by pace; ``laps`` shortens it."""
    distance, length_mi, lap_s, stage_ends = _TRACKS[track_class]
    p = parameters(series, track_class, season, lap_s, length_mi)
    laps = laps or distance
    ends = [end * laps // distance for end in stage_ends]
    rank = (np.arange(n_cars) + 0.5) / n_cars
    mu_s = np.array([draws.normal(float(share)) for share in rank]) * p.knobs.field_sd_s
    line_up = cars(
        key=[draws.car_key(str(number)) for number in range(1, n_cars + 1)],
        grid=np.arange(n_cars) + 1,
        mu_s=mu_s,
        weekend_sd_s=p.knobs.weekend_sd_s,
        mech_rate=p.knobs.mech_rate * np.exp(p.knobs.mech_slope * (rank - 0.5)),
        team=np.arange(n_cars) % max(1, n_cars // 3),
    )
    lanes = LANE_KERNEL if track_class == "superspeedway" and p.pack.segments > 0 else LAP_KERNEL
    return RaceInputs(
        cars=line_up,
        track=Track(laps, length_mi, lap_s, lanes),
        procedure=procedure([end for end in dict.fromkeys(ends) if 0 < end < laps]),
        pace=p.pace,
        pits=p.pits,
        hazards=p.hazards,
        pack=p.pack,
        trust=strangers(n_cars),
        start=on_the_grid(line_up.grid, p.pace.grid_gap_s),
    )

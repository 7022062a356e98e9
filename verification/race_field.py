"""A recorded race as inputs of the simulator: its field, grid and distance, with the numbers of its series and class.

Pace comes from form before the race and the recorded grid: their weights by least squares on the finish, a cell at a
time; how the best of the field differ from that line by a conditional logit of the winner, a class at a time
(``race_tops``): better form than the usual front-runner's wins less than its share, the front of the grid more.

Known limits: the forecast room knows more than form and grid.
"""

import numpy as np

from stockcar.sim import draws
from stockcar.sim.inputs import LANE_KERNEL, LAP_KERNEL, RaceInputs, Track, cars, on_the_grid, strangers
from stockcar.sim.parameters import ERA, SPREAD, Parameters, parameters, spread_out
from verification.race_record import MPH, RecordedRace

TOP_SCORE, TOP_GRID = 0.7, 1.0  # where the top of the field, and of the grid, begins, sd
# Share of the score taken off above TOP_SCORE, share of it added per sd of grid above TOP_GRID: by the winners to 2023;
# the front of superspeedway grids by the laps that row one led to 2023 (0.265 +- 0.022 of them).
# The front of the grid tells more of the present cars: row one won 15 of 31 road races, before 17 of 46.
TOPS = {"intermediate": (0.49, 0.13), "road": (0.56, 0.38), "short": (0.27, 0.0), "superspeedway": (0.82, 0.75),
        "dirt": (0.0, 0.0)}  # fmt: skip
TOPS_NOW = TOPS | {"road": (0.0, 0.85)}  # from 2022
RECEIVED, HANGING, MEMORY = 0.1, 0.4, 0.98  # trust within a race, as in forecasts
Knobs = dict[str, float]  # "hazards.events": value, in the file's own units (a 30 s lap)


def standard(values: np.ndarray) -> np.ndarray:
    """Mean 0, standard deviation 1."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else values * 0.0


def weights(races: list[RecordedRace]) -> tuple[float, float]:
    """How much form and grid tell about the finish, by least squares on normal scores over these races."""
    form = np.concatenate([standard(race.form) for race in races])
    grid = np.concatenate([standard(-race.grid.astype(float)) for race in races])
    score = np.concatenate([[-draws.normal((p - 0.5) / len(race.finish)) for p in race.finish] for race in races])
    a, b = np.linalg.lstsq(np.column_stack([form, grid]), score, rcond=None)[0]
    return float(a), float(b)


def grid_score(grid: np.ndarray) -> np.ndarray:
    """Normal score of the grid, pole highest."""
    return standard(np.array([-draws.normal((place - 0.5) / len(grid)) for place in grid]))


def score_of(race: RecordedRace, ab: tuple[float, float]) -> np.ndarray:
    """How strong each car is, in standard deviations of the field."""
    score = standard(ab[0] * standard(race.form) + ab[1] * standard(-race.grid.astype(float)))
    off, on = (TOPS_NOW if race.season >= ERA else TOPS)[race.track_class]
    return score - off * np.maximum(0.0, score - TOP_SCORE) + on * np.maximum(0.0, grid_score(race.grid) - TOP_GRID)


def tuned(p: Parameters, knobs: Knobs, lap_s: float) -> Parameters:
    """Parameters with some values replaced; those of a 30 s lap are scaled as the loader does."""
    scaled = ("tyre_s", "dirty_s", "damage_s", *SPREAD)
    usual = p.knobs.spread
    for path, value in knobs.items():
        part, name = path.split(".")
        worth = value * lap_s / 30.0 if name in scaled else value
        worth *= usual if name in SPREAD else 1.0
        p = p._replace(**{part: getattr(p, part)._replace(**{name: worth})})
    return spread_out(p, p.knobs.spread / usual)


def build(race: RecordedRace, ab: tuple[float, float], knobs: Knobs, trust_weight: float = 1.0) -> RaceInputs:
    """The recorded line-up, ready to be raced."""
    lap_s = race.length_mi / MPH[race.track_class] * 3600.0
    p = tuned(parameters(race.series, race.track_class, race.season, lap_s, race.length_mi), knobs, lap_s)
    n = len(race.grid)
    score = score_of(race, ab)
    rank = np.argsort(np.argsort(-score)) / max(1, n - 1)
    numbers = [c if race.car.count(c) == 1 else f"{c}/{i}" for i, c in enumerate(race.car)]
    trust = strangers(n)
    mates = ((race.team[:, None] == race.team[None, :]) & (race.team[:, None] >= 0)).astype(float) * trust_weight
    np.fill_diagonal(mates, 0.0)
    lanes = race.track_class == "superspeedway" and p.pack.segments > 0
    return RaceInputs(
        cars=cars(
            key=[draws.car_key(c) for c in numbers], grid=race.grid, mu_s=-score * p.knobs.field_sd_s,
            weekend_sd_s=p.knobs.weekend_sd_s, team=race.team,
            mech_rate=p.knobs.mech_rate * np.exp(p.knobs.mech_slope * (rank - 0.5)),
        ),
        track=Track(race.laps, race.length_mi, lap_s, LANE_KERNEL if lanes else LAP_KERNEL),
        procedure=race.procedure,
        pace=p.pace, pits=p.pits, hazards=p.hazards, pack=p.pack,
        trust=trust._replace(
            trust=mates, relief=mates, received=RECEIVED * trust_weight, hanging=HANGING * trust_weight, memory=MEMORY
        ),
        start=on_the_grid(race.grid, p.pace.grid_gap_s),
    )  # fmt: skip

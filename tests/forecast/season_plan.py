"""An invented season for the tests of ranges and clusters: four races of twelve cars to come, none run."""

import numpy as np

from stockcar.forecast.season_fit import RaceToCome
from stockcar.forecast.season_pay import pay_of
from stockcar.forecast.season_ranges import Luck, SeasonPlan
from stockcar.forecast.season_title import Lines, Terms
from stockcar.rulebook import Rulebook
from stockcar.sim.example import example_inputs
from tests.rulebook.race_values import race

RACES = 4


def small_plan(mechanism: str = "rounds", seed: int = 3) -> SeasonPlan:
    """Two races of a regular season, one of a round, and a final; everybody may."""
    inputs = example_inputs("road")
    n = len(inputs.cars.key)
    empty = (1, 0, n)
    small = np.zeros(empty, np.int16)
    past = Lines(np.zeros(empty, np.int32), small, np.zeros(empty, bool), small.copy())
    yes = np.ones(n, bool)
    value = {"mechanism": mechanism, "regular": 2, "field": 6, "rounds": [1, 1], "keep": [3], "resets": [100, 200]}
    terms = Terms(value, (3, 2, 1), True, yes, yes, yes, 0, ~yes)
    pay = pay_of(Rulebook.load().on(race("cup-2022-05")))
    races = tuple(RaceToCome(f"cup-2022-{number:02d}", inputs, -0.3, np.full(n, 0.2)) for number in range(1, RACES + 1))
    slots = tuple(np.arange(n) for _ in races)
    ids = tuple(f"d{slot}" for slot in range(n))
    return SeasonPlan(Luck("cup-2022", 1), seed, past, terms, races, (pay,) * RACES, slots, (yes,) * RACES, ids)

"""Which finishes should the simulator reproduce?

The calibrated odds in closed form: with each car's strength, the slope of the track and each car's chance to drop out,
the chance that one car finishes ahead of another is known, and their sum is the expected place. ``settle`` then moves
every car's pace until the simulator gives the same expected places and wins, how unsure that pace is until it gives
the same top tens, and luck with wrecks until the same cars drop out as often. The runs it uses are keyed apart from
those of any forecast.

Known limits: what a day's luck does beyond pace follows from the laws of the simulator, so a back-marker's top ten by
the wrecks of others stays likelier than odds of one draw a car say; the pairs assume that luck is normal and
independent between cars. Stage wins are not settled by themselves: they follow from pace, grid and passing.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.normal import Floats, normal_quantile
from stockcar.sim import Outcomes, RaceInputs, simulate
from stockcar.sim.inputs import LANE_KERNEL, Hazards

RUNS: Final = 1600  # the last rounds
PACK_RUNS: Final = 800  # where a lap is run in segments, which costs several times as much
SHARE: Final = (0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0)  # of the runs, by round: the first only find the pattern
FIRST_RUN: Final = 10_000_000  # forecasts count their runs from 0
GAIN: Final = (1.0, 0.9, 0.8, 0.6, 0.5, 0.4, 0.3)
MU_LIMIT: Final = 0.06  # of a lap: no car is further from the field's mean
OWN_SHARE: Final = 0.5  # of a car's own miss beyond the field's pattern
WIN_SHARE: Final = 0.8  # of a favourite's miss that counts in wins, the rest in places
TOP10_SHARE: Final = 0.3  # of what is left that counts in top tens, the rest in places
SPREAD_GAIN: Final = 2.5  # of the spread that seems wanted; pace is only a part of the day's luck
SPREAD_LIMITS: Final = (0.1, 3.0)  # of the spread of pace that settling begins with
SPREAD_RIDGE: Final = 0.3
TOP10_LOGIT_PER_SCORE: Final = 2.6
LOGIT_PER_SCORE: Final = 2.2  # log odds of a win per unit of a favourite's score
_TOP10_LIMITS: Final = (0.01, 0.99)
START_SCALE: Final = 0.006  # of a lap per unit of strength, where settling begins


class Wanted(NamedTuple):
    """What the simulator is settled on; all ``(cars,)``."""

    places: Floats  # expected finishing place
    win: Floats  # chance
    top10: Floats  # chance
    crash: Floats  # chance


def settle(inputs: RaceInputs, want: Wanted, race_key: int) -> RaceInputs:
    """The inputs with pace, its spread and wreck luck moved until places, wins, top tens and wrecks are met."""
    lap_s, n = inputs.track.lap_s, len(want.places)
    wanted, grid = _score(want.places, n), _score(inputs.cars.grid.astype(float), n)
    slope = -1 / (START_SCALE * lap_s)  # of a car's score in its pace, s
    runs = PACK_RUNS if inputs.track.kernel == LANE_KERNEL else RUNS
    unsure, wider = inputs.cars.weekend_sd_s, np.zeros(n)
    for turn, share in enumerate(SHARE):
        outcomes = simulate(inputs, race_key, int(runs * share), FIRST_RUN + turn * runs)
        missed = _missed(outcomes, want, wanted)
        mu = inputs.cars.mu_s
        if turn == 0:
            slope = _slope(mu, _score(mean_places(outcomes), n), slope)
        pace = _smooth(missed.pace, wanted, grid)
        moved = mu + GAIN[turn] * pace / slope
        moved = np.clip(moved - moved.mean(), -MU_LIMIT * lap_s, MU_LIMIT * lap_s)
        if turn > 0:  # the first round is only about pace
            step = _spread(missed.top10 - TOP10_LOGIT_PER_SCORE * pace, want.top10, wanted)
            wider = np.clip(wider + SPREAD_GAIN * GAIN[turn] * step, *np.log(SPREAD_LIMITS))
        settled = inputs.cars._replace(
            mu_s=moved, weekend_sd_s=unsure * np.exp(wider), incident_weight=_weights(inputs, outcomes, want.crash)
        )
        inputs = inputs._replace(cars=settled, hazards=_hazards(inputs, outcomes, want.crash))
    return inputs


class _Miss(NamedTuple):
    """What a round missed, wanted less got."""

    pace: Floats  # (cars,) in scores of places
    top10: Floats  # (cars,) in log odds of a top ten


def _missed(outcomes: Outcomes, want: Wanted, wanted: Floats) -> _Miss:
    n = len(wanted)
    share = WIN_SHARE * np.minimum(1.0, want.win * n / 2)
    won = (outcomes.finish[:, 0] + 1.0) / (outcomes.runs + n)
    tenth = (outcomes.finish[:, :10].sum(axis=1) + 1.0) / (outcomes.runs + 2.0)
    top10 = _logit(np.clip(want.top10, *_TOP10_LIMITS)) - _logit(np.clip(tenth, *_TOP10_LIMITS))
    by_win = (_logit(want.win) - _logit(won)) / LOGIT_PER_SCORE
    by_place = wanted - _score(mean_places(outcomes), n)
    field = (1 - TOP10_SHARE) * by_place + TOP10_SHARE * top10 / TOP10_LOGIT_PER_SCORE
    return _Miss((1 - share) * field + share * by_win, top10)


def _spread(left: Floats, top10: Floats, wanted: Floats) -> Floats:
    """How much wider each car's day should be (log), as a smooth function of where it should finish.

    A wider day brings a likely top ten nearer to one half and an unlikely one too, by the distance in log odds.
    """
    chance = np.clip(top10, *_TOP10_LIMITS)
    lever, weight = -_logit(chance), chance * (1 - chance) * 10
    basis = np.column_stack([lever, lever * wanted, lever * wanted**2])
    weighed = basis * weight[:, None]
    pull = np.linalg.solve(weighed.T @ basis + SPREAD_RIDGE * np.eye(3), weighed.T @ left)
    return np.asarray(np.column_stack([np.ones_like(wanted), wanted, wanted**2]) @ pull, float)


def mean_places(outcomes: Outcomes) -> Floats:
    """Mean finishing place of each car, 1-based."""
    n = outcomes.finish.shape[1]
    return np.asarray(outcomes.finish @ np.arange(1.0, n + 1) / outcomes.runs, float)


def _logit(p: Floats) -> Floats:
    return np.asarray(np.log(p / (1 - p)), float)


def _score(places: Floats, n: int) -> Floats:
    return -normal_quantile(np.clip((places - 0.5) / n, 0.01, 0.99))


def _smooth(missed: Floats, wanted: Floats, grid: Floats) -> Floats:
    """What is missed, mostly as a smooth function of where a car should finish and where it starts.

    A single car's miss over a few hundred runs is half luck; the field's pattern is not.
    """
    basis = np.column_stack([np.ones_like(wanted), wanted, wanted**2, wanted**3, grid, grid * wanted])
    pattern = basis @ np.linalg.lstsq(basis, missed, rcond=None)[0]
    return np.asarray(pattern + OWN_SHARE * (missed - pattern), float)


def _slope(mu: Floats, score: Floats, fallback: float) -> float:
    spread = float(mu @ mu)
    slope = float(mu @ score) / spread if spread > 0 else fallback
    return min(slope, fallback / 10)  # quicker is better, however flat the first try looks


def _weights(inputs: RaceInputs, outcomes: Outcomes, crash: Floats) -> Floats:
    share = (outcomes.crash + 2.0) / (outcomes.runs + 20.0)
    wanted = crash * share.mean() / crash.mean()
    weight = inputs.cars.incident_weight * np.sqrt(wanted / share)
    return np.asarray(np.clip(weight / weight.mean(), 0.2, 5.0), float)


def _hazards(inputs: RaceInputs, outcomes: Outcomes, crash: Floats) -> Hazards:
    more = np.sqrt(crash.sum() * outcomes.runs / max(1, int(outcomes.crash.sum())))
    hazards = inputs.hazards
    return hazards._replace(
        out_prob=float(np.clip(hazards.out_prob * more, 0.01, 0.9)),
        out_alone_prob=float(np.clip(hazards.out_alone_prob * more, 0.01, 0.9)),
    )

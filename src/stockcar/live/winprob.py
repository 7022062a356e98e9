"""What are the chances from here? The simulator runs the rest of the race from the state, many times.

Every lap is simulated with the same race key: run 17 of lap 40 and run 17 of lap 41 share the luck of all laps to
come, so the chances move when the race does. A chance is a count over the runs. What no run has seen is kept apart from
what cannot happen any more: each car still running is given half a hit, which fades over the second half of the race
and is gone at the flag. Chances of winning are then as sharp as earlier races have shown them to be right (``temper``).

Known limits: the standard error is that of the simulation; how good the model is stands in ``verification/winprob.md``.
"""

from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.normal import Floats
from stockcar.live.start import inputs_at
from stockcar.live.state import RaceState
from stockcar.live.temper import power_at, tempered
from stockcar.sim import Outcomes, draws, simulate
from stockcar.sim.inputs import RUNNING

RUNS: Final = 400
TOP: Final = (1, 5, 10)
UNSEEN: Final = 0.5  # hits given to every car, up to half distance


class Chances(NamedTuple):
    """Chances by slot of the fitted inputs, ``(cars,)`` each, 0-1."""

    win: Floats
    win_se: Floats
    top5: Floats
    top10: Floats
    stage_win: Floats | None  # of the stage under way; None in the last
    runs: int | None  # None: decided


def chances(fitted: FittedInputs, state: RaceState, runs: int = RUNS, seed: int = 0, workers: int = 2) -> Chances:
    """The chances of every entry from this state; exactly 0 and 1 once the race is over."""
    if state.finished:
        return decided(fitted, state)
    inputs = inputs_at(fitted, state)
    outcomes = simulate(inputs, luck_of(fitted, seed), runs, workers=workers)
    unseen = unseen_hits(inputs.start.lap / inputs.track.laps) * (inputs.start.out == RUNNING)
    win, top5, top10 = counted(outcomes, unseen)
    ahead = inputs.procedure.stage_end_laps > inputs.start.lap
    stage = outcomes.stage_wins[0] / runs if ahead.any() else None  # the simulator counts stages from its start
    power = power_at(fitted.race.key, inputs.start.lap / inputs.track.laps)
    sharp = tempered(win, power)
    error = power * np.sqrt(win * (1 - win) / runs) * np.divide(sharp, win, out=np.zeros_like(win), where=win > 0)
    return Chances(sharp, error, top5, top10, stage, runs)


def luck_of(fitted: FittedInputs, seed: int) -> int:
    """The race key of all futures. A simulated run is never among the futures of its own laps."""
    return draws.race_key(seed, f"{fitted.race.key} from here")


def decided(fitted: FittedInputs, state: RaceState) -> Chances:
    """The running order under the chequered flag as chances."""
    places = {car: place for place, car in enumerate(state.order, start=1)}
    place = np.array([places.get(line.car, len(places) + 1) for line in fitted.lines])
    win, top5, top10 = (np.asarray(place <= k, float) for k in TOP)
    return Chances(win, np.zeros(len(place)), top5, top10, None, None)


def unseen_hits(share: float) -> float:
    """What a car is given for what no run has seen, at a share of the distance."""
    return UNSEEN * min(1.0, max(0.0, 2.0 * (1.0 - share)))


def counted(outcomes: Outcomes, unseen: Floats) -> tuple[Floats, Floats, Floats]:
    """Counts as chances of the first 1, 5 and 10 places; ``unseen`` (cars,) hits are added, times the places."""
    first, runs = np.cumsum(outcomes.finish, axis=1), outcomes.runs
    found = []
    for k in TOP:
        hits = first[:, min(k, len(first)) - 1] + k * unseen
        found.append(np.minimum(1.0, hits / (runs + float(unseen.sum()))))
    return found[0], found[1], found[2]

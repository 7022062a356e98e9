"""How quick is each car until its first stop, if the first stage is won as often as the record says?

The grid tells more of the first run than of the race: a car that was quick yesterday over one lap is quick today until
its crew has worked on it. So each car has a pace of its own in the first run, on top of that of its race, which is
moved until the first stage is won as the yardstick of ``stages`` says. Only the front of the field is told apart: who
starts or belongs behind the middle does not win a stage, and would only be lapped.

Known limits: five numbers a race describe it (grid and strength, their squares, the log chance wanted), so a single
car's chance may be missed; a race without stages has none of it.
"""

from typing import Final

import numpy as np

from stockcar.forecast.normal import Floats
from stockcar.sim import Outcomes

LOGIT_PER_SCORE: Final = 2.2  # log odds of a stage win per unit of score: only how fast it converges hangs on it
LEAST_CHANCE: Final = 0.002
RIDGE: Final = 0.01
LIMIT: Final = 1.5  # times the spread of pace over the field


def told_of(grid: Floats, wanted: Floats, chance: Floats) -> Floats:
    """What the first run may go by, (cars, 5), from normal scores of grid and places and the chance of the stage."""
    first, best = np.maximum(grid, 0.0), np.maximum(wanted, 0.0)
    return np.column_stack([first, first**2, best, best**2, np.log(np.maximum(chance, LEAST_CHANCE))])


def first_run(first_s: Floats, outcomes: Outcomes, chance: Floats, told: Floats, pace: tuple[float, float]) -> Floats:
    """The pace of the first run (cars,), s per lap, moved one step of a conditional logit towards ``chance``.

    ``pace``: s per lap that move a car by one unit of score, and the spread of pace over the field, s per lap.
    """
    won = outcomes.stage_wins[0]
    if not won.any():
        return first_s
    got = (won + 0.5) / (won.sum() + 0.5 * len(won))
    mean = got @ told
    curve = (told * got[:, None]).T @ told - np.outer(mean, mean)
    pull = np.linalg.solve(curve + RIDGE * np.eye(told.shape[1]), (chance - got) @ told)
    moved = first_s + pace[0] / LOGIT_PER_SCORE * (told @ pull)
    return np.asarray(np.clip(moved - chance @ moved, -LIMIT * pace[1], LIMIT * pace[1]), float)

"""Who helps whom in the draft? A trust matrix from what the record knows of two drivers.

Teammates trust each other, drivers of one make a little; a cited relation between two drivers (an incident, a push, a
shared team in the past) moves it up or down. Row: the one who trusts. 1 is a teammate.

Known limits: the size of each effect is a judgement (section 3.3 of the race model's notes), not measured; only packs
use it.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from stockcar.forecast.fitted import Line
from stockcar.sim.inputs import Trust, strangers

TEAMMATE: Final = 1.0
SAME_MAKE: Final = 0.1
RECEIVED: Final = 0.1  # trust won by a push received
HANGING: Final = 0.4  # lost by being left without help
MEMORY: Final = 0.98  # kept per lap
RELATION: Final[Mapping[str, float]] = {"incident": -0.4, "push": 0.2, "shared team": 0.3, "alliance": 0.4}
Relations = Mapping[tuple[str, str], Sequence[str]]  # (driver id, driver id) -> kinds, either way round


def trust_between(lines: Sequence[Line], relations: Relations | None = None) -> Trust:
    """The trust of every entry in every other at the green flag; relief drivers trust as the starter does."""
    n = len(lines)
    matrix = np.zeros((n, n))
    for i, one in enumerate(lines):
        for j, other in enumerate(lines):
            if i != j:
                matrix[i, j] = _trust(one, other, relations or {})
    return strangers(n)._replace(trust=matrix, relief=matrix.copy(), received=RECEIVED, hanging=HANGING, memory=MEMORY)


def _trust(one: Line, other: Line, relations: Relations) -> float:
    trust = 0.0
    if one.team_id is not None and one.team_id == other.team_id:
        trust += TEAMMATE
    elif one.make is not None and one.make == other.make:
        trust += SAME_MAKE
    pair = (min(one.driver_id, other.driver_id), max(one.driver_id, other.driver_id))
    return trust + sum(RELATION.get(kind, 0.0) for kind in relations.get(pair, ()))

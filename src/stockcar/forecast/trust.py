"""Who helps whom in the draft? A trust matrix from what the record knew of two drivers on the eve of the race.

Team-mates trust each other, drivers of one make a little. A cited relation from an earlier day moves it: a push given,
a team once shared, a wreck that named both (a wreck of many cars is hardly anyone's doing, so it is shared out). What
happened fades with a half-life of two years. Row: the one who trusts; 1 is a team-mate.

Known limits: the size of each effect is a judgement, not measured; the record names the cars of wrecks for cup races of
2021-2023 only; only packs use it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from stockcar.forecast.fitted import Line
from stockcar.record.book import RecordBook
from stockcar.sim.inputs import Trust, strangers

TEAMMATE: Final = 1.0
SAME_MAKE: Final = 0.1
RECEIVED: Final = 0.1  # trust won by a push received
HANGING: Final = 0.4  # lost by being left without help
MEMORY: Final = 0.98  # kept per lap
RELATION: Final[Mapping[str, float]] = {"incident": -0.4, "push": 0.2, "team-mates": 0.3}
HALF_LIFE_DAYS: Final = 730.0
LIMIT: Final = 0.6  # of what relations can add or take
Relations = Mapping[frozenset[str], float]  # of two driver ids


def trust_between(lines: Sequence[Line], relations: Relations | None = None) -> Trust:
    """The trust of every entry in every other at the green flag; relief drivers trust as the starter does."""
    n = len(lines)
    matrix = np.zeros((n, n))
    for i, one in enumerate(lines):
        for j, other in enumerate(lines):
            if i != j:
                matrix[i, j] = _trust(one, other, relations or {})
    return strangers(n)._replace(trust=matrix, relief=matrix.copy(), received=RECEIVED, hanging=HANGING, memory=MEMORY)


def relations_before(book: RecordBook, day: dt.date) -> Relations:
    """What the record's relations of earlier days come to for each pair of drivers; empty where none are held."""
    if "relations" not in book.shelf.names:
        return {}
    names = ("kind", "key", "season", "driver_id", "other_id", "what")
    columns = book.shelf.columns("relations", *names)
    known: dict[frozenset[str], float] = defaultdict(float)
    days = dict(zip(book.races.keys.tolist(), book.races.taken.tolist(), strict=True))
    for kind, key, season, one, other, what in zip(*(columns[name].tolist() for name in names), strict=True):
        # A relation without a race is of the season as a whole, so it counts from the next.
        happened = days.get(key) if key is not None else dt.date(int(season), 12, 31).toordinal()
        if happened is None or happened >= day.toordinal() or one is None or other is None:
            continue
        fade = 0.5 ** ((day.toordinal() - happened) / HALF_LIFE_DAYS)
        known[frozenset((one, other))] += RELATION.get(kind, 0.0) * fade / _shared_by(str(what))
    return {pair: max(-LIMIT, min(LIMIT, worth)) for pair, worth in known.items()}


def _shared_by(what: str) -> int:
    """How many other cars a wreck's reason names: ``#42,54 accident turn 2`` names one beside each."""
    return max(1, what.split(" ", 1)[0].count(",")) if what.startswith("#") else 1


def _trust(one: Line, other: Line, relations: Relations) -> float:
    trust = 0.0
    if one.team_id is not None and one.team_id == other.team_id:
        trust += TEAMMATE
    elif one.make is not None and one.make == other.make:
        trust += SAME_MAKE
    return trust + relations.get(frozenset((one.driver_id, other.driver_id)), 0.0)

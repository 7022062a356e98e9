"""Which recorded races had the best finishes? By how much the chances of winning changed hands over the last tenth.

Known limits: races whose laps the open book holds; a disqualification after the flag changes nothing here.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from stockcar.live.kept import kept_inputs
from stockcar.live.lap_files import from_laps, recorded_races
from stockcar.live.trace import COUNTED_ERRORS, beyond, laps_seen
from stockcar.live.winprob import RUNS, chances
from stockcar.racing import RaceKey
from stockcar.record.book import RecordBook

LAST_SHARE: Final = 0.1
Progress = Callable[[str, int, int], None]


class Finish(NamedTuple):
    """The end of one race; the chances are those of the car that was first under the flag."""

    key: RaceKey
    from_lap: int
    laps: int
    excitement: float  # half the sum of absolute changes of the chances from ``from_lap`` on
    car: str
    driver: str
    chance_before: float  # at ``from_lap``
    chance_last: float  # a lap before the flag


def best_finishes(
    book: RecordBook, runs: int = RUNS, seed: int = 0, workers: int = 2, say: Progress | None = None
) -> list[Finish]:
    """Every recorded race, the most exciting finish first; ``say`` is told (race, how many are done, of how many).

    Raises:
        NotInBook: the open book holds no laps, or cannot fit a race.
    """
    keys, found = recorded_races(book), []
    for done, key in enumerate(keys):
        if say is not None:
            say(str(key), done, len(keys))
        found.append(finish_of(book, key, runs, seed, workers))
    return sorted(found, key=lambda finish: (-finish.excitement, str(finish.key)))


def finish_of(book: RecordBook, key: RaceKey, runs: int = RUNS, seed: int = 0, workers: int = 2) -> Finish:
    """The last tenth of one race."""
    events = from_laps(book, key)
    fitted = kept_inputs(book, key)
    states = [seen.state for seen in laps_seen(events, tuple(line.car for line in fitted.lines))]
    last = states[-1]
    late = states[int((1.0 - LAST_SHARE) * last.lap) :]
    told = [chances(fitted, state, runs, seed, workers) for state in late]
    moved = sum(float(np.abs(beyond(a, b, COUNTED_ERRORS)).sum()) for a, b in pairwise(told))
    slot = int(np.argmax(told[-1].win))
    line = fitted.lines[slot]
    return Finish(
        key, late[0].lap, last.lap, 0.5 * moved, line.car, line.driver, float(told[0].win[slot]),
        float(told[-2].win[slot]),
    )  # fmt: skip

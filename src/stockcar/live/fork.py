"""What if, from here? A recorded or simulated race is left at a lap, one thing is changed, and both futures are raced.

The same runs are raced twice from the same state, with and without the change; each run keeps its luck, so most of it
cancels in the difference and its error is that of paired runs.

Known limits: luck is keyed by lap, car and purpose; where a change moves a car to another stop or another caution, its
luck from there on is other luck.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from stockcar.errors import UsageError
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.normal import Floats
from stockcar.live.changes import Change, changed
from stockcar.live.start import inputs_at
from stockcar.live.state import RaceState
from stockcar.live.temper import power_at, slopes, tempered
from stockcar.live.trace import surname
from stockcar.live.winprob import luck_of, unseen_hits
from stockcar.sim import RaceInputs, simulate_rows
from stockcar.sim.inputs import RUNNING

RUNS: Final = 2000
CLEAR: Final = 2.0  # standard errors beyond which a difference is told as one, for the car that is changed
CLEAR_OF_MANY: Final = 3.0  # for the largest of all cars' differences


@dataclass(frozen=True, slots=True)
class Fork:
    """Chances of winning with and without one change, from one lap of one race; arrays by slot."""

    fitted: FittedInputs
    state: RaceState
    change: Change
    runs: int
    seed: int
    before: Floats
    after: Floats
    error: Floats  # standard error of the difference
    run: int | None = None  # of the simulated race that was forked; None: the recorded one

    @property
    def difference(self) -> Floats:
        """After less before."""
        return self.after - self.before

    @property
    def sentence(self) -> str:
        """The difference for the car that is changed, else the largest, in words and with its error."""
        slot, clear = self.change.slot, CLEAR
        if slot is None:
            slot, clear = int(np.argmax(np.abs(self.difference))), CLEAR_OF_MANY
        who, points = surname(self.fitted.lines[slot].driver), 100 * self.difference[slot]
        error = 100 * self.error[slot]
        if abs(points) < clear * error or points == 0.0:
            told = self.change.told[0].upper() + self.change.told[1:]
            whose = "nobody's chance by more" if self.change.slot is None else f"{who}'s chance by no more"
            verb = "change" if self.change.several else "changes"
            return (
                f"{told} after lap {self.state.lap} {verb} {whose} than the simulation can tell "
                f"({who} {points:+.1f} points, error {error:.1f}, {self.runs:,} runs)."
            )
        way = "rises" if points > 0 else "falls"
        return (
            f"With {self.change.told} after lap {self.state.lap}, {who}'s chance {way} from "
            f"{100 * self.before[slot]:.0f} % to {100 * self.after[slot]:.0f} % "
            f"({points:+.1f} points, error {error:.1f}, {self.runs:,} runs)."
        )

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar fork``; entries with the largest chances of either future first."""
        order = sorted(range(len(self.fitted.lines)), key=lambda s: (-max(self.before[s], self.after[s]), s))
        return {
            "key": self.fitted.race.key, "simulated": self.run is not None, "run": self.run,
            "lap": self.state.lap, "change": self.change.text, "seed": self.seed, "runs": self.runs,
            "entries": [self._entry(slot) for slot in order],
            "sentence": self.sentence,
        }  # fmt: skip

    def _entry(self, slot: int) -> dict[str, Any]:
        line = self.fitted.lines[slot]
        error = np.sqrt(self.before * (1 - self.before) / self.runs), np.sqrt(self.after * (1 - self.after) / self.runs)
        return {
            "car": line.car, "driver": line.driver,
            "win_before": round(float(self.before[slot]), 6), "win_before_se": round(float(error[0][slot]), 6),
            "win_after": round(float(self.after[slot]), 6), "win_after_se": round(float(error[1][slot]), 6),
            "difference": round(float(self.difference[slot]), 6),
            "difference_se": round(float(self.error[slot]), 6),
        }  # fmt: skip


def fork(fitted: FittedInputs, state: RaceState, text: str, runs: int = RUNS, seed: int = 0, workers: int = 2) -> Fork:
    """Race on from ``state`` with and without the change that ``text`` says.

    Raises:
        UsageError: no such change, or one that cannot be made from here; says why.
    """
    if runs < 2:
        raise UsageError(f"runs: {runs}", "an error needs at least two runs", "give runs=2 or more")
    as_it_is = inputs_at(fitted, state)
    change = changed(text, as_it_is, fitted, state)
    key = luck_of(fitted, seed)
    before = _wins(as_it_is, key, runs, workers)
    after = _wins(change.inputs, key, runs, workers)
    power = power_at(fitted.race.key, as_it_is.start.lap / as_it_is.track.laps)
    chances, moved = [], []
    for inputs, won in ((as_it_is, before), (change.inputs, after)):
        win = _smoothed(inputs, won)
        chances.append(tempered(win, power))
        moved.append(slopes(win, chances[-1], power, won))
    error = np.std(moved[1] - moved[0], axis=0, ddof=1) / np.sqrt(runs)
    return Fork(fitted, state, change, runs, seed, chances[0], chances[1], error)


def _smoothed(inputs: RaceInputs, won: Floats) -> Floats:
    """Wins as chances, with what ``winprob`` gives for what no run has seen."""
    unseen = unseen_hits(inputs.start.lap / inputs.track.laps) * (inputs.start.out == RUNNING)
    return np.asarray((won.sum(axis=0) + unseen) / (len(won) + unseen.sum()))


def _wins(inputs: RaceInputs, key: int, runs: int, workers: int) -> Floats:
    """(runs, cars) 1 where that car wins that run."""
    return np.asarray(simulate_rows(inputs, key, runs, workers=workers).finish == 1, float)

"""Does pace of its own in the first run win first stages as they were won? Settled with it and without, before 2022.

Every fourth race of 2019-2021 off superspeedways whose first stage has a winner on record, forecast from its eve as in
the backtest, raced with each car's pace of the first run settled on the yardstick of ``forecast.stages`` and without.
The form of it (what it goes by, its limit, its gain) was chosen on 15 fields of 2019-2021 by the distance to the
yardstick, not on winners; win chances of the closed form tell what it costs elsewhere.

Known limits: a sample, so the error of the differences is a few hundredths; the same seasons as the choice.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Final, NamedTuple

import numpy as np

from stockcar.forecast.forecast import chances
from stockcar.forecast.history import SERIES
from stockcar.forecast.normal import Floats
from stockcar.forecast.scores import calibration_error
from stockcar.forecast.stages import stage_winners
from stockcar.forecast.walk import walk_season
from stockcar.racing import RaceKey, Series
from stockcar.record import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim import draws, simulate

SEASONS: Final = (2019, 2020, 2021)
EVERY: Final = 4
RUNS: Final = 2000
SEED: Final = 7
WAYS: Final = ("without", "with it", "yardstick")


class _Odds(NamedTuple):
    """One race said in one way."""

    stage: Floats  # (cars,) chance to win the first stage
    win: Floats  # (cars,) chance to win the race
    stage_won: int
    won: int


def rows_of(book: RecordBook) -> list[str]:
    """The table of the report."""
    said: dict[str, list[_Odds]] = {way: [] for way in WAYS}
    for race in _races(book):
        for way, odds in zip(WAYS, race, strict=True):
            said[way].append(odds)
    loss = {way: np.array([-np.log(odds.stage[odds.stage_won]) for odds in said[way]]) for way in WAYS}
    lines = [
        f"| {len(loss['with it'])} races | stage 1 log loss | against the yardstick | ECE stage 1 | win log loss |",
        "|---|---|---|---|---|",
    ]
    for way in WAYS:
        behind = loss[way] - loss["yardstick"]
        error = behind.std(ddof=1) / np.sqrt(len(behind))
        gap = f"{behind.mean():+.3f} ± {error:.3f}" if behind.any() else ""
        stage = np.concatenate([odds.stage for odds in said[way]])
        hit = np.concatenate([np.arange(len(odds.stage)) == odds.stage_won for odds in said[way]]).astype(float)
        win = np.mean([-np.log(odds.win[odds.won]) for odds in said[way]])
        lines.append(f"| {way} | {loss[way].mean():.3f} | {gap} | {calibration_error(stage, hit):.4f} | {win:.3f} |")
    return lines


def _races(book: RecordBook) -> Iterator[tuple[_Odds, ...]]:
    """Each race of the sample in all ways; its winners from the record."""
    rules, fit = Rulebook.load(), import_module("stockcar.forecast.fit")
    for season in SEASONS:
        walk = walk_season(book, season, "grid")
        history, first = walk.history, stage_winners(walk.history)
        staged = [at for at in np.flatnonzero(history.season == season).tolist() if first[at] is not None]
        for at in staged[::EVERY]:
            key = RaceKey(Series(SERIES[history.series[at]]), season, int(history.number[at]))
            race = book.race(key)
            outlook = walk.outlook(race)
            if race.track_type.value == "superspeedway" or outlook.stage_1 is None:
                continue
            won = int(np.flatnonzero(history.finish[history.rows(at)] == 1)[0])
            ways = []
            for told in (outlook._replace(stage_1=None), outlook):
                fitted = fit.race_inputs(book, race, book.entries(key), rules.on(race), "grid", told)
                outcomes = simulate(fitted.inputs, draws.race_key(SEED, str(key)), RUNS)
                stage = chances(outcomes.stage_wins[0], 1, int(outcomes.stage_wins[0].sum()))
                ways.append(_Odds(stage, chances(outcomes.finish[:, 0], 1, RUNS), first[at] or 0, won))
            yield (*ways, _Odds(outlook.stage_1, outlook.win, first[at] or 0, won))

"""What does a place in the running order tell of a car's pace and of its gap, if nothing else is known?

Asked of the simulator itself, race by race on one season's line-ups, and written for ``live`` as ``typical.toml``:

* ``gap``: how far behind the leader the car in a place is under green at half distance, in laps, at nine places from
  the first to the last;
* ``expected``: the running order to expect at a share of the distance, as weights of the grid and of the expected
  finish, all as normal scores;
* ``beta``, ``left``: what a place better than expected tells of the car's unknown pace, in deviations of that unknown a
  unit of score, and what share of its variance is left.

Run again after any change of the simulator's laws or numbers: ``python -m verification winprob_typical``.
"""

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from stockcar.forecast.fit import race_inputs
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.normal import normal_scores
from stockcar.forecast.walk import walk_season
from stockcar.racing import RaceKey
from stockcar.record.book import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim import RaceInputs, draws, replay, simulate_rows

SEASON = 2023  # the season that the simulator is calibrated to
SHARES = (0.25, 0.5, 0.75)
PLACES = np.linspace(0.0, 1.0, 9)
RACES, RUNS, TWINS = 2, 400, 2
TARGET = Path(__file__).parents[1] / "src" / "stockcar" / "live" / "data" / "typical.toml"


def chosen(book: RecordBook) -> list[FittedInputs]:
    """Two races of each series and kind of track, fitted."""
    walk = walk_season(book, SEASON, "grid")
    found, held = [], defaultdict(int)
    rules = Rulebook.load()
    keys = [RaceKey.parse(text) for text in book.races.keys]
    for key in [key for key in keys if key.season == SEASON]:
        race = book.race(key)
        kind = (key.series, race.track_type)
        if held[kind] < RACES and race.track_type != "dirt":
            held[kind] += 1
            found.append(race_inputs(book, race, book.entries(key), rules.on(race), "grid", walk.outlook(race)))
    return found


def up_to(inputs: RaceInputs, laps: int) -> RaceInputs:
    """The race stopped after so many laps, overtime left out: its finish is the running order there."""
    rules = inputs.procedure
    stages = rules.stage_end_laps[rules.stage_end_laps < laps]
    return inputs._replace(
        track=inputs.track._replace(laps=laps),
        procedure=rules._replace(stage_end_laps=stages, overtime_attempts=0),
    )


def deviations(inputs: RaceInputs, key: int, runs: int) -> np.ndarray:
    """(runs, cars) the unknown part of each car's pace in each run, in its own deviations; above 0 is slower."""
    found = np.empty((runs, len(inputs.cars.key)))
    for run in range(runs):
        run_key = draws.run_key(key, run)
        for slot, car in enumerate(inputs.cars.key.tolist()):
            z = draws.normal(draws.uniform(draws.block(run_key, draws.START, 0, car)[0]))
            found[run, slot] = z - inputs.pace.fast_tail * max(0.0, -z - 1.0)
    return found


def of_races(fitted: list[FittedInputs]) -> dict[str, Any]:
    """The numbers of one kind of track."""
    told: dict[str, list[list[float]]] = {"expected": [], "beta": [], "left": []}
    for share in SHARES:
        rows = [_told(one, share) for one in fitted]
        score, grid, place, unknown = (np.concatenate(column) for column in zip(*rows, strict=True))
        seen = np.column_stack([grid, place])
        weights = np.linalg.lstsq(seen, score, rcond=None)[0]
        surprise = score - seen @ weights
        beta = float(unknown @ surprise / (surprise @ surprise))
        told["expected"].append([round(float(w), 3) for w in weights])
        told["beta"].append(round(beta, 3))
        told["left"].append(round(1 - beta**2 * float(surprise @ surprise) / float(unknown @ unknown), 3))
    return {"gap": gaps(fitted), **told}


def _told(fitted: FittedInputs, share: float) -> tuple[np.ndarray, ...]:
    inputs = up_to(fitted.inputs, max(2, round(share * fitted.inputs.track.laps)))
    key = draws.race_key(1, fitted.race.key)
    rows = simulate_rows(inputs, key, RUNS)
    running = rows.out == 0
    score = np.stack([normal_scores(finish) for finish in rows.finish])
    grid = np.broadcast_to(normal_scores(inputs.cars.grid), score.shape)
    place = np.broadcast_to(normal_scores(np.array([line.place for line in fitted.lines])), score.shape)
    unknown = deviations(inputs, key, RUNS)
    return score[running], grid[running], place[running], unknown[running]


def gaps(fitted: list[FittedInputs]) -> list[float]:
    """Laps behind the leader by place, under green around half distance."""
    held: list[list[float]] = [[] for _ in PLACES]
    for one in fitted:
        laps = one.inputs.track.laps
        inputs = up_to(one.inputs, round(0.6 * laps))
        for run in range(TWINS):
            _, log = replay(inputs, draws.race_key(2, one.race.key), run)
            yellow = {lap for e in log if e.kind == "caution" for lap in range(e.lap, e.lap + int(e.value) + 5)}
            by_lap: dict[int, list[float]] = defaultdict(list)
            for event in log:
                if event.kind == "lap" and event.lap >= 0.4 * laps and event.lap not in yellow:
                    by_lap[event.lap].append(event.value / one.inputs.track.lap_s)
            for behind in by_lap.values():
                for at, gap in enumerate(np.interp(PLACES, np.linspace(0, 1, len(behind)), behind)):
                    held[at].append(float(gap))
    return [round(float(np.median(values)), 4) for values in held]


def main(full: bool) -> int:
    """Ask the simulator, write the file."""
    del full
    book = RecordBook.open(os.environ.get("STOCKCAR_FULL_BOOK", ".book"))
    by_kind: dict[str, list[FittedInputs]] = defaultdict(list)
    for fitted in chosen(book):
        by_kind[fitted.race.track_type].append(fitted)
    lines = [
        "# Written by verification/winprob_typical.py from simulated races; see there for the meaning.",
        f"shares = {list(SHARES)}",
        f"places = {[round(float(p), 3) for p in PLACES]}",
    ]
    for kind in sorted(by_kind):
        lines += ["", f"[{kind}]"] + [f"{name} = {values}" for name, values in of_races(by_kind[kind]).items()]
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0

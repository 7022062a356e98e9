"""How good would the forecasts have been? Every race of some seasons, forecast from its eve, then scored.

The same road as ``forecast``: the walk through the record, ``race_inputs``, the simulator. Model ``ratings`` leaves the
simulator out and says the calibrated odds. No race, driver or season is left out; the field is the starters.
With a ``keep`` folder each race is kept as soon as it is done, under the digests of book and code, so a run that was
cut off goes on where it stopped.

Known limits: the entry list of a past race is its starters.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np

from stockcar.errors import UsageError
from stockcar.forecast.baselines import baseline_strengths
from stockcar.forecast.forecast import chances, code_digest
from stockcar.forecast.history import SERIES, TRACK_TYPES, Ints
from stockcar.forecast.luck import ahead_of
from stockcar.forecast.normal import Floats
from stockcar.forecast.odds import chances_of, draw_orders
from stockcar.forecast.scores import Judged
from stockcar.forecast.spread import slopes
from stockcar.forecast.stages import stage_winners
from stockcar.forecast.strength import Mode
from stockcar.forecast.walk import Walk, walk_season
from stockcar.racing import RaceKey, Series
from stockcar.record.book import RecordBook
from stockcar.record.whole import write_text, write_whole

if TYPE_CHECKING:
    from stockcar.sim import RunRows

RUNS: Final = 2000
SEED: Final = 7
Model = Literal["sim", "ratings"]
MODELS: Final[tuple[Model, ...]] = ("sim", "ratings")
Progress = Callable[[str, int, int], None]  # race, done, of


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is tried, on which races."""

    series: tuple[Series, ...]
    first: int
    last: int
    mode: Mode = "grid"
    model: Model = "sim"
    runs: int = RUNS
    seed: int = SEED
    workers: int = 2


class Tried(NamedTuple):
    """One race of a backtest: ours, the baselines on the same race, and who is who for the rows file."""

    ours: Judged
    baselines: dict[str, Judged]
    cars: tuple[str, ...]
    drivers: tuple[str, ...]
    race: Floats | None = None  # means over the runs of sim.outcomes.MEASURES, then the share that went to overtime


def run_trial(
    book: RecordBook, trial: Trial, keep: Path | None = None, progress: Progress | None = None
) -> tuple[Tried, ...]:
    """Forecast and score every race of the trial, in the order of seasons and series.

    Raises:
        NotInBook: the starter book is open. UsageError: no such model, or no season.
    """
    if trial.model not in MODELS:
        raise UsageError(f'no model is called "{trial.model}"', "a backtest knows these", "choose one", MODELS)
    _require_seasons(book, trial)
    folder = None if keep is None else keep / _digest(book, trial)
    done: list[Tried] = []
    for season in range(trial.first, trial.last + 1):
        walk = walk_season(book, season, trial.mode)
        simple = _Simple.of(walk)
        races = _races(walk, trial, season)
        for place, race in enumerate(races, 1):
            key = _key(walk, race)
            done.append(_kept(folder, key, partial(_try, book, trial, walk, simple, race)))
            if progress is not None:
                progress(str(key), place, len(races))
    return tuple(done)


def _require_seasons(book: RecordBook, trial: Trial) -> None:
    asked = f"seasons {trial.first} to {trial.last}"
    if trial.first > trial.last:
        raise UsageError(asked, "the first comes after the last", f"--from {trial.last} --to {trial.first}")
    wanted = [SERIES.index(series.value) for series in trial.series]
    held = book.races.season[np.isin(book.races.series, wanted)]
    if trial.first < held.min() or trial.last > held.max():
        raise UsageError(asked, f"the book holds {held.min()} to {held.max()}", "take seasons of these")


class _Simple(NamedTuple):
    """What needs no laps: the baselines of one walk, and who won its first stages."""

    strength: dict[str, Floats]
    slope: dict[str, Floats]
    stage_won: list[int | None]

    @classmethod
    def of(cls, walk: Walk) -> "_Simple":
        strength = baseline_strengths(walk.history, walk.form)
        slope = {name: slopes(walk.history, values) for name, values in strength.items()}
        return cls(strength, slope, stage_winners(walk.history))


def _races(walk: Walk, trial: Trial, season: int) -> list[int]:
    wanted = [SERIES.index(series.value) for series in trial.series]
    found = np.flatnonzero((walk.history.season == season) & np.isin(walk.history.series, wanted))
    return sorted(found.tolist(), key=lambda race: (walk.history.series[race], walk.history.number[race]))


def _key(walk: Walk, race: int) -> RaceKey:
    history = walk.history
    return RaceKey(Series(SERIES[history.series[race]]), int(history.season[race]), int(history.number[race]))


def _try(book: RecordBook, trial: Trial, walk: Walk, simple: _Simple, race: int) -> Tried:
    key, history = _key(walk, race), walk.history
    rows = history.rows(race)
    out = walk.out(race)
    seed = int.from_bytes(hashlib.blake2b(f"{trial.seed} {key}".encode(), digest_size=7).digest(), "big")

    measured = None
    judge = partial(_judged, str(key), TRACK_TYPES[history.track_type[race]], history.finish[rows])

    def drawn(strength: Floats, slope: float) -> Judged:
        return judge(strength, draw_orders(strength, slope, out, trial.runs, seed))

    if trial.model == "sim":
        said, runs = _simulated(book, trial, walk, key)
        ours = judge(said, runs.finish, _stage_chances(runs))
        measured = _measured(runs)
    else:
        ours = _by_ratings(str(key), walk, race)
    ours = _with_stage(ours, simple.stage_won[race])
    baselines = {name: drawn(values[rows], float(simple.slope[name][race])) for name, values in simple.strength.items()}
    outlook_cars = tuple(history.car_numbers[code].split(" ", 1)[1] for code in history.car[rows])
    drivers = tuple(history.driver_ids[code] for code in history.driver[rows])
    return Tried(ours, baselines, outlook_cars, drivers, measured)


def _by_ratings(key: str, walk: Walk, race: int) -> Judged:
    """The calibrated odds themselves, without the simulator."""
    rows = walk.history.rows(race)
    return Judged(
        race=key,
        series=key.split("-", 1)[0],
        track_type=TRACK_TYPES[walk.history.track_type[race]],
        finish=walk.history.finish[rows],
        strength=-walk.places(race),
        win=walk.win(race),
        top5=walk.top(race, 5),
        top10=walk.top(race, 10),
        ahead=ahead_of(walk.luck, race, walk.strength[rows], walk.out(race)),
        stage=walk.stage_1[rows],
    )


def _simulated(book: RecordBook, trial: Trial, walk: Walk, key: RaceKey) -> "tuple[Floats, RunRows]":
    """What the rank goes by, and the runs, in the order of the walk's rows."""
    from stockcar.forecast.fit import race_inputs
    from stockcar.rulebook import Rulebook
    from stockcar.sim import draws, simulate_rows

    race = book.race(key)
    rules = Rulebook.load().on(race)
    fitted = race_inputs(book, race, book.entries(key), rules, trial.mode, walk.outlook(race))
    runs = simulate_rows(fitted.inputs, draws.race_key(trial.seed, str(key)), trial.runs, workers=trial.workers)
    return np.array([-line.place for line in fitted.lines]), runs


def _measured(runs: "RunRows") -> Floats:
    from stockcar.sim.outcomes import OVERTIMES

    return np.append(runs.race.mean(axis=0), (runs.race[:, OVERTIMES] > 0).mean())


def _stage_chances(runs: "RunRows") -> Floats | None:
    won = runs.stage_winner[:, 0]
    n = runs.finish.shape[1]
    return chances(np.bincount(won[won >= 0], minlength=n), 1, len(won)) if (won >= 0).any() else None


def _with_stage(judged: Judged, winner: int | None) -> Judged:
    """With the car that won the first stage on record; without stage chances where there is none."""
    if winner is None or judged.stage is None:
        return replace(judged, stage=None, stage_won=None)
    won = np.zeros(len(judged.finish))
    won[winner] = 1.0
    return replace(judged, stage_won=won)


def _judged(
    key: str, track_type: str, finish: Floats, strength: Floats, places: Ints, stage: Floats | None = None
) -> Judged:
    counted = chances_of(places)
    first = np.cumsum(counted.finish, axis=1)
    n = len(finish)
    win, top5, top10 = (chances(first[:, min(k, n) - 1], k, counted.runs) for k in (1, 5, 10))
    return Judged(
        race=key,
        series=key.split("-", 1)[0],
        track_type=track_type,
        finish=finish,
        strength=strength,
        win=win,
        top5=top5,
        top10=top10,
        ahead=(counted.ahead + 0.5) / (counted.runs + 1),
        stage=stage,
    )


def _digest(book: RecordBook, trial: Trial) -> str:
    said = f"{book.digest} {code_digest()} {trial.mode} {trial.model} {trial.runs} {trial.seed}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


_FIELDS: Final = ("finish", "strength", "win", "top5", "top10", "ahead")
_MAY_LACK: Final = ("stage", "stage_won")


def _kept(folder: Path | None, key: RaceKey, make: Callable[[], Tried]) -> Tried:
    """The race from the folder if it is there, else made and put there, whole or not at all."""
    if folder is None:
        return make()
    path = folder / f"{key}.npz"
    held = _load_tried(path, str(key)) if path.is_file() else None
    if held is not None:
        return held
    tried = make()
    folder.mkdir(parents=True, exist_ok=True)
    columns: dict[str, Any] = {
        f"{name}/{field}": value
        for name, judged in _named(tried)
        for field in (*_FIELDS, *_MAY_LACK)
        if (value := getattr(judged, field)) is not None
    }
    columns |= {"cars": np.array(tried.cars), "drivers": np.array(tried.drivers)}
    columns["kind"] = np.array([tried.ours.track_type])
    if tried.race is not None:
        columns["race"] = tried.race
    write_whole(path, lambda beside: np.savez_compressed(beside, **columns))
    return tried


def _load_tried(path: Path, key: str) -> Tried | None:
    """A race kept before; None where the file is damaged, so that it is made again."""
    try:
        with np.load(path, allow_pickle=False) as held:
            kind = str(held["kind"][0])
            names = dict.fromkeys(name.split("/")[0] for name in held.files if "/" in name)
            judged = {
                name: Judged(
                    race=key,
                    series=key.split("-", 1)[0],
                    track_type=kind,
                    **{field: held[f"{name}/{field}"] for field in _FIELDS},
                    **{field: held[f"{name}/{field}"] for field in _MAY_LACK if f"{name}/{field}" in held.files},
                )
                for name in names
            }
            ours = judged.pop("ours")
            measured = held["race"] if "race" in held.files else None
            return Tried(ours, judged, tuple(held["cars"].tolist()), tuple(held["drivers"].tolist()), measured)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None


def _named(tried: Tried) -> Iterator[tuple[str, Judged]]:
    yield "ours", tried.ours
    yield from tried.baselines.items()


def write_rows(path: Path, tried: Sequence[Tried]) -> None:
    """One line per car and race: ``race,car,driver,finish,rank,win,top5,top10``."""
    lines = ["race,car,driver,finish,rank,win,top5,top10"]
    for one in tried:
        ours = one.ours
        rank = np.argsort(np.argsort(-ours.strength, kind="stable"), kind="stable") + 1
        for slot in np.argsort(rank):
            numbers = f"{ours.win[slot]:.6f},{ours.top5[slot]:.6f},{ours.top10[slot]:.6f}"
            who = f"{ours.race},{one.cars[slot]},{one.drivers[slot]}"
            lines.append(f"{who},{int(ours.finish[slot])},{rank[slot]},{numbers}")
    write_text(path, "\n".join(lines) + "\n")


def backtest(
    book: RecordBook, trial: Trial, keep: Path | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """The document of ``stockcar backtest``; see ``backtest_report.document`` for its parts."""
    from stockcar.forecast.backtest_report import document

    return document(book, trial, run_trial(book, trial, keep, progress))

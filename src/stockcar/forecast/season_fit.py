"""What does the simulator need to know of every race to come, from what is known today?

One walk through the record with the races to come at its end gives every one its ratings as of today: the driver on
that kind of track and at that track, his car and team. Each race is then fitted as any other (``fit.race_inputs``).
Between today and the race a driver's true level moves and was never quite known: ``drifted`` moves all of a driver's
races of a run together, by what ratings have been seen to miss over the rest of a season.

Known limits: the expected starting order stands for a grid not yet set. Both sizes of the drift were measured on the
seasons 2007-2016 of each series (``verification/season_drift.py``); the level is missed by more where the rating rests
on less, from race to race all drivers of a series move alike.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import NotInBook
from stockcar.forecast.fit import race_inputs
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.history import SERIES
from stockcar.forecast.normal import Floats, normal_quantile
from stockcar.forecast.season_known import Known
from stockcar.forecast.walk import SEASONS, walk
from stockcar.racing import EntryList, Race
from stockcar.sim import RaceInputs, draws

MODE: Final = "entry-list"  # nothing of the weekend is known
# Normal scores: of a middling driver for a whole season, and from one race to the next.
LEVEL_SD: Final[Mapping[str, float]] = {"cup": 0.18, "xfinity": 0.17, "truck": 0.20}
STEP_SD: Final[Mapping[str, float]] = {"cup": 0.027, "xfinity": 0.042, "truck": 0.063}
UNSURE: Final = (0.7, 1.6)  # how far a driver's level may be less, or more, sure than the middling one's
Progress = Callable[[str, int, int], None]  # what, done, of
Columns = dict[str, NDArray[Any]]


class RaceToCome(NamedTuple):
    """A fitted race, what a unit of strength is worth there, and how unsure each driver's level is."""

    key: str
    inputs: RaceInputs
    slope: float  # s a lap, negative
    level_sd: Floats  # (cars,) normal-score units


def fitted_rest(known: Known, entries: EntryList, say: Progress | None = None) -> tuple[FittedInputs, ...]:
    """The inputs of every race to come, in order.

    Raises:
        NotInBook: the open book does not hold the history of a fit. UsageError: a race without length or distance.
    """
    races = known.to_come
    past = known.book.history(known.day, since_season=known.season - SEASONS)
    read = walk(with_races(past, races, entries, known.day), MODE, of=races[0])
    unsure = read.outlook(races[0]).deviation  # the entries are the same in every race
    fitted = []
    for done, race in enumerate(races):
        if say is not None:
            say(f"fitting {race.key}", done, len(races))
        # Relations of drivers, too, are those of today.
        today = replace(race, date=known.day)
        rules = known.rulebook.on(race)
        outlook = read.outlook(race)._replace(deviation=unsure)
        fitted.append(race_inputs(known.book, today, entries, rules, MODE, outlook))
    return tuple(fitted)


def with_races(past: Mapping[str, NDArray[Any]], races: Sequence[Race], entries: EntryList, day: dt.date) -> Columns:
    """The past with the races to come behind it, each with the same entries: no start, no finish, no status."""
    n = len(entries)
    index = int(past["race_index"].max(initial=0)) + 1
    rows: dict[str, list[Any]] = {name: [] for name in past}
    for place, race in enumerate(races):
        date = max(race.date or day, day)
        fixed = {
            "race_index": index + place,
            "date": date.toordinal(),
            "series": SERIES.index(race.key.series.value),
            "season": race.key.season,
            "number": race.key.number,
            "track_type": race.track_type.value,
            "track_id": race.track_id,
            "n_cars": n,
            "rating": np.nan,
        }
        for name in rows:
            rows[name] += [fixed.get(name, -1)] * n
        for name, values in _of_entries(entries).items():
            rows[name][-n:] = values
    return {name: np.concatenate([past[name], np.array(values, past[name].dtype)]) for name, values in rows.items()}


def _of_entries(entries: EntryList) -> dict[str, list[Any]]:
    return {
        "driver_id": [entry.driver.id for entry in entries.entries],
        "car": [str(entry.car) for entry in entries.entries],
        "team_id": [entry.team.id if entry.team else None for entry in entries.entries],
        "make": [entry.make for entry in entries.entries],
    }


def race_to_come(fitted: FittedInputs) -> RaceToCome:
    """The race with what strength is worth in it."""
    mu = fitted.inputs.cars.mu_s
    strength = np.array([line.strength for line in fitted.lines])
    centred = strength - strength.mean()
    spread = float(centred @ centred)
    slope = min(0.0, float(mu @ centred) / spread) if spread > 0 else 0.0
    deviation = np.array([line.rating_sd for line in fitted.lines])
    level = LEVEL_SD[fitted.race.key.partition("-")[0]] * np.clip(deviation / np.median(deviation), *UNSURE)
    return RaceToCome(fitted.race.key, fitted.inputs, slope, level)


def drifts(seed: int, season: str, driver_ids: Sequence[str], level_sd: Floats, numbers: range, block: int) -> Floats:
    """How far each driver is from his rating in each of these races (races, drivers), normal-score units.

    Drawn by driver, season, race number and block of runs: the same whatever else is simulated. ``level_sd`` (drivers,)
    is how unsure each one's level is.
    """
    step = STEP_SD[season.partition("-")[0]]
    found = np.empty((len(numbers), len(driver_ids)))
    for place, driver in enumerate(driver_ids):
        key = draws.race_key(seed, f"{season} form {driver}")
        raw = np.random.Philox(key=np.array([key, block], np.uint64)).random_raw(numbers.stop)
        normal = normal_quantile((np.asarray(raw >> np.uint64(11), float) + 0.5) / 2**53)
        found[:, place] = level_sd[place] * normal[0] + step * np.cumsum(normal[numbers.start :])
    return found


def drifted(race: RaceToCome, drift: Floats) -> RaceInputs:
    """The inputs with every car's pace moved by its driver's drift (cars,).

    What the drift says about the whole season is taken out of the luck of the weekend, so that one race alone is as
    uncertain as before.
    """
    cars = race.inputs.cars
    mu = cars.mu_s + race.slope * drift
    whole = cars.weekend_sd_s**2
    weekend = np.sqrt(np.maximum(whole - (race.slope * race.level_sd) ** 2, whole / 4))
    return race.inputs._replace(cars=cars._replace(mu_s=mu - mu.mean(), weekend_sd_s=weekend))


def require_history(known: Known) -> None:
    """Raise NotInBook where the open book cannot fit a race."""
    if known.book.kind != "full":
        what = f"this book cannot forecast the rest of {known.series.value} {known.season}"
        raise NotInBook(
            what, "a fit needs the results of ten seasons", "stockcar book update, or stockcar book build --from DIR"
        )

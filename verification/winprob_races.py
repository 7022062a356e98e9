"""The races that win probabilities are judged on: the running order at half distance, and what was known by then.

A race is taken when its loop data tells mid-race positions, joined by series and date (the same or the next day), and
at least 90 per cent of the field of the record is among them. The state at half distance holds the order alone: gaps
are typical of the kind of track, tyres and fuel are as after fifteen green laps, cars whose race had ended by then are
out. A race cut short was at half distance earlier; that it would be cut short is not known there.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from stockcar.forecast.fit import race_inputs
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.forecast import code_digest
from stockcar.forecast.normal import normal_scores
from stockcar.forecast.walk import Walk, walk_season
from stockcar.live.kept import keep, kept_at, load_kept
from stockcar.live.pace import typical
from stockcar.live.start import inputs_at
from stockcar.live.state import MISSED_LAPS, CarState, RaceState
from stockcar.racing import RaceKey
from stockcar.racing.timing import Flag
from stockcar.record.book import RecordBook
from stockcar.rulebook import Rulebook
from stockcar.sim import draws, simulate

SEASONS = range(2019, 2026)
OVERLAP = 0.9
RUN_LAPS = 15  # green laps run at half distance, for want of a record
RUNS_BEFORE, RUNS_HALF = 800, 800
Row = dict[str, Any]


class Half(NamedTuple):
    """One race at half distance; arrays (cars,)."""

    key: str
    date: int  # ordinal
    track_type: str
    position: np.ndarray  # running, 1-based
    strength: np.ndarray  # expected finish before the race as a normal score, good is positive
    before: np.ndarray  # chance to win before the race
    seen: np.ndarray  # from half distance, pace updated by the order
    won: np.ndarray  # 0 or 1


def mid_race(book: RecordBook) -> dict[RaceKey, dict[str, Row]]:
    """Loop data by race and driver, of races with enough of their field."""
    import polars as pl

    loop = book.table("loop").filter(
        pl.col("key").is_not_null() & pl.col("mid_race").is_not_null() & pl.col("driver_id").is_not_null()
    )
    found: dict[RaceKey, dict[str, Row]] = {}
    for name, rows in loop.group_by("key", maintain_order=True):
        key = RaceKey.parse(str(name[0]))
        if key.season not in SEASONS:
            continue
        race_day, days = book.race(key).date, set(rows.get_column("date").drop_nulls().to_list())
        near = race_day is not None and all(dt.timedelta(0) <= day - race_day <= dt.timedelta(1) for day in days)
        lines = {row["driver_id"]: row for row in rows.iter_rows(named=True)}
        field = [entry.driver.id for entry in book.entries(key).entries]
        if near and sum(driver in lines for driver in field) >= OVERLAP * len(field):
            found[key] = lines
    return dict(sorted(found.items(), key=lambda pair: (book.race(pair[0]).date, str(pair[0]))))


def state_at_half(fitted: FittedInputs, lines: dict[str, Row]) -> RaceState:
    """The running order at half distance as a state."""
    inputs = fitted.inputs
    totals = [row["laps"] for row in lines.values() if row["laps"] is not None]
    lap, lap_s = min(inputs.track.laps, max(totals, default=inputs.track.laps)) // 2, inputs.track.lap_s
    numbers = typical(fitted.race.track_type)
    known = [lines.get(line.driver_id, {}).get("mid_race") or 99 for line in fitted.lines]
    order = sorted(range(len(known)), key=lambda slot: (known[slot], fitted.lines[slot].place))
    cars = {}
    for place, slot in enumerate(order):
        line = fitted.lines[slot]
        total = lines.get(line.driver_id, {}).get("laps")
        gone = total is not None and total <= lap - MISSED_LAPS
        behind = float(np.interp(place / max(1, len(order) - 1), numbers["places"], numbers["gap"]))
        down = int(behind)
        cars[line.car] = CarState(
            line.car, said_position=place + 1, laps=int(total) if gone else lap - down, laps_down=down,
            gap_s=(behind - down) * lap_s, seen_lap=int(total) if gone else lap,
            stop_lap=lap - RUN_LAPS, tyre_lap=lap - RUN_LAPS, stops=1,
        )  # fmt: skip
    return RaceState(
        cars, laps_in_race=inputs.track.laps, stops_timed=True, lap=lap, flag=Flag.GREEN,
        green_since=max(0, lap - RUN_LAPS), cautions=1,
    )  # fmt: skip


def judge(book: RecordBook, walk: Walk, key: RaceKey, lines: dict[str, Row]) -> Half:
    """Chances before the race and at half distance, and who won."""
    race, entries = book.race(key), book.entries(key)
    path = kept_at(book, key, "grid")
    path = path.parent / "walked" / path.name  # by a walk through the season: not for those who ask for this race alone
    fitted = load_kept(path)
    if fitted is None:
        fitted = race_inputs(book, race, entries, Rulebook.load().on(race), "grid", walk.outlook(race))
        keep(path, fitted)
    state = state_at_half(fitted, lines)
    luck = draws.race_key(0, str(key))
    winner = {row["driver_id"] for row in book.results(key).iter_rows(named=True) if row["finish"] == 1}

    def chance(inputs: Any, runs: int) -> np.ndarray:
        return np.asarray(simulate(inputs, luck, runs).finish[:, 0] / runs)

    places = {car: place for place, car in enumerate(state.order, start=1)}
    return Half(
        key=str(key),
        date=race.date.toordinal() if race.date else 0,
        track_type=race.track_type.value,
        position=np.array([places[line.car] for line in fitted.lines]),
        strength=normal_scores(np.array([line.place for line in fitted.lines])),
        before=chance(fitted.inputs, RUNS_BEFORE),
        seen=chance(inputs_at(fitted, state), RUNS_HALF),
        won=np.array([line.driver_id in winner for line in fitted.lines], float),
    )


def digest() -> str:
    """Of everything that a kept race depends on."""
    room = Path(__file__).parents[1] / "src" / "stockcar" / "live"
    said = hashlib.blake2b(code_digest().encode(), digest_size=8)
    for path in [room / "pace.py", room / "start.py", room / "data" / "typical.toml", Path(__file__)]:
        said.update(path.read_bytes())
    return said.hexdigest()


def races(book: RecordBook, keep: Path, seasons: range = SEASONS, every: int = 1) -> Iterator[Half]:
    """Every race in the order of days; what is kept is not raced again."""
    folder = keep / digest()
    folder.mkdir(parents=True, exist_ok=True)
    walk: tuple[int, Walk] | None = None
    for number, (key, lines) in enumerate(mid_race(book).items()):
        if key.season not in seasons or number % every:
            continue
        path = folder / f"{key}.npz"
        if not path.is_file():
            if walk is None or walk[0] != key.season:
                walk = key.season, walk_season(book, key.season, "grid")
            part = folder / f"{key}.{os.getpid()}.part.npz"
            np.savez(part, **judge(book, walk[1], key, lines)._asdict())
            part.replace(path)
        with np.load(path, allow_pickle=False) as held:
            arrays = {name: held[name] for name in Half._fields}
        yield Half(**{name: v.item() if v.ndim == 0 else v for name, v in arrays.items()})

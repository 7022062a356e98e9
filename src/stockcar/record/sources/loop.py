"""Loop data: how each driver ran, from 2019, by the timing loops in the track.

Three files tell it. Lap Raptor's has all three series but neither race number nor race name, its dates are a day late
for races that end after midnight UTC, two double-headers share one date, and exhibitions are among its races. So a
group of its rows becomes a race only on evidence: a race of that series within a day whose field holds at least nine in
ten of the drivers, the finishing order deciding between two such; or, on any date of that season, a race with nine in
ten of the finishing order. The official file adds the closing place, the scheduled distance, and the races that Lap
Raptor lacks. The third file repeats Lap Raptor's rows (equal in all 5,365) and adds stage finishes, see ``race_day``.

Known limit: official and Lap Raptor are equal in all races that both have but one (37 rows: passes and rating); Lap
Raptor's stays there.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stockcar.record import files
from stockcar.record.schema import Keys
from stockcar.record.sources.files import naming
from stockcar.record.sources.place import name_drivers, shaped, tie_official
from stockcar.record.topics import LOOP

if TYPE_CHECKING:
    import polars as pl

LAPRAPTOR = "loop/loop_lapraptor_2019_2025.parquet"
OFFICIAL = "loop/loop_official_2022_2025.parquet"
# row, driver, finish, start, laps
Line = tuple[int, str | None, int, int, int]

ENOUGH = 0.9  # of the field, or of the finishing order, must agree
_NAMES = {
    "driver_id": "official_driver_id", "track_name": "track", "start_pos": "start", "mid_race_pos": "mid_race",
    "finish_pos": "finish", "best_pos": "best", "worst_pos": "worst", "avg_running_pos": "avg_running",
    "green_flag_passing_diff": "pass_diff", "green_flag_passes": "passes", "green_flag_times_passed": "passed",
    "top_15_laps": "top15_laps", "laps_led": "led", "driver_rating": "rating",
}  # fmt: skip


class Field(NamedTuple):
    """A race of the record as far as the tie needs it: key, day, and driver -> (finish, start, laps)."""

    key: str
    day: dt.date
    lines: dict[str, tuple[int | None, int | None, int | None]]


@naming(LAPRAPTOR)
def load_loop(folder: Path, keys: Keys) -> "pl.DataFrame":
    """One row per driver and race of Lap Raptor's file, with what the official file adds.

    Raises:
        BadFile: a file is damaged or lost a column.
    """
    import polars as pl

    raw = files.require_names(files.read_parquet(folder / LAPRAPTOR), ("driver_name", "race_date", *_NAMES), LAPRAPTOR)
    _require_numbers(raw, _NAMES, LAPRAPTOR)
    rows = raw.rename(_NAMES).rename({"driver_name": "driver"})
    rows = name_drivers(rows.with_columns(pl.col("race_date").cast(pl.Date).alias("date")), keys)
    rows = tie_by_field(rows, keys).with_columns(pl.lit(LAPRAPTOR).alias("source"))
    if (folder / OFFICIAL).is_file():
        official = _official(folder, keys)
        said = official.select("key", "official_driver_id", "race_id", "closing", "laps_scheduled")
        rows = rows.join(said, on=["key", "official_driver_id"], how="left")
        rows = pl.concat([rows, _only_official(official, rows)], how="diagonal_relaxed")
    # An official result is not loop data: cells below the range (0: never timed) are unknown.
    unknown = [pl.when(pl.col(c) > 0).then(pl.col(c)).alias(c) for c in ("start", "mid_race", "best", "worst")]
    unknown.append(pl.when(pl.col("avg_running") >= 1).then(pl.col("avg_running")).alias("avg_running"))
    return shaped(rows.with_columns(unknown), LOOP, LAPRAPTOR)


@naming(OFFICIAL)
def _official(folder: Path, keys: Keys) -> "pl.DataFrame":
    """The official file's rows that are of a race of the record, one a driver."""
    import polars as pl

    named = {theirs: ours for theirs, ours in _NAMES.items() if theirs not in ("track_name", "green_flag_passing_diff")}
    named |= {"passing_diff": "pass_diff", "closing_pos": "closing", "scheduled_laps": "laps_scheduled"}
    named["top15_laps"] = named.pop("top_15_laps")
    raw = files.require_names(files.read_parquet(folder / OFFICIAL), ("race_id", "series", *named), OFFICIAL)
    _require_numbers(raw, named, OFFICIAL)
    raw = raw.rename(named)
    closing = pl.when(pl.col("closing") > 0).then(pl.col("closing")).alias("closing")
    tied = tie_official(raw.with_columns(closing), keys).filter(pl.col("key").is_not_null())
    return tied.unique(["key", "official_driver_id"], keep="first", maintain_order=True)


def _require_numbers(raw: "pl.DataFrame", names: dict[str, str], file: str) -> None:
    numbers = {column.name for column in LOOP.columns if column.dtype in ("i16", "i32", "i64", "f64")}
    files.require_columns(raw, {theirs: "number" for theirs, ours in names.items() if ours in numbers}, file)


def _only_official(official: "pl.DataFrame", rows: "pl.DataFrame") -> "pl.DataFrame":
    """Official rows of races that the other file lacks; its drivers' names by their official numbers."""
    import polars as pl

    people = rows.filter(pl.col("driver_id").is_not_null()).select("official_driver_id", "driver", "driver_id")
    missing = official.filter(~pl.col("key").is_in(rows.get_column("key").drop_nulls().unique().to_list()))
    known = people.unique("official_driver_id", keep="last", maintain_order=True)
    named = missing.join(known, on="official_driver_id", how="left", maintain_order="left")
    return named.with_columns(pl.lit(OFFICIAL).alias("source"))


def tie_by_field(rows: "pl.DataFrame", keys: Keys) -> "pl.DataFrame":
    """``key`` and ``unplaced`` for rows with ``series``, ``date``, ``driver_id``, ``finish``, ``start``, ``laps``."""
    import polars as pl

    fields = {series: list(_fields(keys, series)) for series in rows.get_column("series").unique()}
    numbered = rows.with_row_index("row")
    key: list[str | None] = [None] * len(rows)
    why: list[str | None] = [None] * len(rows)
    for (series, day), group in numbered.group_by(["series", "date"], maintain_order=True):
        lines = group.select("row", "driver_id", "finish", "start", "laps").rows()
        placed, reason = _place_group(lines, day, fields[str(series)])
        for row, _ in enumerate(lines):
            key[lines[row][0]] = placed[row]
            why[lines[row][0]] = None if placed[row] else reason
    return rows.with_columns(pl.Series("key", key, dtype=pl.String), pl.Series("unplaced", why, dtype=pl.String))


def _fields(keys: Keys, series: str) -> Iterator[Field]:
    import polars as pl

    races = keys.races.filter(pl.col("series") == series, pl.col("season") >= 2018)
    days = dict(races.select("key", "date_taken").iter_rows())
    results = keys.results.filter(pl.col("key").is_in(list(days)))
    for (key,), group in results.group_by(["key"], maintain_order=True):
        lines = {d: (f, s, n) for d, f, s, n in group.select("driver_id", "finish", "start", "laps").iter_rows()}
        yield Field(str(key), days[str(key)], lines)


def _place_group(lines: list[Line], day: dt.date, fields: list[Field]) -> tuple[list[str | None], str]:
    """A key per line, or none and the reason."""
    near = [f for f in fields if abs((f.day - day).days) <= 1 and _held(lines, f) >= ENOUGH]
    seen = [line[1] for line in lines if line[1]]
    if len(near) >= 2 and len(seen) > len(set(seen)) * 1.3:  # two races under one date
        return _split(lines, near), "double-header: no race has that driver in that place"
    if near:
        best = max(near, key=lambda f: _ordered(lines, f))
        return [best.key] * len(lines), ""
    elsewhere = [f for f in fields if f.day.year == day.year and _ordered(lines, f) >= ENOUGH]
    if len(elsewhere) == 1:
        return [elsewhere[0].key] * len(lines), ""
    most = max((_held(lines, f) for f in fields if abs((f.day - day).days) <= 1), default=None)
    if most is None:
        return [None] * len(lines), "no race of that series within a day: an exhibition"
    return [None] * len(lines), f"the race of that day holds only {most:.0%} of these drivers: an exhibition"


def _held(lines: list[Line], field: Field) -> float:
    """Share of these drivers who are in the field."""
    drivers = {line[1] for line in lines}
    return len(drivers & field.lines.keys()) / len(drivers)


def _ordered(lines: list[Line], field: Field) -> float:
    """Share of these lines that have the field's finish."""
    return sum(line[1] in field.lines and field.lines[line[1]][0] == line[2] for line in lines) / len(lines)


def _split(lines: list[Line], fields: list[Field]) -> list[str | None]:
    """Each driver's lines to different races, so that finish, start and laps agree best."""
    placed: list[str | None] = [None] * len(lines)
    by_driver: dict[str | None, list[int]] = {}
    for i, line in enumerate(lines):
        by_driver.setdefault(line[1], []).append(i)
    for mine in by_driver.values():
        choices = permutations(fields, len(mine)) if len(mine) <= len(fields) else ()
        best = max(choices, key=lambda f: sum(map(_likeness, (lines[i] for i in mine), f)), default=())
        for i, field in zip(mine, best, strict=False):
            if _likeness(lines[i], field) >= 2:
                placed[i] = field.key
    return placed


def _likeness(line: Line, field: Field) -> int:
    finish, start, laps = field.lines.get(line[1] or "", (None, None, None))
    return 3 * (finish == line[2]) + (start == line[3]) + (laps == line[4])

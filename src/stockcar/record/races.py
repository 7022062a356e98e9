"""Which races were there, when, where, over what distance?

One row a race from the result files, with the date, name and track name of the day from racing-reference, the official
feed's number, and the layout that was raced. Dates come from racing-reference, else the official results, else the
cited ``data/race_dates.csv``, else a weekend timetable (the planned day). A race that no source dates has an empty
``date`` and a ``date_taken``: that of the race before it in its series, and never one before its season; after the last
race of its series with a date, 52 weeks after the race of the same number a year before.

Known limits: the second series and the trucks of 1995-2000 are undated but for their order.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockcar.record import identity, timetable, venues
from stockcar.record.files import load_parquet, require_dates, require_season
from stockcar.record.result_files import FILLED, OFFICIAL, RACING_REFERENCE, key_of

if TYPE_CHECKING:
    import polars as pl

DAYS_APART: Final = (-3, -2, -1, 1, 2, 3)  # the feed dates a race by its planned day, the pages by its last

UNSURE: Final = ("finishing_position", "driver_fullname")  # may be empty in the official files

RR_RACES: Final = {
    "series": "text", "season": "whole", "race_number": "whole", "date": "text", "track": "text", "race_name": "text",
    "race_time": "text", "avg_speed_mph": "number", "pole_speed_mph": "number", "margin_of_victory": "text",
    "cautions": "text", "lead_changes": "whole",
}  # fmt: skip
CUP_META: Final = {
    "series": "text", "season": "whole", "race_number": "whole", "cautions": "whole", "caution_laps": "whole",
    "lead_changes": "whole", "race_time": "text", "avg_speed_mph": "number", "pole_speed_mph": "number",
    "margin_of_victory": "text", "stage_3_top10_cars": "text",
}  # fmt: skip


def load_reference(source: Path) -> "pl.DataFrame":
    """racing-reference's race pages, with the figures that only the Cup pages of 2021-23 have."""
    import polars as pl

    file = source / "results" / "rr_races.parquet"
    name = "results/rr_races.parquet"
    frame = require_dates(load_parquet(file, RR_RACES, FILLED), "date", name)
    frame = require_season(frame, "date", name)
    frame = frame.with_columns(key_of().alias("key"), pl.col("cautions").cast(pl.Int32, strict=False)).unique(
        "key", keep="first", maintain_order=True
    )
    meta_file = source / "races" / "cup_race_meta_2021_2023.parquet"
    meta = (
        load_parquet(meta_file, CUP_META, FILLED).with_columns(key_of().alias("key")) if meta_file.is_file() else None
    )
    both = ("cautions", "lead_changes", "race_time", "avg_speed_mph", "pole_speed_mph", "margin_of_victory")
    if meta is not None:
        frame = frame.join(meta.select("key", "caution_laps", *both), on="key", how="left", suffix="_meta")
        frame = frame.with_columns(pl.coalesce(f"{name}_meta", name).alias(name) for name in both)
    else:
        frame = frame.with_columns(pl.lit(None, pl.Int32).alias("caution_laps"))
    clock = pl.col("race_time").str.split(":").list.eval(pl.element().cast(pl.Float64, strict=False))
    unnamed = pl.col("race_name").str.contains(r"^\d{4}-\d{1,2}$")
    return frame.select(
        "key",
        pl.col("date").alias("rr_date"),
        pl.col("track").alias("track_then"),
        pl.when(~unnamed).then("race_name").alias("name_then"),
        pl.when(clock.list.len() == 3)
        .then(clock.list.get(0, null_on_oob=True) * 3600 + clock.list.get(1, null_on_oob=True) * 60
              + clock.list.get(2, null_on_oob=True))
        .alias("race_time_s"),
        "cautions", "caution_laps", "lead_changes", "avg_speed_mph", "pole_speed_mph",
        pl.col("margin_of_victory").alias("margin"),
    )  # fmt: skip


def load_official(source: Path) -> "pl.DataFrame":
    """Every points race that an official file names: ``series``, ``race_id``, ``official_date``, ``winner``."""
    import polars as pl

    parts = []
    columns = {"race_id": "whole", "race_date": "text", "finishing_position": "whole", "driver_fullname": "text"}
    recent = source / "results" / "official_results_2022_2025.parquet"
    cup = source / "results" / "official_cup_results_2014_2024.parquet"
    for file in (file for file in (recent, cup) if file.is_file()):
        kinds = columns if file == cup else {"series": "text", **columns}
        name = f"results/{file.name}"
        frame = require_dates(load_parquet(file, kinds, [c for c in kinds if c not in UNSURE]), "race_date", name)
        parts.append(frame.with_columns(pl.lit("cup").alias("series")) if file == cup else frame)
    if not parts:
        return pl.DataFrame(
            schema={"series": pl.String, "race_id": pl.Int32, "official_date": pl.Date, "winner": pl.String}
        )
    frame = pl.concat(parts, how="diagonal_relaxed").filter(pl.col("series") != "arca")
    races = frame.group_by("series", "race_id", maintain_order=True).agg(
        pl.col("race_date").first().alias("official_date"),
        pl.col("driver_fullname").filter(pl.col("finishing_position") == 1).first().alias("winner"),
    )
    return races.with_columns(pl.col("race_id").cast(pl.Int32))


def official_ids(races: "pl.DataFrame", official: "pl.DataFrame", names: identity.Names) -> dict[str, int]:
    """Race key to the official number: same series, and the day, or the winner and at most three days between.

    A race that nothing else dates is matched by season and winner, if he won only one such race.
    """
    by_day: dict[tuple[str, dt.date], list[tuple[str, str]]] = {}
    undated: dict[tuple[str, int, str], list[str]] = {}
    for key, series, season, day, winner_id in races.select("key", "series", "season", "date", "winner_id").iter_rows():
        if day is not None:
            by_day.setdefault((series, day), []).append((key, winner_id))
        else:
            undated.setdefault((series, season, winner_id), []).append(key)
    found: dict[str, int] = {}
    for series, race_id, day, winner in official.sort("race_id").select(
        "series", "race_id", "official_date", "winner"
    ).iter_rows():  # fmt: skip
        same = by_day.get((series, day), [])
        near = [*same, *(x for step in DAYS_APART for x in by_day.get((series, day + dt.timedelta(days=step)), []))]
        winner_id = names.driver_id(winner) if winner else None
        won = [key for key, other_id in near if winner_id == other_id]
        matched = won if len(won) == 1 else [key for key, _ in same]
        if not near and winner_id is not None:
            matched = undated.get((series, day.year, winner_id), [])
        if len(matched) == 1:
            found.setdefault(matched[0], race_id)
    return found


def table(
    lines: "pl.DataFrame", reference: "pl.DataFrame", official: "pl.DataFrame", planned: Sequence[timetable.Planned]
) -> "pl.DataFrame":
    """The races but for their distance. ``lines``: the merged results with the result files' race columns."""
    import polars as pl

    winner = pl.col("finish") == 1
    frame = lines.group_by("key", "series", "season", "race_number", maintain_order=True).agg(
        pl.col("race_name").first().alias("name"),
        pl.col("track").first().alias("raw_track"),
        pl.col("surface").first().alias("raw_surface"),
        pl.col("track_length_mi").first().alias("raw_length"),
        pl.col("laps_taken").max().alias("laps_run"),
        pl.col("finish").is_not_null().sum().cast(pl.Int32).alias("n_cars"),
        *(
            pl.col(column).filter(winner).first().alias(name)
            for column, name in (
                ("driver", "winner"), ("driver_id", "winner_id"), ("car_number", "winner_car"),
                ("team_name", "winner_team"), ("team_id", "winner_team_id"), ("make", "winner_make"),
            )
        ),
    )  # fmt: skip
    frame = frame.join(reference, on="key", how="left", maintain_order="left")
    frame = _dated(frame, official, _planned_days(frame, planned))
    return _placed(frame)


def numbered(frame: "pl.DataFrame") -> list[timetable.Numbered]:
    """The races, as timetables are tied to them."""
    rows = frame.select("key", "series", "season", "race_number", "raw_track").iter_rows()
    return [
        timetable.Numbered(key, series, season, number, venues.venue(track, season)[0])
        for key, series, season, number, track in rows
    ]


def _planned_days(frame: "pl.DataFrame", planned: Sequence[timetable.Planned]) -> dict[str, dt.date]:
    return {key: race.date for key, race in timetable.planned_races(numbered(frame), planned).items()}


def _dated(frame: "pl.DataFrame", official: "pl.DataFrame", planned: dict[str, dt.date]) -> "pl.DataFrame":
    import polars as pl

    cited = {row["key"]: row for row in identity.load_rows("race_dates.csv")}
    cited_days = {key: dt.date.fromisoformat(row["date"]) for key, row in cited.items()}
    cites = {key: row["cite"] for key, row in cited.items()}
    cited_day = pl.col("key").replace_strict(cited_days, default=None, return_dtype=pl.Date)
    cite = pl.col("key").replace_strict(cites, default=None, return_dtype=pl.String)
    by_reference = pl.col("rr_date").is_not_null()
    frame = frame.with_columns(
        pl.coalesce("rr_date", cited_day).alias("date"),
        pl.when(by_reference).then(pl.lit(RACING_REFERENCE)).otherwise(cite).alias("date_source"),
    )
    names = identity.Names(dict(frame.select("winner", "winner_id").unique().iter_rows()), identity.shared_names())
    numbers = official_ids(frame, official, names)
    days = dict(official.select("race_id", "official_date").iter_rows())
    official_days = {key: days[race_id] for key, race_id in numbers.items()}
    official_day = pl.col("key").replace_strict(official_days, default=None, return_dtype=pl.Date)
    planned_day = pl.col("key").replace_strict(planned, default=None, return_dtype=pl.Date)
    undated = pl.col("date").is_null()
    by_later = (
        pl.when(undated & official_day.is_not_null())
        .then(pl.lit(OFFICIAL))
        .when(undated & planned_day.is_not_null())
        .then(pl.lit(timetable.TIMETABLE))
    )
    frame = frame.with_columns(
        pl.col("key").replace_strict(numbers, default=None, return_dtype=pl.Int32).alias("official_race_id"),
        pl.coalesce("date_source", by_later).alias("date_source"),
        pl.coalesce("date", official_day, planned_day).alias("date"),
    )
    return _ordered(frame)


def _ordered(frame: "pl.DataFrame") -> "pl.DataFrame":
    """With the dates taken where there is none, in order of days."""
    import polars as pl

    frame = frame.sort("series", "season", "race_number")
    year_before = frame.select("series", pl.col("season") + 1, "race_number", pl.col("date").alias("date_before"))
    frame = frame.join(year_before, on=["series", "season", "race_number"], how="left", maintain_order="left")
    next_date = pl.col("date").backward_fill().over("series")
    before = pl.max_horizontal(pl.col("date").forward_fill().over("series"), pl.date("season", 1, 1))
    guess = pl.max_horizontal(before, pl.col("date_before") + pl.duration(days=364)).cum_max().over("series")
    return (
        frame.with_columns(
            pl.coalesce("date", pl.when(next_date.is_null()).then(guess).otherwise(before)).alias("date_taken"),
            pl.coalesce("date", pl.min_horizontal(next_date, pl.date("season", 12, 31))).alias("date_latest"),
        )
        .drop("date_before")
        .sort("date_taken", "series", "season", "race_number")
        .with_row_index("race_index")
    )


def _placed(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    rows = []
    for name, surface, length, season, day in frame.select(
        "raw_track", "raw_surface", "raw_length", "season", "date_taken"
    ).iter_rows():
        track_id, track = venues.venue(name, season)
        layout = venues.layout_on(track_id, max(day, dt.date(season, 1, 1)))
        if layout is not None:
            rows.append((track_id, track, layout.track_type, layout.surface, layout.length_mi))
        else:
            surface = surface or venues.surface_by_name(track)
            rows.append((track_id, track, venues.kind(surface, length), surface, length))
    placed = pl.DataFrame(
        rows, schema=["track_id", "track", "track_type", "surface", "length_mi"], orient="row", infer_schema_length=None
    )
    return frame.hstack(placed)

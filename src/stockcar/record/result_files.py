"""What do the result files say, and is each of them whole?

Seven pairs of Cup races stand under swapped numbers in nascaR.data: its own length column and racing-reference have the
other order, which is used. Stage places come from the official stage results and the Cup race pages; a car disqualified
since has none, and those behind it move up.

Known limits: racing-reference's lines beyond the last season of the result files are not read.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockcar.errors import BadFile
from stockcar.record.files import load_parquet, require_range
from stockcar.record.index import SERIES
from stockcar.record.schema import MEND

if TYPE_CHECKING:
    import polars as pl

NASCAR_DATA: Final = "nascaR.data"
RACING_REFERENCE: Final = "racing-reference"
OFFICIAL: Final = "official feed"

SWAPPED: Final = (
    (1954, 15, 16), (1955, 14, 15), (1957, 19, 20), (1957, 30, 31), (1961, 20, 22), (1961, 44, 45), (1973, 27, 28),
)  # fmt: skip

RESULT_COLUMNS: Final = {
    "series": "text", "season": "whole", "race_number": "whole", "track": "text", "race_name": "text",
    "track_length_mi": "number", "surface": "text", "finish": "whole", "start": "whole", "car_number": "text",
    "driver": "text", "make": "text", "points": "whole", "laps": "whole", "laps_led": "whole", "status": "text",
    "team": "text", "stage1_finish": "whole", "stage2_finish": "whole", "driver_rating": "number", "win": "whole",
}  # fmt: skip

RESULT_BOUNDS: Final = {
    "season": (1949, 2100), "race_number": (1, 99), "finish": (1, 90), "start": (0, 90), "laps": (0, 600),
    "laps_led": (0, 600), "points": (-100, 10_000), "driver_rating": (0, 150),
}  # fmt: skip

RR_COLUMNS: Final = {
    "series": "text", "season": "whole", "race_number": "whole", "driver": "text", "car_number": "text",
    "sponsor_owner": "text", "start_pos": "whole", "finish_pos": "whole", "laps_completed": "whole",
    "laps_led": "whole", "stage_1_pos": "whole", "stage_2_pos": "whole", "fastest_lap_pt": "whole",
    "race_pts": "whole", "ineligible": "flag", "status": "text", "crew_chief": "text",
}  # fmt: skip

RR_BOUNDS: Final = {
    "season": (1949, 2100), "race_number": (1, 99), "finish_pos": (0, 99), "start_pos": (0, 99),
    "laps_completed": (0, 600), "laps_led": (0, 600), "race_pts": (-1000, 10_000),
}  # fmt: skip
FILLED: Final = ("series", "season", "race_number")


def key_of(series: str = "series", season: str = "season", number: str = "race_number") -> "pl.Expr":
    """The race key as a text column."""
    import polars as pl

    return pl.format("{}-{}-{}", series, season, pl.col(number).cast(pl.String).str.zfill(2))


def load_results(source: Path) -> "pl.DataFrame":
    """The result files as they are, numbered as the record numbers races, with ``key`` and ``row`` (place in file).

    Raises:
        BadFile: a file is not whole, a row is of another series, or a race has no winner, two, or a line twice.
    """
    import polars as pl

    frames = []
    for series in SERIES:
        name = f"results/{series}.parquet"
        frame = load_parquet(source / name, RESULT_COLUMNS, (*FILLED, "track", "race_name"))
        frame = require_range(frame, RESULT_BOUNDS, name).with_row_index("row")
        wrong = frame.filter(pl.col("series") != series)
        if wrong.height:
            said = wrong.row(0, named=True)
            where = f"{name}: row {said['row'] + 1}, column 'series'"
            raise BadFile(
                f"{where}: {said['series']!r} is not {series!r}", "every row of the file is of one series", MEND
            )
        frames.append(_require_races(frame, name).with_columns(pl.lit(name).alias("file")))
    raw = pl.concat(frames, how="vertical_relaxed").with_columns(
        pl.col("season", "race_number", "finish", "start", "laps", "laps_led", "points").cast(pl.Int32),
    )
    renumber = pl.col("race_number")
    for season, a, b in SWAPPED:
        here = (pl.col("series") == "cup") & (pl.col("season") == season)
        renumber = (
            pl.when(here & (pl.col("race_number") == a)).then(b)
            .when(here & (pl.col("race_number") == b)).then(a).otherwise(renumber)
        )  # fmt: skip
    # the length and surface columns already follow the right order, so they stay with the number
    shape = raw.group_by("series", "season", "race_number").agg(
        pl.col("track_length_mi", "surface").drop_nulls().mode().sort().first()
    )
    moved = raw.drop("track_length_mi", "surface").with_columns(renumber.cast(pl.Int32).alias("race_number"))
    joined = moved.join(shape, on=["series", "season", "race_number"], how="left", maintain_order="left")
    return joined.with_columns(key_of().alias("key"))


def _require_races(frame: "pl.DataFrame", name: str) -> "pl.DataFrame":
    """The rows of one result file, if every race has one winner and no line of it stands there twice."""
    import polars as pl

    race, line = ["season", "race_number"], ["season", "race_number", "driver", "car_number", "finish"]
    won = pl.col("finish") == 1
    # Entries that did not race have neither place nor laps; a cell that was lost has laps beside it.
    raced = pl.any_horizontal(pl.col("laps", "points", "start").fill_null(0) > 0)
    doubts = (
        (
            pl.col("finish").is_null() & raced,
            "{driver} raced in {race} and has no place",
            "every car that raced has one",
        ),
        (~pl.struct(line).is_first_distinct(), "{driver} a second time in {race}", "the race is in the file twice"),
        (won & (won.cum_sum().over(race) > 1), "{race} has a second winner", "every race has one"),
        ((won.sum().over(race) == 0), "{race} has no winner", "every race has one"),
    )
    for doubt, said, why in doubts:
        found = frame.filter(doubt)
        if found.height:
            first = found.row(0, named=True)
            of = f"{first['series']} {first['season']} race {first['race_number']}"
            where = f"{name}: row {first['row'] + 1}, column 'finish'"
            raise BadFile(f"{where}: {said.format(driver=first['driver'], race=of)}", why, "fetch it again")
    return frame


def load_racing_reference(source: Path) -> "pl.DataFrame":
    """racing-reference's lines, one for each race and place."""
    import polars as pl

    frame = load_parquet(source / "results" / "rr_results.parquet", RR_COLUMNS, FILLED)
    frame = require_range(frame, RR_BOUNDS, "results/rr_results.parquet").filter(pl.col("season") <= 2025)
    blank = pl.col(pl.String).replace({"nan": None, "": None})
    frame = frame.with_columns(blank).with_columns(key_of().alias("key"))
    renamed = frame.select(
        "key",
        pl.col("finish_pos").cast(pl.Int32).alias("finish"),
        pl.all().exclude("key", "series", "season", "race_number", "finish_pos").name.prefix("rr_"),
    )
    return renamed.unique(["key", "finish"], keep="first", maintain_order=True)


def load_stages(source: Path, keys: dict[int, str], marked: "pl.DataFrame | None" = None) -> "pl.DataFrame":
    """Top-ten places at each stage end by key and car, from the official stage results and the Cup race pages.

    ``marked``: ``key``, ``car_number`` of the cars disqualified since; they lose their places to those behind.
    """
    import polars as pl

    schema = {"key": pl.String, "car_number": pl.String, "stage": pl.Int32, "place": pl.Int32}
    parts = [pl.DataFrame(schema=schema)]
    file = source / "stages" / "stage_results_official_2022_2025.parquet"
    if file.is_file():
        kinds = {"race_id": "number", "stage_number": "number", "position": "number", "vehicle_number": "text"}
        frame = load_parquet(file, kinds).select(
            pl.col("race_id").replace_strict(keys, default=None, return_dtype=pl.String).alias("key"),
            pl.col("vehicle_number").alias("car_number"),
            pl.col("stage_number").cast(pl.Int32).alias("stage"),
            pl.col("position").cast(pl.Int32).alias("place"),
        )
        if marked is not None:
            frame = _closed_up(frame.drop_nulls(), marked)
        parts.append(frame.drop_nulls().filter(pl.col("place") <= 10))
    pages = source / "races" / "cup_race_meta_2021_2023.parquet"
    if pages.is_file():
        kinds = {"series": "text", "season": "number", "race_number": "number", "stage_3_top10_cars": "text"}
        cars = pl.col("stage_3_top10_cars").str.strip_chars("# ").str.split(",").alias("car_number")
        frame = load_parquet(pages, kinds).filter(pl.col("stage_3_top10_cars").is_not_null())
        frame = frame.select(key_of().alias("key"), cars, pl.lit(3, pl.Int32).alias("stage"))
        frame = frame.with_columns(pl.int_ranges(1, pl.col("car_number").list.len() + 1, dtype=pl.Int32).alias("place"))
        frame = frame.explode("car_number", "place").with_columns(pl.col("car_number").str.strip_chars())
        parts.append(frame.select(list(schema)))
    rows = pl.concat(parts).unique(["key", "car_number", "stage"], keep="first", maintain_order=True)
    wide = rows.pivot("stage", index=["key", "car_number"], values="place", maintain_order=True)
    missing = [pl.lit(None, pl.Int32).alias(n) for n in ("1", "2", "3") if n not in wide.columns]
    return wide.with_columns(missing).rename({"1": "stage_1", "2": "stage_2", "3": "stage_3"})


def _closed_up(places: "pl.DataFrame", marked: "pl.DataFrame") -> "pl.DataFrame":
    """The places without the cars of ``marked``: of each stage that one of them was in, those behind move up."""
    import polars as pl

    out = marked.select("key", "car_number", pl.lit(True).alias("out"))
    frame = places.join(out, on=["key", "car_number"], how="left", maintain_order="left")
    ahead = pl.col("out").fill_null(False).cast(pl.Int32).cum_sum().over("key", "stage")  # cars gone, up to this place
    frame = frame.sort("key", "stage", "place", maintain_order=True).with_columns(pl.col("place") - ahead)
    return frame.filter(pl.col("out").is_null()).drop("out")

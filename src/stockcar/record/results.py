"""What is each car's line in each race, from which source, and where do the sources differ?

The result files of nascaR.data are followed, but for what ``agreed`` shows to be wrong in them; racing-reference and
the official feed fill what they leave empty (grid places written as 0, laps led in 2016, the stages of 2025, the
fastest-lap point). A difference is kept in ``disagreements`` with the reason for the choice. A car disqualified after
the race has no stage places, and those behind it move up. Seven pairs of Cup races stand under swapped numbers in
nascaR.data: its own length column and racing-reference have the other order, which is used.

Known limits: ``start`` is the grid place recorded, not always the qualifying place; a driver who stands twice in one
race (a second or relief entry, 1966 and 1986) has two rows here and one start in a career.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockcar.errors import BadFile
from stockcar.record import agreed, identity
from stockcar.record.files import load_parquet, require_range
from stockcar.record.index import SERIES

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
    """The result files as they are, numbered as the record numbers races, with ``key`` and ``row`` (place in file)."""
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
            raise BadFile(f"{where}: {said['series']!r} is not {series!r}", "every row of the file is of one series")
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


def with_people(raw: "pl.DataFrame") -> "pl.DataFrame":
    """The lines with the book's name and id of each driver, and team id, team, owner.

    Raises:
        BadFile: a row has no driver, or two names would share one id.
    """
    import polars as pl

    empty = raw.filter(pl.col("driver").is_null() | (pl.col("driver").str.strip_chars() == ""))
    if empty.height:
        row = empty.row(0, named=True)
        raise BadFile(f"{row['file']}: row {row['row'] + 1}, column 'driver' is empty", "every result has a driver")
    rows = identity.driver_rows()
    moved = pl.DataFrame(
        [(key, finish, written, book) for (key, finish, written), (book, _) in rows.items()],
        schema={"key": pl.String, "finish": pl.Int32, "driver": pl.String, "moved_to": pl.String},
        orient="row",
    )
    named = raw.join(moved, on=["key", "finish", "driver"], how="left", maintain_order="left").with_columns(
        pl.col("driver").alias("name_as_written"),
        pl.coalesce("moved_to", pl.col("driver").replace(identity.driver_names())).alias("driver"),
    )
    names = named.get_column("driver").unique().to_list()
    ids: dict[str, str] = {name: identity.slug(name) for name in sorted(names)}
    if len(set(ids.values())) != len(ids):
        doubled = sorted(name for name in names if list(ids.values()).count(ids[name]) > 1)
        raise BadFile(
            f"results: column 'driver': {doubled} would share one id", "say who they are in driver_aliases.csv"
        )
    teams = {written: identity.team(written) for written in named.get_column("team").unique().to_list()}
    return named.with_columns(
        pl.col("driver").replace_strict(ids, return_dtype=pl.String).alias("driver_id"),
        *(
            pl.Series(column, [teams[written][part] for written in named.get_column("team")], dtype=pl.String)
            for part, column in enumerate(("team_id", "team_name", "owner"))
        ),
    )


def _status_classes() -> dict[str, str]:
    import tomllib
    from importlib import resources

    text = resources.files("stockcar.record").joinpath("data", "statuses.toml").read_text(encoding="utf-8")
    return {word: name for name, words in tomllib.loads(text).items() for word in words}


def merged(people: "pl.DataFrame", reference: "pl.DataFrame", stages: "pl.DataFrame") -> "pl.DataFrame":
    """One row a car: the result file, filled from racing-reference and the official stage results.

    Columns of the table, and beside them the other sources' values (``rr_*``) for the disagreements.
    """
    import polars as pl

    frame = people.join(reference, on=["key", "finish"], how="left", maintain_order="left")
    ids = dict(frame.select("driver", "driver_id").unique().iter_rows())
    names = identity.Names(ids, identity.shared_names())
    written = {name: names.driver_id(name) for name in frame.get_column("rr_driver").drop_nulls().unique().to_list()}
    frame = frame.with_columns(
        pl.col("rr_driver").replace_strict(written, return_dtype=pl.String, default=None).alias("rr_driver_id"),
    ).with_columns(
        ((pl.col("rr_driver_id") == pl.col("driver_id")) | (pl.col("rr_car_number") == pl.col("car_number")))
        .fill_null(False)
        .alias("same_line"),
    )
    theirs = [name for name in frame.columns if name.startswith("rr_") and name not in ("rr_driver", "rr_driver_id")]
    frame = frame.with_columns(pl.when("same_line").then(pl.col(name)).alias(name) for name in theirs)
    frame = frame.join(stages, on=["key", "car_number"], how="left", maintain_order="left")
    grid = pl.when(pl.col("start") > 0).then("start")
    field = pl.len().over("key")
    rr_grid = pl.when((pl.col("rr_start_pos") > 0) & (pl.col("rr_start_pos") <= field)).then("rr_start_pos")
    classes = _status_classes()
    status = pl.col("status").replace({"-": None, "": None})
    marked = pl.col("marked") if "marked" in frame.columns else pl.lit(False)
    dq = (pl.col("rr_status") == "disqualified").fill_null(False) | marked
    chosen_status = pl.when(dq).then(pl.lit("disqualified")).otherwise(pl.coalesce(status, "rr_status"))
    any_fastest = (pl.col("rr_fastest_lap_pt") == 1).any().over("key")
    return frame.with_columns(
        pl.coalesce(pl.when(grid <= field).then(grid), rr_grid, grid).cast(pl.Int32).alias("start_taken"),
        pl.coalesce("laps", "rr_laps_completed").cast(pl.Int32).alias("laps_taken"),
        pl.coalesce("laps_led", "rr_laps_led").cast(pl.Int32).alias("led_taken"),
        pl.coalesce("points", pl.when(pl.col("rr_race_pts") > 0).then("rr_race_pts"))
        .cast(pl.Int32)
        .alias("points_taken"),
        _stage("stage1_finish", "stage_1", "rr_stage_1_pos").alias("stage_1_taken"),
        _stage("stage2_finish", "stage_2", "rr_stage_2_pos").alias("stage_2_taken"),
        pl.col("stage_3").cast(pl.Int32).alias("stage_3_taken"),
        chosen_status.alias("status_taken"),
        chosen_status.str.to_lowercase().replace_strict(classes, default="other").alias("status_class"),
        pl.when(any_fastest).then(pl.col("rr_fastest_lap_pt").fill_null(0) == 1).alias("fastest_lap"),
        (~pl.col("rr_ineligible")).alias("eligible"),
    ).with_columns((pl.col("eligible") | (pl.col("points_taken") > 0)).alias("eligible"))  # who has points was eligible


def _stage(recorded: str, official: str, reference: str) -> "pl.Expr":
    """A stage's places from the first source that has any for the race: an empty cell means outside the top ten."""
    import polars as pl

    def known(column: str) -> pl.Expr:
        return pl.col(column).is_not_null().any().over("key")

    taken = pl.when(known(recorded)).then(recorded).when(known(official)).then(official).otherwise(reference)
    return pl.when(taken > 0).then(taken).cast(pl.Int32)


def table(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The merged lines as rows of the results table, in race and finish order."""
    import polars as pl

    rating = pl.col("driver_rating")
    return frame.select(
        "key",
        "finish",
        pl.col("start_taken").alias("start"),
        pl.col("car_number").replace({"": None}).alias("car"),
        "driver",
        "driver_id",
        pl.col("team_name").alias("team"),
        "team_id",
        "owner",
        pl.col("make").replace({"-": None, "": None, "Volkswagon": "Volkswagen"}),
        pl.col("laps_taken").alias("laps"),
        pl.col("led_taken").alias("led"),
        pl.col("status_taken").alias("status"),
        "status_class",
        pl.col("stage_1_taken").alias("stage_1"),
        pl.col("stage_2_taken").alias("stage_2"),
        pl.col("stage_3_taken").alias("stage_3"),
        pl.col("points_taken").alias("points"),
        pl.when((pl.col("season") >= 2005) & (rating > 0)).then(rating).alias("rating"),
        "fastest_lap",
        "eligible",
        pl.col("rr_crew_chief").alias("crew_chief"),
        "name_as_written",
        pl.col("file").alias("source"),
    )


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


def disagreements(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Where racing-reference says something else than the result file, what was taken, and why."""
    import polars as pl

    kept = "the result file is followed where both have a value"
    compared = (
        ("start", "start_taken", "rr_start_pos", kept),
        ("laps", "laps_taken", "rr_laps_completed", kept),
        ("led", "led_taken", "rr_laps_led", kept),
        ("stage_1", "stage_1_taken", "rr_stage_1_pos", kept),
        ("stage_2", "stage_2_taken", "rr_stage_2_pos", kept),
        ("points", "points_taken", "rr_race_pts", kept + "; racing-reference has 0 for other schemes before 1975"),
    )
    parts = []
    for column, taken, other, reason in compared:
        differs = frame.filter("same_line", pl.col(taken).is_not_null(), pl.col(other).is_not_null())
        if column == "points":
            differs = differs.filter((pl.col(other) != 0) | (pl.col("season") >= 1975))
        differs = differs.filter(pl.col(taken) != pl.col(other))
        parts.append(_differences(differs, column, taken, other, reason))
    people = frame.filter(
        pl.col("rr_driver").is_not_null()
        & (pl.col("rr_driver_id").is_null() | (pl.col("rr_driver_id") != pl.col("driver_id")))
    )
    said = "two people for one line, or a name that two people share; the result file is followed (driver_pairs.csv)"
    parts.append(_differences(people, "driver", "driver", "rr_driver", said))
    moved = frame.filter(pl.col("moved_to").is_not_null())
    said = "the row is someone else's, see driver_rows.csv"
    parts.append(_differences(moved, "driver", "driver", "name_as_written", said, (RACING_REFERENCE, NASCAR_DATA)))
    dq = frame.filter((pl.col("status_taken") == "disqualified") & (pl.col("status") != "disqualified"))
    by_feed = pl.col("marked") & (pl.col("rr_status") != "disqualified").fill_null(True)
    said = "a disqualification is named by one source only"
    sources = (RACING_REFERENCE, NASCAR_DATA)
    parts.append(_differences(dq.filter(~by_feed), "status", "status_taken", "status", said, sources))
    sources = (OFFICIAL, NASCAR_DATA)
    parts.append(_differences(dq.filter(by_feed), "status", "status_taken", "status", agreed.MARKED, sources))
    parts.append(agreed.disagreements(frame))
    return pl.concat(parts)


def _differences(
    frame: "pl.DataFrame",
    column: str,
    taken: str,
    other: str,
    reason: str,
    sources: tuple[str, str] = (NASCAR_DATA, RACING_REFERENCE),
) -> "pl.DataFrame":
    import polars as pl

    return frame.select(
        "key",
        pl.lit("results").alias("table"),
        pl.coalesce(pl.col("car_number").replace({"": None}), "driver").alias("subject"),
        pl.lit(column).alias("column"),
        pl.col(taken).cast(pl.String).alias("chosen"),
        pl.lit(sources[0]).alias("chosen_source"),
        pl.col(other).cast(pl.String).alias("other"),
        pl.lit(sources[1]).alias("other_source"),
        pl.lit(reason).alias("reason"),
    )

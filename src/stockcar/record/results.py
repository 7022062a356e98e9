"""What is each car's line in each race, and from which source?

The result files of nascaR.data are followed, but for what ``agreed`` shows to be wrong in them; racing-reference and
the official feed fill what they leave empty (grid places written as 0, laps led in 2016, the stages of 2025, the
fastest-lap point). A difference is kept in ``disagreements`` with the reason for the choice.

Known limits: ``start`` is the grid place recorded, not always the qualifying place; a driver who stands twice in one
race (a second or relief entry, 1966 and 1986) has two rows here and one start in a career.
"""

from typing import TYPE_CHECKING

from stockcar.errors import BadFile
from stockcar.record import identity
from stockcar.record.schema import MEND

if TYPE_CHECKING:
    import polars as pl


def with_people(raw: "pl.DataFrame") -> "pl.DataFrame":
    """The lines with the book's name and id of each driver, and team id, team, owner.

    Raises:
        BadFile: a row has no driver, or two names would share one id.
    """
    import polars as pl

    empty = raw.filter(pl.col("driver").is_null() | (pl.col("driver").str.strip_chars() == ""))
    if empty.height:
        row = empty.row(0, named=True)
        raise BadFile(
            f"{row['file']}: row {row['row'] + 1}, column 'driver' is empty", "every result has a driver", MEND
        )
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
            f"results: column 'driver': {doubled} would share one id",
            "an id is one person",
            "say who they are in driver_aliases.csv",
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

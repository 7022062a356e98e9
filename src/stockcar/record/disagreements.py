"""Where do the sources differ about a race or a line, what was taken, and why?"""

from typing import TYPE_CHECKING, Final

from stockcar.record import agreed
from stockcar.record.result_files import NASCAR_DATA, OFFICIAL, RACING_REFERENCE, SWAPPED

if TYPE_CHECKING:
    import polars as pl

LENGTH_DIFFERS: Final = 0.01  # of the length; less is rounding


def of_results(frame: "pl.DataFrame") -> "pl.DataFrame":
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


def of_races(races: "pl.DataFrame") -> "pl.DataFrame":
    """Where the result files number a race or measure its track otherwise than the book, and why."""
    import polars as pl

    rows = []
    for season, a, b in SWAPPED:
        for taken, other in ((a, b), (b, a)):
            key = f"cup-{season}-{taken:02d}"
            reason = "its own length column and racing-reference have the other order (in 1973 the dates too)"
            rows.append((key, "number", str(taken), RACING_REFERENCE, str(other), NASCAR_DATA, reason))
    differs = races.filter(((pl.col("raw_length") / pl.col("length_mi")) - 1).abs() > LENGTH_DIFFERS)
    reason = "the reviewed layout of that day is followed (track_layouts.csv)"
    for key, taken, other in differs.select("key", "length_mi", "raw_length").iter_rows():
        rows.append((key, "length_mi", str(taken), "track_layouts.csv", str(other), NASCAR_DATA, reason))
    schema = ["key", "column", "chosen", "chosen_source", "other", "other_source", "reason"]
    frame = pl.DataFrame(rows, schema=schema, orient="row").filter(
        pl.col("key").is_in(races.get_column("key").implode())
    )
    return frame.with_columns(pl.lit("races").alias("table"), pl.col("key").alias("subject"))

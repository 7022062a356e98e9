"""Where do other sources show that a line of the result files is wrong, and what is taken instead?

Four rules, each on what the sources say and none on what points ought to be by the rules of the day:

* *disqualified*: the official feed marks the car and places it behind every car that ran a lap; a mark that was taken
  back leaves the car where it finished (Ryan Blaney at Charlotte in 2023).
* *two of three*: from 2022 the official feed is a third source. Where it and racing-reference agree on a place, a car
  number, laps, laps led or points against the result file, theirs is taken. Points that a driver forfeited with
  a change of series stay 0: the result file has them so, the others as they were paid on the day.
* *laps behind*: where the laps so taken put a car behind the one that finished next to it, the two change places.
* *out of order*: in a race whose other cars' points fall with every place, a car's points that break the order are
  replaced by racing-reference's, if those keep it. One row is replaced before several are.

What was there before stays in ``before_<column>`` and is kept among the disagreements.
"""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockcar.record import identity
from stockcar.record.files import load_parquet

if TYPE_CHECKING:
    import polars as pl

OFFICIAL_RESULTS: Final = Path("results") / "official_results_2022_2025.parquet"
COLUMNS: Final = {  # of the result file: of the official feed, of racing-reference
    "finish": ("finishing_position", "finish"),
    "car_number": ("car_number", "rr_car_number"),
    "laps": ("laps_completed", "rr_laps_completed"),
    "laps_led": ("laps_led", "rr_laps_led"),
    "points": ("points_earned", "rr_race_pts"),
}
TWO_OF_THREE: Final = "the official feed and racing-reference agree against the result file"
LAPS_BEHIND: Final = "by the laps of the official feed and racing-reference the car is behind its neighbour"
OUT_OF_ORDER: Final = "the result file's points break the order of the places, racing-reference's keep it"
MARKED: Final = "the official feed marks the car as disqualified and places it behind all that ran"
FEWEST_ROWS: Final = 10  # of a race whose points fall with the place, beside the row in doubt


def load_official(source: Path, keys: dict[int, str]) -> "pl.DataFrame":
    """The official lines of 2022 on: ``key``, ``driver_fullname``, the columns of ``COLUMNS``, ``marked``."""
    import polars as pl

    of = [official for official, _ in COLUMNS.values()]
    if not (source / OFFICIAL_RESULTS).is_file():
        text = dict.fromkeys(("key", "driver_fullname", "car_number"), pl.String)
        return pl.DataFrame(schema={**dict.fromkeys(of, pl.Int64), **text, "marked": pl.Boolean})
    kinds = {**dict.fromkeys(("race_id", *of), "number"), "driver_fullname": "text", "disqualified": "flag"}
    frame = load_parquet(source / OFFICIAL_RESULTS, {**kinds, "car_number": "text"})
    frame = frame.with_columns(
        pl.col("race_id").replace_strict(keys, default=None, return_dtype=pl.String).alias("key")
    )
    ran_behind = pl.col("finishing_position").filter((pl.col("laps_completed") > 0) & ~pl.col("_mark")).max()
    marked = pl.col("_mark") & (pl.col("finishing_position") > ran_behind.over("key"))
    frame = frame.with_columns(pl.col("disqualified").fill_null(False).alias("_mark"))
    return frame.filter(pl.col("key").is_not_null()).select("key", "driver_fullname", *of, marked.alias("marked"))


def settled(people: "pl.DataFrame", reference: "pl.DataFrame", official: "pl.DataFrame") -> "pl.DataFrame":
    """The lines with what the other sources show to be wrong replaced; ``before_*`` hold what was there, ``marked``."""
    import polars as pl

    ids = dict(people.select("driver", "driver_id").unique().iter_rows())
    names = identity.Names(ids, identity.shared_names())
    theirs = _by_driver(official, "driver_fullname", names).select(
        "key", "driver_id", "marked", *(pl.col(of).alias(f"of_{column}") for column, (of, _) in COLUMNS.items())
    )
    second = _by_driver(reference, "rr_driver", names).select(
        "key", "driver_id", *(pl.col(rr).alias(f"second_{column}") for column, (_, rr) in COLUMNS.items())
    )
    frame = people.join(theirs, on=["key", "driver_id"], how="left", maintain_order="left")
    frame = frame.join(second, on=["key", "driver_id"], how="left", maintain_order="left")
    frame = frame.with_columns(pl.col("marked").fill_null(False))
    agree = {column: (pl.col(f"of_{column}") == pl.col(f"second_{column}")).fill_null(False) for column in COLUMNS}
    season = ["series", "season", "driver_id"]
    scored_before = pl.col("points").cum_max().shift(1, fill_value=0).over(season, order_by="race_number") > 0
    kept = (pl.col("points") > 0) | scored_before  # what is forfeited is forfeited from the first race on
    agree["points"] = agree["points"] & kept & (pl.col("of_points") > 0)
    taken = [
        pl.when(agrees).then(pl.col(f"of_{column}")).otherwise(pl.col(column)).cast(people.schema[column])
        for column, agrees in agree.items()
    ]
    frame = frame.with_columns(
        *(pl.col(column).alias(f"before_{column}") for column in COLUMNS),
        *(expression.alias(column) for expression, column in zip(taken, COLUMNS, strict=True)),
    )
    frame = _in_order(_by_laps(frame))
    return frame.drop(f"{whose}_{column}" for whose in ("of", "second") for column in COLUMNS)


def _by_driver(lines: "pl.DataFrame", written: str, names: identity.Names) -> "pl.DataFrame":
    """One line a driver of the book and race; drivers who stand twice in a race are left out."""
    import polars as pl

    ids = {name: names.driver_id(name) for name in lines.get_column(written).drop_nulls().unique().to_list()}
    frame = lines.with_columns(
        pl.col(written).replace_strict(ids, default=None, return_dtype=pl.String).alias("driver_id")
    )
    frame = frame.filter(pl.col("driver_id").is_not_null())
    return frame.filter(pl.len().over("key", "driver_id") == 1)


def _by_laps(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Neighbours in the result change places where replaced laps leave the one ahead with fewer."""
    import polars as pl

    fewer = frame.filter((pl.col("laps") != pl.col("before_laps")), ~pl.col("marked"))
    places = fewer.select("key", "finish", "laps").with_columns(pl.col("finish") + 1)
    behind = places.join(frame.select("key", "finish", "laps"), on=["key", "finish"], suffix="_behind")
    moved = behind.filter(pl.col("laps") < pl.col("laps_behind")).select("key", pl.col("finish").alias("back"))
    both = pl.concat(
        [
            moved.select("key", pl.col("back").alias("finish"), (pl.col("back") - 1).alias("by_laps")),
            moved.select("key", (pl.col("back") - 1).alias("finish"), pl.col("back").alias("by_laps")),
        ]
    )
    frame = frame.join(both, on=["key", "finish"], how="left", maintain_order="left")
    return frame.with_columns(pl.coalesce("by_laps", "finish").alias("finish"))


def _in_order(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Points out of the order of the places replaced by racing-reference's where those keep it."""
    import polars as pl

    frame = frame.with_row_index("_at")
    doubt = (pl.col("points") > 0) & (pl.col("second_points") > 0) & (pl.col("points") != pl.col("second_points"))
    doubt = doubt & (pl.col("finish") == pl.col("second_finish"))
    in_doubt = frame.filter(doubt).get_column("key").unique()
    frame = frame.with_columns(pl.when(doubt).then("second_points").alias("_second"))
    scored = frame.filter(pl.col("key").is_in(in_doubt.implode()), pl.col("points") > 0, pl.col("finish").is_not_null())
    replaced: dict[int, int] = {}
    for _, rows in scored.sort("finish").group_by("key", maintain_order=True):
        at, points, second = (rows.get_column(name).to_list() for name in ("_at", "points", "_second"))
        other = {i: value for i, value in enumerate(second) if value}
        replaced.update((at[i], other[i]) for i in mended(points, other))
    new = pl.col("_at").replace_strict(replaced, default=None, return_dtype=frame.schema["points"])
    return frame.with_columns(pl.coalesce(new, "points").alias("points")).drop("_at", "_second")


def mended(points: Sequence[int], other: dict[int, int]) -> tuple[int, ...]:
    """Which of the points, by place, the other source's values should replace: none, one, or all that differ."""
    sure = [points[i] for i in range(len(points)) if i not in other]
    if len(sure) < FEWEST_ROWS or not _falls(sure) or _falls(points):
        return ()
    for chosen in _choices(other):
        if _falls([other[i] if i in chosen else value for i, value in enumerate(points)]):
            return chosen
    return ()


def _choices(other: dict[int, int]) -> Iterator[tuple[int, ...]]:
    yield from ((i,) for i in other)
    yield tuple(other)


def _falls(points: Sequence[int]) -> bool:
    return all(a > b for a, b in itertools.pairwise(points))


def disagreements(frame: "pl.DataFrame") -> "pl.DataFrame":
    """What the result files said where it was replaced, with the reason."""
    import polars as pl

    names = {"laps_led": "led", "car_number": "car"}
    changed = []
    for column in COLUMNS:
        differs = frame.filter(pl.col(column).ne_missing(pl.col(f"before_{column}")))
        season = pl.col("key").str.extract(r"-(\d{4})-").cast(pl.Int32)
        two = (season >= 2022) if column == "points" else pl.lit(True)
        agree = pl.when(pl.col("by_laps").is_not_null() & (column == "finish")).then(pl.lit(LAPS_BEHIND))
        changed.append(
            differs.select(
                "key",
                pl.lit("results").alias("table"),
                pl.coalesce(pl.col("car_number").replace({"": None}), "driver").alias("subject"),
                pl.lit(names.get(column, column)).alias("column"),
                pl.col(column).cast(pl.String).alias("chosen"),
                pl.when(two).then(pl.lit("official feed")).otherwise(pl.lit("racing-reference")).alias("chosen_source"),
                pl.col(f"before_{column}").cast(pl.String).alias("other"),
                pl.lit("nascaR.data").alias("other_source"),
                agree.when(two).then(pl.lit(TWO_OF_THREE)).otherwise(pl.lit(OUT_OF_ORDER)).alias("reason"),
            )
        )
    return pl.concat(changed)

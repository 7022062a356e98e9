"""What is wrong, odd or missing in the record, by name, with the rows?

Every check is a function from frames to a ``Finding``; a check that finds nothing still gives one, with no rows, so
that the list of checks is the same for every book. ``check_source`` asks the same of the result files before anything
is repaired, which is how the repairs can be counted.

Severity: ``error`` two facts that cannot both be true; ``odd`` can be true and seldom is; ``gap`` not known.

Known limits: a check looks at seasons that the book holds whole; that a result is wrong but consistent, none can see.
"""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stockcar.record.audit_lines import LINE_CHECKS, with_season
from stockcar.record.audit_races import (
    RACE_AND_LINE_CHECKS,
    RACE_CHECKS,
    check_numbers_swapped,
    check_season_lengths,
)
from stockcar.record.finding import Finding

if TYPE_CHECKING:
    import polars as pl

    from stockcar.record.book import RecordBook

ALIKE = 90.0  # of 100, rapidfuzz
ALLOWED = Path(__file__).parent / "data" / "audit.toml"


class Allowed(NamedTuple):
    """What can be meant: races per season, and the most points of one start by series and season."""

    races: dict[tuple[str, int], int]
    most_points: dict[tuple[str, int], int]


def load_allowed(path: Path = ALLOWED) -> Allowed:
    """The bounds that the checks hold the record against, each cited in the file."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    races = {
        (series, said["first"] + i): n
        for series, said in document["races"].items() if series != "cite" for i, n in enumerate(said["n"])
    }  # fmt: skip
    most = {
        (series, season): row["most"]
        for row in document["most_points"] for series in row["series"]
        for season in range(row["from"], row["until"] + 1)
    }  # fmt: skip
    return Allowed(races, most)


def check_tables(tables: "dict[str, pl.DataFrame]") -> list[Finding]:
    """Every check on the tables of a book; checks of a table that is not there are left out."""
    allowed = load_allowed()
    held = _seasons_held(tables)
    lines = with_season(tables["results"]).join(held, on=["series", "season"], how="semi")
    races = tables["races"].join(held, on=["series", "season"], how="semi")
    findings = [check(lines) for check in LINE_CHECKS]
    findings.append(check_points_impossible(lines, allowed))
    findings.append(check_season_lengths(tables["races"], allowed.races))
    findings += [check(races) for check in RACE_CHECKS]
    findings += [check(races, lines) for check in RACE_AND_LINE_CHECKS]
    findings += [check_names_alike(tables["drivers"])] if "drivers" in tables else []
    findings += [check_tables_empty(tables), check_columns_empty(tables)]
    findings += [check_unplaced(name, frame) for name, frame in sorted(tables.items()) if "unplaced" in frame.columns]
    return findings


def check_book(book: "RecordBook") -> list[Finding]:
    """Every check on an open book, from its tables on disk."""
    import polars as pl

    return check_tables({file.stem: pl.read_parquet(file) for file in sorted(book.path.glob("*.parquet"))})


def check_source(results: "pl.DataFrame", reference: "pl.DataFrame") -> list[Finding]:
    """The checks of lines on the result files as they came, and race numbers against racing-reference's winners.

    ``results``: the columns of nascaR.data's files; ``reference``: those of racing-reference's.
    """
    import polars as pl

    lines = results.rename(
        {"race_number": "number", "car_number": "car", "laps_led": "led", "stage1_finish": "stage_1",
         "stage2_finish": "stage_2", "driver_rating": "rating"}
    )  # fmt: skip
    blank = pl.col("car", "make", "status", "team").replace({"": None, "-": None})
    start = pl.when(pl.col("start") > 0).then(pl.col("start")).alias("start")
    rating = pl.when((pl.col("season") >= 2005) | (pl.col("rating") > 0)).then(pl.col("rating")).alias("rating")
    key = pl.format("{}-{}-{}", "series", "season", pl.col("number").cast(pl.String).str.zfill(2)).alias("key")
    lines = lines.with_columns(blank, start, rating, key, pl.col("driver").alias("driver_id"))
    findings = [check(lines) for check in LINE_CHECKS]
    findings.append(check_points_impossible(lines, load_allowed()))
    return [*findings, check_numbers_swapped(lines, reference)]


def _seasons_held(tables: "dict[str, pl.DataFrame]") -> "pl.DataFrame":
    """The seasons of which the book has every row."""
    import polars as pl

    whole = tables["coverage"].filter(pl.col("kind") == "season", pl.col("driver_id").is_null())
    return whole.select("series", "season").drop_nulls().unique()


def check_points_impossible(lines: "pl.DataFrame", allowed: Allowed) -> Finding:
    """Points below zero or above the most that one start could pay that season."""
    import polars as pl

    caps = pl.DataFrame(
        [(series, season, most) for (series, season), most in allowed.most_points.items()],
        schema={"series": pl.String, "season": pl.Int32, "most": pl.Int32}, orient="row",
    )  # fmt: skip
    capped = lines.with_columns(pl.col("season").cast(pl.Int32)).join(caps, on=["series", "season"], how="left")
    return Finding.of_lines(
        "points impossible", "error", capped.filter((pl.col("points") > pl.col("most")) | (pl.col("points") < 0)),
        "kept as recorded; the rulebook's own points stand beside them",
    )  # fmt: skip


def check_names_alike(drivers: "pl.DataFrame") -> Finding:
    """Two people with one surname and nearly one first name; those told apart by Jr. or III alone are not listed."""
    from rapidfuzz import fuzz

    by_surname: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(drivers.get_column("driver")):
        words = [word for word in name.replace(",", "").split() if word.rstrip(".") not in {"Jr", "Sr", "II", "III"}]
        by_surname.setdefault(words[-1].lower() if words else "", []).append((name, " ".join(words).lower()))
    alike = [
        f"{one} / {other}"
        for people in by_surname.values()
        for i, (one, plain) in enumerate(people) for other, plain_other in people[i + 1 :]
        if plain != plain_other and fuzz.ratio(plain, plain_other) >= ALIKE
    ]  # fmt: skip
    return Finding("names alike", "odd", tuple(sorted(alike)), "kept apart; merged only on evidence, see the aliases")


def check_tables_empty(tables: "dict[str, pl.DataFrame]") -> Finding:
    """Tables without one row: none of their sources was there, or one gave nothing."""
    rows = tuple(name for name, frame in sorted(tables.items()) if not len(frame))
    return Finding("table without a row", "gap", rows, "no source of the table was there")


def check_columns_empty(tables: "dict[str, pl.DataFrame]") -> Finding:
    """Columns of a table without one value: no source of it fills them, or one lost them."""
    rows = [
        f"{name}.{column}"
        for name, frame in sorted(tables.items()) if len(frame)
        for column in frame.columns if frame[column].null_count() == len(frame)
    ]  # fmt: skip
    return Finding("column without a value", "gap", tuple(rows), "no source of the table fills it")


def check_unplaced(name: str, frame: "pl.DataFrame") -> Finding:
    """Rows of a topic that are tied to no race of the record, by reason."""
    reasons = frame.get_column("unplaced").drop_nulls().value_counts(sort=True).rows()
    rows = tuple(f"{count} rows: {why}" for why, count in reasons)
    return Finding(f"{name}: not of a race", "odd", rows, "kept without a race, joined to nothing")

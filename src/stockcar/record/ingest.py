"""From a folder of source files to a book: read, join, check, write, and only then put it in force.

The core (races, results, people, tracks, champions) must be whole; a further topic whose files are absent is named in
the report and left out. Every table is held against its description before anything is stored.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stockcar.errors import BadFile
from stockcar.record import (
    agreed,
    codes,
    disagreements,
    distance,
    identity,
    races,
    result_files,
    results,
    store,
    tables,
    timetable,
    venues,
)
from stockcar.record.audit import check_tables
from stockcar.record.finding import Finding
from stockcar.record.index import SERIES
from stockcar.record.schema import Keys, Table, require_frame
from stockcar.record.sources import NOT_LOADED, TOPICS, payloads

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[str], None]


class BuildReport(NamedTuple):
    """What was built: row counts, what was left out and why, and what the checks found."""

    folder: Path
    digest: str
    series: tuple[tuple[str, int, int], ...]  # series, races, results
    topics: dict[str, int]  # table to rows
    left_out: dict[str, str]  # table to reason
    findings: tuple[Finding, ...]
    seconds: float


class Ties:
    """What the topics may ask about the races and results already read (``schema.Keys``)."""

    def __init__(self, race_table: "pl.DataFrame", result_table: "pl.DataFrame", names: identity.Names) -> None:
        self.races = race_table
        self.results = result_table
        self._names = names
        self._keys = set(race_table.get_column("key"))
        official = race_table.select("official_race_id", "key").drop_nulls()
        self._official: dict[int, str] = dict(official.iter_rows())

    def race_numbered(self, series: str, season: int, number: int) -> str | None:
        """The key of a race under the number that racing-reference gives it, which is the book's."""
        key = f"{series}-{season}-{number:02d}"
        return key if key in self._keys else None

    def race_official(self, race_id: int) -> str | None:
        """The key of a race under its number in the official feed; None where no source ties the two."""
        return self._official.get(race_id)

    def driver_id(self, name: str) -> str | None:
        """The id of a driver under any spelling in the book; None where unknown or shared by two people."""
        return self._names.driver_id(name)


def build(source: Path, target: Path, progress: Progress | None = None) -> BuildReport:
    """Build the full book of ``source`` in ``target`` and put it in force.

    Raises:
        BadFile: a source file is cut short, empty or of another form; the book in force is untouched.
        UsageError: another build is at work in ``target``, or it cannot be written.
    """
    started = dt.datetime.now(dt.UTC)
    say = progress or (lambda _: None)
    if not source.is_dir():
        raise BadFile(f"{source}: no such folder", "", "give the folder that holds results/cup.parquet")
    with store.building(target) as folder:
        built = core(source, say)
        left_out = _add_topics(source, built, say)
        say("checks")
        lists = built.pop("lists")
        findings = tuple(check_tables(built))
        say("writing")
        manifest = {
            "kind": "full",
            "built": started.isoformat(timespec="seconds"),
            "lists": lists,
            "topics": {name: frame.height for name, frame in built.items()},
            "left_out": left_out,
        }
        with store.writing(target):
            store.write_tables(folder, built)
            digest = store.write_manifest(folder, manifest)
            version = store.put_in_force(target, folder, digest)
    counts = _counts(built)
    seconds = (dt.datetime.now(dt.UTC) - started).total_seconds()
    topics = {name: frame.height for name, frame in built.items()}
    return BuildReport(version, digest, counts, topics, left_out, findings, seconds)


def core(source: Path, say: Progress) -> dict[str, Any]:
    """The core tables by name, checked, and ``lists``: what the makes and cars in ``codes`` stand for."""
    say("results")
    people = results.with_people(result_files.load_results(source))
    reference = result_files.load_racing_reference(source)
    say("races")
    official = races.load_official(source)
    pages, planned = races.load_reference(source), timetable.load_planned(source)
    frame = races.table(results.merged(people, reference, _no_stages()), pages, official, planned)
    keys = {number: key for key, number in frame.select("key", "official_race_id").drop_nulls().iter_rows()}
    people = agreed.settled(people, reference, agreed.load_official(source, keys))
    stages = result_files.load_stages(source, keys, people.filter("marked").select("key", "car_number"))
    lines = results.merged(people, reference, stages)
    frame = races.table(lines, pages, official, planned)
    known = distance.load_known(source, keys, timetable.planned_races(races.numbered(frame), planned))
    race_table = _with_distance(frame, distance.distances(frame, known))
    say("people")
    rows = results.table(lines)
    order = dict(race_table.select("key", "race_index").iter_rows())
    index = rows.get_column("key").replace_strict(order)
    rows = (
        rows.with_columns(index.alias("_order"))
        .sort("_order", "finish", nulls_last=True, maintain_order=True)
        .drop("_order")
    )
    built: dict[str, Any] = {
        "races": _held(race_table, tables.RACES),
        "results": _held(rows, tables.RESULTS),
        "entries": _held(rows.filter(rows.get_column("finish").is_not_null()), tables.ENTRIES),
        "disagreements": _held(_disagreements(lines, frame), tables.DISAGREEMENTS),
    }
    built.update(_people(rows, order))
    built["tracks"] = _held(venues.table(frame), tables.TRACKS)
    ids = dict(rows.select("driver", "driver_id").unique().iter_rows())
    built["champions"] = _held(_champions(ids), tables.CHAMPIONS)
    built["aliases"] = _held(_aliases(ids), tables.ALIASES)
    built["coverage"] = _held(_whole(rows), tables.COVERAGE)
    built["lists"] = {
        "make": sorted(rows.get_column("make").drop_nulls().unique()),
        "car": sorted(rows.get_column("car").drop_nulls().unique()),
    }
    ids_in_order = {name: built[f"{name}s"].get_column(f"{name}_id").to_list() for name in ("driver", "team")}
    built["codes"] = _held(codes.encode(rows, race_table, {**ids_in_order, **built["lists"]}), codes.CODES)
    return built


def _held(frame: "pl.DataFrame", table: Table) -> "pl.DataFrame":
    return require_frame(frame, table, f"{table.name} (as built)")


def _disagreements(lines: "pl.DataFrame", frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    of_results = disagreements.of_results(lines)
    return pl.concat([of_results, disagreements.of_races(frame).select(of_results.columns)])


def _no_stages() -> "pl.DataFrame":
    import polars as pl

    text, number = pl.String, pl.Int32
    schema = {"key": text, "car_number": text, "stage_1": number, "stage_2": number, "stage_3": number}
    return pl.DataFrame(schema=schema)


def _with_distance(frame: "pl.DataFrame", found: dict[str, distance.Distance]) -> "pl.DataFrame":
    import polars as pl

    of = [found[key] for key in frame.get_column("key")]
    return frame.with_columns(
        pl.col("race_number").alias("number"),
        pl.Series("laps_scheduled", [d.laps for d in of], dtype=pl.Int32),
        pl.Series("laps_scheduled_source", [d.laps_source for d in of], dtype=pl.String),
        pl.Series("laps_scheduled_inferred", [d.laps_inferred for d in of], dtype=pl.Boolean),
        *(pl.Series(f"stage_{n + 1}_end", [d.stage_ends[n] for d in of], dtype=pl.Int32) for n in range(3)),
        pl.Series("stages_source", [d.stages_source for d in of], dtype=pl.String),
        pl.Series("stages_inferred", [d.stages_inferred for d in of], dtype=pl.Boolean),
        pl.col("winner_car").replace({"": None}),
        pl.col("winner_make").replace({"-": None, "": None}),
        pl.lit("results, racing-reference, official feed").alias("source"),
    )


def _people(rows: "pl.DataFrame", order: dict[str, int]) -> "dict[str, pl.DataFrame]":
    import polars as pl

    ordered = rows.with_columns(pl.col("key").replace_strict(order).alias("_order")).sort("_order", maintain_order=True)
    drivers = ordered.group_by("driver_id").agg(
        pl.col("driver").first(),
        pl.col("key").first().alias("first_key"),
        pl.col("key").last().alias("last_key"),
        pl.lit(None, pl.Int32).alias("official_id"),
    )
    season = pl.col("key").str.extract(r"-(\d{4})-").cast(pl.Int32)
    teams = ordered.filter(pl.col("team_id").is_not_null()).group_by("team_id").agg(
        pl.col("team").last(), season.min().alias("first_season"), season.max().alias("last_season")
    )  # fmt: skip
    return {
        "drivers": _held(drivers.sort("driver_id"), tables.DRIVERS),
        "teams": _held(teams.sort("team_id"), tables.TEAMS),
    }


def _champions(ids: dict[str, str]) -> "pl.DataFrame":
    import polars as pl

    rows = [
        (row["series"], int(row["season"]), row["driver"], ids.get(row["driver"]), row["cite"])
        for row in identity.load_rows("champions.csv")
    ]
    return pl.DataFrame(rows, schema=["series", "season", "driver", "driver_id", "cite"], orient="row")


def _aliases(ids: dict[str, str]) -> "pl.DataFrame":
    import polars as pl

    found = {(alias.kind, alias.alias, alias.id): alias for alias in identity.aliases(ids)}
    schema = ["kind", "alias", "id", "reason", "source"]
    return pl.DataFrame([tuple(alias) for alias in found.values()], schema=schema, orient="row")


def _whole(rows: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    none, season = pl.lit(None, pl.String), pl.col("key").str.extract(r"-(\d{4})-").cast(pl.Int32)
    return rows.group_by(pl.col("key").str.extract(r"^([a-z]+)").alias("series"), season.alias("season")).agg(
        pl.lit("season").alias("kind"), none.alias("driver_id"), pl.len().alias("rows")
    ).sort("series", "season")  # fmt: skip


def _add_topics(source: Path, built: dict[str, Any], say: Progress) -> dict[str, str]:
    """Every further topic whose files are there, put into ``built``; gives the reasons for those left out."""
    ids = dict(built["results"].select("driver", "driver_id").unique().iter_rows())
    ties: Keys = Ties(built["races"], built["results"], identity.Names(ids, identity.shared_names()))
    left_out: dict[str, str] = {}
    for topic in TOPICS:
        absent = [file for file in topic.files if not (source / file).exists()]
        if absent:
            left_out[topic.table.name] = f"no {', '.join(absent)}"
            continue
        say(topic.table.name)
        file = topic.files[0] if topic.files else topic.table.name
        built[topic.table.name] = require_frame(topic.load(source, ties), topic.table, file)
    if "official_results" in built:
        built["drivers"] = _held(_numbered(built["drivers"], built["official_results"]), tables.DRIVERS)
    return left_out | _unread(source)


def _unread(source: Path) -> dict[str, str]:
    """Files of the folder that no table is read from, and payloads that cannot be read, with the reason."""
    there = {file: why for file, why in NOT_LOADED.items() if (source / file).exists()}
    return there | payloads.refused_payloads(source)


def _numbered(drivers: "pl.DataFrame", official: "pl.DataFrame") -> "pl.DataFrame":
    """The drivers with their number in the official feed, where it uses one number for the driver and no other."""
    import polars as pl

    pairs = official.select("driver_id", "official_driver_id").drop_nulls().unique()
    sure = pairs.filter(pl.len().over("driver_id") == 1, pl.len().over("official_driver_id") == 1)
    found = sure.select("driver_id", pl.col("official_driver_id").cast(pl.Int32).alias("official_id"))
    return drivers.drop("official_id").join(found, on="driver_id", how="left", maintain_order="left")


def topic_tables() -> tuple[Table, ...]:
    """The descriptions of the tables beside the core."""
    return tuple(topic.table for topic in TOPICS)


def _counts(built: dict[str, Any]) -> tuple[tuple[str, int, int], ...]:
    import polars as pl

    series = pl.col("key").str.extract(r"^([a-z]+)").alias("series")
    rows = dict(built["results"].group_by(series).len().iter_rows())
    raced = dict(built["races"].group_by("series").len().iter_rows())
    return tuple((name, raced[name], rows[name]) for name in SERIES)

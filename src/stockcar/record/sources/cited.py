"""Relief drives, relations, people and plans: rows that a named source reports, kept as reviewed text.

``data/{relief,relations,people,plans}.toml`` are part of the package; each row has its ``cite``. Two files of a source
folder add to them: the drivers feed its birth dates, the cautions one incident per pair of cars that a reason names.

Known limits: the relief drives are those that won, or that a stored report tells; far more happened before 1985 than
are told. Who caused an incident is not known and not said.
"""

import datetime as dt
import tomllib
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.errors import BadFile, UsageError
from stockcar.racing import RaceKey, Series
from stockcar.record.schema import Keys, Table
from stockcar.record.sources.feed import read_feed
from stockcar.record.sources.files import load_files
from stockcar.record.sources.place import shaped
from stockcar.record.sources.race_day import CAUTION_FILES
from stockcar.record.topics_season import PEOPLE, PLANS, RELATIONS, RELIEF

if TYPE_CHECKING:
    import polars as pl

DATA = Path(__file__).parents[1] / "data"
DRIVER_FEEDS = ("feed/drivers.json", "feed_samples/2020_endpoints/drivers.json")
# table of the file -> field -> (type, needed)
FORMS: dict[str, dict[str, tuple[type, bool]]] = {
    "relief": {
        "race": (str, True), "car": (str, True), "starter": (str, True), "driver": (str, True),
        "from_lap": (int, False), "flag": (str, False), "reason": (str, False), "cite": (str, True),
    },
    "relation": {
        "kind": (str, True), "race": (str, False), "season": (int, False), "lap": (int, False), "driver": (str, True),
        "other": (str, True), "what": (str, True), "cite": (str, True),
    },
    "person": {
        "name": (str, True), "what": (str, True), "of": (str, False), "date": (dt.date, False),
        "until": (dt.date, False), "cite": (str, True),
    },
    "plan": {
        "series": (str, True), "season": (int, True), "driver": (str, False), "team": (str, False),
        "races": (int, False), "of": (int, False), "what": (str, True), "said_on": (dt.date, False),
        "cite": (str, True),
    },
}  # fmt: skip


def load_cited(path: Path, what: str) -> list[dict[str, Any]]:
    """The rows ``[[what]]`` of a file, each with known fields of the right type and its citation.

    Raises:
        BadFile: not TOML, an unknown or missing field, a wrong type, or no race key; names file, row and field.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(f"{path.name}: cannot be read", str(error), "correct the file") from None
    if set(document) != {what}:
        raise BadFile(
            f"{path.name}: {sorted(set(document) ^ {what})[0]}: expected only [[{what}]]", "", "correct the file"
        )
    rows: list[dict[str, Any]] = document[what]
    for number, row in enumerate(rows, 1):
        _require_row(row, FORMS[what], f"{path.name}: {what} {number}")
    return rows


def _require_row(row: dict[str, Any], form: dict[str, tuple[type, bool]], where: str) -> None:
    for field in row:
        if field not in form:
            raise BadFile(f"{where}: {field}: no such field", f"known are {', '.join(form)}", "correct the file")
    for field, (kind, needed) in form.items():
        if field not in row:
            if needed:
                raise BadFile(f"{where}: {field}: missing", "every row needs it", "add it, with its source")
        elif type(row[field]) is not kind or row[field] == "":
            raise BadFile(f"{where}: {field}: {row[field]!r} is not {kind.__name__}", "", "correct the file")
    try:
        if "race" in row:
            RaceKey.parse(row["race"])
        if "series" in row:
            Series.named(row["series"])
    except UsageError as error:
        raise BadFile(f"{where}: {error.what}", error.why, "correct the file") from None


def load_relief(_folder: Path, keys: Keys, file: Path = DATA / "relief.toml") -> "pl.DataFrame":
    """``relief``; a race, car or starter that the record does not have so is refused.

    Raises:
        BadFile: the file is not as described, or the starter did not start that race in that car.
    """
    rows = load_cited(file, "relief")
    started = set(keys.results.select("key", "car", "driver_id").iter_rows())
    races = set(keys.results.get_column("key"))
    for number, row in enumerate(rows, 1):
        row["starter_id"] = keys.driver_id(row["starter"])
        line = (row["race"], row["car"], row["starter_id"])
        if row["race"] in races and line not in started:
            raise BadFile(
                f"{file.name}: relief {number}: {row['starter']} did not start {row['race']} in car {row['car']}",
                "the record says otherwise", "correct the file",
            )  # fmt: skip
    return _table(rows, RELIEF, keys, file)


def load_relations(folder: Path, keys: Keys, file: Path = DATA / "relations.toml") -> "pl.DataFrame":
    """``relations``: the cited ones, and an incident for each pair of cars that a caution reason names."""
    import polars as pl

    rows = load_cited(file, "relation")
    for row in rows:
        row["other_id"] = keys.driver_id(row["other"])
        if "race" in row:
            row.setdefault("season", RaceKey.parse(row["race"]).season)
    cited = _table(rows, RELATIONS, keys, file)
    return pl.concat([cited, incidents(load_files(folder, keys, CAUTION_FILES), keys.results)])


def incidents(cautions: "pl.DataFrame", results: "pl.DataFrame") -> "pl.DataFrame":
    """An ``incident`` row for every pair of cars that a caution's reason names, with the drivers credited with them."""
    import polars as pl

    in_car = {(k, c): (d, i) for k, c, d, i in results.select("key", "car", "driver", "driver_id").iter_rows()}
    rows = []
    named = cautions.filter(pl.col("key").is_not_null(), pl.col("cars").str.contains(","))
    for key, lap, reason, cars, source in named.select("key", "from_lap", "reason", "cars", "source").iter_rows():
        drivers = [in_car[key, car] for car in cars.split(",") if (key, car) in in_car]
        for one, other in combinations(drivers, 2):
            rows.append({
                "kind": "incident", "key": key, "season": int(key.split("-")[1]), "lap": lap, "driver": one[0],
                "driver_id": one[1], "other": other[0], "other_id": other[1], "what": reason,
                "cite": f"caution of lap {lap}, {len(drivers)} cars named", "source": source,
            })  # fmt: skip
    types = {c.name: {"text": pl.String, "i32": pl.Int32}[c.dtype] for c in RELATIONS.columns}
    return pl.DataFrame(rows, schema=types)


def load_people(folder: Path, keys: Keys, file: Path = DATA / "people.toml") -> "pl.DataFrame":
    """``people``: the cited rows, and the birth dates of the drivers feed where a source folder has it."""
    rows = load_cited(file, "person")
    for row in rows:
        row["driver"] = row["name"]
    told = {row["name"] for row in rows if row["what"] == "born"}
    for name in DRIVER_FEEDS:
        path = folder / name
        if not path.is_file():
            continue
        drivers = read_feed(path.read_bytes(), name).get("official_drivers")
        for person in [] if drivers is None else drivers.iter_rows(named=True):
            if person["born"] is not None and person["name"] not in told:
                rows.append({
                    "name": person["name"], "driver": person["name"], "what": "born", "date": person["born"],
                    "official_driver_id": person["official_driver_id"], "cite": "official drivers feed", "source": name,
                })  # fmt: skip
                told.add(person["name"])
    return _table(rows, PEOPLE, keys, file)


def load_plans(_folder: Path, keys: Keys, file: Path = DATA / "plans.toml") -> "pl.DataFrame":
    """``plans``."""
    return _table(load_cited(file, "plan"), PLANS, keys, file)


def _table(rows: list[dict[str, Any]], table: Table, keys: Keys, file: Path) -> "pl.DataFrame":
    import polars as pl

    kinds = {"text": pl.String, "i32": pl.Int32, "date": pl.Date}
    for row in rows:
        row["key"] = row.get("race")
        row["driver_id"] = keys.driver_id(row["driver"]) if row.get("driver") else None
        row.setdefault("source", f"package: {file.name}")
    return shaped(pl.DataFrame(rows, schema={c.name: kinds[c.dtype] for c in table.columns}), table, file.name)

"""Every start that the book holds, as a table for SQL: ``starts``.

``results`` of the starter book holds three seasons; whole careers are in it too, but as codes. Here the codes are given
back their words, so that a count over a career can be run alone, in either book.

A car that did not start is no row of it.

Known limits: one row for each driver and race; status is its class; the third stage of the 600 and names as written are
in ``results`` only.
"""

from typing import TYPE_CHECKING, Any, Final

from stockcar.record.codes import STATUS_CLASSES
from stockcar.record.starts import NO_START

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook

STARTS: Final = "starts"
# Column, type, unit, what an empty cell means: as the other tables are described.
COLUMNS: Final = (
    ("key", "str", "", ""),
    ("driver_id", "str", "", ""),
    ("driver", "str", "", ""),
    ("car", "str", "", "not recorded"),
    ("team_id", "str", "", "not recorded"),
    ("make", "str", "", "not recorded"),
    ("finish", "i16", "", "not recorded"),
    ("start", "i16", "", "not recorded"),
    ("laps", "i16", "laps", "not recorded"),
    ("led", "i16", "laps", "not recorded"),
    ("status_class", "str", "", ""),
    ("stage_1", "i16", "", "no stage, or not among its first ten"),
    ("stage_2", "i16", "", "no stage, or not among its first ten"),
    ("points", "i16", "pts", "not recorded"),
    ("rating", "f64", "", "not recorded"),
)
_NUMBERS = ("finish", "start", "laps", "led", "stage_1", "stage_2", "points")


def load_starts(base: Any, book: "RecordBook") -> None:
    """Make the table ``starts`` in a database: all starts that the book, a view of a moment, sees."""
    lists = book.starts.lists
    keys = book.races.keys
    seen = (
        keys if book.visible is None else [key if sees else None for key, sees in zip(keys, book.visible, strict=True)]
    )
    named: dict[str, list[str]] = {
        "race": ["" if key is None else str(key) for key in seen],
        "driver": list(lists.driver), "team": list(lists.team), "make": list(lists.make), "car": list(lists.car),
        "status": list(STATUS_CLASSES), "name": [book.driver_names[driver] for driver in lists.driver],
    }  # fmt: skip
    for name, words in named.items():
        listed = f"unnest(string_split(?, chr(10))) as word, unnest(range({len(words)})) as code"
        # One text: a list is bound word by word, which takes ten times as long.
        base.execute(f"create temp table _{name} as select {listed}", ["\n".join(words)])
    file, results = (str(book.shelf.file(table)).replace("'", "''") for table in ("codes", "results"))
    numbers = ", ".join(f"nullif(c.{column}, -1) as {column}" for column in _NUMBERS)
    base.execute(
        "create table starts as select r.word as key, d.word as driver_id, n.word as driver, k.word as car,"
        f" t.word as team_id, m.word as make, {numbers}, s.word as status_class,"
        " case when c.rating = -1 then null else c.rating / 10.0 end as rating"
        f" from read_parquet('{file}') c join _race r on r.code = c.race join _driver d on d.code = c.driver"
        " join _name n on n.code = c.driver join _status s on s.code = c.status left join _team t on t.code = c.team"
        " left join _make m on m.code = c.make left join _car k on k.code = c.car where r.word <> ''"
        " and (r.word, d.word, c.finish) not in (select (key, driver_id, finish)"
        f" from read_parquet('{results}') where status in {NO_START} and finish is not null)"
    )
    for name in named:
        base.execute(f"drop table _{name}")

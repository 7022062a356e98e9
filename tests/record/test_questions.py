"""A thousand random questions, asked of the typed language and of plain SQL written separately: all equal.

The SQL knows nothing of the codes, masks or slices: it joins ``results`` and ``races`` and filters by name.
"""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from stockcar.record.book import RecordBook
from stockcar.record.question import Event, Make, Measure, Of, Question, Scope, Subject

pytestmark = pytest.mark.full_book

QUESTIONS = 1000

EVENTS = {
    Event.START: "true", Event.WIN: "finish = 1", Event.SECOND: "finish = 2", Event.TOP5: "finish <= 5",
    Event.TOP10: "finish <= 10", Event.TOP_N: "finish <= {n}", Event.POLE: "coalesce(start = 1, false)",
    Event.LED: "coalesce(led > 0, false)", Event.STAGE_1: "coalesce(stage_1 = 1, false)",
    Event.STAGE_2: "coalesce(stage_2 = 1, false)",
    Event.STAGE: "(coalesce(stage_1 = 1, false) or coalesce(stage_2 = 1, false) or coalesce(stage_3 = 1, false))",
    Event.RUNNING: "status_class = 'running'", Event.DNF: "(status is not null and status_class <> 'running')",
    Event.CRASH: "status_class = 'crash'", Event.MECHANICAL: "status_class = 'mechanical'",
    Event.DISQUALIFIED: "status_class = 'disqualified'",
}  # fmt: skip
UNKNOWN = {
    Event.LED: "led is null", Event.DNF: "status is null", Event.RUNNING: "status is null",
    Event.CRASH: "status is null", Event.MECHANICAL: "status is null", Event.DISQUALIFIED: "status is null",
    Event.POLE: "start is null and key not in (select key from results where start = 1)",
    Event.STAGE: "name = 'Coca-Cola 600' and season >= 2017 and led <> 0 and stage_1 is distinct from 1 "
    "and stage_2 is distinct from 1 and key not in (select key from results where stage_3 = 1)",
}  # fmt: skip


@pytest.fixture(scope="module")
def base(full: RecordBook) -> Iterator[Any]:
    """The starts as one plain table: one row for each driver and race, the better of two; no start, no row."""
    import duckdb

    results, races = full.shelf.file("results"), full.shelf.file("races")
    with duckdb.connect() as connection:
        connection.execute(f"create table results as select * from read_parquet('{results}')")
        connection.execute(
            f"""create table starts as
            select r.*, s.series, s.season, s.race_index, s.date, s.date_taken, s.date_latest, s.track_id, s.track_type,
                   s.surface, s.name
            from results r join read_parquet('{races}') s using (key)
            where finish is not null and status is distinct from 'did not start'
            qualify row_number() over (partition by driver_id, key order by finish) = 1"""
        )
        yield connection


SEEN = ("driver_id", "key", "series", "season", "track_id", "track_type", "surface", "team_id", "make", "car", "date")


@pytest.fixture(scope="module")
def sampled(base: Any) -> list[dict[str, Any]]:
    """Some starts, to draw subjects and scopes around."""
    rows = base.execute(f"select {', '.join(SEEN)} from starts using sample 4000 rows (reservoir, 7)").fetchall()
    return [dict(zip(SEEN, row, strict=True)) for row in rows]


def random_scope(rng: random.Random, seen: dict[str, Any], sampled: list[dict[str, Any]]) -> dict[str, Any]:
    """A scope drawn around a start that exists, so that it is seldom empty."""
    parts: dict[str, Any] = {}
    for name in ("series", "season", "track_id", "track_type", "surface", "team_id", "make", "car"):
        if rng.random() < 0.15 and seen[name] is not None:
            parts[name.removesuffix("_id")] = seen[name]
    for name in ("since", "until"):
        if rng.random() < 0.15:
            parts[name] = rng.choice(sampled)["key"]
    if "since" in parts and "until" in parts and parts["since"][:3] == parts["until"][:3]:
        parts["since"], parts["until"] = sorted((parts["since"], parts["until"]))
    if rng.random() < 0.1 and seen["date"] is not None:
        parts["month"] = seen["date"].month
    if rng.random() < 0.2:
        parts["last"] = rng.choice([1, 5, 10, 36, 100])
    return parts


def undated(base: Any, driver_id: str, parts: dict[str, Any]) -> bool:
    """Whether some start lies inside or outside of the scope by a day that no source tells."""
    rest = {name: value for name, value in parts.items() if name not in ("since", "until", "month", "last")}
    unsure, possible = ["false"], ["true"]
    if "month" in parts:
        unsure.append("date is null")
        possible.append(f"(date is null or month(date) = {parts['month']})")
    for name, sign in (("since", ">="), ("until", "<=")):
        if name in parts:
            of = f"from starts where key = '{parts[name]}' limit 1)"
            meets = f"""(series <> (select series {of} and date_taken <= (select date_latest {of}
                and date_latest >= (select date_taken {of} and (date is null or (select date {of} is null))"""
            unsure.append(meets)
            possible.append(f"({meets} or race_index {sign} (select race_index {of})")
    query = f"{rows_sql(driver_id, rest)} and ({' or '.join(unsure)}) and {' and '.join(possible)}"
    return bool(base.execute(f"select count(*) from ({query})").fetchone()[0])


def where(parts: dict[str, Any]) -> str:
    """The scope as a SQL condition."""
    said = ["true"]
    for name, value in parts.items():
        if name in ("since", "until"):
            sign = ">=" if name == "since" else "<="
            said.append(f"race_index {sign} (select min(race_index) from starts where key = '{value}')")
        elif name == "month":
            said.append(f"month(date) = {value}")
        elif name != "last":
            column = {"track": "track_id", "team": "team_id"}.get(name, name)
            text = str(value).replace("'", "''")
            said.append(f"{column} = '{text}'")
    return " and ".join(said)


def rows_sql(driver_id: str, parts: dict[str, Any]) -> str:
    whole = f"select * from starts where driver_id = '{driver_id}' and {where(parts)}"
    if "last" in parts:
        return f"select * from ({whole} order by race_index desc limit {parts['last']})"
    return whole


def expected(base: Any, driver_id: str, measure: Measure, parts: dict[str, Any]) -> Any:
    rows = rows_sql(driver_id, parts)

    def one(query: str) -> Any:
        return base.execute(f"with s as ({rows}) {query}").fetchone()[0]

    if isinstance(measure.of, Of):
        column = measure.of.value
        known = f"select {column} v from s where {column} is not null and {column} >= 0"
        match measure.make:
            case Make.SUM:
                missing = one(f"select count(*) from s where {column} is null or {column} < 0")
                total = one(f"select coalesce(sum(v), 0) from ({known})")
                return None if missing else round(float(total), 1) if column == "rating" else int(total)
            case Make.MEAN:
                mean = one(f"select avg(v) from ({known})")
                return None if mean is None else round(float(mean), 3)
            case _:
                small = (measure.make is Make.BEST) == (column in ("start", "finish"))
                value = one(f"select {'min' if small else 'max'}(v) from ({known})")
                return None if value is None else round(float(value), 1) if column == "rating" else int(value)
    event = EVENTS[measure.of].format(n=measure.n)
    if measure.of in UNKNOWN and one(f"select count(*) from s where {UNKNOWN[measure.of]}"):
        return None
    match measure.make:
        case Make.COUNT:
            return one(f"select count(*) from s where {event}")
        case Make.NTH:
            order = "asc" if measure.n > 0 else "desc"
            skip = abs(measure.n) - 1
            found = base.execute(
                f"with s as ({rows}) select key from s where {event} order by race_index {order} limit 1 offset {skip}"
            ).fetchone()
            return found[0] if found else None
        case Make.DROUGHT:
            return one(
                f"select count(*) from s where race_index > coalesce((select max(race_index) from s where {event}), -1)"
            )
        case Make.CURRENT:
            return one(
                f"select count(*) from s where race_index > "
                f"coalesce((select max(race_index) from s where not ({event})), -1)"
            )
        case _:
            return one(
                f"""select coalesce(max(n), 0) from (
                  select count(*) n from (
                    select ({event}) hit, row_number() over (order by race_index)
                      - row_number() over (partition by ({event}) order by race_index) g
                    from s) where hit group by g)"""
            )


def random_measure(rng: random.Random) -> Measure:
    make = rng.choice([make for make in Make if make is not Make.RANK])
    if make in (Make.SUM, Make.MEAN, Make.BEST, Make.WORST):
        return Measure(make, rng.choice(list(Of)))
    event = rng.choice(list(Event))
    if make is Make.NTH:
        return Measure(make, event if event is not Event.TOP_N else Event.TOP5, rng.choice([1, 1, 2, 3, 10, -1, -2]))
    return Measure(make, event, rng.choice([3, 15, 20]) if event is Event.TOP_N else 1)


def test_a_thousand_random_questions(full: RecordBook, base: Any, sampled: list[dict[str, Any]]) -> None:
    rng = random.Random(20250822)
    wrong, answered = [], 0
    for _ in range(QUESTIONS):
        seen = rng.choice(sampled)
        driver_id = seen["driver_id"] if rng.random() < 0.8 else rng.choice(sampled)["driver_id"]
        measure, parts = random_measure(rng), random_scope(rng, seen, sampled)
        got = full.ask(Question(Subject("driver", driver_id), measure, Scope.of(**parts)))
        unsure = undated(base, driver_id, parts)
        want = None if unsure else expected(base, driver_id, measure, parts)
        assert not unsure or got.coverage == "partial"
        equal = got.value == want or (isinstance(want, float) and got.value == pytest.approx(want, abs=0.0011))
        if not equal:
            wrong.append((driver_id, measure, parts, got.value, want))
        answered += got.value not in (None, 0)
    assert not wrong, wrong[:5]
    assert answered > QUESTIONS / 3, "too many questions had nothing to count: the test proves little"


def test_ranks_and_lists_equal_sql(full: RecordBook, base: Any, sampled: list[dict[str, Any]]) -> None:
    rng = random.Random(1)
    for event in (Event.WIN, Event.TOP5, Event.POLE, Event.LED, Event.DNF, Event.START, Event.STAGE):
        parts = random_scope(rng, rng.choice(sampled), sampled)
        parts.pop("last", None)
        rows = base.execute(
            f"select driver_id, count(*) n from starts where {where(parts)} and {EVENTS[event]} "
            "group by 1 order by 2 desc, 1"
        ).fetchall()
        listed = full.all_time(event, Scope.of(**parts))
        assert [(line.driver_id, line.value) for line in listed] == rows
        if rows:
            middle = rows[len(rows) // 2]
            subject = Subject("driver", middle[0])
            rank = full.ask(Question(subject, Measure(Make.RANK, event), Scope.of(**parts))).value
            assert rank == 1 + sum(n > middle[1] for _, n in rows)


def test_team_and_make_questions_equal_sql(full: RecordBook, base: Any, sampled: list[dict[str, Any]]) -> None:
    rng = random.Random(2)
    for kind, column in (("team", "team_id"), ("make", "make")):
        for _ in range(20):
            parts = random_scope(rng, rng.choice(sampled), sampled)
            for name in ("last", "team", "make", "car"):
                parts.pop(name, None)
            query = f"select {column} from starts where {column} is not null order by key, finish limit 1 offset ?"
            wanted = base.execute(query, [rng.randrange(100_000)]).fetchone()[0]
            text = wanted.replace("'", "''")
            count = base.execute(
                f"select count(*) from starts where {column} = '{text}' and finish <= 5 and {where(parts)}"
            ).fetchone()[0]
            question = Question(Subject(kind, wanted), Measure(Make.COUNT, Event.TOP5), Scope.of(**parts))
            answer = full.ask(question)
            undated_races = answer.coverage == "partial" and "no source dates" in str(answer.reason)
            assert answer.value == count or (answer.value is None and undated_races), (wanted, parts)


def test_no_answer_sees_a_later_race(full: RecordBook, base: Any, sampled: list[dict[str, Any]]) -> None:
    """Asked as of a race: equal to SQL that takes only races surely run before that day."""
    rng = random.Random(3)
    dated = [row for row in sampled if row["date"] is not None]
    for _ in range(200):
        cut, seen = rng.choice(dated), rng.choice(sampled)
        parts = random_scope(rng, seen, sampled)
        parts.pop("last", None)
        question = Question(
            Subject("driver", seen["driver_id"]),
            Measure(Make.COUNT, Event.TOP10),
            Scope.of(**parts),
            as_of=full.key(cut["key"]),
        )
        answer = full.ask(question)
        rows = f"{rows_sql(seen['driver_id'], parts)} and date_latest < date '{cut['date']}' and finish <= 10"
        if answer.value is None and undated(base, seen["driver_id"], parts):
            continue
        keys = base.execute(f"select key from ({rows}) order by race_index").fetchall()
        assert list(answer.rows) == [key for (key,) in keys]

"""Dates, places and distances of races, and what is taken where sources differ."""

import datetime as dt
import itertools

import pytest

from stockcar.record import distance, venues
from stockcar.record.book import RecordBook
from stockcar.record.distance import Distance, Known
from stockcar.record.identity import load_rows


@pytest.mark.parametrize(
    ("name", "season", "track_id"),
    [
        ("EchoPark Speedway", 2025, "atlanta-motor-speedway"),
        ("Atlanta Motor Speedway", 2025, "atlanta-motor-speedway"),
        ("Portland Speedway", 2023, "portland-international-raceway"),
        ("Portland Speedway", 1957, "portland-speedway"),
        ("Charlotte Speedway", 1971, "richmond-raceway"),
        ("Charlotte Speedway", 1955, "charlotte-speedway"),
        ("Charlotte Motor Speedway Road Course", 2024, "charlotte-motor-speedway-road-course"),
    ],
)
def test_a_venue_by_its_name_in_a_season(name: str, season: int, track_id: str) -> None:
    assert venues.venue(name, season)[0] == track_id


@pytest.mark.parametrize(
    ("track_id", "day", "track_type", "length_mi"),
    [
        ("atlanta-motor-speedway", "2021-07-11", "intermediate", 1.54),
        ("atlanta-motor-speedway", "2022-03-20", "superspeedway", 1.54),
        ("daytona-international-speedway", "2025-08-22", "superspeedway", 2.5),
        ("daytona-international-speedway-road-course", "2021-02-21", "road", 3.61),
        ("bristol-motor-speedway", "2024-09-21", "short", 0.533),
        ("bristol-motor-speedway-dirt", "2022-04-17", "dirt", 0.533),
        ("circuit-of-the-americas", "2024-03-24", "road", 3.41),
        ("circuit-of-the-americas", "2025-03-02", "road", 2.4),
        ("rockingham-speedway", "2025-04-18", "short", 0.94),
    ],
)
def test_a_layout_on_a_day(track_id: str, day: str, track_type: str, length_mi: float) -> None:
    layout = venues.layout_on(track_id, dt.date.fromisoformat(day))
    assert layout is not None
    assert (layout.track_type, layout.length_mi) == (track_type, length_mi)


def test_no_two_layouts_of_a_track_on_one_day() -> None:
    for rows in venues.layouts().values():
        spans = sorted((row.since or dt.date.min, row.until or dt.date.max) for row in rows)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spans)), rows[0].track_id


@pytest.mark.parametrize(
    ("surface", "length_mi", "kind"),
    [("dirt", 0.5, "dirt"), ("road", 2.0, "road"), ("paved", 1.0, "short"), ("paved", 1.2, "intermediate"),
     ("paved", None, "intermediate")],
)  # fmt: skip
def test_the_kind_of_a_track_without_a_reviewed_layout(surface: str, length_mi: float | None, kind: str) -> None:
    assert venues.kind(surface, length_mi) == kind


def inferred(
    races: list[tuple[str, int, str, int]], known: dict[str, Known], length_mi: float = 1.5
) -> dict[str, Distance]:
    import polars as pl

    frame = pl.DataFrame(
        [(key, "cup", season, name, "a-track", "intermediate", length_mi, run) for key, season, name, run in races],
        schema=["key", "series", "season", "name", "track_id", "track_type", "length_mi", "laps_run"],
        orient="row",
    )
    return distance.distances(frame, known)


@pytest.mark.parametrize(
    ("races", "known", "laps", "source"),
    [
        ([("a", 2020, "Any 400", 267)], {"a": Known(267, "list", None)}, 267, "list"),
        ([("a", 2020, "Any 400", 270)], {}, 267, "distance in the race's name"),  # overtime
        ([("a", 2010, "Any 300", 201), ("b", 2015, "Any 300", 200)], {"b": Known(201, "list", None)}, 201,
         "nearest year over the same layout"),
        ([("a", 2010, "The Any", 200), ("b", 2011, "The Any", 200), ("c", 2012, "The Any", 200)], {}, 200,
         "laps of most races there"),
        ([("a", 2010, "Any 400", 164), ("b", 2011, "Any 400", 267)], {}, 267, "distance in the race's name"),  # rain
        ([("a", 2010, "The Any", 164)], {}, 164, "laps run"),
        ([("a", 1969, "Any 600", 220)], {}, 400, "distance in the race's name"),  # rain, and the first of its kind
        ([("a", 1999, "Any 420K", 175)], {}, 175, "laps run"),  # kilometres
        ([("a", 2005, "Any 400", 150), ("b", 2004, "Any 400", 167)], {"b": Known(167, "list", None)}, 167,
         "nearest year over the same layout"),
        ([("a", 2020, "Any 311", 208)], {"a": Known(267, "list", None)}, 208,
         "distance in the race's name (list: 267)"),  # shortened after the list was made
        ([("a", 2020, "Any 400", 150)], {"a": Known(267, "list", None)}, 267, "list"),
    ],
)  # fmt: skip
def test_scheduled_laps(
    races: list[tuple[str, int, str, int]], known: dict[str, Known], laps: int, source: str
) -> None:
    found = inferred(races, known)["a"]
    assert (found.laps, found.laps_source) == (laps, source)
    assert found.laps_inferred == ("a" not in known)


@pytest.mark.parametrize(
    ("season", "own", "other", "ends", "inferred_"),
    [
        (2016, None, None, (None, None, None), False),
        (2020, (80, 85, 102), None, (80, 165, None), False),
        (2020, (100, 100, 100), None, (100, 200, 300), False),  # a fourth stage to the finish of 400
        (2020, None, (80, 85, 102), (80, 165, None), True),
    ],
)
def test_stage_ends(
    season: int,
    own: tuple[int, ...] | None,
    other: tuple[int, ...] | None,
    ends: tuple[int | None, ...],
    inferred_: bool,
) -> None:
    total = 400 if own == (100, 100, 100) else 267
    known = {"a": Known(total, "list", own)}
    races = [("a", season, "Any 400", total)]
    if other is not None:
        known["b"] = Known(total, "list", other)
        races.append(("b", season + 1, "Any 400", total))
    found = inferred(races, known)["a"]
    assert (found.stage_ends, found.stages_inferred) == (ends, inferred_)


def test_a_quarter_a_quarter_and_a_half_where_nothing_is_known() -> None:
    found = inferred([("a", 2020, "Any 300", 200)], {})["a"]
    assert (found.stage_ends, found.stages_source) == ((50, 100, None), "a quarter, a quarter and a half")


@pytest.mark.full_book
@pytest.mark.parametrize("row", load_rows("race_dates.csv"), ids=lambda row: row["key"])
def test_a_cited_date_lies_between_its_neighbours(full: RecordBook, row: dict[str, str]) -> None:
    races = full.races
    series, season, number = row["key"].split("-")
    neighbours = [races.date(races.at(f"{series}-{season}-{int(number) + step:02d}")) for step in (-1, 1)]
    before, after = neighbours
    assert before is not None
    assert after is not None
    assert before < dt.date.fromisoformat(row["date"]) < after


@pytest.mark.full_book
def test_swapped_races_stand_in_the_order_of_their_dates(full: RecordBook) -> None:
    assert full.race("cup-1973-27").track_id == "charlotte-motor-speedway"
    assert full.race("cup-1973-28").track_id == "rockingham-speedway"
    steps = """select series, date - lag(date) over (partition by series order by season, number) d
               from races where date is not null"""
    back = full.sql(f"select series, count(*) from ({steps}) where d < 0 group by 1")[1]
    assert back == [("cup", 1)]  # the 1957 season began before the 1956 one ended


@pytest.mark.full_book
def test_counts_of_the_whole_record(full: RecordBook) -> None:
    counts = full.sql("select series, count(*), count(date), sum(n_cars)::int from races group by 1 order by 1")[1]
    assert counts == [("cup", 2822, 2822, 100138), ("truck", 737, 591, 25484), ("xfinity", 1404, 1227, 54198)]
    untied = "select count(*) from races where season >= 2014 and official_race_id is null and series = 'cup'"
    assert full.sql(untied)[1] == [(0,)]


@pytest.mark.full_book
def test_what_is_filled_and_what_is_kept(full: RecordBook) -> None:
    """Laps led in 2016, grid places written as 0, the stages of 2025; a difference is kept, not hidden."""
    assert full.sql("select count(*) from results where key like '%-2016-%' and led is null")[1][0][0] < 15
    assert full.sql("select count(*) from results where start = 0")[1] == [(0,)]
    per_race = "select key, count(stage_1) a, count(stage_2) b from results where key like '%-2025-%' group by 1"
    assert full.sql(f"select count(*) from ({per_race}) where a <> 10 or b <> 10")[1] == [(0,)]
    kinds = dict(full.sql('select "column", count(*) from disagreements group by 1')[1])
    assert (kinds.pop("number"), kinds.pop("length_mi") > 5) == (14, True)
    assert set(kinds) == {"finish", "start", "car", "laps", "led", "stage_1", "stage_2", "points", "driver", "status"}
    assert 300 < kinds["start"] < 600


@pytest.mark.full_book
def test_every_status_word_is_sorted(full: RecordBook) -> None:
    import tomllib
    from importlib import resources

    text = resources.files("stockcar.record").joinpath("data", "statuses.toml").read_text(encoding="utf-8")
    known = {word for words in tomllib.loads(text).values() for word in words}
    seen = {word.lower() for (word,) in full.sql("select distinct status from results where status is not null")[1]}
    assert seen - known == set()


@pytest.mark.full_book
def test_a_line_up_is_its_starters(full: RecordBook) -> None:
    """Four entries that did not race have a result row without a place, and are in no line-up."""
    assert full.sql("select count(*) from results where finish is null")[1] == [(4,)]
    assert len(full.entries("xfinity-2022-01")) == full.results("xfinity-2022-01").height - 1 == 38

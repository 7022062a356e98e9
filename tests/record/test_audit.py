"""Known defects of the sources are found by name and number; planted ones too; a lost column cannot pass unnoticed."""

from collections import Counter

import polars as pl
import pytest
from syrupy.assertion import SnapshotAssertion
from tests.record.plain_keys import DATA

from stockcar.record import audit, audit_lines, audit_races
from stockcar.record.book import RecordBook

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the source files (../shared/data) are not here")


@pytest.fixture(scope="module")
def source_findings() -> dict[str, audit.Finding]:
    results = pl.concat([pl.read_parquet(DATA / f"results/{series}.parquet") for series in ("cup", "xfinity", "truck")])
    found = audit.check_source(results, pl.read_parquet(DATA / "results/rr_results.parquet"))
    return {finding.check: finding for finding in found}


def by_series(found: audit.Finding) -> tuple[int, ...]:
    """How many rows of each series."""
    counts = Counter(row.split("-")[0] for row in found.rows)
    return tuple(counts[series] for series in ("cup", "xfinity", "truck"))


# The counts that were published with the result files: cup, xfinity, truck.
PUBLISHED = {
    "finish missing": (0, 4, 0),
    "place given twice": (2, 0, 0),
    "places not 1 to n": (10, 4, 0),  # published: 9; 1964-56 has place 41 twice and is counted here too
    "driver twice in a race": (1, 6, 0),
    "car number again in a race": (900, 337, 0),
    "car number missing": (969, 360, 0),
    "grid place missing": (3079 + 10, 1 + 968, 0),  # missing and 0, which means unknown
    "grid place given twice": (83, 54, 6),
    "grid place behind the field": (16, 6, 2),
    "laps missing": (2239, 0, 0),
    "laps led missing": (1, 407, 212),
    "led more laps than driven": (6, 10, 2),
    "laps without a leader": (218, 26, 7),
    "more laps led than laps": (6, 10, 2),
    "points missing": (10196, 0, 0),
    # published: 37 and "a few"; 40 and four single rows; four truck races; one Cup and two truck rows more of 2017
    "rating missing since 2005": (38, 44, 133),
    "team missing": (2799, 7660, 12),
    "make missing": (214, 361, 0),
    "status missing": (2168, 11, 0),
    "race numbers swapped": (7, 0, 0),
}


@needs_data
@pytest.mark.parametrize("check", PUBLISHED)
def test_the_known_defects_of_the_result_files_are_found(check: str, source_findings) -> None:
    assert by_series(source_findings[check]) == PUBLISHED[check]


@needs_data
def test_the_swapped_races_are_named(source_findings) -> None:
    assert source_findings["race numbers swapped"].rows == (
        "cup-1954-15 16", "cup-1955-14 15", "cup-1957-19 20", "cup-1957-30 31", "cup-1961-20 22", "cup-1961-44 45",
        "cup-1973-27 28",
    )  # fmt: skip


@needs_data
def test_the_stages_that_2025_lost_are_a_lost_column(source_findings) -> None:
    lost = source_findings["column lost between seasons"].rows
    expected = {f"{series}-2025 stage_{n}" for series in ("cup", "xfinity", "truck") for n in (1, 2)}
    assert expected <= set(lost)
    assert by_series(source_findings["stage winner missing since 2017"]) == (36, 33, 25)


@pytest.mark.full_book
def test_counts_of_the_full_book(full: RecordBook, snapshot: SnapshotAssertion) -> None:
    found = audit.check_book(full)
    assert {finding.check: len(finding.rows) for finding in found} == snapshot(name="counts")
    named = ("column without a value", "column lost between seasons")
    shown = {f.check: list(f.rows) for f in found if f.check in named or "not of a race" in f.check}
    assert shown == snapshot(name="rows")


def test_counts_of_the_starter_book(starter: RecordBook, snapshot: SnapshotAssertion) -> None:
    assert {finding.check: len(finding.rows) for finding in audit.check_book(starter)} == snapshot


def field(**changed: list) -> pl.DataFrame:
    """Three cars of one sound race, with columns changed."""
    columns = {
        "key": ["cup-2024-01"] * 3, "finish": [1, 2, 3], "start": [2, 1, 3], "car": ["5", "12", "01"],
        "driver": ["Kyle Larson", "Ryan Blaney", "Corey LaJoie"], "driver_id": ["kl", "rb", "cl"],
        "laps": [100, 100, 99], "led": [60, 40, 0], "points": [40, 35, 34], "rating": [120.0, 110.0, 60.0],
        "stage_1": [1, 2, None], "stage_2": [2, 1, None], "team": ["A", "B", "C"], "make": ["Chevrolet"] * 3,
        "status": ["running"] * 3,
    }  # fmt: skip
    return audit_lines.with_season(pl.DataFrame(columns | changed))


def test_a_sound_race_has_no_findings() -> None:
    assert [found.rows for check in audit_lines.LINE_CHECKS if (found := check(field())).rows] == []


@pytest.mark.parametrize(
    ("changed", "check", "rows"),
    [
        ({"finish": [1, 2, None]}, "finish missing", ("cup-2024-01 - #01 Corey LaJoie",)),
        ({"finish": [1, 2, 2]}, "place given twice", ("cup-2024-01 2 #01 Corey LaJoie",)),
        ({"finish": [1, 2, 4]}, "places not 1 to n", ("cup-2024-01",)),
        ({"driver_id": ["kl", "rb", "kl"]}, "driver twice in a race", ("cup-2024-01 3 #01 Corey LaJoie",)),
        ({"car": ["5", "12", "5"]}, "car number again in a race", ("cup-2024-01 3 #5 Corey LaJoie",)),
        ({"start": [1, 1, 3]}, "grid place given twice", ("cup-2024-01 2 #12 Ryan Blaney",)),
        ({"start": [1, 2, 4]}, "grid place behind the field", ("cup-2024-01 3 #01 Corey LaJoie",)),
        ({"laps": [100, 30, 99]}, "led more laps than driven", ("cup-2024-01 2 #12 Ryan Blaney",)),
        ({"led": [60, 30, 0]}, "laps without a leader", ("cup-2024-01",)),
        ({"led": [70, 40, 0]}, "more laps led than laps", ("cup-2024-01",)),
        ({"led": [0, 0, 0]}, "nobody led", ("cup-2024-01",)),
        ({"rating": [120.0, None, 60.0]}, "rating missing since 2005", ("cup-2024-01 2 #12 Ryan Blaney",)),
        ({"stage_2": [None, 2, None]}, "stage winner missing since 2017", ("cup-2024-01",)),
        ({"make": ["Ford", None, "Ford"]}, "make missing", ("cup-2024-01 2 #12 Ryan Blaney",)),
    ],
)
def test_a_planted_defect_is_found_by_its_check(changed: dict, check: str, rows: tuple[str, ...]) -> None:
    found = {finding.check: finding.rows for finding in (check(field(**changed)) for check in audit_lines.LINE_CHECKS)}
    assert found[check] == rows


def test_points_that_no_rule_could_pay_are_found() -> None:
    allowed = audit.load_allowed()
    assert audit.check_points_impossible(field(points=[71, 35, -1]), allowed).rows == (
        "cup-2024-01 1 #5 Kyle Larson", "cup-2024-01 3 #01 Corey LaJoie",
    )  # fmt: skip
    assert audit.check_points_impossible(field(points=[70, 35, 0]), allowed).rows == ()


def test_a_season_with_a_race_too_few_is_found() -> None:
    races = pl.DataFrame({"series": ["truck"] * 24, "season": [2025] * 24, "number": range(1, 25)})
    found = audit_races.check_season_lengths(races, audit.load_allowed().races)
    assert found.rows == ("truck-2025 24 races, 25 were run",)


def test_names_alike_are_shown_and_fathers_are_not() -> None:
    names = ["John Nemechek", "Jon Nemechek", "Ron Hornaday", "Ron Hornaday Jr.", "Kyle Larson", "Mel Larson"]
    drivers = pl.DataFrame({"driver": names, "driver_id": names})
    assert audit.check_names_alike(drivers).rows == ("John Nemechek / Jon Nemechek",)

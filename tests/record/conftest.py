"""Books for the tests: the starter, and a tiny one made of three cars."""

from pathlib import Path

import polars as pl
import pytest

from stockcar.record.book import RecordBook
from stockcar.record.ingest import build

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def starter() -> RecordBook:
    """The book in the package."""
    return RecordBook.open("starter")


CARS = (  # finish, start, car, driver, team, laps, led, status
    (1, 2, "5", "Kyle Larson", "Hendrick Motorsports", 100, 60, "running"),
    (2, 1, "12", "Ryan Blaney", "Team Penske", 100, 40, "running"),
    (3, 3, "01", "Bubba Wallace", "23XI Racing", 57, 0, "engine"),
)


def result_rows(series: str, season: int, number: int) -> pl.DataFrame:
    """Three cars of one race, in the form of the result files."""
    names = ("finish", "start", "car_number", "driver", "team", "laps", "laps_led", "status")
    return pl.DataFrame(CARS, schema=names, orient="row").with_columns(
        series=pl.lit(series), season=season, race_number=number, track=pl.lit("Daytona International Speedway"),
        race_name=pl.lit("Daytona 250"), track_length_mi=2.5, surface=pl.lit("paved"), make=pl.lit("Chevrolet"),
        points=40, stage1_finish=pl.lit(None, pl.Int32), stage2_finish=pl.lit(None, pl.Int32), driver_rating=100.0,
        win=pl.lit(0),
    )  # fmt: skip


SESSIONS = (  # columns of racing-reference that are empty for most races
    "qual_pos", "qual_time_s", "qual_speed_mph",
    *(f"practice{n}_{what}" for n in (1, 2) for what in ("rank", "time_s", "speed_mph", "laps")),
    *(
        f"loop_{what}"
        for what in (
            "start", "mid_race", "finish", "high_pos", "low_pos", "avg_pos", "pass_diff", "gf_passes", "gf_passed",
            "quality_passes", "pct_quality_passes", "fastest_laps", "top15_laps", "pct_top15_laps", "laps_led",
            "pct_laps_led", "total_laps", "driver_rating",
        )
    ),
)  # fmt: skip


def reference_rows(season: int, number: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """racing-reference's lines and page of the same race."""
    lines = pl.DataFrame(
        {
            "driver": ["Kyle Larson", "Ryan Blaney", "Darrell Wallace, Jr."], "car_number": ["5", "12", "01"],
            "start_pos": [2, 1, 3], "finish_pos": [1, 2, 3], "laps_completed": [100, 100, 57], "laps_led": [60, 40, 0],
            "status": ["running", "running", "engine"],
        }
    ).with_columns(
        series=pl.lit("cup"), season=season, race_number=number, sponsor_owner=pl.lit(None, pl.String),
        stage_1_pos=pl.lit(None, pl.Int64), stage_2_pos=pl.lit(None, pl.Int64), fastest_lap_pt=0, race_pts=40,
        ineligible=False, crew_chief=pl.lit(None, pl.String), date=pl.lit(f"{season}-02-{10 + number}"),
        team_code=pl.lit("HMS"), manufacturer=pl.lit("CHV"), stage_1_pts=0, stage_2_pts=0, finish_pts=40,
        **{name: pl.lit(None, pl.Float64) for name in SESSIONS},
    )  # fmt: skip
    page = pl.DataFrame(
        {
            "series": ["cup"], "season": [season], "race_number": [number], "date": [f"{season}-02-{10 + number}"],
            "track": ["Daytona International Speedway"], "race_name": ["Daytona 250"], "race_time": ["2:30:00"],
            "avg_speed_mph": [150.0], "pole_speed_mph": [180.0], "margin_of_victory": [None], "cautions": ["3"],
            "lead_changes": [9],
        },
        schema_overrides={"margin_of_victory": pl.String},
    )  # fmt: skip
    return lines, page


def source_folder(folder: Path) -> Path:
    """Write the result files of one race in each series, two in Cup."""
    (folder / "results").mkdir(parents=True)
    for series in ("cup", "xfinity", "truck"):
        races = [result_rows(series, 2015, number) for number in ((1, 2) if series == "cup" else (1,))]
        pl.concat(races).write_parquet(folder / "results" / f"{series}.parquet")
    lines, pages = zip(*(reference_rows(2015, number) for number in (1, 2)), strict=True)
    pl.concat(lines).write_parquet(folder / "results" / "rr_results.parquet")
    pl.concat(pages).write_parquet(folder / "results" / "rr_races.parquet")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source folder that a test may damage."""
    return source_folder(tmp_path / "data")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> RecordBook:
    """The book built from such a folder: nobody writes to it."""
    folder = tmp_path_factory.mktemp("small")
    build(source_folder(folder / "data"), folder / "book")
    return RecordBook.open(folder / "book")

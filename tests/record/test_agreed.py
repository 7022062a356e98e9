"""Where the other sources show a line of the result files to be wrong, theirs is taken and the old value kept."""

import polars as pl
import pytest

from stockcar.record import agreed
from stockcar.record.book import RecordBook


@pytest.mark.parametrize(
    ("points", "other", "replaced"),
    [
        ((175, 170, 165, 160, 155, 150, 146, 142, 138, 134, 130, 127), {3: 161}, ()),  # in order: left alone
        ((175, 170, 165, 160, 155, 150, 146, 142, 138, 134, 112, 127), {10: 130}, (10,)),
        ((175, 170, 165, 60, 155, 150, 146, 142, 138, 134, 130, 127), {3: 160, 5: 151}, (3,)),  # one mends it: only one
        ((175, 170, 165, 60, 155, 50, 146, 142, 138, 134, 130, 127), {3: 160, 5: 150}, (3, 5)),
        ((175, 170, 165, 60, 155, 150, 146, 142, 138, 134, 130, 127), {3: 61}, ()),  # theirs is no better
        ((175, 180, 165, 60, 155, 150, 146, 142, 138, 134, 130, 127), {3: 160}, ()),  # bonuses: no order to break
        ((40, 3, 34), {1: 35}, ()),  # too few cars to know
    ],
)
def test_points_out_of_the_order_of_places(points: tuple[int, ...], other: dict[int, int], replaced: tuple) -> None:
    assert agreed.mended(points, other) == replaced


def lines(**changed: list) -> pl.DataFrame:
    """Three cars of a race of 2025 as the result file has them."""
    columns = {
        "key": ["cup-2025-01"] * 3, "series": ["cup"] * 3, "season": [2025] * 3, "race_number": [1] * 3,
        "driver": ["Kyle Larson", "Ryan Blaney", "Bubba Wallace"], "driver_id": ["kl", "rb", "bw"],
        "finish": [1, 2, 3], "car_number": ["5", "12", "23"], "laps": [100] * 3, "laps_led": [60, 40, 0],
        "points": [40, 35, 34],
    }  # fmt: skip
    return pl.DataFrame(columns | changed)


def settle(official: dict[str, list], reference: dict[str, list], marked: tuple[bool, ...] = (False,) * 3):
    """The three cars settled: the two other sources say what the file says but for what is given."""
    same = {column: lines().get_column(column).to_list() for column in agreed.COLUMNS}
    theirs = {of: official.get(column, same[column]) for column, (of, _) in agreed.COLUMNS.items()}
    second = {rr: reference.get(column, same[column]) for column, (_, rr) in agreed.COLUMNS.items()}
    people = {"key": ["cup-2025-01"] * 3, "driver_fullname": lines().get_column("driver").to_list()}
    feed = pl.DataFrame(people | theirs | {"marked": marked})
    pages = pl.DataFrame({"key": people["key"], "rr_driver": people["driver_fullname"]} | second)
    return agreed.settled(lines(), pages, feed)


def test_two_of_three_sources_are_followed() -> None:
    places = {"finish": [1, 3, 2]}
    frame = settle(places, places)
    assert frame.get_column("finish").to_list() == [1, 3, 2]
    kept = agreed.disagreements(frame)
    assert kept.select("subject", "column", "chosen", "other").rows() == [
        ("12", "finish", "3", "2"), ("23", "finish", "2", "3"),
    ]  # fmt: skip


def test_one_source_against_two_changes_nothing() -> None:
    frame = settle({"finish": [1, 3, 2], "laps": [100, 100, 99]}, {})
    assert frame.get_column("finish").to_list() == [1, 2, 3]
    assert agreed.disagreements(frame).is_empty()


def test_laps_that_two_sources_agree_on_decide_between_neighbours() -> None:
    laps = {"laps": [100, 99, 100]}
    frame = settle(laps, laps)
    assert frame.select("driver_id", "finish", "laps").rows() == [("kl", 1, 100), ("rb", 3, 99), ("bw", 2, 100)]
    reasons = agreed.disagreements(frame).filter(pl.col("column") == "finish").get_column("reason")
    assert reasons.to_list() == [agreed.LAPS_BEHIND] * 2


def test_points_that_both_others_withhold_stay() -> None:
    none = {"points": [40, 35, 0]}
    assert settle(none, none).get_column("points").to_list() == [40, 35, 34]


def test_a_mark_counts_only_behind_all_that_ran(tmp_path) -> None:
    def official(places: tuple[int, ...], laps: tuple[int, ...], marks: tuple[bool, ...]) -> list[bool]:
        (tmp_path / "results").mkdir(exist_ok=True)
        n = len(places)
        pl.DataFrame(
            {
                "race_id": [1] * n, "finishing_position": places, "laps_completed": laps, "laps_led": [0] * n,
                "points_earned": [1] * n, "car_number": [str(i) for i in range(n)],
                "driver_fullname": [f"Driver {i}" for i in range(n)], "disqualified": marks,
            }
        ).write_parquet(tmp_path / agreed.OFFICIAL_RESULTS)  # fmt: skip
        return agreed.load_official(tmp_path, {1: "cup-2025-01"}).get_column("marked").to_list()

    assert official((1, 2, 3), (100, 57, 100), (False, False, True)) == [False, False, True]
    assert official((1, 2, 3), (100, 100, 57), (False, True, False)) == [False] * 3  # taken back
    assert official((1, 2, 3), (100, 100, 0), (False, True, False)) == [False, True, False]  # the last did not start


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("key", "car", "place"),
    [
        ("cup-2025-07", "43", 38), ("cup-2025-10", "60", 38), ("cup-2025-10", "22", 39), ("cup-2025-32", "35", 37),
        ("truck-2025-16", "52", 35), ("xfinity-2025-10", "2", 37),
    ],
)  # fmt: skip
def test_cars_disqualified_after_the_race(full: RecordBook, key: str, car: str, place: int) -> None:
    (row,) = full.results(key).filter(pl.col("car") == car).iter_rows(named=True)
    assert (row["finish"], row["status_class"], row["stage_1"], row["stage_2"]) == (place, "disqualified", None, None)
    places = full.results(key).get_column("finish").drop_nulls().sort().to_list()
    assert places == list(range(1, len(places) + 1))
    (said,) = full.table("disagreements").filter(
        pl.col("key") == key, pl.col("subject") == car, pl.col("column") == "status"
    ).iter_rows(named=True)  # fmt: skip
    assert (said["chosen"], said["chosen_source"], said["other"]) == ("disqualified", "official feed", "running")


@pytest.mark.full_book
def test_those_behind_a_disqualified_car_move_up_at_its_stages(full: RecordBook) -> None:
    rows = full.results("cup-2025-07")
    assert rows.filter(pl.col("driver_id") == "denny-hamlin").get_column("stage_1").item() == 8
    for stage in ("stage_1", "stage_2"):
        assert rows.get_column(stage).drop_nulls().sort().to_list() == list(range(1, 11))


@pytest.mark.full_book
def test_a_disqualification_taken_back_is_none(full: RecordBook) -> None:
    blaney = full.results("cup-2023-33").filter(pl.col("driver_id") == "ryan-blaney").row(0, named=True)
    assert (blaney["finish"], blaney["status_class"]) == (6, "running")

"""Standings against tables that others kept: after each Cup race of 2021-23, at the end of 2025, in June 2020."""

from collections import Counter

import pytest

from stockcar.racing import Series
from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import championship
from stockcar.rulebook.season import SeasonScores
from stockcar.rulebook.standings import manufacturer_standings, owner_standings
from tests.history.season_rows import needs_book, results, scores
from tests.rulebook.recorded_rows import book_folder

pytestmark = [pytest.mark.full_book, needs_book]


def table(name: str):
    import polars as pl

    folder = book_folder()
    assert folder is not None
    return pl.read_parquet(folder / f"{name}.parquet")


def after_each_race() -> tuple[int, dict[tuple[str, str], float]]:
    """Rows compared, and the difference (table less ours) of each that is not equal, by race and driver."""
    rows = table("standings_after")
    compared, different = 0, {}
    for key, driver, points in rows.select("key", "driver_id", "points").iter_rows():
        _, season, number = key.split("-")
        ours = points_after(int(season), int(number)).get(driver)
        if ours is None and not points:
            continue  # a driver of another series, listed with nothing
        compared += 1
        if ours != points:
            different[key, driver] = points - (ours or 0)
    return compared, different


_AFTER: dict[tuple[int, int], dict[str, float]] = {}


def points_after(season: int, number: int) -> dict[str, float]:
    if (season, number) not in _AFTER:
        result = championship(scores("cup", season).through(number), 36)
        _AFTER[season, number] = {place.driver_id: place.points for place in result.table}
    return _AFTER[season, number]


def classed(different: dict[tuple[str, str], float]) -> dict[tuple[str, str], str]:
    """The class of each difference, so that what a cited row decides stands apart from what nothing does.

    ``penalty``: the table is ahead by just what cited deductions took at the race where the difference begins.
    ``disputed``: a page that is no part of the tables (a row of ``standings``) has our points after a race of the run
    in which the same difference stands, and none has other points.
    """
    facts = Rulebook.load().facts
    pages = {(fact["race"], fact.driver): fact["points"] for fact in facts[Series.CUP, "standings"]}
    taken: Counter[tuple[str, str]] = Counter()
    for fact in facts[Series.CUP, "penalties"]:
        taken[fact["race"], fact.driver] += fact["points"]
    found = {}
    for (key, driver), by in different.items():
        run = run_of(different, key, driver)
        agree = {points_after(int(each[4:8]), int(each[9:]))[driver] == pages[each, driver]
                 for each in run if (each, driver) in pages}  # fmt: skip
        penalty = taken[run[0], driver]
        found[key, driver] = (
            "penalty" if penalty and by == -penalty else "disputed" if agree == {True} else "unexplained"
        )
    return found


def run_of(different: dict[tuple[str, str], float], key: str, driver: str) -> list[str]:
    """The races of that season, one after the other around ``key``, in which the difference is the same."""
    by, number, run = different[key, driver], int(key[9:]), [key]
    for step in (-1, 1):
        n = number + step
        while different.get((each := f"{key[:9]}{n:02d}", driver)) == by:
            run.append(each)
            n += step
    return sorted(run)


def test_cup_points_after_each_race_of_2021_to_2023() -> None:
    compared, different = after_each_race()
    assert compared > 2200
    assert 1 - len(different) / compared >= 0.97  # 0.99 was the aim; with what cited rows decide it is above
    classes = classed(different)
    assert Counter(classes.values()) == {"disputed": 47, "penalty": 6, "unexplained": 1}
    assert {(driver, key[:8]) for (key, driver), name in classes.items() if name != "unexplained"} == {
        ("chase-elliott", "cup-2021"), ("christopher-bell", "cup-2021"),  # the table lacks the cited deduction
        ("alex-bowman", "cup-2022"),  # the table takes him out two races before the round ended
        # tenth in his Duel by the cited page, for which the table has no point
        ("william-byron", "cup-2023"),
        ("denny-hamlin", "cup-2023"),  # one point more at Phoenix than place and stages give
    }  # fmt: skip
    assert [at for at, name in classes.items() if name == "unexplained"] == [("cup-2023-32", "brad-keselowski")]


def test_a_difference_is_explained_only_by_a_page_within_its_run() -> None:
    other = {("cup-2023-03", "william-byron"): -1.0, ("cup-2023-05", "william-byron"): -1.0,
             ("cup-2023-04", "kyle-larson"): -1.0, ("cup-2021-24", "chase-elliott"): 10.0}  # fmt: skip
    assert set(classed(other).values()) == {"unexplained"}
    assert classed({("cup-2021-23", "chase-elliott"): 10})["cup-2021-23", "chase-elliott"] == "penalty"
    assert classed({("cup-2021-23", "chase-elliott"): 9})["cup-2021-23", "chase-elliott"] == "unexplained"


# A page that is no part of the tables tested: sportskeeda.com, points table after Phoenix, 13 March 2023
AFTER_PHOENIX_2023 = {
    "alex-bowman": 154, "kevin-harvick": 151, "ross-chastain": 148, "william-byron": 144, "kyle-larson": 137,
    "christopher-bell": 137, "denny-hamlin": 125, "ryan-blaney": 124, "kyle-busch": 122, "martin-truex-jr": 122,
    "daniel-suarez": 119, "joey-logano": 118, "brad-keselowski": 115, "chris-buescher": 112,
    "ricky-stenhouse-jr": 104, "bubba-wallace": 92, "austin-cindric": 81, "corey-lajoie": 79, "michael-mcdowell": 76,
}  # fmt: skip


def test_a_third_page_decides_between_the_table_and_us() -> None:
    """Byron and Hamlin are most of what differs from the table of 2023: the page has our points, not the table's."""
    ours = points_after(2023, 4)
    penalty = {"denny-hamlin": -25}  # dated to this race, announced after the page was written
    assert {who: ours[who] - penalty.get(who, 0) for who in AFTER_PHOENIX_2023} == AFTER_PHOENIX_2023


FINAL_2025 = {"cup": (43, 43), "xfinity": (73, 75), "truck": (75, 75)}  # equal, listed: every other is in rules.md


@pytest.mark.parametrize("series", FINAL_2025)
def test_final_points_of_2025_from_recorded_rows(series: str) -> None:
    """Resets, eliminations, Duels and cited penalties on top of each row's recorded points."""
    listed, different = final_of_2025(series)
    assert listed == FINAL_2025[series][1]
    assert listed - len(different) >= FINAL_2025[series][0]
    assert all(abs(by) <= 20 for _, by in different.values() if by is not None), different


def final_of_2025(series: str) -> tuple[int, dict[str, tuple[float, float | None]]]:
    """Drivers listed, and for each that is not equal the official points and the difference (official less ours)."""
    import polars as pl

    rows = table("official_standings").filter(
        (pl.col("season") == 2025) & (pl.col("series") == series) & (pl.col("kind") == "drivers")
    )
    whole = SeasonScores.of(Rulebook.load(), results(series, 2025), recorded=True)
    ours = {place.driver_id: place.points for place in championship(whole).table}
    different = {}
    for name, driver, points in rows.select("name", "driver_id", "points").iter_rows():
        if ours.get(driver) != points:
            different[driver or name] = (points, points - ours[driver] if driver in ours else None)
    return len(rows), different


def decided_of_2025(series: str, different: dict[str, tuple[float, float | None]]) -> list[str]:
    """Of those that differ, who does so by what a cited row of ``disputed`` says the recorded rows leave out."""
    left_out: Counter[str] = Counter()
    for fact in Rulebook.load().facts.get((Series(series), "disputed"), ()):
        if fact["race"].startswith(f"{series}-2025-"):
            left_out[fact.driver] += fact["points"] - fact["recorded"]
    return [driver for driver, (_, by) in different.items() if by is not None and by == left_out[driver] != 0]


def test_two_records_of_bristol_have_the_points_that_the_result_file_lacks() -> None:
    listed, different = final_of_2025("xfinity")
    assert decided_of_2025("xfinity", different) == ["brenden-queen"]
    assert (listed - len(different) + 43 + 75 + 1) / (listed + 43 + 75) >= 0.99


def test_the_sixteen_of_2025_stand_where_they_stood() -> None:
    import polars as pl

    rows = table("official_standings").filter(
        (pl.col("season") == 2025)
        & (pl.col("series") == "cup")
        & (pl.col("kind") == "drivers")
        & (pl.col("rank") <= 16)
    )
    result = championship(scores("cup", 2025))
    assert [place.driver_id for place in result.table[:16]] == rows.sort("rank")["driver_id"].to_list()


def test_makes_after_eleven_races_of_2020() -> None:
    eleven = [result for result in results("cup", 2020) if result[0].key.number <= 11]
    makes = manufacturer_standings(Rulebook.load(), eleven)
    assert [(make.id, make.points, make.wins) for make in makes] == [
        ("Ford", 410, 6), ("Toyota", 379, 3), ("Chevrolet", 373, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        ("cup", [("Chevrolet", 1309, 15), ("Ford", 1275, 12), ("Toyota", 1259, 9)]),
        ("xfinity", [("Chevrolet", 1228, 18), ("Toyota", 1172, 11), ("Ford", 1072, 4)]),
        ("truck", [("Chevrolet", 859, 12), ("Toyota", 804, 6), ("Ford", 780, 5)]),
    ],
)
def test_makes_of_2024_are_the_official_ones(series: str, expected: list[tuple[str, int, int]]) -> None:
    makes = manufacturer_standings(Rulebook.load(), results(series, 2024))
    assert [(make.id, make.points, make.wins) for make in makes] == expected


def test_owners_score_whoever_drives() -> None:
    """Every car of a race scores for its owner; the drivers of other series do not score for themselves."""
    one = [result for result in results("xfinity", 2019) if result[0].key.number == 3]
    owners = {standing.id: standing.points for standing in owner_standings(Rulebook.load(), one)}
    ((_, finishes),) = one
    assert len(owners) == len({finish.car for finish in finishes})
    assert sum(owners.values()) > sum(finish.points or 0 for finish in finishes)


@pytest.mark.parametrize(("series", "season", "after", "order"), [
    ("cup", 2004, "cup-2004-26", {"ryan-newman": (10, 3186, 0), "jamie-mcmurray": (11, 3171, -25)}),
    ("truck", 2011, None, {"austin-dillon": (1, 888, 0), "johnny-sauter": (2, 882, -6)}),
    ("cup", 1990, None, {"dale-earnhardt": (1, 4430, 0), "mark-martin": (2, 4404, 0)}),
    ("xfinity", 1986, None, {"larry-pearson": (1, 4551, 0), "brett-bodine": (2, 4531, 0)}),
    ("cup", 1955, None, {"tim-flock": (1, None, 0), "bob-welborn": (4, 5460, 0)}),
])  # fmt: skip
def test_the_standings_verb_takes_penalties_and_ranks_what_is_known(
    series: str, season: int, after: str | None, order: dict[str, tuple[int, int | None, int]]
) -> None:
    from stockcar import face

    made = face.standings(series, season, after, book=str(book_folder()))
    rows = {row["driver_id"]: (row["rank"], row["points"], row["penalties"]) for row in made["standings"]}
    assert {driver: rows[driver] for driver in order} == order
    warned = {1955: "partial: ", 1986: "doubtful: xfinity-1986-08 has Brett Bodine twice; "}.get(season)
    assert made["warning"] is None if warned is None else made["warning"].startswith(warned)

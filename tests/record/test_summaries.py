"""Season, track and points tables: plain rows, no later race in a view, nothing partial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.errors import NotFound, NotInBook
from stockcar.record import summaries
from stockcar.record.book import RecordBook
from stockcar.rulebook.season import Line
from stockcar.rulebook.standings import tie_key


def test_a_season_in_order(starter: RecordBook) -> None:
    rows = summaries.season(starter, "xfinity", 2025)
    assert [row["number"] for row in rows] == list(range(1, 34))
    assert rows[23]["key"] == "xfinity-2025-24"
    assert (rows[23]["winner"], rows[23]["date"], rows[23]["n_cars"]) == ("Connor Zilisch", "2025-08-22", 38)


def test_a_view_has_no_later_winner(starter: RecordBook) -> None:
    rows = summaries.season(starter.as_of(starter.key("xfinity-2025-24")), "xfinity", 2025)
    assert rows[22]["winner"] is not None
    assert all(row["winner"] is None for row in rows[23:])


def test_a_track_over_all_series(starter: RecordBook) -> None:
    rows = summaries.track(starter, "mid-ohio")
    assert {row["series"] for row in rows} == {"truck", "xfinity"}
    assert "Parker Kligerman" in {row["winner"] for row in rows}


def test_points_as_recorded(starter: RecordBook) -> None:
    rows = summaries.standings(starter, "truck", 2022, after="truck-2022-15")
    assert rows[0]["rank"] == 1
    kligerman = next(row for row in rows if row["driver_id"] == "parker-kligerman")
    assert (kligerman["starts"], kligerman["wins"]) == (8, 1)
    whole = summaries.standings(starter, "truck", 2022)
    assert max(row["starts"] for row in whole) == 23


def test_level_drivers_stand_by_their_best_places(starter: RecordBook) -> None:
    rows = summaries.standings(starter, "truck", 2022, after="truck-2022-15")
    level = [(row["driver"], row["wins"]) for row in rows if row["points"] == 526]
    assert level == [("John Hunter Nemechek", 1), ("Chandler Smith", 1)]  # two seconds against none


@given(st.lists(st.lists(st.integers(0, 12), min_size=8, max_size=8), min_size=2, max_size=6))
def test_level_drivers_stand_as_the_rulebook_has_them(seasons: list[list[int]]) -> None:
    order = sorted(seasons, key=lambda season: summaries.best_first(enumerate(season, 1)))
    lines = [
        [Line(race, place, 0, 0, place == 1, 0, 0, True) for race, place in enumerate(season, 1)] for season in order
    ]
    assert [tie_key(line) for line in lines] == sorted(tie_key(line) for line in lines)


def test_what_is_not_there(starter: RecordBook) -> None:
    with pytest.raises(NotFound):
        summaries.season(starter, "truck", 1985)
    with pytest.raises(NotInBook):
        summaries.standings(starter, "cup", 1999)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("series", "first", "last"), [("cup", 1975, 2003), ("xfinity", 1982, 2015), ("truck", 1995, 2015)]
)
def test_points_lead_to_the_champion_before_the_playoffs(full: RecordBook, series: str, first: int, last: int) -> None:
    """Where the title went to most points, the recorded points and the cited list of champions agree."""
    query = f"select season, driver_id from champions where series = '{series}' and season between {first} and {last}"
    wrong = {
        (season, champion): summaries.standings(full, series, season)[0]["driver_id"]
        for season, champion in full.sql(query)[1]
        if summaries.standings(full, series, season)[0]["driver_id"] != champion
    }
    assert wrong == {}


@pytest.mark.full_book
def test_seasons_without_points_say_so(full: RecordBook) -> None:
    with pytest.raises(NotInBook, match="no points are recorded"):
        summaries.standings(full, "cup", 1956)


@pytest.mark.full_book
@pytest.mark.parametrize(
    ("season", "driver_id", "starts", "points"),
    [(1977, "jim-hurtubise", 3, 259), (1993, "ken-bouchard", 3, 250), (1964, "fred-lorenzen", 16, 18200)],
)
def test_points_paid_without_a_start_count_and_the_start_does_not(
    full: RecordBook, season: int, driver_id: str, starts: int, points: int
) -> None:
    row = next(row for row in summaries.standings(full, "cup", season) if row["driver_id"] == driver_id)
    assert (row["starts"], row["points"]) == (starts, points)

"""A season under its own year's rules has the champion it had; under others it may not."""

import pytest

from stockcar.rulebook import Rulebook
from stockcar.rulebook.whatif import under_rules
from tests.history.season_rows import needs_book, results
from tests.history.test_champions import SPANS, recorded_champions

pytestmark = [pytest.mark.full_book, needs_book]
BOOK = Rulebook.load()


@pytest.mark.parametrize("series", SPANS)
def test_the_own_rules_give_the_real_champion(series):
    champions = recorded_champions()
    wrong = {
        (series, season)
        for season in SPANS[series]
        if under_rules(BOOK, results(series, season), season).champion != champions[series, season]
    }
    assert wrong == set()


@pytest.mark.parametrize("series", SPANS)
def test_finalists_stand_as_they_finished_the_finale(series):
    for season in range(2014 if series == "cup" else 2016, 2026):
        races = results(series, season)
        made = under_rules(BOOK, races, season)
        finale = {finish.driver_id: finish.finish for finish in races[-1][1]}
        finalists = [place.driver_id for place in made.table[:4]]
        assert set(finalists) == set(made.rounds[-1].start)
        assert finalists == sorted(finalists, key=finale.__getitem__), season


def table(made):
    return [(place.position, place.driver_id, place.points, place.driver_id in made.entered) for place in made.table]


SEASONS = {"cup": (1975, 1998, 2004, 2010, 2013, 2015, *range(2017, 2026)), "xfinity": (1990, 2016, 2019, 2025),
           "truck": (1996, 2017, 2020, 2022, 2025)}  # fmt: skip


@pytest.mark.parametrize(("series", "season"), [(series, season) for series, of in SEASONS.items() for season in of])
def test_a_file_that_changes_nothing_gives_the_table_of_the_season(series, season, tmp_path):
    file = tmp_path / "same.toml"
    file.write_text(f'name = "The same"\nbased_on = {season}\n', encoding="utf-8")
    races = results(series, season)
    own, made = under_rules(BOOK, races, season), under_rules(BOOK, races, file)
    assert table(made) == table(own)
    assert (made.champion, made.reasons) == (own.champion, own.reasons)


SAME_RULES = [("cup", 2013, 2012), ("cup", 2018, 2022), ("cup", 2021, 2017), ("cup", 2024, 2023),
              ("cup", 2024, 2025), ("xfinity", 2017, 2024), ("xfinity", 2023, 2018), ("truck", 2022, 2024),
              ("truck", 2018, 2019)]  # fmt: skip


@pytest.mark.parametrize(("series", "season", "rules"), SAME_RULES)
def test_another_year_with_the_same_rules_gives_the_table_of_the_season(series, season, rules):
    races = results(series, season)
    assert table(under_rules(BOOK, races, rules)) == table(under_rules(BOOK, races, season))


@pytest.mark.parametrize(("season", "rules", "champion"), [
    (2003, 2003, "matt-kenseth"), (2003, 2004, "jimmie-johnson"), (2004, 2003, "jeff-gordon"),
    (2007, 2003, "jeff-gordon"), (2010, 2003, "kevin-harvick"), (2024, 2003, "christopher-bell"),
])  # fmt: skip
def test_titles_that_the_format_decided(season, rules, champion):
    assert under_rules(BOOK, results("cup", season), rules).champion == champion


def test_where_nobody_is_eligible_there_is_no_champion():
    made = under_rules(BOOK, results("cup", 1960), 2016)  # nobody started every race
    assert made.champion is None
    assert not made.rounds[-1].start

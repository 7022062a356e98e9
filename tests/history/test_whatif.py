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


@pytest.mark.parametrize(("season", "rules", "champion"), [
    (2003, 2003, "matt-kenseth"), (2003, 2004, "jimmie-johnson"), (2004, 2003, "jeff-gordon"),
    (2007, 2003, "jeff-gordon"), (2010, 2003, "kevin-harvick"), (2024, 2003, "christopher-bell"),
])  # fmt: skip
def test_titles_that_the_format_decided(season, rules, champion):
    assert under_rules(BOOK, results("cup", season), rules).champion == champion

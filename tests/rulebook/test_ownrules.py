"""A format of one's own: what a file may say, and how it is refused."""

from pathlib import Path

import pytest

from stockcar.errors import BadFile
from stockcar.rulebook import Rulebook
from stockcar.rulebook.whatif import under_rules
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()


def season(races: int = 20) -> list:
    """``early`` wins the first half, ``late`` the second; ``steady`` is always second."""
    results = []
    for number in range(1, races + 1):
        first, third = ("early", "late") if number <= races // 2 else ("late", "early")
        order = [first, "steady", third, *(f"d{i}" for i in range(4, 20))]
        results.append((race(f"cup-2022-{number:02d}"), [finish(p, driver_id=d) for p, d in enumerate(order, start=1)]))
    return results


def rules(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


ROUNDS = '[championship]\nmechanism = "rounds"\nfield = {}\nrounds = [{}]\nkeep = [{}]\nresets = [1, 2]'
TITLES = [
    ('[championship]\nmechanism = "most_points"\n', "early"),  # level with late on points and wins; won first
    ('[championship]\nmechanism = "most_points"\n[finish_points]\ntable = [10, 9, 1]\nstep = 0\nfloor = 0', "steady"),
    ('[championship]\nmechanism = "chase"\nfield = 3\nreset = [30, 20, 10]\n', "late"),
    ('[championship]\nmechanism = "rounds"\nfield = 4\nrounds = [2, 1]\nkeep = [2]\nresets = [100, 200]\n', "late"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "champion"), TITLES)
def test_the_champion_is_that_of_the_file(tmp_path, text, champion):
    assert under_rules(BOOK, season(), rules(tmp_path, text)).champion == champion


def test_what_is_not_said_is_as_in_the_year_it_is_based_on(tmp_path):
    same = under_rules(BOOK, season(), rules(tmp_path, "based_on = 2016"))
    of_year = under_rules(BOOK, season(), 2016)
    assert [(p.driver_id, p.points) for p in same.table] == [(p.driver_id, p.points) for p in of_year.table]


def test_bonuses_and_stages_of_the_file_are_paid(tmp_path):
    text = '[championship]\nmechanism = "most_points"\n[bonuses]\nwin_bonus = 100\nstage_points = []\n'
    table = under_rules(BOOK, season(4), rules(tmp_path, text)).table
    assert table[0].points == 2 * (40 + 100) + 2 * 34


@pytest.mark.parametrize(("text", "says"), [
    ("x = ", "not a file of rules"),
    ("based_on = 1900", "based_on"),
    ("based_on = true", "based_on"),
    ("speed = 3", "speed: no such key"),
    ("championship = 4", "is no table"),
    ('[championship]\nmechanism = "luck"', "mechanism"),
    ('[championship]\nmechanism = "chase"', "needs field, base, per_win"),
    (ROUNDS.format(4, "1, 1", "2, 1"), "one number less"),
    (ROUNDS.format(4, "1, 1", "4"), "fewer"),
    (ROUNDS.format(9, "3, 1", "2"), "races to win"),
    ("[finish_points]\ntable = []", "no list"),
    ('[finish_points]\ntable = ["ten"]', "no whole number"),
    ("[bonuses]\nwin_bonus = -5", "win_bonus"),
    ("[playoff_points]\nluck = 5", "no such key"),
    ("a = " + "[" * 5000, "not a file of rules"),
])  # fmt: skip
def test_a_file_that_cannot_be_meant_is_refused_by_key(tmp_path, text, says):
    with pytest.raises(BadFile) as refused:
        under_rules(BOOK, season(4), rules(tmp_path, text))
    assert says in str(refused.value)


def test_playoffs_keep_their_length_in_a_season_of_another():
    made = under_rules(BOOK, season(20), 2026)
    assert (made.rounds[0].first_race, made.rounds[0].last_race) == (11, 20)
    made = under_rules(BOOK, season(20), 2016)
    assert [(part.first_race, part.last_race) for part in made.rounds] == [(11, 13), (14, 16), (17, 19), (20, 20)]

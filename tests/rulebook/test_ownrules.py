"""A format of one's own: what a file may say, and how it is refused."""

from pathlib import Path

import pytest

from stockcar.errors import BadFile
from stockcar.racing import Series
from stockcar.rulebook import Rulebook, State
from stockcar.rulebook.ownrules import load_own_rules
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


SAYS_NOTHING_NEW = [
    "",
    "[finish_points]\ntable = [40, 35]\n",
    "[bonuses]\nstage_points = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]\n",
    "[playoff_points]\nwin = 5\nstage = 1\nseason = [15, 10, 8, 7, 6, 5, 4, 3, 2, 1]\n",
    '[championship]\nmechanism = "rounds"\nfield = 16\nrounds = [3, 3, 3, 1]\nkeep = [12, 8, 4]\n'
    "resets = [2000, 3000, 4000, 5000]\n",
]


@pytest.mark.parametrize("text", SAYS_NOTHING_NEW)
def test_a_file_that_changes_nothing_of_the_season_s_own_year_changes_no_point(tmp_path, text):
    drivers = ["denny-hamlin", "joey-logano", "chris-buescher", *(f"d{i}" for i in range(4, 40))]
    results = []
    for number in range(1, 37):
        places = [(place + 5 * number) % 39 for place in range(39)]
        field = [
            finish(at, driver_id=drivers[of], stages=(of + 1, of + 1, of + 1)) for at, of in enumerate(places, start=1)
        ]
        results.append((race(f"cup-2025-{number:02d}"), field))
    own = under_rules(BOOK, results, 2025)
    made = under_rules(BOOK, results, rules(tmp_path, f"based_on = 2025\n{text}"))
    assert set(made.entered) == set(own.entered)
    finalists = set(made.rounds[-1].start)  # the rulebook names others, those of the real season
    ours, theirs = ({p.driver_id: p.points for p in of.table if p.driver_id not in finalists} for of in (made, own))
    assert ours == theirs
    finale = {each.driver_id: each.finish for each in results[-1][1]}
    assert made.rounds[-1].end == {d: 5000 + (40 if finale[d] == 1 else 37 - finale[d]) for d in finalists}


def test_bonuses_and_stages_of_the_file_are_paid(tmp_path):
    text = '[championship]\nmechanism = "most_points"\n[bonuses]\nwin_bonus = 100\nstage_points = []\n'
    table = under_rules(BOOK, season(4), rules(tmp_path, text)).table
    assert table[0].points == 2 * (40 + 100) + 2 * 34


@pytest.mark.parametrize(("text", "says"), [
    ("x = ", "not a file of rules"),
    ("name = 5", "name: '5' is no name"),
    ('name = " "', "is no name"),
    ('name = "two\\nlines"', "is no name"),
    (f'name = "{"x" * 101}"', "is no name"),
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


@pytest.mark.parametrize(("series", "year", "fine"), [
    ("cup", 1975, True), ("cup", 1974, False), ("cup", 2026, True), ("cup", 2027, False),
    ("truck", 1995, True), ("truck", 1994, False), ("xfinity", 1982, True), ("xfinity", 1981, False),
])  # fmt: skip
def test_the_year_it_is_based_on_is_one_whose_points_can_be_computed(tmp_path, series, year, fine):
    path = rules(tmp_path, f"based_on = {year}")
    if fine:
        assert load_own_rules(path, BOOK, Series(series)).based_on == year
        return
    first = {"cup": 1975, "xfinity": 1982, "truck": 1995}[series]
    with pytest.raises(BadFile, match=f"based_on: {year}") as refused:
        load_own_rules(path, BOOK, Series(series))
    assert f"give a year from {first} to 2026" in str(refused.value)


def read(tmp_path, text: str) -> dict:
    """The values that a file gives, by topic."""
    return {
        topic: rule.value for topic, rule in load_own_rules(rules(tmp_path, text), BOOK, Series.CUP).entries.items()
    }


def test_a_file_without_a_name_has_that_of_the_file_and_is_based_on_2025(tmp_path):
    own = load_own_rules(rules(tmp_path, ""), BOOK, Series.CUP)
    assert (own.name, own.based_on, dict(own.entries)) == ("rules", 2025, {})
    named = load_own_rules(rules(tmp_path, 'name = "Wins"\n[bonuses]\nwin_bonus = 1'), BOOK, Series.CUP)
    assert (named.name, named.entries["win_bonus"].cite.title) == ("Wins", "Wins")


@pytest.mark.parametrize(("text", "values"), [
    ("[finish_points]\ntable = [9, 5]", {"finish_points": {"table": [9, 5], "step": 1, "floor": 1}}),
    ("[finish_points]\ntable = [9]\nstep = 0\nfloor = 0", {"finish_points": {"table": [9], "step": 0, "floor": 0}}),
    ("[bonuses]\nled_bonus = 0\nwin_bonus = 2", {"led_bonus": None, "win_bonus": 2}),
    ("[bonuses]\nstage_points = [3, 1]", {"stage_points": [3, 1], "paying_stages": 2}),
    ("[bonuses]\nstage_points = []", {"stage_points": None, "paying_stages": None}),
    ("[playoff_points]", {"playoff_points": {"win": 0, "stage": 0, "season": []}}),
    ("[playoff_points]\nwin = 6\nseason = [5, 0]", {"playoff_points": {"win": 6, "stage": 0, "season": [5, 0]}}),
    ('[championship]\nmechanism = "most_points"', {"championship": {"mechanism": "most_points"}}),
    ('[championship]\nmechanism = "chase"\nfield = 3\nbase = 9\nper_win = 1',
        {"championship": {"mechanism": "chase", "field": 3, "base": 9, "per_win": 1, "regular": 1}}),
    (ROUNDS.format(4, "2, 1", "2"), {"championship": {
        "mechanism": "rounds", "field": 4, "rounds": [2, 1], "keep": [2], "resets": [1, 2], "per_win": 0, "regular": 1,
    }}),
])  # fmt: skip
def test_what_a_file_says(tmp_path, text, values):
    assert read(tmp_path, text) == values


def test_a_bonus_of_nothing_is_no_such_rule(tmp_path):
    own = load_own_rules(rules(tmp_path, "[bonuses]\nled_bonus = 0\nwin_bonus = 1"), BOOK, Series.CUP)
    assert (own.entries["led_bonus"].state, own.entries["win_bonus"].state) == (State.ABSENT, State.RULE)


@pytest.mark.parametrize(("text", "says"), [
    ("[bonuses]\nwin_bonus = 100000", ""),
    ("[bonuses]\nwin_bonus = 100001", "bonuses.win_bonus: 100001 is no whole number that can be meant"),
    ("[bonuses]\nwin_bonus = 1.5", "give one of at least 0"),
    ("[playoff_points]\nwin = -1", "playoff_points.win: -1"),
    (f"[finish_points]\ntable = {[1] * 100}", ""),
    (f"[finish_points]\ntable = {[1] * 101}", "finish_points.table"),
    ("[finish_points]\ntable = [1, -1]", "finish_points.table: -1"),
    ("[finish_points]\nstep = 1", "finish_points.table: None is no list"),
    ("[finish_points]\ntable = [1]\nstep = -1", "finish_points.step: -1"),
    ("[bonuses]\nluck = 1", "bonuses.luck: no such key"),
    ('[championship]\nmechanism = "most_points"\nluck = 1', "championship.luck: no such key"),
    ("[finish_points]\nluck = 1", "finish_points.luck: no such key"),
    ('[championship]\nmechanism = "chase"\nfield = 3\nbase = 2', "chase needs per_win"),
    ('[championship]\nmechanism = "rounds"\nfield = 3', "rounds needs rounds, keep, resets"),
    (ROUNDS.format(4, "0, 1", "2"), "championship.rounds: 0"),
    (ROUNDS.format(4, "1, 1", "1"), ""),
    (ROUNDS.format(2, "1, 1", "2"), "each round must keep fewer"),
    (ROUNDS.format(9, "2, 1", "2"), ""),
    (ROUNDS.format(9, "2, 1", "1"), "keep as many as it has races to win"),
    (ROUNDS.format(9, "1, 1, 1", "4, 2"), "keep has one number less than rounds, resets as many"),
])  # fmt: skip
def test_the_bounds_of_what_can_be_meant(tmp_path, text, says):
    if not says:
        assert read(tmp_path, text)
        return
    with pytest.raises(BadFile) as refused:
        read(tmp_path, text)
    assert says in str(refused.value)

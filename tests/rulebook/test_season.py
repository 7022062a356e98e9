"""Standings, ties, Duels, penalties, encumbered wins, owners, makes: small seasons with known answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.errors import RuleMissing, UsageError
from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import championship
from stockcar.rulebook.explain import explain_championship
from stockcar.rulebook.season import SeasonScores
from stockcar.rulebook.standings import driver_standings, manufacturer_standings, owner_standings, tie_key, why_ahead
from tests.rulebook.race_values import WITHOUT_PENALTIES, finish, race

BOOK = Rulebook.load()


def of(*orders: str, key: str = "cup-1990") -> SeasonScores:
    """A season whose races finished in those orders: ``"a b c"`` is a win for a."""
    results = [
        (race(f"{key}-{n:02d}"), [finish(p, driver_id=d, car=d) for p, d in enumerate(order.split(), start=1)])
        for n, order in enumerate(orders, start=3)
    ]
    return SeasonScores.of(BOOK, results)


@pytest.mark.parametrize(("orders", "first", "why"), [
    (("a b", "b a", "b a", "a b"), "a", "the first first place came later (race 4 to 3)"),
    (("b a", "a b", "a b", "b a"), "b", "the first first place came later (race 4 to 3)"),
])  # fmt: skip
def test_level_drivers_with_the_same_places(orders: tuple[str, ...], first: str, why: str) -> None:
    table = driver_standings(of(*orders))
    assert table[0].id == first
    assert why in table[1].tie


def test_more_wins_break_a_tie() -> None:
    season = SeasonScores.of(BOOK, [
        (race("cup-1990-03"), [finish(1, driver_id="a"), finish(2, driver_id="b")]),
        (race("cup-1990-04"), [finish(2, driver_id="b"), finish(3, driver_id="a")]),
    ])  # fmt: skip
    first, second = driver_standings(season)
    assert (first.id, first.points, second.points) == ("a", 340, 340)
    assert second.tie == "level on points; fewer wins (0 to 1)"
    assert tie_key(season.lines["a"]) < tie_key(season.lines["b"])
    assert why_ahead(season.lines["a"], season.lines["b"]) == second.tie


def test_duels_are_added_and_are_no_part_of_the_race() -> None:
    scores = SeasonScores.of(
        BOOK, [(race("cup-2021-01"), [finish(5, driver_id="aric-almirola"), finish(6, driver_id="x")])]
    )
    (almirola,) = scores.lines["aric-almirola"]
    assert (almirola.race_points, almirola.points) == (32, 42)


def test_a_penalty_can_fall_on_a_driver_who_did_not_start() -> None:
    scores = SeasonScores.of(BOOK, [(race("cup-2022-05"), [finish(1, driver_id="x")])])
    (line,) = scores.lines["brad-keselowski"]
    assert (line.points, line.playoff_points, line.place) == (-100, -10, 0)
    assert driver_standings(scores)[-1].starts == 0


def test_an_encumbered_win_stands_without_its_benefits() -> None:
    field = [finish(1, driver_id="joey-logano"), finish(2)]
    scores = SeasonScores.of(WITHOUT_PENALTIES, [(race("cup-2017-09"), field)])
    (line,) = scores.lines["joey-logano"]
    assert (line.place, line.points, line.won, line.playoff_points) == (1, 40, False, 0)
    assert driver_standings(scores)[0].wins == 1


def test_a_driver_scores_once_a_race() -> None:
    field = [finish(1), finish(10, car="00", driver_id="x"), finish(32, car="11", driver_id="x")]
    scores = SeasonScores.of(BOOK, [(race("xfinity-1986-08"), field), (race("xfinity-1986-09"), field[:2])])
    assert [line.place for line in scores.lines["x"]] == [10, 10]
    assert scores.twice == {"xfinity-1986-08": ("x",)}
    (said,) = [step for step in explain_championship(scores, {"x": "X"})["steps"] if "doubtful" in step["text"]]
    assert said["text"].startswith("xfinity-1986-08 is doubtful: twice in it stands X;")
    assert said["confidence"] == "unconfirmed"


def test_playoff_points_for_wins_and_stages() -> None:
    scores = SeasonScores.of(BOOK, [(race("cup-2022-14"), [finish(1, driver_id="x", stages=(1, 2, 1))])])
    assert scores.lines["x"][0].playoff_points == 7


def test_owners_score_whoever_drives_and_makes_by_their_best_car() -> None:
    field = [
        finish(1, make="Ford", eligible=False),
        finish(2, make="Ford"),
        finish(3, make="Toyota"),
        finish(9, make="Chevrolet"),
    ]
    results = [(race("xfinity-2019-05"), field)]
    assert [(o.id, o.points) for o in owner_standings(BOOK, results)] == [("1", 40), ("2", 35), ("3", 34), ("9", 28)]
    assert [(m.id, m.points) for m in manufacturer_standings(BOOK, results)] == [
        ("Ford", 40),
        ("Toyota", 34),
        ("Chevrolet", 28),
    ]
    old = [(race("cup-2010-05"), field)]
    assert [(m.id, m.points) for m in manufacturer_standings(BOOK, old)] == [
        ("Ford", 9),
        ("Toyota", 6),
        ("Chevrolet", 4),
    ]
    middle = [(race("cup-2015-05"), [finish(1, make="Ford", led=9), finish(2, make="Toyota")])]
    assert [(m.id, m.points) for m in manufacturer_standings(BOOK, middle)] == [("Ford", 48), ("Toyota", 42)]


def test_two_seasons_are_refused() -> None:
    with pytest.raises(UsageError, match="a season is needed"):
        SeasonScores.of(BOOK, [(race("cup-2017-09"), [finish(1)]), (race("cup-2018-09"), [finish(1)])])


def chase(season: int, races: int) -> SeasonScores:
    """Twenty drivers who always finish in the order of their names."""
    field = [finish(place, driver_id=f"d{place:02d}") for place in range(1, 21)]
    rows = [(race(f"cup-{season}-{n:02d}"), field) for n in range(1, races + 1)]
    return SeasonScores.of(WITHOUT_PENALTIES, rows)


@pytest.mark.parametrize(("season", "field", "first", "second"), [
    (2004, 10, 5050, 5045), (2008, 12, 5260, 5000), (2012, 12, 2078, 2000), (2026, 16, 2100, 2075),
])  # fmt: skip
def test_resets_of_the_chase(season: int, field: int, first: int, second: int) -> None:
    result = championship(chase(season, 26), 36)
    (part,) = result.rounds
    # a field without wild-card winners is filled by none: only winners of 11th to 20th place are wild cards
    assert len(result.entered) == (10 if season == 2012 else field)
    assert [part.start[driver] for driver in result.entered[:2]] == [first, second]
    assert championship(chase(season, 36), 36).champion == "d01"


@pytest.mark.parametrize("season", [2014, 2017, 2024])
def test_rounds_cut_to_twelve_eight_four_and_one(season: int) -> None:
    result = championship(chase(season, 36), 36)
    assert [len(part.start) for part in result.rounds] == [16, 12, 8, 4]
    assert [len(part.advanced) for part in result.rounds] == [12, 8, 4, 1]
    assert result.champion == "d01"
    assert result.rounds[0].advanced["d01"] == "won a race of the round"
    assert result.table[4].points > 2000 > result.table[16].points
    assert [place.position for place in result.table] == list(range(1, 21))


@given(st.lists(st.permutations("abcdef"), min_size=1, max_size=8))
def test_a_table_is_ordered_and_complete(orders: list[list[str]]) -> None:
    table = driver_standings(of(*(" ".join(order) for order in orders)))
    assert [s.points for s in table] == sorted((s.points for s in table), reverse=True)
    assert {s.id for s in table} == set("abcdef")
    assert sum(s.wins for s in table) == len(orders)


def test_no_race_is_no_season() -> None:
    with pytest.raises(UsageError, match="a season is needed, not none"):
        SeasonScores.of(BOOK, [])
    with pytest.raises(UsageError, match="not cup 2017, xfinity 2017"):
        SeasonScores.of(BOOK, [(race("xfinity-2017-09"), [finish(1)]), (race("cup-2017-09"), [finish(1)])])


def test_a_season_under_way_is_the_season_up_to_a_race() -> None:
    scores = of("a b", "b a", "c a")
    assert [r.key.number for r in scores.races] == [3, 4, 5]
    half = scores.through(4)
    assert [r.key.number for r in half.races] == [3, 4]
    assert {driver: [line.number for line in lines] for driver, lines in half.lines.items()} == {
        "a": [3, 4], "b": [3, 4],
    }  # fmt: skip
    assert scores.rules(4).race.key.number == 4


def test_recorded_points_stand_before_those_of_the_rules_only_where_asked_for() -> None:
    field = [finish(1, driver_id="x", points=48, led=9), finish(2, driver_id="y"), finish(3, driver_id="z", points=0)]
    results = [(race("cup-2013-05"), field)]
    by_rule = {driver: of[0].points for driver, of in SeasonScores.of(BOOK, results).lines.items()}
    assert by_rule == {"x": 48, "y": 42, "z": 41}
    recorded = SeasonScores.of(BOOK, results, recorded=True).lines
    assert {driver: of[0].points for driver, of in recorded.items()} == {"x": 48, "y": 42, "z": 0}
    assert recorded["x"][0].race_points == 48


def test_a_penalty_taken_in_the_row_is_not_taken_twice() -> None:
    row = finish(20, driver_id="ted-musgrave", points=53)
    rules_alone, recorded = (
        SeasonScores.of(BOOK, [(race("truck-2007-11"), [row])], recorded=recorded).lines["ted-musgrave"][0]
        for recorded in (False, True)
    )
    assert (rules_alone.race_points, rules_alone.points) == (103, 53)
    assert (recorded.race_points, recorded.points) == (53, 53)


def test_duels_and_penalties_of_one_race_are_summed() -> None:
    # Todd Gilliland: seventh in his Duel of 2025 (4 points), then 10 taken for ballast
    field = [finish(5, driver_id="todd-gilliland"), finish(6, driver_id="justin-allgaier", eligible=False)]
    scores = SeasonScores.of(BOOK, [(race("cup-2025-01"), field)])
    assert scores.lines["todd-gilliland"][0].points == 32 + 4 - 10
    assert scores.lines["justin-allgaier"][0].points == 0  # ninth in his, and declared for another series
    (ware,) = scores.lines["cody-ware"]
    assert (ware.place, ware.points, ware.race_points, ware.won, ware.stage_wins, ware.eligible) == (
        0, -10, 0, False, 0, True,
    )  # fmt: skip


def test_a_win_of_a_driver_who_may_not_score_is_none_for_the_championship() -> None:
    field = [finish(1, driver_id="guest", eligible=False, stages=(1, 1)), finish(2, driver_id="own", stages=(2, 1))]
    lines = SeasonScores.of(BOOK, [(race("xfinity-2019-05"), field)]).lines
    guest, own = lines["guest"][0], lines["own"][0]
    assert (guest.won, guest.eligible, guest.stage_wins, guest.playoff_points, guest.points) == (False, False, 0, 0, 0)
    assert (own.won, own.eligible, own.stage_wins, own.playoff_points, own.points) == (False, True, 1, 1, 35 + 9 + 10)


def test_playoff_points_are_taken_by_a_penalty() -> None:
    scores = SeasonScores.of(BOOK, [(race("cup-2022-05"), [finish(1, driver_id="brad-keselowski", stages=(1, 1))])])
    (line,) = scores.lines["brad-keselowski"]
    assert (line.points, line.race_points, line.stage_wins) == (60 - 100, 60, 2)
    assert line.playoff_points == 5 + 2 - 10
    (before,) = SeasonScores.of(BOOK, [(race("cup-2013-05"), [finish(1, driver_id="x")])]).lines["x"]
    assert before.playoff_points == 0


def test_recorded_points_stand_where_the_rule_cannot_be_computed() -> None:
    field = [finish(1, driver_id="x", points=400), finish(2, driver_id="y", points=None)]
    results = [(race("cup-1960-05"), field), (race("cup-1960-06"), [finish(1, driver_id="x", points=600)])]
    with pytest.raises(RuleMissing, match="what its win paid"):
        SeasonScores.of(BOOK, results)
    scores = SeasonScores.of(BOOK, results, recorded=True)
    assert {driver: [line.points for line in of] for driver, of in scores.lines.items()} == {"x": [400, 600], "y": [0]}
    assert [line.won for line in scores.lines["x"]] == [True, True]
    assert championship(scores).champion == "x"
    nothing = [*results, (race("cup-1960-07"), [finish(1, points=None), finish(2, points=0)])]
    with pytest.raises(RuleMissing, match="the points of cup-1960-07 are not known"):
        SeasonScores.of(BOOK, nothing, recorded=True)


@pytest.mark.parametrize(("season", "points"), [(1972, 98 + 75), (1971, 98)])
def test_the_points_for_laps_that_the_record_leaves_out_are_added(season: int, points: float) -> None:
    results = [(race(f"cup-{season}-05"), [finish(2, driver_id="x", laps=100, points=98)])]
    assert SeasonScores.of(BOOK, results, recorded=True).lines["x"][0].points == points

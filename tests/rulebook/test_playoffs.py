"""Playoffs with rounds: who is in, what he starts with, who is cut, and the table that is left."""

import dataclasses

import pytest

from stockcar.racing import Series
from stockcar.rulebook import Confidence, Rulebook
from stockcar.rulebook.championship import Championship, championship
from stockcar.rulebook.eligibility import Eligibility
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.playoffs import field_of
from stockcar.rulebook.season import SeasonScores
from stockcar.rulebook.standings import Standing
from tests.rulebook.race_values import WITHOUT_PENALTIES, finish, race

BOOK = Rulebook.load()
DRIVERS = [f"d{n:02d}" for n in range(1, 25)]


def season(year: int, races: int = 36, series: str = "cup", **ahead: str) -> SeasonScores:
    """24 drivers in the order of their names, but those of ``r30="d05 d09"`` ahead of all the others in race 30."""
    results = []
    for number in range(1, races + 1):
        first = ahead.get(f"r{number:02d}", "").split()
        gone = ahead.get(f"out{number:02d}", "").split()
        order = [*first, *(driver for driver in DRIVERS if driver not in [*first, *gone])]
        field = [finish(place, driver_id=driver, car=driver) for place, driver in enumerate(order, start=1)]
        results.append((race(f"{series}-{year}-{number:02d}"), field))
    return SeasonScores.of(WITHOUT_PENALTIES, results)


def points(result: Championship) -> dict[str, float]:
    return {place.driver_id: place.points for place in result.table}


def verdicts(wins: dict[str, int], barred: str = "") -> dict[str, Eligibility]:
    return {name: Eligibility(name, name not in barred.split(), (), True, wins.get(name, 0)) for name in "abcdef"}


@pytest.mark.parametrize(("field", "wins", "barred", "seeds"), [
    (3, {}, "", "a b c"),  # nobody has won: the best on points
    (3, {"e": 1}, "", "e a b"),  # a winner first; the leader has his place before the others
    (4, {"b": 1, "c": 2, "d": 1}, "", "c b d a"),  # most wins first, level ones by points
    (3, {"b": 1, "c": 2, "d": 1}, "", "c b a"),  # full of winners: the leader takes the place of the last
    (3, {"b": 1, "c": 2, "d": 1, "a": 1}, "", "c a b"),
    (2, {"b": 1, "c": 2, "d": 1}, "a", "c b"),  # the leader may not: no winner gives way to the second on points
    (3, {"b": 1}, "a", "b c d"),
    (3, {"b": 1}, "b", "a c d"),
    (9, {"f": 1}, "", "f a b c d e"),  # fewer drivers than places
])  # fmt: skip
def test_the_field(field: int, wins: dict[str, int], barred: str, seeds: str) -> None:
    regular = [Standing(n, name, 100 - n, wins.get(name, 0), 9, 9, 9) for n, name in enumerate("abcdef", start=1)]
    found, reasons = field_of(regular, verdicts(wins, barred), {"field": field})
    assert found == seeds.split()
    assert set(reasons) == set(found)


def test_the_field_says_why_each_is_in() -> None:
    regular = [Standing(n, name, 100 - n, 0, 9, 9, 9) for n, name in enumerate("abcdef", start=1)]
    _, reasons = field_of(regular, verdicts({"c": 2, "e": 1}), {"field": 4})
    assert reasons == {"c": "2 wins", "e": "1 win", "a": "leader in points", "b": "second in points"}


@pytest.mark.parametrize(("year", "starts"), [
    # 2014-16: three points a win of the regular season in the first round, nothing later
    (2014, ((2078, 2000), (3000, 3000), (4000, 4000), (5000, 5000))),
    # 2017 on: five a win all season, and 15 and 10 for the first two of the regular season, kept to the last round
    (2017, ((2145, 2010), (3160, 3010), (4175, 4010), (5000, 5000))),
])  # fmt: skip
def test_what_the_first_two_start_each_round_with(year: int, starts: tuple[tuple[int, int], ...]) -> None:
    rounds = championship(season(year), 36).rounds
    assert tuple((part.start["d01"], part.start["d02"]) for part in rounds) == starts
    assert [(part.first_race, part.last_race) for part in rounds] == [(27, 29), (30, 32), (33, 35), (36, 36)]
    assert [part.name for part in rounds] == ["round of 16", "round of 12", "round of 8", "final"]
    assert rounds[0].start["d11"] == 2000  # the season pays its best ten


def test_a_win_of_the_round_advances_the_last_on_points() -> None:
    plain = championship(season(2017), 36).rounds[0]
    assert plain.out == ("d13", "d14", "d15", "d16")
    assert plain.advanced["d12"] == "on points"
    won = championship(season(2017, r28="d16"), 36).rounds[0]
    assert won.out == ("d12", "d13", "d14", "d15")
    assert won.advanced["d16"] == "won a race of the round"
    assert list(won.advanced)[:3] == ["d01", "d16", "d02"]


def test_a_win_before_or_after_the_round_advances_nobody() -> None:
    assert "d16" in championship(season(2014, r26="d16"), 36).entered
    for number in ("r26", "r30"):
        assert "d16" in championship(season(2014, **{number: "d16"}), 36).rounds[0].out


def test_level_on_points_the_better_place_of_the_round_advances() -> None:
    # d12 and d13 are level after the round (5 and 25 points less than their neighbours give): a fifth place decides
    scores = season(2014, r27="d02 d03 d04 d05 d13", r28="d12")
    part = championship(scores, 36).rounds[0]
    assert "d12" in part.advanced
    drawn = season(2014, r27="d13 d01", r28="d12 d01", r29="d14 d01")
    part = championship(drawn, 36).rounds[0]
    assert [driver for driver, why in part.advanced.items() if why.startswith("won")] == ["d12", "d13", "d14"]
    assert len(part.advanced) == 12


def test_the_best_finisher_of_the_finalists_is_champion_wherever_he_finishes() -> None:
    result = championship(season(2017, r36="d20 d21 d03 d22 d02"), 36)
    assert result.champion == "d03"
    assert result.rounds[-1].advanced == {"d03": "best finisher of the finalists"}
    assert [place.driver_id for place in result.table[:4]] == ["d03", "d02", "d01", "d04"]
    assert [place.driver_id for place in result.table[4:6]] == ["d05", "d06"]


def test_a_finalist_who_does_not_start_the_finale_is_last_of_the_four() -> None:
    result = championship(season(2017, out36="d01 d02 d03"), 36)
    assert result.champion == "d04"
    assert [place.driver_id for place in result.table[:4]] == ["d04", "d01", "d02", "d03"]


def test_who_is_cut_goes_on_from_the_first_reset_with_every_playoff_race() -> None:
    table = points(championship(season(2014), 36))
    assert table["d16"] == 2000 + 10 * 28  # 16th pays 28
    assert table["d05"] == 2000 + 10 * 39
    assert table["d17"] == 36 * 27  # never in: the points of the season
    with_bonus = points(championship(season(2017), 36))
    assert with_bonus["d05"] == 2000 + 6 + 10 * 32  # fifth of the regular season: 6 playoff points; fifth pays 32
    assert with_bonus["d01"] == 5000 + 40
    assert with_bonus["d17"] == 36 * 20


def test_playoff_points_won_after_the_cut_do_not_count() -> None:
    early, late = (points(championship(season(2017, **{n: "d16"}), 36))["d16"] for n in ("r26", "r30"))
    plain = points(championship(season(2017), 36))["d16"]
    assert late - plain == 40 - 21  # the win pays 40 where the place would have paid 21, and no playoff points
    assert early - plain == 5


@pytest.mark.parametrize(("races", "played", "inside", "lead"), [
    (25, 0, 0, "d01"), (26, 1, 16, "d01"), (28, 1, 16, "d01"), (29, 2, 12, "d01"), (32, 3, 8, "d01"),
    (35, 4, 4, "d01"),
])  # fmt: skip
def test_a_season_under_way(races: int, played: int, inside: int, lead: str) -> None:
    result = championship(season(2017, races), 36)
    assert result.champion is None
    assert len(result.rounds) == played
    assert len(result.entered) == 16
    assert result.table[0].driver_id == lead
    if played:
        assert len(result.rounds[-1].start) == inside
        assert result.table[inside - 1].points >= 2000
        assert points(result)["d17"] == races * 20
    else:
        assert [place.points for place in result.table[:2]] == [races * 40, races * 35]


def test_wins_of_the_table_are_those_of_the_season() -> None:
    result = championship(season(2017, r36="d20", r10="d20", r30="d02"), 36)
    assert {place.driver_id: place.wins for place in result.table if place.wins} == {"d01": 33, "d20": 2, "d02": 1}


def test_the_chase_has_its_wild_cards_and_its_thirteenth_man() -> None:
    winners = season(2012, 26, r05="d15", r06="d15", r07="d14", r08="d13", r09="d22")
    result = championship(winners, 36)
    assert result.entered[10:] == ("d15", "d13")  # two wins; then the better on points; the 22nd is too far down
    assert result.reasons["d15"] == "wild card with 2 wins, 15th in points"
    assert result.reasons["d13"] == "wild card with a win, 13th in points"
    (part,) = result.rounds
    assert (part.start["d15"], part.start["d13"], part.start["d02"]) == (2000, 2000, 2000)
    assert part.start["d01"] == 2000 + 3 * 21
    assert (part.first_race, part.last_race, part.name) == (27, 36, "Chase")


def test_a_driver_added_by_ruling_is_in_with_the_base() -> None:
    assert len(championship(season(2013, 26), 36).entered) == 10  # he did not race: nobody to add
    field = [finish(place, driver_id=driver) for place, driver in enumerate([*DRIVERS, "jeff-gordon"], start=1)]
    scores = SeasonScores.of(BOOK, [(race(f"cup-2013-{n:02d}"), field) for n in range(1, 27)])
    result = championship(scores, 36)
    assert result.entered[-1] == "jeff-gordon"
    assert result.reasons["jeff-gordon"].startswith("added by ruling: ")
    assert result.rounds[0].start["jeff-gordon"] == 2000
    assert [place.driver_id for place in result.table[9:12]] == ["d10", "jeff-gordon", "d11"]


@pytest.mark.parametrize(("year", "gap", "inside"), [(2004, 400, True), (2004, 401, False)])
def test_all_within_400_points_of_the_leader_were_in_the_first_chase(year: int, gap: int, inside: bool) -> None:
    leader = [(race(f"cup-{year}-{n:02d}"), [finish(1, driver_id="lead")]) for n in (25, 26)]
    scores = SeasonScores.of(BOOK, leader)
    lines = scores.lines["lead"]
    others = {f"d{n:02d}": tuple(line._replace(place=2, won=False, points=line.points - n) for line in lines)
              for n in range(1, 10)}  # fmt: skip
    far = (lines[0]._replace(place=3, won=False, points=sum(line.points for line in lines) - gap),)
    result = championship(dataclasses.replace(scores, lines={**scores.lines, **others, "far": far}), 36)
    assert len(result.entered) == (11 if inside else 10)
    assert ("far" in result.entered) is inside


def test_the_chase_before_its_cut_is_the_table_of_the_season() -> None:
    result = championship(season(2004, 25), 36)
    assert (result.entered, result.rounds, result.champion) == ((), (), None)
    assert [place.driver_id for place in result.table[:3]] == ["d01", "d02", "d03"]
    at_cut = championship(season(2004, 26), 36)
    assert (len(at_cut.rounds), at_cut.champion) == (1, None)
    assert at_cut.table[0].points == 5050
    assert championship(season(2004, 35), 36).champion is None


def test_the_chase_keeps_its_drivers_ahead_of_the_rest() -> None:
    table = championship(season(2004, 36), 36).table
    assert [place.driver_id for place in table] == DRIVERS
    assert table[9].points == 5005 + 10 * 134
    assert table[10].points == 36 * 130
    assert [place.position for place in table] == list(range(1, 25))


def test_most_points_has_a_champion_when_the_last_race_is_in() -> None:
    assert championship(season(1990, 28), 29).champion is None
    assert championship(season(1990, 29), 29).champion == "d01"
    assert championship(season(1990, 29)).champion == "d01"
    assert championship(season(1990, 29)).rounds == ()


def test_more_drivers_than_seeds_start_in_the_last_step_of_the_table() -> None:
    """Nobody was the eleventh within 400 points in 2004-06; under those rules another season may have one."""
    leader = [(race(f"cup-2004-{n:02d}"), [finish(1, driver_id="lead")]) for n in range(1, 28)]
    scores = SeasonScores.of(WITHOUT_PENALTIES, leader)
    others = {f"d{n:02d}": tuple(line._replace(place=2, won=False, points=line.points - n / 10) for line in
                                 scores.lines["lead"]) for n in range(1, 13)}  # fmt: skip
    result = championship(dataclasses.replace(scores, lines={**scores.lines, **others}), 36)
    (part,) = result.rounds
    assert result.entered == ("lead", *others)
    assert [part.start[driver] for driver in result.entered] == [*range(5050, 5004, -5), 5000, 4995, 4990]
    assert result.table[-1].points == 4990 + 180 - 1.2


def test_level_drivers_of_a_chase_are_told_apart() -> None:
    # the fourth starts five points behind the third and takes them back in the first race of the Chase
    level = championship(season(2004, 27, r27="d01 d02 d04"), 36).table
    assert [(place.driver_id, place.points) for place in level[2:4]] == [("d03", 5040 + 160), ("d04", 5035 + 165)]
    assert [bool(place.tie) for place in level] == [False, False, False, True, *[False] * 20]
    assert level[3].tie == "level on points; fewer third places (1 to 26)"
    # a driver outside may have as many points as the last inside: he is not level with him
    scores = SeasonScores.of(BOOK, [(race("cup-2026-26"), [finish(place) for place in range(1, 18)])])
    lines = {**scores.lines, "driver-17": (scores.lines["driver-17"][0]._replace(points=19),)}
    lines["driver-17"] += (lines["driver-17"][0]._replace(number=27, points=1981),)
    race_27 = race("cup-2026-27")
    both = championship(dataclasses.replace(scores, lines=lines, races=(*scores.races, race_27)), 36).table
    assert [(place.driver_id, place.points, place.tie) for place in both[15:17]] == [
        ("driver-16", 2000, ""), ("driver-17", 2000, ""),
    ]  # fmt: skip


def test_a_wild_card_has_no_points_for_his_wins_and_the_best_ten_have() -> None:
    (part,) = championship(season(2012, 26, r05="d10", r06="d12"), 36).rounds
    assert (part.start["d10"], part.start["d12"], part.start["d09"]) == (2003, 2000, 2000)
    (earlier,) = championship(season(2008, 26, r05="d10", r06="d12"), 36).rounds
    assert (earlier.start["d10"], earlier.start["d12"]) == (5010, 5010)


def test_a_waiver_that_costs_takes_the_playoff_points_and_not_the_place() -> None:
    scores = season(2025)
    told = Fact(
        {"season": 2025, "driver": "d01", "costs": True}, scores.rules().rule("win_bonus").cite, Confidence.SINGLE
    )
    other = Rulebook(BOOK.topics, {**BOOK.facts, (Series.CUP, "waivers"): (told,)}, BOOK.sources)
    kept, lost = (championship(dataclasses.replace(scores, book=book), 36).rounds[0] for book in (BOOK, other))
    assert (kept.start["d01"], lost.start["d01"]) == (2000 + 5 * 26 + 15, 2000)
    assert "d01" in lost.start
    assert {d: points for d, points in kept.start.items() if d != "d01"} == {
        d: points for d, points in lost.start.items() if d != "d01"
    }


def test_a_driver_cut_in_a_later_round_keeps_the_playoff_points_of_the_earlier() -> None:
    # d10 wins in the round of 16 and is cut in the round of 12: those five count, a win after it would not
    early = points(championship(season(2017, r27="d10"), 36))["d10"]
    plain = points(championship(season(2017), 36))["d10"]
    assert early - plain == 40 - 27 + 5
    late = points(championship(season(2017, r33="d10"), 36))["d10"]
    assert late - plain == 40 - 27


def test_before_the_cut_the_table_is_that_of_the_season_and_everyone_is_named_who_would_be_in() -> None:
    result = championship(season(2017, 25, r05="d20"), 36)
    assert result.entered[:2] == ("d01", "d20")
    assert (result.rounds, result.champion) == ((), None)
    assert [place.points for place in result.table] == sorted((place.points for place in result.table), reverse=True)

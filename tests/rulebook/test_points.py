"""Points of a race, car by car, in every era."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.errors import RuleMissing
from stockcar.racing import Finish, FinishStatus
from stockcar.rulebook import Rulebook
from stockcar.rulebook.points import ordinal
from tests.rulebook.race_values import finish, race

BOOK = Rulebook.load()


def points(key: str, **known: object) -> float:
    """What a car scored; ``field`` other cars stand behind it unless they lead."""
    place = known.pop("place", 1)
    others = known.pop("others", ())
    (scored, *_) = BOOK.on(race(key)).points([finish(place, **known), *others])
    return scored.points


@pytest.mark.parametrize(("key", "place", "expected"), [
    # Latford: 175 170 165 160 155 150 146 142 138 134 130, then three less a place
    ("cup-1975-05", 1, 175), ("cup-1990-05", 2, 170), ("cup-1990-05", 6, 150), ("cup-1990-05", 7, 146),
    ("cup-1990-05", 10, 134),
    ("cup-1990-05", 11, 130), ("cup-1990-05", 12, 127), ("cup-1990-05", 43, 34), ("cup-1990-05", 50, 13),
    ("cup-2003-05", 1, 175), ("cup-2004-05", 1, 180), ("cup-2006-05", 1, 180), ("cup-2007-05", 1, 185),
    ("cup-2010-05", 1, 185),
    ("xfinity-1982-05", 1, 180), ("xfinity-1997-05", 1, 180), ("xfinity-1998-05", 1, 175), ("xfinity-2007-05", 1, 185),
    ("truck-1995-05", 1, 180), ("truck-1998-05", 1, 180), ("truck-1999-05", 1, 175), ("truck-2005-05", 1, 180),
    # a point a place
    ("cup-2011-05", 1, 46), ("cup-2011-05", 2, 42), ("cup-2015-05", 43, 1), ("xfinity-2014-05", 40, 4),
    ("truck-2014-05", 36, 8),
    ("cup-2016-05", 1, 43), ("cup-2016-05", 40, 1), ("xfinity-2016-05", 2, 39), ("truck-2016-05", 1, 35),
    ("truck-2016-05", 32, 1),
    # stages
    ("cup-2017-05", 1, 40), ("cup-2017-05", 2, 35), ("cup-2017-05", 35, 2), ("cup-2017-05", 36, 1),
    ("cup-2017-05", 40, 1),
    ("truck-2019-05", 32, 5), ("truck-2019-05", 33, 4), ("truck-2020-05", 32, 5), ("truck-2020-05", 33, 5),
    ("truck-2020-05", 40, 5),
    ("truck-2021-05", 38, 1), ("cup-2025-05", 1, 40), ("xfinity-2026-05", 1, 55), ("truck-2026-05", 2, 35),
    ("cup-2026-05", 37, 1),
    # before 1975
    ("cup-1972-05", 1, 100), ("cup-1972-05", 2, 98), ("cup-1973-05", 1, 125), ("cup-1973-05", 2, 98),
    ("cup-1973-05", 60, 2),
])  # fmt: skip
def test_points_of_a_place_alone(key: str, place: int, expected: int) -> None:
    assert points(key, place=place, laps=None) == expected


@pytest.mark.parametrize(("key", "led", "most", "expected"), [
    ("cup-1975-05", 1, False, 5), ("cup-1975-05", 50, True, 10), ("cup-2010-05", 50, True, 10),
    ("cup-2011-05", 1, False, 1),
    ("cup-2016-05", 50, True, 2), ("cup-2017-05", 50, True, 0), ("xfinity-1997-05", 50, True, 0),
    ("xfinity-1998-05", 50, True, 10),
    ("truck-1998-05", 50, True, 0), ("truck-1999-05", 1, False, 5), ("truck-2006-05", 50, True, 10),
    ("truck-2016-05", 50, True, 2),
    ("cup-1974-05", 0, False, None), ("xfinity-2016-05", 1, False, 1), ("xfinity-2003-05", 1, False, 5),
    ("truck-2003-05", 50, True, 10),
])  # fmt: skip
def test_laps_led(key: str, led: int, most: bool, expected: int | None) -> None:
    other = finish(20, led=49 if most else 51)
    if expected is None:
        with pytest.raises(RuleMissing, match="finish_points is not known"):
            points(key, place=5, led=led, others=[other])
    else:
        assert points(key, place=5, led=led, others=[other]) - points(key, place=5, led=0, others=[other]) == expected


def test_everyone_level_on_most_laps_led_takes_the_bonus() -> None:
    tied = [finish(1, led=80), finish(2, led=80), finish(3, led=40)]
    assert [scored.points for scored in BOOK.on(race("cup-2002-05")).points(tied)] == [185, 180, 170]


@pytest.mark.parametrize("stage", [1, 2])
def test_stages_pay_ten_to_one(stage: int) -> None:
    for place in range(1, 12):
        stages = (None,) * (stage - 1) + (place,)
        assert points("xfinity-2022-05", place=30, stages=stages) == 7 + max(11 - place, 0)


def test_only_the_600_pays_a_third_stage() -> None:
    assert points("cup-2022-14", place=1, stages=(1, 1, 1)) == 70
    assert points("cup-2022-15", place=1, stages=(1, 1, 1)) == 60


@pytest.mark.parametrize(("car", "paid"), [
    ("11", 10), ("78", 7), ("77", 6), ("19", 3), ("88", 2), ("", 0), ("4", 0),
])  # fmt: skip
def test_the_third_stage_of_2017_has_a_source_for_each_place_that_is_known(car: str, paid: int) -> None:
    assert points("cup-2017-12", place=20, car=car) == 17 + paid


@pytest.mark.parametrize(("key", "car", "paid"), [
    ("cup-2018-13", "18", 10), ("cup-2018-13", "41", 7), ("cup-2018-13", "11", 5), ("cup-2018-13", "17", 2),
    ("cup-2018-13", "1", 6), ("cup-2018-13", "31", 1), ("cup-2018-13", "42", 0),
    ("cup-2019-13", "18", 9), ("cup-2019-13", "9", 8), ("cup-2019-13", "12", 7), ("cup-2019-13", "1", 6),
    ("cup-2019-13", "88", 5), ("cup-2019-13", "42", 2), ("cup-2019-13", "11", 1), ("cup-2019-13", "4", 0),
])  # fmt: skip
def test_third_stages_of_2018_and_2019_rest_on_reports_and_later_standings(key: str, car: str, paid: int) -> None:
    assert points(key, place=20, car=car) == 17 + paid


def test_a_third_stage_in_the_result_stands_before_the_facts() -> None:
    assert points("cup-2017-12", place=20, car="11", stages=(None, None, 2)) == 17 + 9
    assert points("cup-2017-12", place=20, car="11", stages=(1, 1)) == 17 + 30
    assert points("cup-2017-11", place=20, car="11", stages=(None, None, 2)) == 17


def test_fastest_lap_pays_from_2025() -> None:
    assert points("cup-2024-05", fastest_lap=True) == 40
    assert points("truck-2025-05", fastest_lap=True) == 41
    assert points("cup-2026-05", stages=(1, 1), fastest_lap=True) == 76


def test_a_sum_reads_as_it_was_made() -> None:
    (scored,) = BOOK.on(race("truck-2022-15")).points([finish(1, stages=(1, 2))])
    assert str(scored) == "win 40 + stage 1 first 10 + stage 2 second 9 = 59"
    assert all(part.cite.title for part in scored.parts)


def test_a_disqualified_car_has_the_points_of_its_place_alone() -> None:
    last = finish(40, stages=(2, 1), status=FinishStatus.DISQUALIFIED)
    (scored,) = BOOK.on(race("cup-2020-07")).points([last])
    assert scored.points == 1
    assert scored.note.startswith("disqualified")


def test_places_are_not_passed_down_from_a_driver_who_may_not_score() -> None:
    field = [finish(1, eligible=False, stages=(1,)), finish(2, stages=(2,))]
    assert [scored.points for scored in BOOK.on(race("xfinity-2019-05")).points(field)] == [0, 35 + 9]


@pytest.mark.parametrize(
    ("miles", "laps", "expected"), [(0.5, 200, 50), (1.5, 167, 100), (2.5, 160, 150), (2.5, 159, 100)]
)
def test_1968_pays_by_distance(miles: float, laps: int, expected: int) -> None:
    (scored, second) = BOOK.on(race("cup-1969-05", miles=miles, laps=laps)).points([finish(1), finish(2)])
    assert (scored.points, second.points) == (expected, expected - expected // 50)


def test_the_purse_years_need_what_the_win_paid() -> None:
    rules = BOOK.on(race("cup-1965-05"))
    with pytest.raises(RuleMissing, match="winner_points"):
        rules.points([finish(1)])
    scored = rules.points([finish(place) for place in range(1, 41)], winner_points=400)
    assert [scored[place - 1].points for place in (1, 2, 25, 40)] == [400, 384, 16, 16]
    behind = rules.points([finish(1, eligible=False), finish(2)], winner_points=400)
    assert [each.points for each in behind] == [0, 400]  # in those years the next took the place


@pytest.mark.parametrize(
    ("miles", "each"), [(0.5, 0.25), (1.0, 0.5), (1.366, 0.7), (1.5, 0.75), (2.0, 1.0), (2.66, 1.25)]
)
def test_1972_pays_laps_too(miles: float, each: float) -> None:
    (scored,) = BOOK.on(race("cup-1972-05", miles=miles)).points([finish(2, laps=100)])
    assert scored.points == 98 + 100 * each


@given(st.integers(1982, 2026), st.lists(st.integers(0, 200), min_size=2, max_size=40))
def test_a_better_place_never_pays_less_and_leading_never_costs(season: int, led: list[int]) -> None:
    rules = BOOK.on(race(f"xfinity-{season}-05"))
    plain = rules.points([finish(place) for place in range(1, len(led) + 1)])
    leading = rules.points([finish(place, led=laps) for place, laps in enumerate(led, start=1)])
    assert [each.points for each in plain] == sorted((each.points for each in plain), reverse=True)
    assert all(with_laps.points >= without.points for with_laps, without in zip(leading, plain, strict=True))


def test_each_class_of_a_joint_race_is_paid_by_its_own_order() -> None:
    """Columbia 1971: Petty won ahead of two Grand American cars; those were paid as first and second too."""
    field = [finish(place) for place in range(1, 8)]
    paid = [scored.points for scored in BOOK.on(race("cup-1971-38", miles=0.5, laps=200)).points(field)]
    assert paid == [50, 50, 49, 49, 48, 48, 47]
    second = BOOK.on(race("cup-1971-38", miles=0.5, laps=200)).points(field)[1]
    assert second.note == "second, paid as first of those that count"
    alone = [scored.points for scored in BOOK.on(race("cup-1971-40", miles=0.5, laps=200)).points(field)]
    assert alone == [50, 49, 48, 47, 46, 45, 44]


@pytest.mark.parametrize(("place", "said"), [
    (1, "first"), (8, "eighth"), (12, "twelfth"), (13, "13th"), (20, "20th"), (21, "21st"), (22, "22nd"), (23, "23rd"),
    (24, "24th"), (43, "43rd"), (101, "101st"), (111, "111th"), (112, "112th"), (113, "113th"), (114, "114th"),
    (122, "122nd"),
])  # fmt: skip
def test_places_in_words(place: int, said: str) -> None:
    assert ordinal(place) == said


def paid_to(key: str, *field: Finish) -> list[float]:
    return [scored.points for scored in BOOK.on(race(key)).points(field)]


def test_the_place_of_a_winner_who_may_not_score_goes_to_the_second_only_where_a_fact_says_so() -> None:
    field = (finish(1, eligible=False, led=9), finish(2), finish(3))
    assert paid_to("xfinity-1986-18", *field) == [0, 180, 170]  # Oxford, run with cars of the regional series
    assert paid_to("xfinity-1986-19", *field) == [0, 170, 165]
    assert paid_to("xfinity-2025-15", *field) == [0, 40, 35]  # Mexico City: the winner of the race does not count
    assert paid_to("xfinity-2025-16", *field) == [0, 35, 34]


def test_a_winner_who_counts_keeps_the_bonus_of_the_win_when_others_do_not_count() -> None:
    field = [finish(place) for place in range(1, 4)]
    assert paid_to("xfinity-1986-18", *field) == [180, 170, 165]


def test_a_car_missing_from_the_result_keeps_its_place() -> None:
    field = [finish(place) for place in (14, 15, 16)]
    assert paid_to("xfinity-1989-15", *field) == [of_place(1), of_place(3), of_place(4)]
    (_, moved, _) = BOOK.on(race("xfinity-1989-15")).points(field)
    assert moved.note == "15th, paid as third of those that count"
    # the 32nd did not count and left his place to the next, who is the 32nd that does
    late = [finish(place) for place in range(1, 35)]
    assert paid_to("xfinity-1987-04", *late)[30:] == [of_place(31), of_place(32), of_place(32), of_place(33)]


def of_place(place: int) -> int:
    """What a place paid in the second series, the bonus of the win with it."""
    return {1: 180, 2: 170, 3: 165, 4: 160}.get(place) or 67 - 3 * (place - 32)


def test_a_disqualified_winner_has_no_bonus_of_the_win_or_of_laps_led() -> None:
    field = (finish(1, led=100, status=FinishStatus.DISQUALIFIED), finish(2, led=100), finish(3, led=99))
    assert paid_to("cup-1990-05", *field) == [175, 170 + 5 + 5, 165 + 5]


def test_distance_must_be_known_where_the_scale_went_by_it() -> None:
    for unknown in ({"length_mi": None}, {"laps_scheduled": None}):
        rules = BOOK.on(dataclasses.replace(race("cup-1969-05"), **unknown))
        with pytest.raises(RuleMissing, match="the scale of cup-1969-05 needs its distance"):
            rules.points([finish(1)])
    with pytest.raises(RuleMissing, match="cup-1974-05"):
        BOOK.on(race("cup-1974-05")).points([finish(1)])


def test_laps_are_paid_by_the_length_of_the_track_and_not_without_laps() -> None:
    rules = BOOK.on(race("cup-1972-05", miles=1.0))
    last, unknown = rules.points([finish(1, laps=0), finish(2, laps=None)])
    assert (last.points, unknown.points) == (100, 98)
    (run,) = rules.points([finish(1, laps=200)])
    assert str(run) == "win 100 + 200 laps at 0.5 100 = 200"


def test_a_row_without_points_says_why_in_its_sum() -> None:
    (out,) = BOOK.on(race("cup-2022-05")).points([finish(4, eligible=False)])
    assert str(out) == "0 (not eligible for points in this race)"
    (paid,) = BOOK.on(race("cup-2022-05")).points([finish(4, stages=(10, 11, 1))])
    assert str(paid) == "fourth 33 + stage 1 tenth 1 = 34"

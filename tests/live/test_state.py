"""One event after another: order, laps, flags, tyres; and nothing that cannot be."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockcar.live.state import MISSED_LAPS, RaceState, apply, before_the_start
from stockcar.racing.timing import Caution, Distance, Flag, Lap, Out, PitStop, TimingEvent

CARS = ("5", "24", "07", "7")


def told(*events: tuple[int, Any], cars: tuple[str, ...] = CARS) -> RaceState:
    state = before_the_start(cars)
    for clock, (lap, what) in enumerate(events):
        state = apply(state, TimingEvent(float(clock), lap, what))
    return state


def lap_of(number: int, *order: str) -> list[tuple[int, Lap]]:
    return [(number, Lap(car, number, 30.0, place, 0.5 * (place - 1))) for place, car in enumerate(order, start=1)]


def test_the_grid_is_the_first_order():
    assert before_the_start(CARS).order == CARS


def test_the_order_at_the_line_is_the_order():
    state = told((0, Distance(10, True)), (1, Flag.GREEN), *lap_of(1, "24", "5", "7", "07"))
    assert state.order == ("24", "5", "7", "07")
    assert [state.cars[car].gap_s for car in state.order] == [0.0, 0.5, 1.0, 1.5]
    assert state.cars["24"].led == 1
    assert state.laps_in_race == 10


def test_a_car_that_misses_the_line_falls_back_and_is_out_after_a_while():
    events = [event for number in range(1, 3) for event in lap_of(number, "24", "5", "7", "07")]
    events += [event for number in range(3, 3 + MISSED_LAPS) for event in lap_of(number, "5", "7", "07")]
    state = told(*events)
    assert state.order == ("5", "7", "07", "24")
    assert state.down(state.cars["24"]) == MISSED_LAPS
    assert state.why_out(state.cars["24"]) == "not seen since lap 2"
    back = apply(state, TimingEvent(99.0, state.lap, Lap("24", 3, 200.0, 4)))
    assert back.why_out(back.cars["24"]) is None


FLAGS = [
    # flags shown on laps 1, 2, ..; green since, yellow since, cautions
    ("GGGG", 0, None, 0),
    ("GGYY", 0, 3, 1),
    ("GYYG", 3, None, 1),
    ("GYRYG", 4, None, 1),  # a red flag within a caution
    ("GYGYY", 2, 4, 2),
]


@pytest.mark.parametrize(("flags", "green", "yellow", "cautions"), FLAGS)
def test_flags_make_cautions_and_green_runs(flags, green, yellow, cautions):
    names = {"G": Flag.GREEN, "Y": Flag.YELLOW, "R": Flag.RED}
    events: list[tuple[int, object]] = []
    for number, flag in enumerate(flags, start=1):
        events += [(number, names[flag]), *lap_of(number, *CARS)]
    state = told(*events)
    assert (state.green_since, state.yellow_since, state.cautions) == (green, yellow, cautions)


STOPS = [
    # tyres changed on lap 3, then the age at the end of lap 5
    (4, 2),
    (2, 2),
    (0, 5),
    (None, None),
]


@pytest.mark.parametrize(("tires", "age"), STOPS)
def test_tyres_are_as_old_as_what_is_known(tires, age):
    events = [event for number in (1, 2, 3) for event in lap_of(number, *CARS)]
    events.append((3, PitStop("5", 3, Flag.GREEN, tires, 11.0)))
    events += [event for number in (4, 5) for event in lap_of(number, *CARS)]
    state = told((0, Distance(10, True)), *events)
    assert state.tire_age(state.cars["5"]) == age
    assert state.tire_age(state.cars["24"]) == 5


def test_tyres_are_of_unknown_age_after_a_yellow_when_stops_are_not_timed():
    events: list[tuple[int, object]] = [(0, Distance(10, False)), (1, Flag.GREEN), *lap_of(1, *CARS), (2, Flag.YELLOW)]
    state = told(*events, *lap_of(2, *CARS))
    assert [state.tire_age(car) for car in state.cars.values()] == [None] * 4


def test_the_first_ten_of_a_stage_are_kept():
    events = [event for number in (1, 2, 3, 4) for event in lap_of(number, *(CARS if number < 4 else CARS[::-1]))]
    state = told((0, Distance(10, True, (3,))), *events)
    assert state.stages == (CARS,)


def test_a_retirement_says_why_and_a_return_takes_it_back():
    state = told(*lap_of(1, *CARS), (1, Out("5", "crash")))
    assert state.why_out(state.cars["5"]) == "crash"
    assert apply(state, TimingEvent(9.0, 1, Out("5", None))).why_out(state.cars["24"]) is None


def test_the_free_pass_is_told_with_the_caution_that_is_over():
    state = told(*lap_of(1, *CARS), (1, Caution(1, 1, "debris", (), "7")))
    assert state.free_pass_car == "7"


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.one_of(
            st.sampled_from(list(Flag)),
            st.builds(
                Lap, st.sampled_from([*CARS, "99"]), st.integers(0, 60), st.none() | st.floats(0, 500),
                st.none() | st.integers(1, 60), st.none() | st.floats(0, 100), st.none() | st.integers(0, 9),
                st.none() | st.integers(0, 60),
            ),
            st.builds(PitStop, st.sampled_from(CARS), st.integers(0, 60), st.sampled_from(list(Flag)),
                      st.none() | st.integers(0, 4), st.none()),
            st.builds(Out, st.sampled_from(CARS), st.none() | st.just("crash")),
            st.builds(Distance, st.integers(1, 600), st.booleans()),
        ),
    ),
    max_size=60,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(EVENTS)
def test_whatever_is_told_positions_are_a_permutation_and_laps_never_fall(events):
    state = before_the_start(CARS)
    for clock, (lap, what) in enumerate(events):
        after = apply(state, TimingEvent(float(clock), lap, what))
        assert sorted(after.order) == sorted(after.cars)
        assert after.lap >= state.lap
        assert all(after.cars[car].laps >= state.cars[car].laps for car in state.cars)
        assert all(after.cars[car].led >= state.cars[car].led for car in state.cars)
        state = after

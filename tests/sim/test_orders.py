"""Orders on the radio: who they hold for, from which flag on, and a favour that is paid back."""

import numpy as np
import pytest

from stockcar.sim import replay, simulate_rows
from stockcar.sim.example import example_inputs
from stockcar.sim.inputs import FLAG_ANY, FLAG_GREEN, FLAG_WHITE, FLAG_YELLOW, PUSH, RETURN_FAVOUR, STAY
from stockcar.sim.outcomes import PUSHES
from stockcar.sim.reference import start
from stockcar.sim.reference_pack import ordered, trust_in

KEY = 88


def told(order, flag, lap=10, whom=-1):
    """A pack in which slot 0 has this order."""
    inputs = example_inputs("superspeedway", laps=60)
    trust = inputs.trust
    one = np.arange(len(trust.order)) == 0
    trust = trust._replace(
        order=np.where(one, order, 0), order_lap=np.where(one, lap, trust.order_lap),
        order_flag=np.where(one, flag, 0), order_whom=np.where(one, whom, -1),
    )  # fmt: skip
    return inputs._replace(trust=trust)


@pytest.mark.parametrize(
    ("flag", "lap", "restart_lap", "yellow_lap", "holds"),
    [
        (FLAG_ANY, 9, 0, -1, False),
        (FLAG_ANY, 10, 0, -1, True),
        (FLAG_GREEN, 30, 0, 5, False),
        (FLAG_GREEN, 30, 9, 5, False),
        (FLAG_GREEN, 30, 10, 5, True),
        (FLAG_YELLOW, 30, 9, 5, False),
        (FLAG_YELLOW, 30, 15, 12, True),
        (FLAG_WHITE, 59, 50, 40, False),
        (FLAG_WHITE, 60, 50, 40, True),
    ],
)
def test_an_order_waits_for_its_flag(flag, lap, restart_lap, yellow_lap, holds):
    race = start(told(STAY, flag), 1, None)
    race.lap, race.restart_lap, race.yellow_lap = lap, restart_lap, yellow_lap
    car = next(car for car in race.running if car.slot == 0)
    assert ordered(race, car) == (STAY if holds else 0)


def test_an_order_for_the_last_lap_waits_through_overtime():
    race = start(told(PUSH, FLAG_WHITE), 1, None)
    car = next(car for car in race.running if car.slot == 0)
    race.lap, race.end = 60, 67
    assert ordered(race, car) == 0
    race.lap = 67
    assert ordered(race, car) == PUSH


def test_a_favour_is_returned_once():
    race = start(told(RETURN_FAVOUR, FLAG_ANY, whom=3), 1, None)
    race.lap = 12
    car, friend, other = (next(c for c in race.running if c.slot == slot) for slot in (0, 3, 4))
    assert trust_in(race, car, friend) == 0.0
    race.favours[0][3] = race.favours[0][4] = 1
    assert trust_in(race, car, friend) == 2.0
    assert trust_in(race, car, other) == 0.0
    race.favours[0][3] = 0
    assert trust_in(race, car, friend) == 0.0


def test_who_has_favours_to_return_pushes_more():
    usual = example_inputs("superspeedway", laps=60)
    usual = usual._replace(pack=usual.pack._replace(push_hazard=0.0, side_hazard=0.0))
    trust = usual.trust
    everyone = usual._replace(trust=trust._replace(order=trust.order * 0 + RETURN_FAVOUR, order_lap=trust.order * 0))
    before, after = (simulate_rows(inputs, KEY, 60).race[:, PUSHES].mean() for inputs in (usual, everyone))
    assert after > 1.02 * before
    assert any(event.kind == "favour" for event in replay(everyone, KEY, 0)[1])


def test_pushes_are_counted_where_they_are_felt():
    rows = simulate_rows(example_inputs("superspeedway", laps=30), KEY, 20)
    assert (rows.pushed.sum(1) == rows.race[:, PUSHES]).all()

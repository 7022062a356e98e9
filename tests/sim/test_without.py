"""A run told again without the pushes of one car on one lap: the same race until then, and no such push."""

import numpy as np
import pytest

from stockcar.sim import replay
from stockcar.sim.example import example_inputs

KEY = 24


def pushes(log):
    return [(e.lap, e.slot) for e in log if e.kind == "push"]


def test_nothing_left_out_is_the_run_itself():
    inputs = example_inputs("superspeedway", n_cars=12, laps=20)
    row, log = replay(inputs, KEY, 0)
    again, same = replay(inputs, KEY, 0, without=frozenset({(99, 3), (2, 500)}))
    assert same == log
    assert np.array_equal(row.finish, again.finish)


@pytest.mark.parametrize("run", range(3))
def test_pushes_that_are_left_out_are_not_made_and_nothing_before_them_changes(run):
    inputs = example_inputs("superspeedway", n_cars=12, laps=20)
    _, log = replay(inputs, KEY, run)
    lap, slot = pushes(log)[len(pushes(log)) // 2]
    _, other = replay(inputs, KEY, run, without=frozenset({(lap, slot)}))
    assert (lap, slot) not in pushes(other)
    assert [e for e in other if e.lap < lap] == [e for e in log if e.lap < lap]
    assert other != log


def test_the_lane_of_every_car_stands_in_the_lap_chart():
    _, log = replay(example_inputs("superspeedway", n_cars=12, laps=20), KEY, 0)
    assert {e.other for e in log if e.kind == "lap"} == {0, 1}
    _, log = replay(example_inputs("short", n_cars=12, laps=20), KEY, 0)
    assert {e.other for e in log if e.kind == "lap"} == {-1}

"""Counts: the same for any number of workers; wrong inputs are refused by the name of the field."""

import numpy as np
import pytest

from stockcar.errors import UsageError
from stockcar.sim import simulate, simulate_rows
from stockcar.sim.example import example_inputs
from stockcar.sim.outcomes import RunRows, count
from stockcar.sim.parameters import CLASSES, parameters


def equal(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def test_any_number_of_workers_gives_the_same_counts():
    inputs = example_inputs("road")
    one = simulate(inputs, 7, 1001, workers=1)
    assert one.runs == 1001
    for workers in (2, 5):
        assert equal(one, simulate(inputs, 7, 1001, workers=workers))


def test_parts_of_a_batch_add_up_to_it():
    inputs = example_inputs("short", laps=100)
    whole = simulate(inputs, 7, 500)
    assert equal(whole, simulate(inputs, 7, 123) + simulate(inputs, 7, 377, first_run=123))


def test_one_run_alone_is_that_run_of_the_batch():
    inputs = example_inputs("road")
    batch, alone = simulate_rows(inputs, 7, 600), simulate_rows(inputs, 7, 1, first_run=511)
    for a, b in zip(batch, alone, strict=True):
        assert np.array_equal(a[511], b[0])


def test_counts_are_what_the_rows_say():
    inputs = example_inputs("short")
    rows = simulate_rows(inputs, 3, 250)
    counts = count(rows, inputs.cars.team)
    assert np.all(counts.finish.sum(0) == 250)
    assert np.all(counts.finish.sum(1) == 250)
    assert np.all(counts.stage_wins.sum(1)[:2] == 250)
    top = inputs.cars.team[np.argsort(rows.finish, 1)[:, :3]]
    assert counts.team_one_two.sum() == (top[:, 0] == top[:, 1]).sum()
    assert counts.team_one_two_three.sum() == ((top[:, 0] == top[:, 1]) & (top[:, 0] == top[:, 2])).sum()


def test_a_car_without_a_team_is_nobodys_teammate():
    finish = np.array([[1, 2, 3]])
    zeros = np.zeros((1, 3), np.int64)
    rows = RunRows(finish, zeros, zeros, zeros, zeros, np.full((1, 4), -1), np.zeros((1, 16), np.int64))
    assert count(rows, np.array([-1, -1, 0])).team_one_two.sum() == 0
    assert count(rows, np.array([0, 0, 0])).team_one_two_three.tolist() == [1]


REFUSED = [
    ("track", {"laps": 0}, "track.laps"),
    ("track", {"lap_s": -1.0}, "track.lap_s"),
    ("track", {"kernel": 9}, "track.kernel"),
    ("procedure", {"stage_end_laps": np.array([80, 20])}, "procedure.stage_end_laps"),
    ("procedure", {"stage_end_laps": np.array([300])}, "procedure.stage_end_laps"),
    ("procedure", {"overtime_laps": 0}, "procedure.overtime_laps"),
    ("hazards", {"out_prob": 1.5}, "hazards.out_prob"),
    ("hazards", {"events": -1.0}, "hazards.events"),
    ("hazards", {"caution_laps": 0}, "hazards.caution_laps"),
    ("pits", {"tank_laps": 0.0}, "pits.tank_laps"),
    ("pace", {"noise_rho": 1.0}, "pace.noise_rho"),
    ("cars", {"grid": np.ones(38, np.int64)}, "cars.grid"),
    ("cars", {"key": np.ones(38, np.int64)}, "cars.key"),
    ("cars", {"mu_s": np.full(38, np.nan)}, "cars.mu_s"),
    ("cars", {"mu_s": np.zeros(5)}, "cars.mu_s"),
    ("start", {"lap": 267}, "start.lap"),
    ("start", {"out": np.ones(38, np.int64)}, "start.out"),
]


@pytest.mark.parametrize(("part", "change", "named"), REFUSED, ids=[case[2] for case in REFUSED])
def test_what_cannot_be_raced_is_refused_by_name(part, change, named):
    inputs = example_inputs()
    inputs = inputs._replace(**{part: getattr(inputs, part)._replace(**change)})
    with pytest.raises(UsageError, match=named.replace(".", r"\.")):
        simulate(inputs, 1, 1)


@pytest.mark.parametrize("wrong", [{"lines": 1}, {"lines": 4}, {"segments": 0}])
def test_a_pack_has_two_or_three_lanes_and_segments(wrong):
    inputs = example_inputs("superspeedway")
    with pytest.raises(UsageError, match=r"pack\.lines"):
        simulate(inputs._replace(pack=inputs.pack._replace(**wrong)), 1, 1)


@pytest.mark.parametrize(("runs", "first", "workers"), [(0, 0, 1), (1, -1, 1), (1, 0, 0)])
def test_runs_and_workers_are_counts(runs, first, workers):
    with pytest.raises(UsageError):
        simulate(example_inputs(), 1, runs, first, workers)


@pytest.mark.parametrize("track_class", CLASSES)
@pytest.mark.parametrize("series", ["cup", "xfinity", "truck", "arca"])
def test_every_series_and_class_has_numbers(series, track_class):
    for season in (2017, 2025):
        p = parameters(series, track_class, season, 30.0, 1.5)
        assert p.pits.tank_laps > 20
        assert p.hazards.events > 0


def test_an_unknown_class_is_refused():
    with pytest.raises(UsageError, match="speedbowl"):
        parameters("cup", "speedbowl", 2020, 30.0, 1.5)

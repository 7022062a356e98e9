"""The kernel equals the plain-Python twin bit for bit."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sim.strategies import LAP_CLASSES, small_packs, small_races

from stockcar.sim import replay, simulate_rows
from stockcar.sim.example import example_inputs

RELAXED = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def same(inputs, race_key, first_run, runs):
    rows = simulate_rows(inputs, race_key, runs, first_run, workers=1)
    for i in range(runs):
        twin, _ = replay(inputs, race_key, first_run + i)
        for name, kernel, plain in zip(rows._fields, rows, twin, strict=True):
            assert np.array_equal(kernel[i], plain[0]), (name, i, kernel[i], plain[0])


@RELAXED
@given(small_races(), st.integers(0, 2**64 - 1), st.integers(0, 10**6))
def test_small_races_of_every_kind(inputs, race_key, first_run):
    same(inputs, race_key, first_run, 2)


@RELAXED
@given(small_packs(), st.integers(0, 2**64 - 1), st.integers(0, 10**6))
def test_small_packs(inputs, race_key, first_run):
    same(inputs, race_key, first_run, 2)


def test_whole_races():
    for track_class in (*LAP_CLASSES, "superspeedway"):
        same(example_inputs(track_class), 20_220_709, 0, 3)


def test_a_race_taken_up_under_way():
    inputs = example_inputs("road")
    n = len(inputs.cars.key)
    start = inputs.start._replace(
        lap=30, green_since=24, behind_s=np.linspace(0.0, 70.0, n), laps_down=np.arange(n) // 30,
        tyre_laps=np.full(n, 9), fuel_laps=np.full(n, 11.0), led=np.where(np.arange(n) == 1, 30, 0),
        out=np.where(np.arange(n) == 37, 2, 0), laps=np.where(np.arange(n) == 37, 12, 0),
    )  # fmt: skip
    for caution_left in (0, 3):
        same(inputs._replace(start=start._replace(caution_left=caution_left)), 5, 0, 5)

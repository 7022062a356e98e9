"""The counts of the evidence reports, on cases small enough to count by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from verification.adjacency import Tally, interval, pairs_in, tally
from verification.pack_watch import pushes_of, seconds_of
from verification.road_positions import SHOWN, told
from verification.superspeedway import by_chance, one_two
from verification.superspeedway import interval as share_interval
from verification.superspeedway_record import Ends, paired

from stockcar.sim import replay, simulate_rows
from stockcar.sim.example import example_inputs


@pytest.mark.parametrize(("order", "width", "seen", "expected"), [
    ([0, 0, 1, 1], 4, 2, (2 + 2) / 4),  # shuffled: 3 neighbours x 2 pairs of 6
    ([0, 1, 0, 1], 4, 0, 1.0),
    ([-1, -1, -1], 3, 0, 0.0),  # single cars are nobody's mates
    ([0, 0, 0, 1, 1, 1], 3, 4, 4.0),  # strata of one team each: nothing to shuffle
    ([0, 1, 1, 0], 2, 0, 0.0),  # mates across the edge of a stratum are not counted on either side
])  # fmt: skip
def test_pairs_next_to_each_other_and_their_chance(order, width, seen, expected):
    assert pairs_in(order, width) == (seen, pytest.approx(expected))


def test_labels_shuffled_within_strata_have_a_ratio_of_one():
    rng = np.random.default_rng(3)
    teams = np.repeat(np.arange(9), 4)
    orders = {lap: rng.permutation(teams).tolist() for lap in range(2000)}
    made = tally(orders)
    assert made.ratio == pytest.approx(1.0, abs=0.03)
    low, high = interval([made])
    assert low < 1.0 < high


def test_the_interval_of_a_ratio_holds_it():
    blocks = np.array([[3.0, 2.0], [1.0, 2.0], [2.0, 2.0], [4.0, 2.0]])
    low, high = interval([Tally(blocks)])
    assert low < Tally(blocks).ratio < high


@pytest.mark.parametrize(("count", "of", "low", "high"), [(15, 106, 0.088, 0.220), (8, 44, 0.095, 0.320)])
def test_the_interval_of_a_share(count, of, low, high):
    assert share_interval(count, of) == pytest.approx((low, high), abs=0.001)


def test_strangers_finish_first_and_second_as_by_chance():
    inputs = example_inputs("superspeedway")
    rows = simulate_rows(inputs, 3, 3000)
    chance = by_chance(rows, inputs.cars.team)
    assert one_two(rows, inputs.cars.team).mean() == pytest.approx(chance, abs=3 * np.sqrt(chance / 3000))


def test_watching_changes_nothing_and_sees_every_push():
    inputs = example_inputs("superspeedway", n_cars=12, laps=20)
    rows = simulate_rows(inputs, 9, 3)
    assert len(pushes_of(inputs, 9, 3)) == rows.race[:, 14].sum()
    seen = seconds_of(inputs, 9, 3)
    assert {second.to_go for second in seen} <= set(range(1, 60))
    assert len(pushes_of(inputs, 9, 3)) == rows.race[:, 14].sum()  # the law is back in its place


def test_running_positions_of_a_run_that_is_told():
    inputs = example_inputs("road", laps=12)
    row, log = replay(inputs, 2, 0)
    finish, led = row.finish[0].astype(float), row.led[0].astype(float)
    race = SimpleNamespace(grid=inputs.cars.grid)
    found = dict(zip(SHOWN.values(), told(race, finish, led, log), strict=True))
    assert found["leaders"] == (led > 0).sum()
    assert found["row_1"] == (inputs.cars.grid[finish.argmin()] <= 2)
    assert 1.0 <= found["winner_average"] <= len(finish)
    assert found["winner_rank"] >= 1
    assert found["best_wins"] == (found["winner_rank"] == 1)
    assert -1.0 <= found["start_mid"] <= 1.0
    assert found["mid_finish"] > found["start_finish"] - 0.5


def test_the_winner_of_one_race_is_paired_with_the_second_of_another():
    here, there = {"a": "T", "b": "T", "c": "T"}, {"b": "T", "c": "U", "d": ""}
    first, second = Ends("cup", 2020, "a", "b", here), Ends("cup", 2020, "b", "c", there)
    later, other = Ends("cup", 2022, "d", "b", there), Ends("truck", 2020, "a", "b", here)
    may, mates = paired([first, second, later, other], 0)
    assert may.tolist() == [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]  # nobody is his own second
    assert mates[0, 1] == 1.0  # by the teams of the winner's race
    may, mates = paired([first, second, later], 2)
    assert may[2].tolist() == [1, 1, 0]
    assert mates[2].sum() == 0.0  # a single car has no mates

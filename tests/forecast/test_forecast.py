"""A forecast adds up, repeats itself, and does not know the result."""

import numpy as np
import pytest

from stockcar.errors import UsageError
from stockcar.forecast.fitted import FittedInputs, FittedRace, Line, rounded
from stockcar.forecast.forecast import chance_error, chances, code_digest, forecast_from
from stockcar.sim.example import example_inputs


def made_up(n_cars: int = 12) -> FittedInputs:
    """A fitted race of an invented league: car 1 of team 0 is the quickest."""
    inputs = rounded(example_inputs("short", n_cars=n_cars, laps=60))
    lines = tuple(
        Line(
            str(n), f"Driver {n}", f"driver-{n}", f"Team {n % 4}", f"team-{n % 4}", "Ford", n,
            0.0, 0.0, 0.2, (("driver", 0.1), ("equipment", -0.1)), 0.1, float(n),
        )
        for n in range(1, n_cars + 1)
    )  # fmt: skip
    return FittedInputs(FittedRace("cup-2020-01", "grid", "2020-02-16", "short", ()), lines, (), inputs)


@pytest.mark.parametrize("places", [1, 5, 10])
def test_chances_add_to_the_places_and_none_is_zero(places: int) -> None:
    rng = np.random.default_rng(places)
    finish = np.array([rng.permutation(20) for _ in range(50)])
    hits = (finish < places).sum(axis=0)
    p = chances(hits, places, 50)
    assert p.sum() == pytest.approx(places, abs=1e-12)
    assert (p > 0).all()
    assert (p <= 1).all()


def test_a_field_smaller_than_ten_fills_it() -> None:
    assert chances(np.full(6, 80), 10, 80).tolist() == [1.0] * 6


def test_the_document_adds_up_and_says_where_it_is_from() -> None:
    document = forecast_from(made_up(), runs=200, seed=5).to_json()
    for name, total in (("win", 1), ("top5", 5), ("top10", 10), ("stage_1_win", 1)):
        assert sum(entry[name] for entry in document["entries"]) == pytest.approx(total, abs=1e-9), name
    assert [entry["rank"] for entry in document["entries"]] == list(range(1, 13))
    assert sum(team["win"] for team in document["teams"]) == pytest.approx(1)
    assert all(team["one_two"] >= team["one_two_three"] for team in document["teams"])
    assert set(document["provenance"]) == {"data", "rules", "code"}
    assert document["provenance"]["code"] == code_digest()
    assert (document["seed"], document["runs"], document["cutoff"]) == (5, 200, "2020-02-16")


def test_same_seed_same_odds_another_seed_others() -> None:
    a, b, c = (forecast_from(made_up(), runs=100, seed=seed).to_json() for seed in (1, 1, 2))
    assert a == b
    assert a != c


def test_every_number_carries_an_error_that_shrinks_with_the_runs() -> None:
    few, many = (forecast_from(made_up(), runs=runs, seed=1).to_json() for runs in (50, 800))
    entry = ("win", "top5", "top10", "stage_1_win", "expected_finish", "dnf")
    for rows, names in (("entries", entry), ("teams", ("win", "one_two", "one_two_three"))):
        for name in names:
            loose, tight = (sum(row[f"{name}_se"] for row in document[rows]) for document in (few, many))
            assert 0 < tight < loose, name


@pytest.mark.parametrize(("chance", "runs", "error"), [(0.5, 100, 0.05), (0.2, 10_000, 0.004), (0.0, 99, 0.0071)])
def test_the_error_of_a_chance_is_binomial_and_never_nothing(chance: float, runs: int, error: float) -> None:
    assert chance_error(chance, runs) == pytest.approx(error, rel=0.02)


def test_no_runs_is_no_forecast() -> None:
    with pytest.raises(UsageError, match="runs"):
        forecast_from(made_up(), runs=0)

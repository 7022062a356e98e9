from typing import Any

import numpy as np
import pytest

from stockcar.forecast.history import history_of
from stockcar.forecast.ratings import HALF_LIFE_RACES, rating_parts, rating_sentence, ratings_of

from .conftest import league


def _learned(columns: dict[str, Any]) -> Any:
    history = history_of(columns)
    ratings, line = ratings_of(history)
    for race in range(history.races - 1):
        rows = history.rows(race)
        targets = np.stack([history.z_finish[rows], history.z_rating[rows], history.z_start[rows]], axis=1)
        ratings[0].learn(line[rows], targets, 1.0)
    rows = history.rows(history.races - 1)
    return history, ratings[0], line, rows


def test_the_quick_solve_is_the_written_out_ridge(past: dict[str, Any]) -> None:
    history, rating, line, rows = _learned(past)
    width = len(rating.penalty)
    gram, moment = np.diag(rating.penalty), np.zeros(width)
    for race in range(history.races - 1):
        weight = 0.5 ** ((history.races - 2 - race) / HALF_LIFE_RACES)
        for row in range(history.bounds[race], history.bounds[race + 1]):
            codes = rating.lines[line[row]]
            gram[np.ix_(codes, codes)] += weight
            moment[codes] += weight * history.z_rating[row]
    effect = np.linalg.solve(gram, moment)
    expected = effect[rating.lines[line[rows]]].sum(axis=1)
    assert rating.rate(line[rows]).mean[:, 1] == pytest.approx(expected, abs=0.01)


def test_the_deviation_shrinks_with_races() -> None:
    few, many = _learned(league(races=6)), _learned(league(races=60))
    sd = [rating.rate(line[rows], with_deviation=True).deviation for _, rating, line, rows in (few, many)]
    assert (sd[1] < sd[0]).all()
    assert (sd[1] > 0).all()


def test_a_rating_reads_as_its_parts() -> None:
    parts = rating_parts(np.array([0.22, 0.03, 0.1, 0.05, 0.01, 0.0, 0.0]), "short")
    assert sum(part.value for part in parts) == pytest.approx(0.41)
    assert rating_sentence("Larson", parts) == "Larson +0.41: driver +0.22, equipment +0.15, short tracks +0.04"

"""A forecast that knows its own race is found out."""

from typing import Any

import numpy as np
import pytest

from stockcar.forecast.failures import failure_chances
from stockcar.forecast.form import FEATURES, form_of
from stockcar.forecast.history import History, history_of
from stockcar.forecast.leak import check_leaks
from stockcar.forecast.scores import spearman
from stockcar.forecast.strength import MODES, strengths

from .conftest import league

READ = ("strength", "crash", "mechanical")


def everything(history: History) -> Any:
    form = form_of(history)
    strength = strengths(history, form, "grid")
    crash, mechanical = failure_chances(history, form, strength)
    return np.column_stack([form.features, form.rated, form.effects, strength, crash, mechanical])


def names() -> list[str]:
    width = everything(history_of(league(races=3))).shape[1]
    rated = [f"rated {at}" for at in range(width - len(FEATURES) - len(READ))]
    return [*FEATURES, *rated, *READ]


def test_nothing_that_is_read_knows_its_own_race(past: dict[str, Any]) -> None:
    assert check_leaks(past, everything, names()) == []


@pytest.mark.parametrize("what", ["z_finish", "led_share", "crash"])
def test_a_planted_leak_is_found(past: dict[str, Any], what: str) -> None:
    def leaking(history: History) -> Any:
        return np.column_stack([everything(history), np.nan_to_num(getattr(history, what))])

    found = check_leaks(past, leaking, [*names(), "planted"])
    assert [leak.feature for leak in found] == ["planted"]


def test_a_leak_would_show_in_the_rank(past: dict[str, Any]) -> None:
    """The guard rail of the backtest: knowing a little of the result lifts the correlation far above form."""
    history = history_of(past)
    honest = strengths(history, form_of(history), "grid")
    leaked = honest + 0.5 * history.z_finish
    rows = [history.rows(race) for race in range(20, 40)]
    rho = [np.mean([spearman(s[r], -history.finish[r]) for r in rows]) for s in (honest, leaked)]
    assert rho[1] > rho[0] + 0.1


def test_only_the_grid_mode_reads_the_grid() -> None:
    past = league(races=80)
    last = past["race_index"] == past["race_index"].max()
    turned = {name: values.copy() for name, values in past.items()}
    turned["start"][last] = past["start"][last][::-1]
    before, after = history_of(past), history_of(turned)
    rows = before.rows(before.races - 1)
    for mode in MODES:
        a, b = (strengths(h, form_of(h), mode)[rows] for h in (before, after))
        assert np.allclose(a, b) == (mode != "grid"), mode

import pytest

from stockcar.errors import BadFile
from stockcar.forecast.fitted import FittedInputs, FittedRace, Line, rounded
from stockcar.forecast.forecast import forecast_from
from stockcar.sim.example import example_inputs

from .test_forecast import made_up


def test_frozen_and_thawed_is_the_same_to_the_last_digit() -> None:
    fitted = made_up()
    thawed = FittedInputs.of_bytes(fitted.to_bytes())
    assert thawed.digest == fitted.digest
    assert thawed.to_bytes() == fitted.to_bytes()
    assert forecast_from(thawed, runs=60, seed=3).to_json() == forecast_from(fitted, runs=60, seed=3).to_json()


def test_rounding_twice_changes_nothing() -> None:
    once = rounded(example_inputs("short", n_cars=5))
    twice = rounded(once)
    assert once.cars.mu_s.tolist() == twice.cars.mu_s.tolist()


def test_another_name_gives_another_digest() -> None:
    fitted = made_up()
    renamed = fitted._replace(race=FittedRace("cup-2020-02", "grid", "2020-02-16", "short", ()))
    assert renamed.digest != fitted.digest


@pytest.mark.parametrize("spoiled", [b"", b"nonsense", made_up().to_bytes()[:-9]])
def test_bytes_that_are_not_frozen_inputs_are_refused(spoiled: bytes) -> None:
    with pytest.raises(BadFile):
        FittedInputs.of_bytes(spoiled)


def test_a_line_keeps_what_is_unknown_unknown() -> None:
    line = Line("7", "A", "a", None, None, None, None, 0.0, 0.0, 0.1, (), 0.1, 3.0)
    fitted = made_up()._replace(lines=(line, *made_up().lines[1:]))
    assert FittedInputs.of_bytes(fitted.to_bytes()).lines[0].team is None

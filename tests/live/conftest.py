"""A small race in numbers, for tests of a race under way."""

import pytest

from stockcar.forecast.fitted import FittedInputs, FittedRace, Line
from stockcar.sim.example import example_inputs


@pytest.fixture(scope="session")
def fitted() -> FittedInputs:
    """The example of the simulator, with names."""
    inputs = example_inputs("intermediate")
    lines = tuple(
        Line(
            car=str(slot + 1), driver=f"Driver {slot + 1}", driver_id=f"driver-{slot + 1}", team=None, team_id=None,
            make=None, start=int(inputs.cars.grid[slot]), strength=0.0, rating=0.0, rating_sd=0.5, rating_parts=(),
            out_prob=0.1, place=1.0,
        )
        for slot in range(len(inputs.cars.key))
    )  # fmt: skip
    header = FittedRace("cup-2024-02", "grid", "2024-03-03", "intermediate", ())
    return FittedInputs(header, lines, (), inputs)

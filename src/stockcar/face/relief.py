"""Whom does a relief driver trust? His host team and those he has a history with, not the friends of the starter.

Known limits: what the others think of the car does not change with the driver.
"""

import datetime as dt
from typing import TYPE_CHECKING

from stockcar.errors import NotFound, ScenarioError
from stockcar.record import RecordBook

if TYPE_CHECKING:
    from stockcar.forecast.fitted import FittedInputs
    from stockcar.sim.scenario import Scenario


def with_relief_rows(book: RecordBook, fitted: "FittedInputs", scenario: "Scenario") -> "FittedInputs":
    """The inputs with the relief row of every car that a named driver takes over; the record gives his relations.

    Raises:
        ScenarioError: a name that is nobody's, but close to somebody's.
    """
    import msgspec

    from stockcar.forecast.trust import relations_before, trust_between

    cars = [line.car for line in fitted.lines]
    relief = fitted.inputs.trust.relief.copy()
    relations = None
    for i, swap in enumerate(scenario.relief):
        if not swap.driver or swap.car not in cars:
            continue
        if relations is None:
            relations = relations_before(book, dt.date.fromisoformat(fitted.race.cutoff))
        slot = cars.index(swap.car)
        lines = list(fitted.lines)
        lines[slot] = msgspec.structs.replace(lines[slot], driver_id=_driver(book, i, swap.driver))
        relief[slot] = trust_between(lines, relations).trust[slot]
    trust = fitted.inputs.trust._replace(relief=relief)
    return fitted._replace(inputs=fitted.inputs._replace(trust=trust))


def _driver(book: RecordBook, at: int, name: str) -> str:
    """The driver's id; someone the record does not know has no history."""
    try:
        return book.driver_id(name)
    except NotFound as missing:
        if missing.candidates:
            raise ScenarioError(
                f'relief[{at}].driver: no driver "{name}"', missing.why, "use one of these", missing.candidates
            ) from None
        return ""

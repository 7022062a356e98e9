"""Who can take over a car, and whom does he trust? His host team and those he has a history with, not the starter's.

Nobody who starts the race can take over a car in it, and nobody takes over two.

Known limits: what the others think of the car does not change with the driver; a starter whose own car is out could
take over another, but whose is out by then is known only when the race is run.
"""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from stockcar.errors import NotFound, ScenarioError
from stockcar.record import RecordBook
from stockcar.record.identity import slug

if TYPE_CHECKING:
    from stockcar.forecast.fitted import FittedInputs
    from stockcar.sim.scenario import Scenario


def with_relief_rows(book: RecordBook, fitted: "FittedInputs", scenario: "Scenario") -> "FittedInputs":
    """The inputs with the relief row of every car that a named driver takes over; the record gives his relations.

    Raises:
        ScenarioError: a name that is nobody's, but close to somebody's; a driver who is in the race already.
    """
    import msgspec

    from stockcar.forecast.trust import relations_before, trust_between

    cars = [line.car for line in fitted.lines]
    relief = fitted.inputs.trust.relief.copy()
    relations, racing = None, {line.driver_id: f"starts in the {line.car}" for line in fitted.lines}
    for i, swap in enumerate(scenario.relief):
        if not swap.driver or swap.car not in cars:
            continue
        if relations is None:
            relations = relations_before(book, dt.date.fromisoformat(fitted.race.cutoff))
        slot = cars.index(swap.car)
        lines = list(fitted.lines)
        driver_id = _driver(book, i, swap.driver)
        _require_free(i, swap.driver, driver_id or slug(swap.driver), racing)
        racing[driver_id or slug(swap.driver)] = f"takes over the {swap.car}"
        lines[slot] = msgspec.structs.replace(lines[slot], driver_id=driver_id)
        relief[slot] = trust_between(lines, relations).trust[slot]
    trust = fitted.inputs.trust._replace(relief=relief)
    return fitted._replace(inputs=fitted.inputs._replace(trust=trust))


def unknown_reliefs(book: RecordBook, scenario: "Scenario") -> tuple[str, ...]:
    """What is assumed of relief drivers whom the record does not know."""
    return tuple(
        f"{swap.driver} (relief driver of No. {swap.car}) is not in the record: he trusts the host team and nobody else"
        for i, swap in enumerate(scenario.relief)
        if swap.driver and not _driver(book, i, swap.driver)
    )


def _require_free(at: int, name: str, driver_id: str, racing: Mapping[str, str]) -> None:
    if driver_id in racing:
        raise ScenarioError(
            f"relief[{at}].driver: {name} is in the race already", f"he {racing[driver_id]}",
            "name a driver who is not in it, or leave the name out",
        )  # fmt: skip


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

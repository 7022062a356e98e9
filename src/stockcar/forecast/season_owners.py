"""The owners' title: the cars of a season, whoever drives them, played by the drivers' rules of that year.

A car scores whoever drives it and whether or not he may score himself, and loses the points that a penalty took from
its owner. The same simulated races as for the drivers, with the same luck.

=========================  ==========================  ===============================================================
what                       seasons                     state
=========================  ==========================  ===============================================================
points of cars             2011-                       as ``rulebook.standings.owner_standings``
who is champion            all                         UNCONFIRMED where there are playoffs: no source gives the fields
                                                       and resets of owners, so those of the drivers stand in
=========================  ==========================  ===============================================================

Known limits: a number that changed hands in mid-season is one owner; before 2011 cars that failed to qualify scored
too, and are not in the record; a car that missed a race is out as a driver would be.
"""

from dataclasses import replace
from typing import Any

import msgspec

from stockcar.errors import RuleMissing
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.season_known import Known
from stockcar.forecast.season_plan import Planned, planned
from stockcar.racing import Finish, Race
from stockcar.rulebook import Rulebook
from stockcar.rulebook.facts import Fact, driver_id

FIRST_SEASON = 2011
Results = tuple[tuple[Race, tuple[Finish, ...]], ...]


def owners_known(known: Known) -> Known:
    """The season with cars in place of drivers.

    Raises:
        RuleMissing: before 2011.
    """
    if known.season < FIRST_SEASON:
        raise RuleMissing(
            f"the owners' points of {known.season} cannot be computed",
            "cars that failed to qualify scored, and are not in the record",
            f"ask for {FIRST_SEASON} or later",
        )
    results = tuple((race, tuple(_car(finish) for finish in finishes)) for race, finishes in known.results)
    return replace(known, rulebook=_rulebook(known), results=results, recorded=False)


def owners_planned(known: Known, fitted: tuple[FittedInputs, ...], seed: int) -> Planned:
    """The plan of the owners' season; cars run with the form of their expected drivers. ``known``: the drivers'."""
    cars = tuple(
        each._replace(lines=tuple(msgspec.structs.replace(line, driver_id=owner_id(line.car)) for line in each.lines))
        for each in fitted
    )
    made = planned(owners_known(known), cars, seed)
    drives = {owner_id(line.car): line.driver_id for each in fitted for line in each.lines}
    form = tuple(drives.get(car, car) for car in made.driver_ids)
    return made._replace(plan=made.plan._replace(driver_ids=form, attendance=None))


def owner_id(car: str) -> str:
    """A car's number as the id of a contestant: ``01`` and ``1`` are two."""
    return driver_id(f"No {car}")


def _car(finish: Finish) -> Finish:
    return replace(finish, driver_id=owner_id(finish.car), eligible=True)


def _rulebook(known: Known) -> Rulebook:
    """The rulebook with penalties and Duels of drivers turned into those of their cars; other facts are drivers'."""
    facts = {}
    for (series, table), rows in known.rulebook.facts.items():
        if series is not known.series:
            facts[series, table] = rows
        elif table == "penalties":
            facts[series, table] = tuple(fact for row in rows for fact in _penalty(row, known.results))
        elif table == "duels":
            facts[series, table] = tuple(fact for row in rows for fact in _duel(row, known.results))
        elif table not in ("waivers", "withdrawn", "declarations", "added", "finalists"):
            facts[series, table] = rows
    return Rulebook(known.rulebook.topics, facts, known.rulebook.sources)


def _cars_of(race: str, results: Results) -> dict[str, str]:
    """Driver to car in a race of this season."""
    return {f.driver_id: f.car for of, finishes in results if str(of.key) == race for f in finishes}


def _penalty(fact: Fact, results: Results) -> list[Fact]:
    car = _cars_of(fact["race"], results).get(fact.driver)
    if car is None or fact["against"] == "driver":
        return []
    return [_with(fact, driver=f"No {car}", in_row=False)]


def _duel(fact: Fact, results: Results) -> list[Fact]:
    cars = _cars_of(fact["race"], results)
    if not cars:
        return []
    # A driver of a Duel who is not in the race keeps his line, so that the places stay what they were.
    names = [
        f"No {cars[who]}" if who in cars else name for who, name in zip(fact.drivers, fact["drivers"], strict=True)
    ]
    return [_with(fact, drivers=names, ineligible=[])]


def _with(fact: Fact, **values: Any) -> Fact:
    return replace(fact, values={**fact.values, **values})

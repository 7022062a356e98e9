"""Who is expected to race for the rest of a season, in which car, and may he score?

The field is that of lately: each car goes to the driver who has been in it most, recent races counting more (half-life
six races); drivers who race often but in changing cars take the one they had last; the rest of the usual number of
cars is filled by who has raced most. Before a season it is the entry list of its first race.

Known limits: one line-up stands for all races to come, so a car that several drivers share is driven by one of them,
and one-off entries, injuries and changes of team are not foreseen. A driver scores to the end as he did in his last
start; before the first race everybody is taken to score.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from stockcar.forecast.season_known import Known
from stockcar.racing import CarNumber, Driver, Entry, EntryList, Finish, Team

HALF_LIFE_RACES: Final = 6.0
REGULAR: Final = 0.5  # a share of recent races that makes a car or a driver a regular
LATELY: Final = 8  # races whose field sizes count


class Seat(NamedTuple):
    """A driver in a car, and how much of the recent races he was in it."""

    driver_id: str
    car: str
    share: float


def expected_entries(known: Known) -> EntryList:
    """The line-up expected of every race to come."""
    if known.after == 0:
        return known.book.entries(known.schedule[0].key)
    results = [finishes for _, finishes in known.results]
    last = {(f.driver_id, f.car): f for finishes in results for f in finishes}
    names, teams = known.book.driver_names, known.book.team_names
    entries = []
    for seat in expected_seats(results):
        finish = last[seat.driver_id, seat.car]
        team = Team(finish.team_id, teams.get(finish.team_id, finish.team_id)) if finish.team_id else None
        driver = Driver(seat.driver_id, names.get(seat.driver_id, seat.driver_id))
        entries.append(Entry(CarNumber(seat.car), driver, team, finish.make))
    return EntryList(tuple(entries), "who has raced lately")


def expected_seats(results: Sequence[Sequence[Finish]]) -> tuple[Seat, ...]:
    """Driver and car of each expected entry, from the results so far."""
    pair: dict[tuple[str, str], float] = defaultdict(float)
    total = 0.0
    for age, finishes in enumerate(reversed(results)):
        weight = 0.5 ** (age / HALF_LIFE_RACES)
        total += weight
        for finish in finishes:
            pair[finish.driver_id, finish.car] += weight
    size = round(sum(len(finishes) for finishes in results[-LATELY:]) / len(results[-LATELY:]))
    shares = {seat: weight / total for seat, weight in pair.items()}
    return _seated(shares, size)


def _seated(shares: dict[tuple[str, str], float], size: int) -> tuple[Seat, ...]:
    cars: dict[str, float] = defaultdict(float)
    drivers: dict[str, float] = defaultdict(float)
    for (driver, car), share in shares.items():
        cars[car] += share
        drivers[driver] += share
    ranked = sorted(shares, key=lambda seat: (-shares[seat], seat))
    taken: dict[str, str] = {}  # driver -> car
    regulars = [(d, c) for d, c in ranked if drivers[d] >= REGULAR]
    at_home = [(d, c) for d, c in regulars if shares[d, c] >= REGULAR * drivers[d]]
    for driver, car in (*at_home, *regulars, *[(d, c) for d, c in ranked if cars[c] >= REGULAR], *ranked):
        if driver not in taken and car not in taken.values() and len(taken) < size:
            taken[driver] = car
    return tuple(Seat(driver, car, shares[driver, car]) for driver, car in sorted(taken.items(), key=lambda s: s[1]))


def may_score(known: Known, driver_ids: Sequence[str]) -> tuple[bool, ...]:
    """Whether each driver will score for the drivers' title: as in his last start of the season."""
    last = {f.driver_id: f.eligible is not False for _, finishes in known.results for f in finishes}
    return tuple(last.get(driver, True) for driver in driver_ids)

"""Forecasts and simulations of a race of the book, under names."""

from typing import TYPE_CHECKING

from stockcar.face.books import Book, open_book
from stockcar.racing import RaceKey

if TYPE_CHECKING:
    from stockcar.face.simulation import Simulation
    from stockcar.forecast.forecast import Forecast
    from stockcar.forecast.strength import Mode

RUNS = 10_000


def forecast(
    name: str | RaceKey, book: Book = None, runs: int = RUNS, seed: int = 7, mode: "Mode" = "grid"
) -> "Forecast":
    """Chances of each entry from what was known before the day of the race.

    ``mode``: ``grid`` uses the recorded starting order, ``before-qualifying`` and ``entry-list`` do not. The same seed
    gives the same chances, whatever the number of workers.

    Raises:
        NotInBook: the open book does not hold the history that the fit needs.
    """
    from stockcar.forecast.forecast import forecast as made

    opened = open_book(book)
    return made(opened, name if isinstance(name, RaceKey) else opened.key(name), runs=runs, seed=seed, mode=mode)


def simulate(name: str | RaceKey, book: Book = None, runs: int = RUNS, seed: int = 7, workers: int = 2) -> "Simulation":
    """Simulated races from the recorded line-up: counts of every finish, and what the races looked like.

    Raises:
        NotInBook: the open book does not hold the history that the fit needs.
    """
    from stockcar.face.simulation import simulation

    opened = open_book(book)
    key = name if isinstance(name, RaceKey) else opened.key(name)
    return simulation(opened, key, runs=runs, seed=seed, workers=workers)

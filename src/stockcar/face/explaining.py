"""Derivations: what a result counted for, step by step, each with its source."""

from typing import Any

from stockcar.errors import NotFound, NotInBook
from stockcar.face.books import Book
from stockcar.face.race import Race, race


def points_of(name: str, car: str, book: Book = None) -> dict[str, Any]:
    """The document of ``rules points KEY CAR``.

    Raises:
        NotFound: no such race, or no car of that number in it.
        NotInBook: the open book does not hold its result.
        RuleMissing: the points of that race cannot be computed from its result.
    """
    found = race(name, book)
    if not found.finishes:
        raise NotInBook(f"this book does not hold the result of {found.key}", "", "stockcar book status")
    at = next((i for i, finish in enumerate(found.finishes) if finish.car == car), None)
    if at is None:
        cars = [f"{row['car']}  {row['driver']}" for row in found.rows if row["car"]]
        raise NotFound(f"no car {car} in {found.key}", "numbers are as painted: 1 and 01 are two", "one of these", cars)
    scored = found.rules.points(found.finishes, found.winner_points)[at]
    parts = scored.to_json()["parts"]
    notes = [scored.note] if scored.note else []
    return {
        "key": str(found.key),
        "car": car,
        "driver": found.book.driver_names[scored.driver_id],
        "points": scored.points,
        "recorded": found.finishes[at].points,
        "parts": parts,
        "notes": notes + _credit(found, car),
    }


def _credit(found: Race, car: str) -> list[str]:
    """Why the points stand where another driver finished the race."""
    starter = next(row["driver"] for row in found.rows if row["car"] == car)
    said = []
    for relief in found.book.relief(found.key).get(car, ()):
        when = f"from lap {relief.from_lap}" if relief.from_lap else "from a lap the record does not know"
        said.append(
            f"{relief.driver} drove {when}; {starter} took the green flag and is credited with position and points "
            f"({relief.cite})"
        )
    return said

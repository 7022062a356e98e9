"""Derivations of the rules, for the races and people of a book: the documents of the ``rules`` verbs."""

from collections.abc import Callable
from typing import Any

from stockcar.errors import NotFound, NotInBook, UsageError
from stockcar.face.books import Book, open_book, race_in
from stockcar.face.other_rules import last_race
from stockcar.face.races import race, recorded_note
from stockcar.face.seasons import recorded_races, season_scores
from stockcar.racing import Series
from stockcar.record.selection import NEXT_STEP


def points_of(name: str, car: str, book: Book = None) -> dict[str, Any]:
    """The document of ``rules points KEY CAR``.

    Raises:
        NotFound: no such race, or no car of that number in it.
        NotInBook: the open book does not hold its result.
        RuleMissing: the points of that race cannot be computed from its result.
    """
    from stockcar.rulebook.explain import explain_points

    found = race(name, book)
    if not found.finishes:
        raise NotInBook(f"this book does not hold the result of {found.key}", "", NEXT_STEP)
    if all(finish.car != car for finish in found.finishes):
        cars = [f"{row['car']}  {row['driver']}" for row in found.rows if row["car"]]
        raise NotFound(f"no car {car} in {found.key}", "numbers are as painted: 1 and 01 are two", "one of these", cars)
    relief = tuple(one.driver for one in found.book.relief(found.key).get(car, ()))
    document = explain_points(found.rules, found.finishes, car, relief, found.winner_points)
    line = next(line for line in found.points if line.car == car)
    return {
        **document, "driver": found.book.driver_names[document["driver"]], "driver_id": document["driver"],
        "recorded_note": recorded_note(line, document["recorded"]),
    }  # fmt: skip


def eligibility(series: str, year: int, driver: str, book: Book = None) -> dict[str, Any]:
    """The document of ``rules eligibility SERIES SEASON DRIVER``."""
    from stockcar.rulebook.explain import explain_eligibility

    opened = open_book(book)
    driver_id = opened.driver_id(driver)
    name = opened.driver_names[driver_id]
    scores = season_scores(opened, last_race(opened, Series.named(series), year))
    if driver_id not in scores.lines:
        raise NotFound(f"{name} is in no result of {scores.series} {year}", "", "stockcar driver shows where he raced")
    return {**explain_eligibility(scores, driver_id), "driver": name, "driver_id": driver_id}


def championship(series: str, year: int, book: Book = None) -> dict[str, Any]:
    """The document of ``rules championship SERIES SEASON``. A season under way has no champion yet."""
    from stockcar.forecast.season_schedule import length_of
    from stockcar.rulebook.explain import explain_championship

    opened = open_book(book)
    scores = season_scores(opened, last_race(opened, Series.named(series), year))
    document = explain_championship(scores, opened.driver_names, length_of(scores.races[0], len(scores.races)))
    champion = document["champion"]
    return {**document, "champion": opened.driver_names.get(champion, champion), "champion_id": champion}


def standings_by_rule(
    series: str, year: int, of: str = "drivers", after: str | None = None, book: Book = None
) -> dict[str, Any]:
    """The document of ``rules standings SERIES SEASON``: drivers, owners or makes, Duels and penalties in, no resets.

    Raises:
        UsageError: ``after`` is no race of the season, or ``of`` none of the three.
        NotFound, NotInBook: no such race, or the open book does not hold the season. RuleMissing: as the rulebook says.
    """
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.explain import explain_standings

    opened, chosen = open_book(book), Series.named(series)
    last = last_race(opened, chosen, year) if after is None else race_in(opened, chosen, year, after)
    if (last.series, last.season) != (chosen, year):
        raise UsageError(
            f"{last} is no race of the {chosen.value} season {year}", "", f"stockcar season {chosen.value} {year}"
        )
    results = opened.season_results(last)
    document = explain_standings(Rulebook.load(), results, of)
    names = opened.driver_names
    teams = {finish.car: opened.team_names.get(finish.team_id or "") for _, field in results for finish in field}
    for row in document["standings"]:
        who = row.pop("id")
        known = {"drivers": {"driver": names.get(who, who), "driver_id": who},
                 "owners": {"car": who, "team": teams.get(who)}, "makes": {"make": who}}[of]  # fmt: skip
        row.update(known)
    return {**document, "coverage": "full"}


def qualifying(name: str, book: Book = None) -> dict[str, Any]:
    """The document of ``rules qualifying KEY``."""
    from stockcar.rulebook.explain import explain_qualifying

    return explain_qualifying(race(name, book).rules)


def procedure(name: str, book: Book = None) -> dict[str, Any]:
    """How the race of that day was run: the document of ``rules procedure KEY``."""
    from stockcar.rulebook.explain import explain_procedure

    return explain_procedure(race(name, book).rules)


def rules_changed(first: int, second: int, series: str) -> dict[str, Any]:
    """The document of ``rules diff Y1 Y2 --series S``."""
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.explain import explain_diff

    return explain_diff(Rulebook.load(), Series.named(series), first, second)


def verify_rules(book: Book = None, say: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Every recorded row recomputed and classed: the document of ``rules verify``.

    Raises:
        NotInBook: a full book is needed.
    """
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.verify import verify

    opened = open_book(book)
    if opened.kind != "full":
        raise NotInBook("the rules are verified on the full record", "this is the starter book", "stockcar book update")
    if say is not None:
        say("reading the record")
    races = tuple(recorded_races(opened))
    if say is not None:
        say(f"recomputing {len(races):,} races")
    return verify(Rulebook.load(), races).to_json()

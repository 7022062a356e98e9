"""Who stands where, after any race, and what broke the ties?

=========================  ==========================  ===============================================================
rule                       years                       state
=========================  ==========================  ===============================================================
drivers                    1975-2026                   implemented; inside playoffs: ``championship``
ties                       all                         implemented: more wins, seconds, thirds ...; then the earliest
owners                     2011-2026                   implemented by car number; no driver is ineligible for his owner
owners before 2011         to 2010                     not: cars that failed to qualify scored; not in the record
makes 9-6-4-3-2-1          to 2013                     implemented for the cup; xfinity and truck are unconfirmed
makes by best car          2014-                       implemented: with the car's bonuses to 2016, by place from 2017
                                                       (equal to the official totals of 2024 in all three series)
=========================  ==========================  ===============================================================

Known limit: a number that changed hands in mid-season is one owner here.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stockcar.errors import RuleMissing
from stockcar.racing import Finish, Race
from stockcar.rulebook.points import Scale, ordinal
from stockcar.rulebook.rules import Rulebook
from stockcar.rulebook.season import Line, RaceResult, SeasonScores


@dataclass(frozen=True)
class Standing:
    """One line of a table.

    ``tie`` says what put it behind the line above where points are level; empty otherwise. ``outside`` are those of the
    points that no race paid: Duels, and penalties as negative ones.
    """

    position: int
    id: str  # driver id, car number or make
    points: float
    wins: int
    starts: int
    top5: int
    top10: int
    tie: str = ""
    outside: float = 0


FIRST_OWNERS = 2011  # before it cars that failed to qualify scored for their owners; the record does not hold them


def driver_standings(scores: SeasonScores) -> tuple[Standing, ...]:
    """Drivers by points over all the races of ``scores``, without any reset; those who may not score are left out."""
    return rank({driver: lines for driver, lines in scores.lines.items() if any(line.eligible for line in lines)})


def owner_standings(book: Rulebook, results: Sequence[RaceResult]) -> tuple[Standing, ...]:
    """Cars by owner points: as drivers, whoever drove and whether or not he may score himself.

    Raises:
        RuleMissing: a season before 2011.
    """
    if results and results[0][0].key.season < FIRST_OWNERS:
        why = "cars that failed to qualify scored for their owners, and the record does not hold them"
        raise RuleMissing(f"owners' points of {results[0][0].key.season} are not known", why, "drivers or makes")
    lines: dict[str, list[Line]] = {}
    for race, finishes in results:
        rules = book.on(race)
        everyone = [dataclasses.replace(finish, eligible=True) for finish in finishes]
        duel = _duel_points_by_car(rules.rule("duel_points").value or (), rules.facts("duels"))
        for finish, scored in zip(everyone, rules.points(everyone), strict=True):
            taken = sum(fact["points"] for fact in rules.facts("penalties")
                        if fact["against"] != "driver" and fact.driver == finish.driver_id)  # fmt: skip
            points = scored.points + duel.get(finish.driver_id, 0) + taken
            lines.setdefault(finish.car, []).append(
                Line(race.key.number, finish.finish, points, scored.points, finish.finish == 1, 0, 0, True)
            )
    return rank(lines)


def manufacturer_standings(book: Rulebook, results: Sequence[RaceResult]) -> tuple[Standing, ...]:
    """Makes by the rule of the year: the best car of each."""
    lines: dict[str, list[Line]] = {}
    for race, finishes in results:
        for make, line in _make_lines(book, race, finishes):
            lines.setdefault(make, []).append(line)
    return rank(lines)


def rank(lines: Mapping[str, Sequence[Line]]) -> tuple[Standing, ...]:
    """Order by points; level points by wins, seconds and so on, then by who had the best such result first."""
    totals = {who: sum(line.points for line in of) for who, of in lines.items()}
    order = sorted(lines, key=lambda who: (-totals[who], *tie_key(lines[who])))
    table = []
    for position, who in enumerate(order, start=1):
        of = [line for line in lines[who] if line.place]
        above = order[position - 2] if position > 1 else None
        level = above is not None and totals[above] == totals[who]
        tie = why_ahead(lines[above], lines[who]) if above is not None and level else ""
        placed = Counter(line.place for line in of)
        top5, top10 = (sum(n for place, n in placed.items() if place <= best) for best in (5, 10))
        outside = totals[who] - sum(line.race_points for line in lines[who])
        table.append(Standing(position, who, totals[who], placed[1], len(of), top5, top10, tie, outside))
    return tuple(table)


def tie_key(lines: Iterable[Line]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sorts the better of two level drivers first: how often first, second, ...; then when first so."""
    placed: Counter[int] = Counter()
    first: dict[int, int] = {}
    for line in lines:
        if line.place:
            placed[line.place] += 1
            first.setdefault(line.place, line.number)
    worst = max(placed, default=0)
    # the 1 at the end puts whoever has no worse place to count behind the one who has
    return (*(-placed[place] for place in range(1, worst + 1)), 1), tuple(first[place] for place in sorted(first))


def why_ahead(ahead: Sequence[Line], behind: Sequence[Line]) -> str:
    """The sentence that says why one of two level drivers stands behind the other."""
    ours, theirs = (Counter(line.place for line in of if line.place) for of in (behind, ahead))
    for place in range(1, max([*ours, *theirs], default=0) + 1):
        if ours[place] != theirs[place]:
            what = "wins" if place == 1 else f"{ordinal(place)} places"
            return f"level on points; fewer {what} ({ours[place]} to {theirs[place]})"
    best = min(ours, default=0)
    first = [next((line.number for line in of if line.place == best), 0) for of in (behind, ahead)]
    return f"level on points and on places; the first {ordinal(best)} place came later (race {first[0]} to {first[1]})"


def _make_lines(book: Rulebook, race: Race, finishes: Sequence[Finish]) -> list[tuple[str, Line]]:
    rules = book.on(race)
    rule = rules.rule("manufacturer_points").given
    best: dict[str, Finish] = {}
    for finish in sorted(finishes, key=lambda each: each.finish):
        if finish.make:
            best.setdefault(finish.make, finish)
    if rule["by"] == "rank":
        paid = dict(zip(best, rule["table"], strict=False))
    elif rule["by"] == "place":
        scale = Scale(tuple(rule["table"]), rule["step"], rule["floor"])
        paid = {make: scale.at(finish.finish) for make, finish in best.items()}
    else:
        everyone = [dataclasses.replace(finish, eligible=True) for finish in finishes]
        by_car = {scored.car: scored.points for scored in rules.points(everyone)}
        paid = {make: by_car[finish.car] for make, finish in best.items()}
    return [
        (make, Line(race.key.number, best[make].finish, points, points, best[make].finish == 1, 0, 0, True))
        for make, points in paid.items()
    ]


def _duel_points_by_car(paid: Sequence[int], duels: Iterable[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in duels:
        for driver, points in zip(fact.drivers, paid, strict=False):  # type: ignore[attr-defined]
            found[driver] = found.get(driver, 0) + points
    return found

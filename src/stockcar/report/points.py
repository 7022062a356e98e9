"""Who leads the points after a race, and by how much, as the sum of what the record pays?

Known limits: playoff resets, penalties and drivers who do not score in a series are not in a sum, so a sum that differs
from what a text says contradicts nothing; the table of a report takes the known penalties off.
"""

from functools import lru_cache
from typing import Any

from stockcar.racing import RaceKey, Series
from stockcar.record.summaries import best_first
from stockcar.report.claims import Claim
from stockcar.report.ledger import Answer, Ledger
from stockcar.report.prose import count_of
from stockcar.report.question import RaceRow, Row

Decided = tuple[str, object, str, Answer]
_DIFFERS = "the sum of recorded points says otherwise; penalties and playoff resets are not in it"


@lru_cache(maxsize=64)
def points_after(ledger: Ledger, series: str, season: int, number: int) -> tuple[tuple[str, int], ...]:
    """(driver id, points) after a race of a season, the most first; empty where a race of it has none recorded."""
    totals: dict[str, int] = {}
    for rows in _results(ledger, series, season, number):
        for row in rows:
            totals[row.driver_id] = totals.get(row.driver_id, 0) + (row.points or 0)
    return tuple(sorted(totals.items(), key=lambda line: (-line[1], line[0])))


def _results(ledger: Ledger, series: str, season: int, number: int) -> list[tuple[Row, ...]]:
    """The results of a season up to and with race ``number``; empty where one of them has no points recorded."""
    results = []
    for race in ledger.races:
        if (race.series, race.season) == (series, season) and race.number <= number:
            rows = ledger.race(race.key)
            if not rows or sum(row.points is not None for row in rows) < 0.9 * len(rows):
                return []
            results.append(_one_a_driver(rows))
    return results


def _one_a_driver(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """A driver scores once a race: of two rows (1986) the one with the better place."""
    best: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: row.finish or len(rows) + 1):
        best.setdefault(row.driver_id, row)
    return tuple(best.values())


def points_so_far(ledger: Ledger, race: RaceRow, number: int) -> tuple[tuple[dict[str, Any], ...], str]:
    """The first ten after race ``number`` of a race's season, as recorded less the known penalties, and what the sum
    is; empty where a race of it has no points recorded."""
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.penalties import taken_after

    results = _results(ledger, race.series, race.season, number)
    if not results:
        return (), ""
    finishes: dict[str, list[tuple[int, int]]] = {}
    names: dict[str, str] = {}
    for at, rows in enumerate(results):
        for row in rows:
            finishes.setdefault(row.driver_id, []).append((at, row.finish or 0))
            names.setdefault(row.driver_id, row.driver)
    keys = [RaceKey(Series(race.series), race.season, n) for n in range(1, number + 1)]
    taken = taken_after(Rulebook.load(), keys)
    totals = [
        (who, points + taken.get(who, 0)) for who, points in points_after(ledger, race.series, race.season, number)
    ]
    ordered = sorted(totals, key=lambda line: (-line[1], best_first(finishes[line[0]]), names[line[0]]))[:10]
    table = tuple(
        {"rank": rank, "driver": names[who], "points": points, "wins": sum(place == 1 for _, place in finishes[who])}
        for rank, (who, points) in enumerate(ordered, 1)
    )
    less = ", less known penalties" if taken else ""
    return table, f"Sum of the points recorded in {count_of(len(results), 'race')}{less}; playoff resets are not in it."


def points_sql(race: RaceRow) -> str:
    """The query for the sums after a race."""
    return (
        "select driver_id, sum(points) from results join races using (key)"
        f" where series = '{race.series}' and season = {race.season} and number <= {race.number}"
        " group by driver_id order by 2 desc"
    )


def points_rank(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """The place in the points after this race, or before it."""
    for number in (race.number, race.number - 1):
        order = [who for who, _ in points_after(ledger, race.series, race.season, number)]
        if claim.subject.id in order:
            rank = order.index(claim.subject.id) + 1
            if rank == claim.value:
                when = "" if number == race.number else "before this race"
                return "supported", rank, when, Answer(rank, (), points_sql(race))
    return "not_checkable", None, _DIFFERS, Answer(None, (), points_sql(race))


def points_gap(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """How far one stands before another; without another, the leader before the next or the next behind the leader."""
    for number in (race.number, race.number - 1):
        totals = dict(points_after(ledger, race.series, race.season, number))
        ranked = list(totals)
        if claim.subject.id not in totals:
            continue
        mine = totals[claim.subject.id]
        others = [claim.other.id] if claim.other is not None else ranked[:2]
        for other in others:
            if other in totals and other != claim.subject.id and abs(mine - totals[other]) == claim.value:
                found = f"{mine} and {totals[other]}"
                return "supported", found, "", Answer(mine - totals[other], (), points_sql(race))
    return "not_checkable", None, _DIFFERS, Answer(None, (), points_sql(race))

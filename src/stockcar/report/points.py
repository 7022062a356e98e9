"""Who leads the points after a race, and by how much, as the sum of what the record pays?

Known limits: playoff resets, penalties and drivers who do not score in a series are not in a sum, so a sum that differs
from what a text says contradicts nothing.
"""

from functools import lru_cache
from typing import Any

from stockcar.record.summaries import best_first
from stockcar.report.claims import Claim
from stockcar.report.ledger import Answer, Ledger
from stockcar.report.prose import count_of
from stockcar.report.question import RaceRow

Decided = tuple[str, object, str, Answer]
_DIFFERS = "the sum of recorded points says otherwise; penalties and playoff resets are not in it"


@lru_cache(maxsize=64)
def points_after(ledger: Ledger, series: str, season: int, number: int) -> tuple[tuple[str, int], ...]:
    """(driver id, points) after a race of a season, the most first; empty where a race of it has none recorded."""
    totals: dict[str, int] = {}
    for race in ledger.races:
        if (race.series, race.season) == (series, season) and race.number <= number:
            rows = ledger.race(race.key)
            if not rows or sum(row.points is not None for row in rows) < 0.9 * len(rows):
                return ()
            for row in rows:
                totals[row.driver_id] = totals.get(row.driver_id, 0) + (row.points or 0)
    return tuple(sorted(totals.items(), key=lambda line: (-line[1], line[0])))


def points_so_far(ledger: Ledger, race: RaceRow, number: int) -> tuple[tuple[dict[str, Any], ...], str]:
    """The first ten after race ``number`` of a race's season, as recorded, and what the sum is; empty where a race
    of it has no points recorded."""
    keys = [r.key for r in ledger.races if (r.series, r.season) == (race.series, race.season) and r.number <= number]
    totals: dict[str, list[Any]] = {}
    for at, key in enumerate(keys):
        rows = ledger.race(key)
        if not rows or sum(row.points is not None for row in rows) < 0.9 * len(rows):
            return (), ""
        for row in rows:
            line = totals.setdefault(row.driver_id, [row.driver, 0, []])
            line[1] += row.points or 0
            line[2].append((at, row.finish or 0))
    ordered = sorted(totals.values(), key=lambda line: (-line[1], best_first(line[2]), line[0]))[:10]
    table = tuple(
        {"rank": rank, "driver": driver, "points": points, "wins": sum(finish == 1 for _, finish in finishes)}
        for rank, (driver, points, finishes) in enumerate(ordered, 1)
    )
    return table, f"Sum of the points recorded in {count_of(len(keys), 'race')}; playoff resets are not in it."


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

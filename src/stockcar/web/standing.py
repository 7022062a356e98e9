"""Who is in the playoffs as things stand, who is on the bubble, who is out and why: exact, without a simulation.

By the rulebook of that year, from the results up to a race. In: holds a place now. Clinched, must win, out: true
whatever happens in the races that decide it next (``forecast.season_cuts``).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from stockcar.forecast.season_cuts import PLAYOFFS, TITLE, Decision, next_decision
from stockcar.forecast.season_known import Known, known_standing
from stockcar.forecast.season_standing import entered_today, on_points, playoff_points
from stockcar.racing import Series
from stockcar.record import RecordBook

SHOWN = 32


class Grid(NamedTuple):
    """The grid after a race; ``rows`` with those inside first, ``inside`` how many they are."""

    after: str
    stage: str
    step: str  # what is decided next
    until: str  # by which race
    places: int | None  # None: a season without playoffs
    inside: int
    champion: str | None
    rows: list[dict[str, Any]]
    until_held: bool = True  # has the book that race, or is it still to be run?


def grid(book: RecordBook, series: str, season: int, after: str | None = None) -> Grid:
    """The grid after a race of a season (None: the last one held). Races that are still to be run are only counted.

    Raises:
        NotFound: no such season or race. NotInBook: its results are not held.
        RuleMissing: the points or the format of that season cannot be computed.
        UsageError: a race of another season, or none run yet.
    """
    known = known_standing(book, Series.named(series), season, after)
    decision = next_decision(known)
    standing = decision.standing
    rows = _rows(known, decision, book.driver_names)
    if standing.rounds and decision.step != PLAYOFFS:
        rows = _in_round(known, decision, rows)
    until = known.schedule[decision.until - 1].key
    ordered = [row for row in rows if row["in"]] + [row for row in rows if not row["in"]]
    inside = sum(row["in"] for row in rows)
    return Grid(
        str(known.schedule[known.after - 1].key),
        standing.rounds[-1].name if standing.rounds else "regular season",
        decision.step, str(until), known.title_rule.get("field"), inside,
        book.driver_names.get(standing.champion) if standing.champion else None,
        _with_line(ordered, inside, decision.step != TITLE)[: max(SHOWN, inside + 12)],
        str(until) in book.races.place,
    )  # fmt: skip


def _rows(known: Known, decision: Decision, names: dict[str, str]) -> list[dict[str, Any]]:
    standing, extra = decision.standing, playoff_points(known, decision.standing)
    entered = entered_today(known, standing)
    rows = []
    for place in standing.table:
        driver = place.driver_id
        verdict, state = standing.eligibility.get(driver), decision.statements[driver]
        missed = [reason.text for reason in (verdict.reasons if verdict else ()) if not reason.holds]
        rows.append({
            "position": place.position, "driver": names.get(driver, driver), "driver_id": driver,
            "points": float(place.points), "wins": place.wins, "playoff_points": extra.get(driver),
            "in": driver in entered, "by": entered.get(driver, ""),
            "eligible": verdict.eligible if verdict else True, "missed": "; ".join(missed),
            "clinched": state.clinched, "eliminated": state.eliminated, "must_win": state.must_win,
            "magic_points": state.magic_points,
        })  # fmt: skip
    return rows


def _in_round(known: Known, decision: Decision, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a round of the playoffs: in are those who would go on, by a win in it or by points."""
    part, scores = decision.standing.rounds[-1], known.scores()
    keep = known.title_rule.get("keep") if decision.step != TITLE else None
    places = keep[len(decision.standing.rounds) - 1] if keep else len(part.start)
    won = {
        driver: sum(line.won for line in scores.lines[driver] if part.first_race <= line.number <= part.last_race)
        for driver in part.start
    }
    ranked = sorted(part.start, key=lambda driver: (-won[driver], -part.end[driver]))
    going = set(ranked[:places])
    for row in rows:
        driver = row["driver_id"]
        row |= {"in": driver in going, "eligible": driver in won, "missed": ""}
        row["by"] = "a win" if won.get(driver) else "a place in points"
    place = {driver: at for at, driver in enumerate(ranked)}
    return sorted(rows, key=lambda row: (place.get(row["driver_id"], len(place)), row["position"]))


def _with_line(rows: list[dict[str, Any]], inside: int, cut: bool) -> list[dict[str, Any]]:
    """Each row with its points to the line: of those inside on points, over the first one out; of others, behind.

    Without a cut to come there is no line.
    """
    if not cut:
        return [row | {"to_line": None} for row in rows]
    out = next((row["points"] for row in rows[inside:] if row["eligible"]), None)
    last = min((row["points"] for row in rows[:inside] if on_points(row["by"])), default=None)
    for at, row in enumerate(rows):
        against = out if at < inside else last
        locked = at < inside and not on_points(row["by"])
        row["to_line"] = None if against is None or locked or not row["eligible"] else row["points"] - against
    return rows


def bubble(made: Grid) -> str:
    """The bubble in a sentence; empty where there are no playoffs or all is decided."""
    inside = [row for row in made.rows[: made.inside] if row["to_line"] is not None]
    out = next((row for row in made.rows[made.inside :] if row["to_line"] is not None), None)
    if not inside or out is None:
        return ""
    last = min(reversed(inside), key=lambda row: row["points"])  # of level ones the last of the table
    return (
        f"{last['driver']} holds the last place on points with {last['points']:g}, "
        f"{out['driver']} is the first one out, {abs(out['to_line']):g} behind"
    )


def word(row: Mapping[str, Any]) -> str:
    """Where a driver stands, in a word or two."""
    if row["clinched"]:
        return "clinched"
    if row["eliminated"]:
        return "out" if row["eligible"] or not row["missed"] else "not eligible"
    if not row["eligible"]:
        return "not eligible"
    if row["must_win"]:
        return "must win"
    sure = f", sure with {row['magic_points']} more points" if row["magic_points"] is not None else ""
    return ("in" if row["in"] else "can still make it") + sure

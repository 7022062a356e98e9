"""The document of ``stockcar playoffs``: the standing, the cut line, the chances, driver by driver.

``in_now`` and ``next_chance`` are about the next decision: would he get through it today, will he.

``clinched``: in the playoffs whatever happens (already in, or sure of it; without playoffs: the title). ``next`` is the
next decision, for which ``clinched_next``, ``must_win`` and ``magic_points`` hold. ``eliminated``: can win the title no
more.
"""

from typing import TYPE_CHECKING, Any

from stockcar.forecast.forecast import code_digest

if TYPE_CHECKING:
    from stockcar.face.titles import Playoffs
    from stockcar.forecast.season import DriverOdds
    from stockcar.rulebook.championship import Championship


def playoffs_document(made: "Playoffs") -> dict[str, Any]:
    """The whole document."""
    of, known = made.season_odds, made.season_odds.known
    value = known.title_rule
    standing, line = made.standing, cut_line(made)
    return {
        "series": known.series.value,
        "season": known.season,
        "after": str(known.schedule[known.after - 1].key) if known.after else None,
        "cutoff": known.day.isoformat(),
        "seed": of.seed,
        "runs": of.runs,
        "provenance": {"data": of.digest, "book": known.book.digest, "code": code_digest()},
        "assumed": list(known.assumed),
        "format": value["mechanism"],
        "stage": stage_of(standing, known.after, value),
        "races_left": known.length - known.after,
        "regular_season": value.get("regular"),
        "next": {"step": of.decision.step, "race": str(known.schedule[of.decision.until - 1].key)}
        if of.decision
        else None,
        "cut": line["last_in_points"] if line else None,
        "cut_line": line,
        "drivers": driver_rows(made),
        "owners": owner_rows(made.owners) if made.owners is not None else None,
    }


def stage_of(standing: "Championship | None", after: int, value: Any) -> str:
    """``regular season``, the round under way or just over, or ``season over``."""
    if standing is None or "regular" not in value:
        return "season over" if standing is not None and standing.champion else "regular season"
    if standing.champion:
        return "season over"
    return standing.rounds[-1].name if after >= value["regular"] and standing.rounds else "regular season"


def cut_line(made: "Playoffs") -> dict[str, Any] | None:
    """Who is the last one in on points and the first one out, as things stand, where somebody will be cut next."""
    from stockcar.forecast.season_standing import on_points

    standing, places = made.standing, places_next(made)
    if standing is None or places is None:
        return None
    inside = inside_now(made)
    if standing.rounds:
        part = standing.rounds[-1]
        points = dict(part.end)
        safe = {driver for driver, why in part.advanced.items() if why != "on points"}
    else:
        points = {place.driver_id: place.points for place in standing.table if _may(made, place.driver_id)}
        safe = {driver for driver in inside if not on_points(made.entered[driver])}
    order = [place.driver_id for place in standing.table if place.driver_id in points]  # by points, ties broken
    last = next((d for d in reversed(order) if d in inside - safe), None)
    out = next((d for d in order if d not in inside), None)
    return {
        "places": places,
        "last_in": made.names.get(last, last) if last else None,
        "last_in_points": points[last] if last else None,
        "first_out": made.names.get(out, out) if out else None,
        "first_out_points": points[out] if out else None,
    }


def places_next(made: "Playoffs") -> int | None:
    """How many get through the next decision; None where nobody is cut there."""
    standing, value = made.standing, made.season_odds.known.title_rule
    if standing is None or not standing.rounds:
        return value.get("field") if standing is not None else None
    number = len(standing.rounds) - 1
    keep: list[int] = value.get("keep", [])
    return keep[number] if number < len(keep) and not standing.champion else None


def inside_now(made: "Playoffs") -> set[str]:
    """Who would get through the next decision if it were made today; nobody where the title is next."""
    standing = made.standing
    if standing is None or places_next(made) is None:
        return set()
    return set(standing.rounds[-1].advanced) if standing.rounds else set(made.entered)


def _may(made: "Playoffs", driver: str) -> bool:
    """Does nothing speak against him today?"""
    standing = made.standing
    verdict = standing.eligibility.get(driver) if standing is not None else None
    return verdict.eligible if verdict is not None else True


def driver_rows(made: "Playoffs") -> list[dict[str, Any]]:
    """One object a driver who may score, in the order of the table."""
    standing, of = made.standing, made.season_odds
    places: dict[str, tuple[int | None, float, int]]
    if standing is None:
        order = sorted(of.odds, key=lambda driver: of.odds[driver].expected_place)
        places = dict.fromkeys(order, (None, 0, 0))
    else:
        places = {place.driver_id: (place.position, place.points, place.wins) for place in standing.table}
    return [_row(made, of.odds[driver], *places[driver]) for driver in places if driver in of.odds]


def _next_chance(made: "Playoffs", odds: "DriverOdds") -> float:
    """The chance to get through the next decision."""
    decided = len(made.standing.rounds) if made.standing is not None else 0
    return odds.rounds[decided] if decided < len(odds.rounds) else odds.title


def owner_rows(made: "Playoffs") -> list[dict[str, Any]]:
    """One object a car: as a driver's, by ``car``."""
    rows = driver_rows(made)
    confirmed = made.season_odds.known.title_rule["mechanism"] == "most_points"
    return [{"car": row.pop("driver"), "confirmed": confirmed, **row} for row in rows]


def _row(made: "Playoffs", odds: "DriverOdds", rank: int | None, points: float, wins: int) -> dict[str, Any]:
    driver, decision = odds.driver_id, made.season_odds.decision
    state = decision.statements.get(driver) if decision else None
    now = made.standing.eligibility.get(driver) if made.standing else None
    against = [reason.text for reason in (now.reasons if now else ()) if not reason.holds]
    entered = made.standing is not None and bool(made.standing.rounds) and driver in made.standing.entered
    return {
        "driver": made.names.get(driver, driver),
        "driver_id": driver,
        "rank": rank,
        "points": points,
        "wins": wins,
        "playoff_points": made.playoff_points.get(driver),
        "eligible": now.eligible if now else True,
        "reason": "; ".join(against) or None,
        "make_playoffs": odds.make_playoffs,
        "make_playoffs_se": odds.make_playoffs_se,
        "rounds": list(odds.rounds),
        "title": odds.title,
        "title_se": odds.title_se,
        "clinched": entered or bool(state and state.clinched),
        "clinched_next": bool(state and state.clinched),
        "eliminated": bool(state and state.eliminated),
        "in_now": driver in made.inside,
        "next_chance": _next_chance(made, odds),
        "must_win": bool(state and state.must_win),
        "magic_points": state.magic_points if state else None,
    }

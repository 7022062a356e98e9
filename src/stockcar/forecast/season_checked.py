"""Was what was called certain after a race true in the end? For seasons that are over."""

from collections import Counter

from stockcar.forecast.season_cuts import next_decision
from stockcar.forecast.season_known import Known
from stockcar.rulebook.championship import Championship

VOID = "void"  # a statement whose driver then missed a race


def check_statements(known: Known, whole: Known, final: Championship) -> tuple[list[str], Counter[str]]:
    """Statements of ``known`` that the season's end made wrong; and how many were made, by kind.

    ``whole`` is the season when it is over, ``final`` its championship.
    Points that clinch are checked where the driver scored them. A statement holds as long as its driver starts every
    race; where he missed one it is counted as void, not as wrong.
    """
    decision = next_decision(known)
    lines = whole.scores().lines
    to_come = set(range(known.after + 1, decision.until + 1))
    wrong: list[str] = []
    said: Counter[str] = Counter()
    for driver, state in decision.statements.items():
        came = _came(driver, decision.step, decision.until, final)
        later = [line for line in lines.get(driver, ()) if line.number in to_come]
        absent = {line.number for line in later if line.place} != to_come
        won, gained = any(line.won for line in later), sum(line.points for line in later)
        enough = state.magic_points is not None and gained >= state.magic_points
        checks = {
            "clinched": (state.clinched, not came),
            "out": (state.eliminated, came),
            "must win": (state.must_win, came and not won),
            "points that clinch": (enough, not came),
        }
        for what, (made, false) in checks.items():
            said[what] += made
            if made and false and absent:
                said[VOID] += 1
            elif made and false:
                race = known.schedule[known.after - 1].key
                wrong.append(f"{race} {driver}: {what} ({decision.step})")
    return wrong, said


def _came(driver: str, step: str, until: int, final: Championship) -> bool:
    """Did the driver get what was decided?"""
    if step == "playoffs":
        return driver in final.entered
    if step == "title":
        return driver == final.champion
    return driver in next(part for part in final.rounds if part.last_race == until).advanced

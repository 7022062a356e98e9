"""What does the record say about a race as a whole?

Known limits: cautions and lead changes are recorded for few races; where they are not, nothing is decided.
"""

import datetime as dt
from typing import Any

from stockcar.report.claims import Claim
from stockcar.report.ledger import Answer, Ledger
from stockcar.report.question import Is, Question, RaceRow

Decided = tuple[str, Any, str, Answer]
_MEASURED_MI = 0.05


def decide_race(ledger: Ledger, claim: Claim, race: RaceRow) -> Decided:
    """Verdict, value, reason and receipt for a claim about the race itself."""
    race = ledger.by_key.get(claim.scope.race or race.key, race)
    answer = _answer(ledger, claim, race)
    if answer.reason or answer.value is None:
        return "not_checkable", None, answer.reason or f"{claim.measure} is not recorded for this race", answer
    if claim.measure == "overtime":
        over = (answer.value or 0) > (race.laps_scheduled or 9999)
        reason = "" if over else "the race did not run longer than scheduled; a schedule of the record may be inferred"
        return "supported" if over else "not_checkable", answer.value, reason, answer
    if claim.measure == "length_mi":
        fits = abs(float(claim.value or 0) - answer.value) <= _MEASURED_MI
        reason = "" if fits else "tracks are measured in more than one way"
        return "supported" if fits else "not_checkable", answer.value, reason, answer
    if claim.measure == "weekday":
        return _weekday(claim, answer)
    if claim.measure == "date":
        fits = str(answer.value) == claim.value
        return "supported" if fits else _near_date(claim, answer.value), str(answer.value), "", answer
    if answer.value == claim.value:
        return "supported", answer.value, "", answer
    if claim.measure in ("laps_run", "laps_scheduled"):
        return _laps(claim, race, answer)
    if claim.measure in ("leaders", "lead_lap_cars", "cautions", "caution_laps", "lead_changes"):
        near = abs(int(answer.value) - int(claim.value or 0)) <= 1
        return "near_miss" if near else "contradicted", answer.value, "one apart" if near else "", answer
    return "contradicted", answer.value, "", answer


def _answer(ledger: Ledger, claim: Claim, race: RaceRow) -> Answer:
    here = (Is("key", "=", race.key),)
    season = (Is("series", "=", race.series), Is("season", "=", race.season))
    so_far = (*season, Is("number", "<=", race.number))
    track_type = claim.scope.track_type or race.track_type
    questions = {
        "laps_run": Question("value", "laps_run", here, table="races"),
        "laps_scheduled": Question("value", "laps_scheduled", here, table="races"),
        "length_mi": Question("value", "length_mi", here, table="races"),
        "overtime": Question("value", "laps_run", here, table="races"),
        "cautions": Question("value", "cautions", here, table="races"),
        "caution_laps": Question("value", "caution_laps", here, table="races"),
        "lead_changes": Question("value", "lead_changes", here, table="races"),
        "number": Question("value", "number", here, table="races"),
        "weekday": Question("value", "date", here, table="races"),
        "date": Question("value", "date", here, table="races"),
        "races_in_season": Question("max", "number", season, table="races"),
        "season_winners": Question("distinct", "winner_id", so_far, table="races"),
        "races_at_track": Question(
            "count", "*",
            (
                Is("series", "=", race.series), Is("track_id", "=", race.track_id),
                Is("race_index", "<=", race.race_index),
            ),
            table="races",
        ),
        "number_of_type": Question("count", "*", (*so_far, Is("track_type", "=", track_type)), table="races"),
        "leaders": Question("count", "*", (*here, Is("led", ">", 0))),
        "lead_lap_cars": Question("count", "*", (*here, Is("laps", "=", race.laps_run or -1))),
        "field": Question("count", "*", here),
    }  # fmt: skip
    question = questions.get(claim.measure)
    if question is None:
        return Answer(None, (), "", f"{claim.measure} is not in the record")
    answer = ledger.ask(question)
    if claim.measure == "leaders" and any(row.led is None for row in ledger.race(race.key)):
        return answer._replace(value=None, reason="laps led are not all recorded")
    return answer


def _weekday(claim: Claim, answer: Answer) -> Decided:
    date: dt.date = answer.value
    day = f"{date:%A}".lower()
    if day == claim.value:
        return "supported", f"{date:%A}, {date}", "", answer
    if any(f"{date + dt.timedelta(days):%A}".lower() == claim.value for days in (-1, 1)):
        return "near_miss", f"{date:%A}, {date}", "one day apart: a race can end, or be told of, the day after", answer
    return "contradicted", f"{date:%A}, {date}", "", answer


def _near_date(claim: Claim, date: dt.date) -> str:
    try:
        said = dt.date.fromisoformat(str(claim.value))
    except ValueError:
        return "not_checkable"
    return "near_miss" if abs((said - date).days) == 1 else "contradicted"


def _laps(claim: Claim, race: RaceRow, answer: Answer) -> Decided:
    """A distance said without "scheduled" can be either; an inferred schedule contradicts nothing."""
    if claim.value in (race.laps_run, race.laps_scheduled):
        return "supported", claim.value, "", answer
    if claim.measure == "laps_scheduled" and race.laps_run != race.laps_scheduled:
        return "not_checkable", answer.value, f"the race ran {race.laps_run} laps", answer
    near = abs(int(answer.value) - int(claim.value or 0)) == 1
    return "near_miss" if near else "contradicted", answer.value, "", answer

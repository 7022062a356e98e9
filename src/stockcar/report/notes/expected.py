"""What the win was worth by the rules, and how likely it was held to be.

Known limits: points and chances rest on the rulebook and on a forecast, not on rows: they carry no rarity, and the
query gives what the record paid. A playoff place is told as it stands: later winners can take it, and the rank in the
points that the rules ask for is not looked at before the season's cut.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stockcar.errors import RuleMissing
from stockcar.report.facts import Note, RaceFacts, note
from stockcar.report.notes.title import season_scores
from stockcar.report.prose import listed, ordinal
from stockcar.report.question import Is

if TYPE_CHECKING:
    from stockcar.rulebook.eligibility import Eligibility

PURSE_SCALE_UNTIL = 1967


def worth(facts: RaceFacts, rules: Any) -> Iterator[Note]:
    """The winner's points by the rules in force, part by part."""
    if rules is None or not hasattr(facts.ledger.book, "finishes"):
        return
    winner = facts.winner
    if not winner.points:  # who ran for no points, or in another series' title, scored none whatever the place pays
        return
    from stockcar.rulebook.penalties import with_penalties

    finishes = facts.ledger.book.finishes(facts.race.key)
    # To 1967 the scale followed the purse; what the win paid as recorded is its only trace.
    paid = finishes[0].points if facts.race.season <= PURSE_SCALE_UNTIL else None
    try:
        scores = with_penalties(rules, rules.points(finishes, paid))
    except RuleMissing:  # 1949-51, 1974, and races whose winner's points are not recorded
        return
    for scored in scores:
        if scored.car == winner.car and scored.driver_id == winner.driver_id and scored.points:
            parts = listed([f"{part.points:g} for {_for(part.what)}" for part in scored.parts if part.points >= 0])
            docked = "".join(f", less a penalty of {-part.points:g}" for part in scored.parts if part.points < 0)
            text = f"{winner.driver} scored {scored.points:g} points: {parts}{docked}."
            paid_sql = f"select points from results where key = '{facts.race.key}' and driver_id = '{winner.driver_id}'"
            query = paid_sql if winner.points == scored.points else ""
            yield Note(text, "points", winner.driver, scored.points, None, (facts.race.key,), query)


def _for(what: str) -> str:
    """A part of the points as a report says it: "the win", "second in Stage 1", "328 laps"."""
    words = what.split()
    if words[0] == "stage" and len(words) == 3:
        return f"{words[2]} in Stage {words[1]}"
    if words[1:2] == ["laps"]:
        return f"{words[0]} laps"
    return {"win": "the win", "win bonus": "the bonus of a win", "led a lap": "leading a lap"}.get(what, what)


def playoff_place(facts: RaceFacts, rules: Any) -> Iterator[Note]:
    """What the first win of a season means for the playoffs, by the rules of that day."""
    race, winner = facts.race, facts.winner
    championship = _rule(rules, "championship")
    if not championship or championship.get("mechanism") != "rounds" or race.number > championship["regular"]:
        return
    season = (Is("series", "=", race.series), Is("season", "=", race.season))
    if facts.wins(*season).value != 1:
        return
    verdicts = _eligible(facts)
    if not verdicts:
        return
    verdict = verdicts[winner.driver_id]
    if verdict.eligible and not verdict.wins:  # the win was taken for the playoffs, by a penalty: no place to tell of
        return
    if verdict.eligible:
        others = [Is("winner_id", "!=", who) for who, of in sorted(verdicts.items()) if not (of.eligible and of.wins)]
        winners = facts.ask("distinct", "winner_id", *season, *others, table="races")
        nth = ordinal(winners.value)
        text = (
            f"By the rules of {race.season} the win is worth a place in the playoffs, as it stands: {winner.driver} is"
            f" the {nth} eligible winner of the season, and {championship['field']} go in."
        )
        yield note("playoff_place", winner.driver, text, winners, winners.value / championship["field"])
        return
    reason = next(reason.text for reason in verdict.reasons if not reason.holds)
    starts = facts.ask("count", "*", Is("driver_id", "=", winner.driver_id), *season, Is("finish", ">=", 1))
    text = f"The win does not put {winner.driver} in the playoffs: {reason}."
    yield note("no_playoff_place", winner.driver, text, starts)


def _rule(rules: Any, name: str) -> Any:
    try:
        return rules.rule(name).value if rules is not None else None
    except RuleMissing:
        return None


def _eligible(facts: RaceFacts) -> dict[str, "Eligibility"]:
    """The rulebook's verdict on each winner of the season after this race; empty where the open book lacks a race."""
    from stockcar.rulebook.eligibility import eligibility_of

    scores = season_scores(facts)
    winners = {r.winner_id for r in facts.ledger.season_of(facts.race) if r.number <= facts.race.number}
    try:
        return {who: eligibility_of(scores, who, None) for who in winners} if scores is not None else {}
    except RuleMissing:
        return {}


def chance(facts: RaceFacts, forecast: Any) -> Iterator[Note]:
    """What the forecast had said of the winner."""
    document = forecast.to_json() if hasattr(forecast, "to_json") else forecast
    winner = facts.winner
    for entry in (document or {}).get("entries", ()):
        if entry["car"] == winner.car and entry["driver"] == winner.driver:
            text = (
                f"The forecast ({document['mode']}) gave {winner.driver} {100 * entry['win']:.1f} percent to win,"
                f" {ordinal(entry['rank'])} in the field."
            )
            yield Note(text, "forecast", winner.driver, entry["win"], None, (facts.race.key,), "")

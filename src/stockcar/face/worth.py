"""What was a race worth: points, playoff points, a berth or not to its winner; and to everybody's chances?

``worth`` gives steps with text, value, citation and confidence, in the manner of the ``rules`` verbs. Where the open
book does not hold the season, only what the race itself paid is said. ``worth_of`` simulates the rest of the season
with and without the result.

Known limit: sums are of the recorded points; a penalty that no source here tells of is not in them, so that the
official ones can differ.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from stockcar.errors import NotInBook, RuleMissing
from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book
from stockcar.face.seasons import season_scores

if TYPE_CHECKING:
    from stockcar.face.races import Race
    from stockcar.forecast.season_ranges import Work
    from stockcar.forecast.season_worth import Worth
    from stockcar.rulebook.eligibility import Eligibility
    from stockcar.rulebook.season import SeasonScores


def worth(race: "Race") -> list[dict[str, Any]]:
    """The steps; empty without a result."""
    winner = next((row for row in race.rows if row["finish"] == 1), None)
    if winner is None or not race.points:
        return []
    paid = next(line for line in race.points if line.driver_id == winner["driver_id"])
    name = winner["driver"]
    text = f"{name} scored {paid.points:g}: {paid}"
    if winner["points"] == 0 and paid.points:
        text = f"the record gives {name} no points; the place pays {paid}"
    steps = [_step(text, 0 if winner["points"] == 0 else paid.points, paid.parts[0] if paid.parts else None)]
    try:
        return steps + _for_the_title(race, winner, name)
    except (NotInBook, RuleMissing):
        return steps


def _step(text: str, value: Any, source: Any) -> dict[str, Any]:
    return {
        "text": text,
        "value": value,
        "cite": str(source.cite) if source is not None else None,
        "confidence": source.confidence.value if source is not None else None,
    }


def _for_the_title(race: "Race", winner: dict[str, Any], name: str) -> list[dict[str, Any]]:
    scores = season_scores(race.book, race.key)
    driver, title = winner["driver_id"], race.rules.rule("championship")
    in_playoffs = race.key.number > title.given.get("regular", race.key.number)
    steps = _standing(scores, driver, name, in_playoffs)
    playoff = race.rules.rule("playoff_points")
    mine = [line for line in scores.lines.get(driver, ()) if line.number == race.key.number]
    if playoff.value and mine:
        earned = mine[0].playoff_points
        text = f"playoff points: {earned} ({playoff.value['win']} for a win, {playoff.value['stage']} for a stage)"
        steps.append(_step(text, earned, playoff))
    if title.given["mechanism"] == "rounds" and not in_playoffs:
        steps += _berth(scores, driver, name)
    return steps + _decided(race, scores)


def _standing(scores: "SeasonScores", driver: str, name: str, in_playoffs: bool) -> list[dict[str, Any]]:
    from stockcar.rulebook.championship import scoring_lines
    from stockcar.rulebook.points import ordinal
    from stockcar.rulebook.standings import rank

    order = rank(scoring_lines(scores))
    mine = next((standing for standing in order if standing.id == driver), None)
    if mine is None or not mine.points:
        return []
    behind = order[0].points - mine.points
    of = "the recorded points of the season, resets aside" if in_playoffs else "the recorded points"
    place = f"is {ordinal(mine.position)} in {of}, {behind:g} behind the first"
    where = f"leads {of}" if mine.position == 1 else place
    return [_step(f"after it {name} {where} ({mine.points:g})", mine.position, None)]


def _decided(race: "Race", scores: "SeasonScores") -> list[dict[str, Any]]:
    """What ends with the race: the regular season, a round of the playoffs, the title."""
    from stockcar.face.other_rules import last_race, real_champion
    from stockcar.rulebook.championship import championship

    names = race.book.driver_names
    number, length = race.key.number, last_race(race.book, race.key.series, race.key.season).number
    made = championship(scores, length)
    steps = []
    if made.entered and number == made.rule.given.get("regular"):
        entered = ", ".join(names[driver] for driver in made.entered)
        steps.append(_step(f"it ends the regular season; in are {entered}", list(made.entered), made.rule))
    for part in made.rounds:
        if part.last_race == number and part.out and number != length:
            out = ", ".join(names[driver] for driver in part.out)
            steps.append(_step(f"it ends the {part.name}; out are {out}", list(part.out), made.rule))
    if (
        made.champion
        and number == length
        and made.champion == real_champion(race.book, race.key.series, race.key.season)
    ):
        first, second = made.table[:2]
        text = f"it decides the title: {names[made.champion]} is champion; the recorded points, by the rules of"
        text += f" {race.key.season}, come to {first.points:g}, and to {second.points:g} for {names[second.driver_id]}"
        text += f" ({second.tie.split('; ')[-1]})" if first.points == second.points and second.tie else ""
        steps.append(_step(text, made.champion, made.rule))
    return steps


def _berth(scores: "SeasonScores", driver: str, name: str) -> list[dict[str, Any]]:
    from stockcar.rulebook.championship import scoring_lines
    from stockcar.rulebook.eligibility import eligibility_of
    from stockcar.rulebook.standings import rank

    position = next((s.position for s in rank(scoring_lines(scores)) if s.id == driver), None)
    verdict: Eligibility = eligibility_of(scores, driver, position)
    if verdict.eligible:
        head = (
            f"as things stand the win puts {name} into the playoffs, if he stays eligible to the regular season's end"
        )
    else:
        head = f"the win does not put {name} into the playoffs"
    steps = [_step(head, verdict.eligible, None)]
    steps += [_step(f"{'met' if r.holds else 'not met'}: {r.text}", r.holds, r) for r in verdict.reasons]
    return steps


@checked
def worth_of(
    name: str, book: Book = None, work: "Work | None" = None, schedule: str | Path | None = None
) -> dict[str, Any]:
    """The document of ``stockcar worth KEY``: the chances of everybody before and after a race, and what changed.

    ``schedule`` is a CSV file with the races that the book does not hold yet (``playoffs``).

    Raises:
        NotFound: no such race. NotInBook: the open book can neither fit the races needed nor holds them fitted, or
            lacks races of the season and no schedule was given. BadFile: no schedule of the rest of it.
        RuleMissing: the season's format or points cannot be simulated.
    """
    from stockcar.forecast import season_worth
    from stockcar.forecast.season_ranges import Work

    opened = open_book(book)
    key = opened.key(name)
    made = season_worth.worth_of(opened, key, work or Work(), Path(schedule) if schedule else None)
    winner = next((finish.driver_id for finish in opened.finishes(key) if finish.finish == 1), None)
    rows = [_change_row(made, driver, opened.driver_names) for driver in made.after.odds]
    rows.sort(
        key=lambda row: (row["driver_id"] != winner, -abs(row["title_change"]), -abs(row["make_playoffs_change"] or 0))
    )
    return {
        "key": str(key),
        "winner": opened.driver_names.get(winner, winner) if winner else None,
        "seed": made.after.seed,
        "runs": made.after.runs,
        "basis": "the same ratings and the same luck on both sides; only the result of this race differs",
        "provenance": {"data": made.after.digest, "book": opened.digest},
        "assumed": list(made.after.known.assumed),
        "sentence": _worth_sentence(rows[0], made) if winner else None,
        "drivers": rows,
    }


def _change_row(made: "Worth", driver: str, names: dict[str, str]) -> dict[str, Any]:
    change = made.change(driver)
    before, after = change
    return {
        "driver": names.get(driver, driver),
        "driver_id": driver,
        "make_playoffs_before": before.make_playoffs if before else None,
        "make_playoffs_after": after.make_playoffs if after else None,
        "make_playoffs_change": change.make_playoffs,
        "make_playoffs_change_se": change.make_playoffs_se,
        "title_before": before.title if before else None,
        "title_after": after.title if after else None,
        "title_change": change.title,
        "title_change_se": change.title_se,
    }


def _worth_sentence(row: dict[str, Any], made: "Worth") -> str:
    """What the race did to its winner, in one sentence."""
    from stockcar.report.prose import possessive  # reading numbers takes the grammar's library

    decision = made.after.decision
    verdict = decision.standing.eligibility.get(row["driver_id"]) if decision else None
    against = [reason.text for reason in (verdict.reasons if verdict else ()) if not reason.holds]
    if not row["title_change"] and not row["make_playoffs_change"]:
        why = f": {against[0]}" if against else ""
        return f"The win changed nothing in {possessive(row['driver'])} chances{why}."
    parts = []
    if row["make_playoffs_change"] is not None:
        parts.append(("to make the playoffs", row["make_playoffs_before"], row["make_playoffs_after"]))
    parts.append(("to win the title", row["title_before"], row["title_after"]))
    said = [f"{what} from {100 * (one or 0):.1f} to {100 * (two or 0):.1f} %" for what, one, two in parts if one != two]
    return f"The win took {possessive(row['driver'])} chance {', '.join(said)}."

"""What was a race worth to its winner: points, playoff points, a berth or not?

Steps with text, value, citation and confidence, in the manner of the ``rules`` verbs. Where the open book does not hold
the season, only what the race itself paid is said.
"""

from typing import TYPE_CHECKING, Any

from stockcar.errors import NotInBook, RuleMissing
from stockcar.face.seasons import season_results

if TYPE_CHECKING:
    from stockcar.face.races import Race
    from stockcar.rulebook.eligibility import Eligibility
    from stockcar.rulebook.season import SeasonScores


def worth(race: "Race") -> list[dict[str, Any]]:
    """The steps; empty without a result."""
    winner = next((row for row in race.rows if row["finish"] == 1), None)
    if winner is None or not race.points:
        return []
    paid = next(line for line in race.points if line.driver_id == winner["driver_id"])
    name = winner["driver"]
    steps = [_step(f"{name} scored {paid.points:g}: {paid}", paid.points, paid.parts[0] if paid.parts else None)]
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
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.season import SeasonScores

    scores = SeasonScores.of(Rulebook.load(), season_results(race.book, race.key))
    driver = winner["driver_id"]
    steps = _standing(scores, driver, name)
    playoff = race.rules.rule("playoff_points")
    mine = [line for line in scores.lines.get(driver, ()) if line.number == race.key.number]
    if playoff.value and mine:
        earned = mine[0].playoff_points
        text = f"playoff points: {earned} ({playoff.value['win']} for a win, {playoff.value['stage']} for a stage)"
        steps.append(_step(text, earned, playoff))
    title = race.rules.rule("championship")
    if title.given["mechanism"] == "rounds" and race.key.number <= title.given["regular"]:
        steps += _berth(scores, driver, name)
    return steps


def _standing(scores: "SeasonScores", driver: str, name: str) -> list[dict[str, Any]]:
    from stockcar.rulebook.championship import scoring_lines
    from stockcar.rulebook.points import ordinal
    from stockcar.rulebook.standings import rank

    order = rank(scoring_lines(scores))
    mine = next((standing for standing in order if standing.id == driver), None)
    if mine is None:
        return []
    behind = order[0].points - mine.points
    place = f"is {ordinal(mine.position)} in points, {behind:g} behind the first"
    where = "leads the points" if mine.position == 1 else place
    return [_step(f"after it {name} {where} ({mine.points:g})", mine.position, None)]


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

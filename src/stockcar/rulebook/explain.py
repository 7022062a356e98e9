"""Why is it so? A short derivation with the rule, its source and how sure it is, for the verbs of ``stockcar rules``.

Every step is ``{"text", "value", "cite", "confidence"}``. What no source confirms says so in its text.
"""

from collections.abc import Sequence
from typing import Any

from stockcar.errors import NotFound, RuleMissing, UsageError
from stockcar.racing import Finish, Race, Series
from stockcar.rulebook.championship import championship
from stockcar.rulebook.dated import Cite, Confidence, Rule, State
from stockcar.rulebook.eligibility import eligibility_of
from stockcar.rulebook.penalties import penalties_against, penalties_of, with_penalties
from stockcar.rulebook.points import PAID_AS
from stockcar.rulebook.procedure import TOPICS
from stockcar.rulebook.qualifying import format_steps
from stockcar.rulebook.rules import Rulebook, Rules
from stockcar.rulebook.season import RaceResult, SeasonScores
from stockcar.rulebook.standings import driver_standings, manufacturer_standings, owner_standings, rank

Step = dict[str, Any]
Names = dict[str, str]  # driver id -> name
PAID_BY = {"drivers": "finish_points", "owners": "finish_points", "makes": "manufacturer_points"}  # the rule of each


def step(text: str, value: object, cite: Cite | str, confidence: Confidence) -> Step:
    """One step of a derivation."""
    if confidence is Confidence.UNCONFIRMED:
        text = f"{text} (unconfirmed)"
    return {"text": text, "value": value, "cite": str(cite), "confidence": confidence.value}


def explain_points(
    rules: Rules, finishes: Sequence[Finish], car: str, relief: Sequence[str] = (), winner_points: int | None = None
) -> dict[str, Any]:
    """The points of one car and why: the document of ``rules points KEY CAR``.

    ``relief`` are the drivers who took the car over.

    Raises:
        NotFound: no such car in the race.
        RuleMissing: the points of that race cannot be computed.
    """
    lines = with_penalties(rules, rules.points(finishes, winner_points))
    found = [(finish, scored) for finish, scored in zip(finishes, lines, strict=True) if finish.car == car]
    if not found:
        raise NotFound(
            f"no car {car} in {rules.race.key}", "", "use a number of the race", [finish.car for finish in finishes]
        )
    finish, scored = found[0]
    document = scored.to_json()
    steps = []
    if relief:
        credit = rules.rule("starter_credit")
        text = f"the driver who took the green flag is credited with place {finish.finish} and all points; "
        text += f"{' and '.join(relief)}, who took over, with nothing"
        steps.append(step(text, finish.driver_id, credit.cite, credit.confidence))
    steps += [step(part.what, part.points, part.cite, part.confidence) for part in scored.parts]
    if scored.note:
        steps.append(step(scored.note, 0, *_why(rules, scored.note)))
    steps.append(step("sum", scored.points, "arithmetic", Confidence.CHECKED))
    for fact in penalties_of(rules, finish.driver_id, in_row=False):
        text = f"penalty, {fact.note}; taken from the standings"
        steps.append(step(text, fact["points"], fact.cite, fact.confidence))
    return {"key": str(rules.race.key), "car": car, "driver": finish.driver_id, "points": scored.points,
            "parts": document["parts"], "note": scored.note, "recorded": finish.points, "steps": steps}  # fmt: skip


def explain_eligibility(scores: SeasonScores, driver: str) -> dict[str, Any]:
    """May the driver make the playoffs, and why: the document of ``rules eligibility``.

    Raises:
        NotFound: the driver is not in the results of that season.
    """
    if driver not in scores.lines:
        raise NotFound(f"{driver} is not in the results of {scores.series} {scores.season}", "", "check the name")
    value = scores.rules(scores.races[0].key.number).rule("championship").given
    regular = scores.through(value.get("regular", scores.races[-1].key.number))
    table = rank({d: [line for line in of if line.eligible] for d, of in regular.lines.items()})
    position = next((standing.position for standing in table if standing.id == driver and standing.starts), None)
    verdict = eligibility_of(regular, driver, position)
    reasons = [
        {"text": reason.text, "holds": reason.holds, "cite": str(reason.cite), "confidence": reason.confidence.value,
         "rows": list(reason.rows)}
        for reason in verdict.reasons
    ]  # fmt: skip
    of_title = regular.rules(regular.races[0].key.number).rule("championship")
    by_wins = value["mechanism"] == "rounds" or "wild_cards" in value
    if value["mechanism"] == "chase" and not by_wins:
        reasons.append({"text": "a win gives no berth: the field is set on points", "holds": True,
                        "cite": str(of_title.cite), "confidence": of_title.confidence.value, "rows": []})  # fmt: skip
    for line in regular.lines[driver]:
        if line.place == 1 and by_wins:
            key = str(next(race.key for race in regular.races if race.key.number == line.number))
            said = "counts towards a berth" if verdict.eligible and line.won else "does not lock him in"
            rule = regular.rules(line.number).rule("playoff_eligibility")
            reasons.append({"text": f"the win in {key} {said}", "holds": verdict.eligible and line.won,
                            "cite": str(rule.cite), "confidence": rule.confidence.value, "rows": [key]})  # fmt: skip
    return {"driver": driver, "series": scores.series.value, "season": scores.season, "eligible": verdict.eligible,
            "assumed": verdict.assumed, "wins": verdict.wins, "races": len(regular.races), "reasons": reasons,
            "starts": len([line for line in regular.lines[driver] if line.place])}  # fmt: skip


def explain_qualifying(rules: Rules) -> dict[str, Any]:
    """How the line-up of a race was set: the document of ``rules qualifying KEY``."""
    steps = []
    rule = rules.rule("qualifying")
    for text, value in format_steps(rules):
        steps.append(step(f"{text}. {rule.note}".strip(), value, rule.cite, rule.confidence))
    for topic, text in (("round_cancelled", "if weather cancels a round, the order comes from"),
                        ("lineup_unqualified", "if no round is run, the line-up goes by")):  # fmt: skip
        rule = rules.rule(topic)
        what = rule.given if isinstance(rule.given, str) else rule.given["by"]
        said = f"{text} the {str(what).replace('_', ' ')}. {rule.note}".strip()
        steps.append(step(said, rule.given, rule.cite, rule.confidence))
    for topic in ("field_size", "guarantees"):
        steps += _plain(rules, topic)
    return {"key": str(rules.race.key), "steps": steps}


def explain_championship(scores: SeasonScores, names: Names | None = None, length: int | None = None) -> dict[str, Any]:
    """How the title was decided: the document of ``rules championship SERIES SEASON``."""
    name = (names or {}).get
    result = championship(scores, length)
    rule = result.rule
    steps = [step(f"format: {rule.given['mechanism'].replace('_', ' ')}. {rule.note}".strip(), rule.given, rule.cite,
                  rule.confidence)]  # fmt: skip
    steps += _doubtful(scores, names or {}) + _penalty_steps(scores.book, scores.races, "driver")
    for driver in result.entered:
        verdict = result.eligibility.get(driver)
        waived = [reason for reason in (verdict.reasons if verdict else ()) if "waiver:" in reason.text]
        sure = waived[0] if waived else rule
        text = f"{name(driver, driver)} was in: {result.reasons[driver]}"
        text += f"; {waived[0].text}" if waived else ""
        steps.append(step(text, driver, sure.cite, sure.confidence))
    for part in result.rounds:
        for driver in sorted(part.start, key=lambda d: -part.end[d]):
            out = "out" if driver in part.out else part.advanced.get(driver, "")
            text = (
                f"{part.name}, races {part.first_race}-{part.last_race}: {name(driver, driver)} {part.start[driver]:g}"
            )
            text += f" to {part.end[driver]:g}{'; ' + out if out else ''}"
            steps.append(step(text, part.end[driver], rule.cite, rule.confidence))
    for place in result.table[:5]:
        tie = f"; {place.tie}" if place.tie else ""
        text = f"{place.position}. {name(place.driver_id, place.driver_id)}{tie}"
        steps.append(step(text, place.points, rule.cite, rule.confidence))
    return {"series": scores.series.value, "season": scores.season, "champion": result.champion, "steps": steps}


def explain_standings(book: Rulebook, results: Sequence[RaceResult], of: str) -> dict[str, Any]:
    """A table of drivers, owners or makes after the races given, and what is in it: ``rules standings``.

    Raises:
        UsageError: no race, or another word than these. RuleMissing: the points of those races cannot be computed.
    """
    if of not in PAID_BY:
        raise UsageError(f'no standings are of "{of}"', "", "use one of these", tuple(PAID_BY))
    scores = SeasonScores.of(book, results, recorded=True)
    tables = {"drivers": lambda: driver_standings(scores), "owners": lambda: owner_standings(book, results),
              "makes": lambda: manufacturer_standings(book, results)}  # fmt: skip
    table, last = tables[of](), book.on(results[-1][0])
    steps = _plain(last, PAID_BY[of])
    if of != "makes":
        steps += _penalty_steps(book, [race for race, _ in results], of.removesuffix("s"))
    return {
        "series": scores.series.value, "season": scores.season, "after": str(last.race.key), "of": of, "steps": steps,
        "standings": [
            {"position": line.position, "id": line.id, "points": line.points, "outside": line.outside,
             "wins": line.wins, "starts": line.starts, "top5": line.top5, "top10": line.top10, "tie": line.tie}
            for line in table
        ],
    }  # fmt: skip


def _doubtful(scores: SeasonScores, names: Names) -> list[Step]:
    """The races whose result has a driver twice."""
    cite = "the result as recorded; a driver scores once a race, and his better place is his start in the record"
    return [
        step(f"{key} is doubtful: twice in it {_are(drivers, names)}; the better place of each is taken", None,
             cite, Confidence.UNCONFIRMED)
        for key, drivers in scores.twice.items()
    ]  # fmt: skip


def _are(drivers: Sequence[str], names: Names) -> str:
    said = [names.get(driver, driver) for driver in drivers]
    return f"stands {said[0]}" if len(said) == 1 else f"stand {', '.join(said[:-1])} and {said[-1]}"


def _penalty_steps(book: Rulebook, races: Sequence[Race], of: str) -> list[Step]:
    return [
        step(f"penalty after {fact['race']}, {fact['driver']}: {fact.note}", fact["points"], fact.cite, fact.confidence)
        for fact in penalties_against(book, [race.key for race in races], of)
    ]


def explain_diff(book: Rulebook, series: Series, first: int, second: int) -> dict[str, Any]:
    """What changed between two seasons: the document of ``rules diff``. Named races are left out.

    Raises:
        RuleMissing: the series did not exist in one of the seasons, or the rulebook does not reach it.
    """
    for season in (first, second):
        book.require_season(series, season)
    steps = []
    for (of, topic), dated in sorted(book.topics.items(), key=lambda item: item[0][1]):
        if of is not series:
            continue
        sides = [_of_season(dated.entries, season) for season in (first, second)]
        for kind in sorted({*sides[0], *sides[1]}, key=str):
            old, new = (side.get(kind) or side.get(None) for side in sides)  # where a kind has none, the series' holds
            if old is None or new is None or (old.value, old.state) != (new.value, new.state):
                said = new or old
                assert said is not None
                where = f" ({kind})" if kind else ""
                value = {str(first): _shown(old), str(second): _shown(new)}
                steps.append(
                    step(f"{topic.replace('_', ' ')}{where}. {said.note}".strip(), value, said.cite, said.confidence)
                )
    return {"series": series.value, "from": first, "to": second, "steps": steps}


def explain_procedure(rules: Rules) -> dict[str, Any]:
    """How a race of that day was run, topic by topic."""
    return {"key": str(rules.race.key), "steps": [each for topic in TOPICS for each in _plain(rules, topic)]}


def _plain(rules: Rules, topic: str) -> list[Step]:
    try:
        rule = rules.rule(topic)
    except RuleMissing as error:
        return [
            {
                "text": f"{topic.replace('_', ' ')}: not known",
                "value": None,
                "cite": error.why,
                "confidence": "unconfirmed",
            }
        ]
    return [step(f"{topic.replace('_', ' ')}. {rule.note}".strip(), _shown(rule), rule.cite, rule.confidence)]


def _why(rules: Rules, note: str) -> tuple[Cite, Confidence]:
    if PAID_AS in note:
        facts = (*rules.facts("classes"), *rules.facts("combined"))
        by = facts[0] if facts else rules.rule("finish_points")
        return by.cite, by.confidence
    topic = (
        "disqualified" if note.startswith("disq") else "finalists_score" if note.startswith("title") else "one_series"
    )
    rule = rules.rule(topic)
    return rule.cite, rule.confidence


def _of_season(entries: Sequence[Rule[Any]], season: int) -> dict[str | None, Rule[Any]]:
    """The entries at the end of a season by kind of track (None: the whole series)."""
    import datetime as dt

    day = dt.date(season, 12, 31)
    return {entry.kind: entry for entry in entries if not entry.races and entry.holds_on(day)}


def _shown(rule: Rule[Any] | None) -> Any:
    if rule is None:
        return None
    return {State.ABSENT: "no such rule", State.UNKNOWN: "not known"}.get(rule.state, rule.value)

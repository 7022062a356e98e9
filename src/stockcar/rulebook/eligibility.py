"""May this driver make the playoffs, and if not, what is in the way?

=========================  ==========================  ===============================================================
rule                       years                       state
=========================  ==========================  ===============================================================
declared series            2011-                       implemented: no scoring race in the series, no berth
every race, or a waiver    2014-                       implemented; 2014 asks for attempts, later years for starts
top 30 / 20 in points      2014-                       implemented; its end year in the cup is unconfirmed
cost of a waiver           2025-                       implemented: playoff points lost where the waiver is not excused
failing to qualify         2014-                       not: no list of attempts; a cited ``waivers`` row stands for it
withdrawn                  all                         implemented from cited facts: the driver gave his place up
=========================  ==========================  ===============================================================

Known limits: a race that a driver missed is known only from his absence in the result; no source lists every waiver,
so a verdict that rests on one that is not known is ``assumed``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from stockcar.rulebook.dated import Cite, Confidence, Rule
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.points import ordinal
from stockcar.rulebook.season import SeasonScores


@dataclass(frozen=True)
class Reason:
    """One thing that decides it. ``rows`` are the race keys it rests on; ``holds`` whether it speaks for him."""

    text: str
    holds: bool
    cite: Cite
    confidence: Confidence
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Eligibility:
    """The verdict on one driver. ``playoff_points_kept`` is False where a waiver cost him them."""

    driver_id: str
    eligible: bool
    reasons: tuple[Reason, ...]
    playoff_points_kept: bool = True
    wins: int = 0

    @property
    def assumed(self) -> bool:
        """Does all that speaks against him rest on what is not confirmed, as that nobody gave him a waiver?"""
        against = [reason for reason in self.reasons if not reason.holds]
        return bool(against) and all(reason.confidence is Confidence.UNCONFIRMED for reason in against)


def eligibility_of(scores: SeasonScores, driver: str, position: int | None) -> Eligibility:
    """May ``driver``, ``position``-th in points after the races of ``scores`` (the regular season), make the playoffs?

    Raises:
        RuleMissing: there was no eligibility rule that year, because there were no playoffs.
    """
    rule = scores.rules(scores.races[0].key.number).rule("playoff_eligibility")
    lines = scores.lines.get(driver, ())
    if rule.value is None:
        chase = scores.rules(scores.races[0].key.number).rule("championship").given["mechanism"] == "chase"
        who = "could be in the Chase" if chase else "was in the championship"
        why = "asked for points alone" if chase else "had no playoffs"
        text = f"{scores.series} {scores.season} {why}: every driver who scored {who}"
        return Eligibility(driver, bool(lines), (Reason(text, True, rule.cite, rule.confidence),))
    waivers = [fact for fact in scores.facts("waivers") if fact.driver == driver]
    reasons = [_declared(scores, driver)]
    if rule.value.get("top") and position is not None:
        inside = position <= rule.value["top"]
        text = f"{ordinal(position)} in points; the rule asks for the best {rule.value['top']}"
        reasons.append(Reason(text, inside, rule.cite, _of(rule, "top_confidence")))
    reasons.append(_starts(scores, driver, rule, waivers))
    gone = [fact for fact in scores.facts("withdrawn") if fact.driver == driver]
    reasons += [Reason(fact.note, False, fact.cite, fact.confidence) for fact in gone]
    kept = not any(fact["costs"] for fact in waivers)
    wins = sum(line.won for line in lines)
    return Eligibility(driver, all(reason.holds for reason in reasons), tuple(reasons), kept, wins)


def _declared(scores: SeasonScores, driver: str) -> Reason:
    one = scores.rules(scores.races[0].key.number).rule("one_series")
    declared = [fact for fact in scores.facts("declarations") if fact.driver == driver]
    if declared:
        fact = declared[-1]
        mine = fact["series"] == scores.series.value
        since = f" from race {fact['from_race']}" if fact["from_race"] > 1 else ""
        text = f"declared for {fact['series']} points{since}; only the declared series counts"
        return Reason(text, mine, fact.cite, fact.confidence)
    scored = [line for line in scores.lines.get(driver, ()) if line.eligible]
    if not scored:
        return Reason("no race in which he could score: declared for another series, or for none", False, one.cite,
                      one.confidence)  # fmt: skip
    return Reason(f"scores in this series ({len(scored)} races)", True, one.cite, one.confidence)


def _starts(scores: SeasonScores, driver: str, rule: Rule[object], waivers: Sequence[Fact]) -> Reason:
    started = {line.number for line in scores.lines.get(driver, ()) if line.place}
    missed = tuple(str(race.key) for race in scores.races if race.key.number not in started)
    held = len(scores.races)
    if not missed:
        return Reason(f"started all {held} races", True, rule.cite, rule.confidence)
    text = f"started {held - len(missed)} of {held} races; every race must be started unless a waiver is given"
    if waivers:
        fact = waivers[-1]
        return Reason(f"{text}; waiver: {fact.note}", True, fact.cite, fact.confidence, missed)
    # the rule is cited; that nobody gave him a waiver is not: no source lists those that were given
    return Reason(f"{text}; no waiver is known", False, rule.cite, Confidence.UNCONFIRMED, missed)


def _of(rule: Rule[object], key: str) -> Confidence:
    said = rule.value.get(key) if isinstance(rule.value, dict) else None
    return Confidence(said) if said else rule.confidence

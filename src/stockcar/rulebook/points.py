"""What did each car score in a race, and from what?

============================  ==============================  ========================================================
rule                          years                           state
============================  ==============================  ========================================================
purse-weighted points         cup 1949-51                     not: no source gives the purses
scale by the winner's points  cup 1952-67                     implemented; the winner's points of a race are an input
scale by distance             cup 1968-71                     implemented
lap points                    cup 1972-73                     implemented; the record leaves them out of its points
winnings times starts         cup 1974                        not: needs winnings; no source
Latford scale and bonuses     cup 1975-, xfinity 1982-,       implemented
                              truck 1995- to 2010
one point a place             2011-16                         implemented, with one-series rule and finalists
stages                        2017-                           implemented, with the third of the 600
points floor of the trucks    2020                            implemented
fastest lap                   2025-                           implemented; the garage rule of 2026 is data only
Duel points                   2017-                           data only here: ``standings`` adds them
points not passed down        1969-                           implemented: no place is moved up otherwise
cars that do not count        cup 1958-68, xfinity 1986-93    implemented: the next take their places
                              where ``combined`` says so
races of two classes          cup 1971                        implemented: each class is paid by its own order, where
                                                              ``classes`` says who was in which
disqualified cars             all                             implemented: last-place points, nothing else
ineligible drivers, late      all                             implemented: no points (``Finish.eligible``)
entries
============================  ==============================  ========================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from stockcar.errors import RuleMissing
from stockcar.racing import Finish, FinishStatus
from stockcar.rulebook.dated import Cite, Confidence, Rule, State

if TYPE_CHECKING:
    from stockcar.rulebook.rules import Rules

_WORDS = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
_LONGEST_FIELD = 90
PAID_AS = "paid as"


class Part(NamedTuple):
    """One thing that scored. ``what`` reads in a sum: ``win 40 + stage 1 first 10``."""

    what: str
    points: float
    cite: Cite
    confidence: Confidence


class Scored(NamedTuple):
    """The points of one car. ``note`` says why parts are missing or paid for another place."""

    car: str
    driver_id: str
    points: float
    parts: tuple[Part, ...]
    note: str = ""

    def __str__(self) -> str:
        terms = " + ".join(f"{part.what} {part.points:g}" for part in self.parts)
        return f"{terms} = {self.points:g}" if terms else f"{self.points:g} ({self.note})"

    def to_json(self) -> dict[str, Any]:
        """``points``, ``parts`` and ``note`` as the contract has them."""
        parts = [{**part._asdict(), "cite": str(part.cite), "confidence": part.confidence.value} for part in self.parts]
        return {**self._asdict(), "parts": parts}


class Scale(NamedTuple):
    """Points by place: ``table``, then ``step`` less for each place, never below ``floor``."""

    table: tuple[int, ...]
    step: int
    floor: int

    def at(self, place: int) -> int:
        """The points of a place, 1-based."""
        if place <= len(self.table):
            return self.table[place - 1]
        return max(self.table[-1] - self.step * (place - len(self.table)), self.floor)


def ordinal(place: int) -> str:
    """``first`` to ``twelfth``, then ``13th``."""
    if place < len(_WORDS):
        return _WORDS[place]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th") if place % 100 not in (11, 12, 13) else "th"
    return f"{place}{ending}"


@dataclass(frozen=True)
class PointsRules:
    """The points rules that a group of races shares, with the parts of every place made once."""

    TOPICS: ClassVar[tuple[str, ...]] = (
        "finish_points", "win_bonus", "led_bonus", "most_led_bonus", "lap_points", "paying_stages", "stage_points",
        "fastest_lap_points", "finalists_score", "one_series",
    )  # fmt: skip

    finish: Rule[Mapping[str, Any]]
    places: tuple[Part, ...]  # index 0 unused; empty where the scale depends on the race
    win: Part | None
    led: Part | None
    most_led: Part | None
    laps: Rule[Mapping[str, Any]] | None
    paying_stages: int
    stages: tuple[tuple[Part, ...], ...]  # by stage (0-based), by place (index 0 unused)
    fastest_lap: Part | None
    finalists_bare: bool  # title finalists score for their finish alone
    one_series: Cite | None

    @classmethod
    def of(cls, rules: Sequence[Rule[Any]]) -> "PointsRules":
        """Read the entries, in the order of ``TOPICS``."""
        finish, win, led, most, laps, paying, stage, fastest, finalists, one = rules
        paying_stages = paying.value or 0
        return cls(
            finish=finish,
            places=_place_parts(read_scale(finish.value), finish) if finish.value and "table" in finish.value else (),
            win=_bonus("win bonus", win),
            led=_bonus("led a lap", led),
            most_led=_bonus("most laps led", most),
            laps=None if laps.value is None else laps,
            paying_stages=paying_stages,
            stages=tuple(_stage_parts(number, stage) for number in range(1, paying_stages + 1)),
            fastest_lap=_bonus("fastest lap", fastest),
            finalists_bare=finalists.value == "finish",
            one_series=one.cite if one.value else None,
        )


def read_scale(value: Mapping[str, Any]) -> Scale:
    """The scale that a ``finish_points`` value with a ``table`` gives."""
    return Scale(tuple(value["table"]), value["step"], value["floor"])


def _place_parts(scale: Scale, rule: Rule[Any]) -> tuple[Part, ...]:
    named = ("", "win", *(ordinal(place) for place in range(2, _LONGEST_FIELD + 1)))
    return tuple(
        Part(what, scale.at(place) if place else 0, rule.cite, rule.confidence) for place, what in enumerate(named)
    )


def _bonus(what: str, rule: Rule[Any]) -> Part | None:
    return None if rule.value is None else Part(what, rule.value, rule.cite, rule.confidence)


def _stage_parts(number: int, rule: Rule[Any]) -> tuple[Part, ...]:
    nothing = Part("", 0, rule.cite, rule.confidence)
    table = rule.value or ()
    paid = (Part(f"stage {number} {ordinal(i)}", n, rule.cite, rule.confidence) for i, n in enumerate(table, start=1))
    return (nothing, *paid)


def score(rules: "Rules", finishes: Sequence[Finish], winner_points: int | None = None) -> tuple[Scored, ...]:
    """The points of each car of a race, in the order given. See ``Rules.points``."""
    of = rules.book.points_rules(rules.race)
    places = of.places or _places_of_race(rules, of, winner_points)
    rank = _ranks(rules, of, finishes)
    third = _third_stage(rules, of)
    finalists = frozenset(d for fact in rules.facts("finalists") for d in fact.drivers) if of.finalists_bare else ()
    most = max((finish.led or 0 for finish in finishes), default=0) if of.most_led else 0
    winner_scores = any(finish.finish == 1 and finish.eligible is not False for finish in finishes)
    scored = []
    for i, finish in enumerate(finishes):
        place = finish.finish if rank is None else rank[i]
        if finish.eligible is False:
            scored.append(Scored(finish.car, finish.driver_id, 0, (), "not eligible for points in this race"))
            continue
        parts = [places[place]]
        note = (
            ""
            if place == finish.finish
            else f"{ordinal(finish.finish)}, {PAID_AS} {ordinal(place)} of those that count"
        )
        if finish.status is FinishStatus.DISQUALIFIED:
            note = "disqualified: the points of the place, nothing else"
        elif finish.driver_id in finalists:
            note = "title finalist: the points of the place, nothing else"
        else:
            if place == 1 and of.win and (finish.finish == 1 or not winner_scores):
                parts.append(of.win)
            if of.led and finish.led:
                parts.append(of.led)
                if finish.led == most and of.most_led:
                    parts.append(of.most_led)
            if of.paying_stages:
                _add_stages(parts, of, finish, third)
            if of.fastest_lap and finish.fastest_lap:
                parts.append(of.fastest_lap)
        if of.laps and finish.laps:
            parts.append(_lap_part(rules, of.laps, finish.laps))
        scored.append(Scored(finish.car, finish.driver_id, sum([p.points for p in parts]), tuple(parts), note))
    return tuple(scored)


def _add_stages(parts: list[Part], of: PointsRules, finish: Finish, third: Mapping[str, int]) -> None:
    for paid, place in zip(of.stages, finish.stages, strict=False):
        if place is not None and place < len(paid):
            parts.append(paid[place])
    if finish.car in third and (len(finish.stages) < 3 or finish.stages[2] is None):
        parts.append(of.stages[2][third[finish.car]])


def _third_stage(rules: "Rules", of: PointsRules) -> Mapping[str, int]:
    """Places by car at the end of the third paying stage, where the facts have them and results may not."""
    if of.paying_stages < 3:
        return {}
    named = (each for fact in rules.facts("third_stage") for each in enumerate(fact["cars"], start=1))
    return {car: place for place, car in named if car}


def _ranks(rules: "Rules", of: PointsRules, finishes: Sequence[Finish]) -> Mapping[int, int] | None:
    """The place each car is paid for, by index of ``finishes``, where not every car counts; None: places as they are.

    A car that does not count leaves its place to the next. Where ``combined`` names the race, the row says which.
    """
    classes = rules.facts("classes")
    if classes:
        return _ranks_by_class(finishes, set(classes[0]["other_class"]))
    facts = rules.facts("combined")
    by_rank = of.finish.value is not None and of.finish.value.get("rank") == "scorers"
    if not facts and not by_rank:
        return None
    without = facts[0]["not_counted"] if facts else ["ineligible"]
    missing = facts[0]["missing"] if facts else ()
    order = sorted(range(len(finishes)), key=lambda i: finishes[i].finish)
    paid, rank = {}, 0
    for i in order:
        finish = finishes[i]
        out = finish.eligible is False if without == ["ineligible"] else finish.finish in without
        rank += 0 if out else 1
        paid[i] = finish.finish if out else rank + sum(1 for place in missing if place <= finish.finish)
    return paid


def _ranks_by_class(finishes: Sequence[Finish], other: set[int]) -> Mapping[int, int]:
    """The place within its class, by index of ``finishes``. ``other``: the finishing places of the second class."""
    paid, last = {}, {True: 0, False: 0}
    for i in sorted(range(len(finishes)), key=lambda i: finishes[i].finish):
        in_other = finishes[i].finish in other
        last[in_other] += 1
        paid[i] = last[in_other]
    return paid


def _places_of_race(rules: "Rules", of: PointsRules, winner_points: int | None) -> tuple[Part, ...]:
    """The parts of each place where the scale depends on the race: its distance, or what the win paid."""
    value, race = of.finish.value, rules.race
    if of.finish.state is State.ABSENT or value is None:
        raise RuleMissing(f"{race.key} paid no points by place", of.finish.note, "ask for another season")
    if "by_miles" in value:
        if race.length_mi is None or race.laps_scheduled is None:
            raise RuleMissing(
                f"the scale of {race.key} needs its distance",
                "it went by miles, and track length or laps are not known",
                "ask for another race of that season",
            )
        miles = race.length_mi * race.laps_scheduled
        first, step, floor = next(row[1:] for row in reversed(value["by_miles"]) if miles >= row[0])
        return _place_parts(Scale((first,), step, floor), of.finish)
    if winner_points is None:
        raise RuleMissing(
            f"the scale of {race.key} needs what its win paid",
            f"it followed the purse ({of.finish.cite}), which no source gives race by race",
            "pass winner_points, for example the winner's recorded points",
        )
    shares = value["shares"]
    table = tuple(round(winner_points * (shares + 1 - place) / shares) for place in range(1, shares + 1))
    return _place_parts(Scale(table, 0, table[-1]), of.finish)


def _lap_part(rules: "Rules", rule: Rule[Mapping[str, Any]], laps: int) -> Part:
    length = rules.race.length_mi or 0.0
    assert rule.value is not None
    each = next(row[1] for row in reversed(rule.value["by_length"]) if length >= row[0])
    return Part(f"{laps} laps at {each}", laps * each, rule.cite, rule.confidence)

"""Does the official record follow from the rules? Every row recomputed, every mismatch with its class.

==================  ==============================================================================================
exact               the points are what the rule gives for the row
third_stage         exact with the third stage of the 600, which the result file does not hold
finalist            a title finalist: the place alone, where the plain rule would give more
combined            the rank among cars that could score, in a race run together with another series
penalty             the rule's points less a cited deduction that was taken in the row
second_source       the rule's points for what the second source, or a cited row of ``led``, says of laps led or stages
disputed            another public record of the race has the rule's points, the result file others: a cited row of
                    ``disputed`` says both; looked up only where the rule and the result file differ
inferred_lap        2025 on: one point for a fastest lap that no source gives to the right driver; an inference
scale               the row from which what a win paid was inferred (1952-67); not a test
unexplained         none of these
==================  ==============================================================================================

The headline is the rows with points above 0 of 1975-2024. Earlier years and 2025 on stand apart. Known limit: why a
driver has no points (late entry, another series) is not proved here: rows without points are not judged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from stockcar.errors import RuleMissing
from stockcar.racing import Finish, Race
from stockcar.rulebook.points import Scored
from stockcar.rulebook.rules import Rulebook, Rules

EXPLAINED = ("third_stage", "finalist", "combined", "penalty", "second_source", "disputed")
HEADLINE = (1975, 2024)


class Recorded(NamedTuple):
    """A race as the record holds it. ``other``: by car, the columns of which a second source says something else."""

    race: Race
    finishes: tuple[Finish, ...]
    other: Mapping[str, Mapping[str, int]] = {}


class Mismatch(NamedTuple):
    """A row that the plain rule does not give: not equal, or equal only by a cited fact; with its class."""

    key: str
    car: str
    driver_id: str
    finish: int
    recorded: int
    by_rule: float
    name: str  # its class


@dataclass
class Verification:
    """Counts by series, season and class, and every row that is not plainly exact."""

    counts: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    rows: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)
    not_computed: dict[str, str] = field(default_factory=dict)  # race key -> why

    def total(self, *names: str, first: int = HEADLINE[0], last: int = HEADLINE[1], series: str = "") -> int:
        """Rows of those classes (all, where none is named) in those seasons."""
        return sum(
            n
            for (of, season, name), n in self.counts.items()
            if first <= season <= last and (not names or name in names) and series in ("", of)
        )

    def to_json(self) -> dict[str, Any]:
        """The document of ``stockcar rules verify --format json``."""
        classes = sorted({name for _, season, name in self.counts if HEADLINE[0] <= season <= HEADLINE[1]})
        seasons = sorted({(series, season) for series, season, _ in self.counts})
        return {
            "rows": self.rows,
            "scoring_rows": self.total(),
            "exact": self.total("exact"),
            "explained": self.total(*EXPLAINED),
            "unexplained": self.total("unexplained"),
            "classes": {name: self.total(name) for name in classes},
            "other": self._other(),
            "series": [self._season(series, season) for series, season in seasons],
            "mismatches": [mismatch._asdict() for mismatch in self.mismatches],
            "not_computed": self.not_computed,
        }

    def _season(self, series: str, season: int) -> dict[str, Any]:
        span = {"first": season, "last": season, "series": series}
        return {
            "series": series,
            "season": season,
            "scoring_rows": self.total(**span),  # type: ignore[arg-type]
            "exact": self.total("exact", **span),  # type: ignore[arg-type]
            "explained": self.total(*EXPLAINED, **span),  # type: ignore[arg-type]
            "unexplained": self.total("unexplained", **span),  # type: ignore[arg-type]
        }

    def _other(self) -> dict[str, Any]:
        eras = {"1952-1974": (1952, HEADLINE[0] - 1), f"{HEADLINE[1] + 1}-": (HEADLINE[1] + 1, 9999)}
        found = {}
        for name, (first, last) in eras.items():
            classes = {of for _, season, of in self.counts if first <= season <= last}
            found[name] = {of: self.total(of, first=first, last=last) for of in sorted(classes)}
        return found


def verify(book: Rulebook, races: Iterable[Recorded]) -> Verification:
    """Recompute every race and class every row that has points."""
    result = Verification()
    for recorded in races:
        result.rows += len(recorded.finishes)
        _verify_race(book, recorded, result)
    return result


def _verify_race(book: Rulebook, recorded: Recorded, result: Verification) -> None:
    race = recorded.race
    series, season = race.key.series.value, race.key.season
    # who scored is read off the record; what he scored is what is tested
    field_ = [_as_scored(finish) for finish in recorded.finishes]
    judged = [i for i, finish in enumerate(field_) if finish.points is not None and finish.points > 0]
    if not judged:
        return
    rules = book.on(race)
    try:
        scale_row, scored = score_race(rules, field_)
    except RuleMissing as error:
        result.not_computed[str(race.key)] = error.what
        return
    lap_points = book.points_rules(race).laps is not None
    wrong = []
    for i in judged:
        by_rule = scored[i].points
        if lap_points:  # the record's points of 1972-73 are those of the place alone
            by_rule = scored[i].parts[0].points
        if i == scale_row:
            result.counts[series, season, "scale"] += 1
        elif by_rule == field_[i].points:
            name = _exact_class(rules, scored[i])
            result.counts[series, season, name] += 1
            if name != "exact":  # equal only by a cited fact: listed with the class that fact gives it
                finish = field_[i]
                row = (str(race.key), finish.car, finish.driver_id, finish.finish, finish.points or 0, by_rule, name)
                result.mismatches.append(Mismatch(*row))
        else:
            wrong.append((i, by_rule))
    if wrong:
        _class_wrong(rules, recorded, field_, wrong, result)


def _as_scored(finish: Finish) -> Finish:
    """The row with ``eligible`` as the record has it: a driver without points did not score."""
    scores = bool(finish.points)
    return finish if finish.eligible is scores else replace(finish, eligible=scores)


def score_race(rules: Rules, finishes: Sequence[Finish]) -> tuple[int | None, tuple[Scored, ...]]:
    """The scored field, and the row (or None) from which what the win paid had to be inferred."""
    value = rules.rule("finish_points").value or {}
    if "shares" not in value:
        return None, rules.points(finishes)
    shares = value["shares"]
    ranked = sorted((f.finish, i) for i, f in enumerate(finishes) if f.points)
    first = ranked[0][1]
    place = 1 if rules.facts("combined") or value.get("rank") == "scorers" else finishes[first].finish
    paid = finishes[first].points or 0
    return first, rules.points(finishes, round(paid * shares / max(shares + 1 - place, 1)))


def _exact_class(rules: Rules, scored: Scored) -> str:
    if scored.note.startswith("title finalist"):
        return "finalist"
    if any(part.what.startswith("stage 3") for part in scored.parts):
        return "third_stage"
    return "combined" if rules.facts("combined") else "exact"


def _class_wrong(
    rules: Rules,
    recorded: Recorded,
    finishes: Sequence[Finish],
    wrong: Sequence[tuple[int, float]],
    result: Verification,
) -> None:
    race = recorded.race
    taken = {fact.driver: fact["points"] for fact in rules.facts("penalties") if fact["in_row"]}
    disputed = {fact.driver: (fact["recorded"], fact["points"]) for fact in rules.facts("disputed")}
    second = _by_second_source(rules, recorded, finishes)
    inferred = _inferred_lap(rules, finishes, wrong)
    for i, by_rule in wrong:
        finish = finishes[i]
        assert finish.points is not None
        name = "unexplained"
        if by_rule + taken.get(finish.driver_id, 0) == finish.points and finish.driver_id in taken:
            name = "penalty"
        elif second is not None and second[i].points + taken.get(finish.driver_id, 0) == finish.points:
            name = "second_source"
        elif disputed.get(finish.driver_id) == (finish.points, by_rule):
            name = "disputed"
        elif i in inferred:
            name = "inferred_lap"
        result.counts[race.key.series.value, race.key.season, name] += 1
        row = Mismatch(str(race.key), finish.car, finish.driver_id, finish.finish, finish.points, by_rule, name)
        result.mismatches.append(row)


def _by_second_source(rules: Rules, recorded: Recorded, finishes: Sequence[Finish]) -> tuple[Scored, ...] | None:
    """The race scored as the second source has it; None where it says nothing else.

    The second source is the record's own, or a page that tells who led (the facts ``led``).
    """
    told = {fact.driver: fact["laps"] for fact in rules.facts("led")}
    if not recorded.other and not told:
        return None
    changed = []
    for finish in finishes:
        other = recorded.other.get(finish.car, {})
        stages = tuple(other.get(f"stage_{number}", place) for number, place in enumerate(finish.stages, start=1))
        led = told.get(finish.driver_id, other.get("led", finish.led))
        changed.append(replace(finish, led=led, stages=stages))
    try:
        return score_race(rules, changed)[1]
    except RuleMissing:
        return None


def _inferred_lap(rules: Rules, finishes: Sequence[Finish], wrong: Sequence[tuple[int, float]]) -> set[int]:
    """Rows that are right if one fastest-lap point of the race goes to another driver; empty unless one does it all."""
    if rules.rule("fastest_lap_points").value is None:
        return set()
    gained = [i for i, by_rule in wrong if finishes[i].points == by_rule + 1 and not finishes[i].fastest_lap]
    lost = [i for i, by_rule in wrong if finishes[i].points == by_rule - 1 and finishes[i].fastest_lap]
    return {*gained, *lost} if len(gained) <= 1 and len(lost) <= 1 else set()

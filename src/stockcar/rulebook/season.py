"""What has each driver scored so far, race by race, with what came from outside the race itself?

A ``SeasonScores`` scores every race of a season once and adds the points of the Duels and the penalties that are held
as cited facts. Standings, championships and eligibility are read from it.

=========================  ==========================  ===============================================================
rule                       years                       state
=========================  ==========================  ===============================================================
race points                1952-2026                   implemented (``points``)
Duel points                cup 2017-                   implemented where ``duels`` holds the result
penalties                  all                         implemented where ``penalties`` holds them
encumbered wins            2008, 2016-18, 2024         implemented: the win counts, its benefits do not
points kept from before a  2011-22                     the record shows them as 0; the switch itself is in
switch of series                                       ``declarations``
=========================  ==========================  ===============================================================

Known limits: a driver whose ``eligible`` is unknown is taken as eligible; a result with a driver in it twice (two races
of 1986) is doubtful, and the better of his rows is taken.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from stockcar.errors import RuleMissing, UsageError
from stockcar.racing import Finish, Race, Series
from stockcar.rulebook.facts import Fact
from stockcar.rulebook.points import Scored
from stockcar.rulebook.rules import Rulebook, Rules

RaceResult = tuple[Race, Sequence[Finish]]


class Line(NamedTuple):
    """What one driver (or car, or make) took from one race."""

    number: int  # of the race in its season
    place: int
    points: float  # with Duels and penalties
    race_points: float
    won: bool  # a win that counts for the championship
    stage_wins: int
    playoff_points: int
    eligible: bool


@dataclass(frozen=True)
class SeasonScores:
    """A season in one series: ``lines[driver_id]`` in race order, ``races`` in race order."""

    book: Rulebook
    series: Series
    season: int
    races: tuple[Race, ...]
    lines: Mapping[str, tuple[Line, ...]]
    twice: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # race key -> drivers with two rows in it

    @classmethod
    def of(cls, book: Rulebook, results: Sequence[RaceResult], recorded: bool = False) -> "SeasonScores":
        """Score the races given, which must be of one season of one series.

        ``recorded`` takes a row's own points where it has them, in place of those of the rules: the better standings,
        but no test of the rules.

        Raises:
            UsageError: no race was given, or races of two seasons.
            RuleMissing: the points of a race cannot be computed, and its rows have none or they are not asked for.
        """
        ordered = sorted(results, key=lambda result: result[0].key)
        seasons = {(race.key.series, race.key.season) for race, _ in ordered}
        if len(seasons) != 1:
            said = ", ".join(f"{series} {season}" for series, season in sorted(seasons)) or "none"
            raise UsageError(f"a season is needed, not {said}", "", "give the races of one season of one series")
        ((series, season),) = seasons
        lines: dict[str, list[Line]] = {}
        for race, finishes in ordered:
            for driver, line in driver_lines(book, race, finishes, recorded):
                lines.setdefault(driver, []).append(line)
        twice = {str(race.key): found for race, finishes in ordered if (found := in_it_twice(finishes))}
        held = {driver: tuple(of) for driver, of in lines.items()}
        return cls(book, series, season, tuple(race for race, _ in ordered), held, twice)

    def rules(self, number: int = 1) -> Rules:
        """The rules of one of its races; of the first unless said."""
        return self.book.on(next(race for race in self.races if race.key.number == number))

    def facts(self, table: str) -> tuple[Fact, ...]:
        """The cited facts of this season in a table whose rows name a ``season``."""
        rows = self.book.facts.get((self.series, table), ())
        return tuple(fact for fact in rows if fact["season"] == self.season)

    def through(self, number: int) -> "SeasonScores":
        """The season as it stood after that race."""
        cut = {driver: tuple(line for line in of if line.number <= number) for driver, of in self.lines.items()}
        kept = {driver: of for driver, of in cut.items() if of}
        races = tuple(race for race in self.races if race.key.number <= number)
        twice = {str(race.key): self.twice[str(race.key)] for race in races if str(race.key) in self.twice}
        return replace(self, races=races, lines=kept, twice=twice)


def in_it_twice(finishes: Sequence[Finish]) -> tuple[str, ...]:
    """Drivers with more than one row in a result."""
    rows = Counter(finish.driver_id for finish in finishes)
    return tuple(driver for driver, n in rows.items() if n > 1)


def _one_a_driver(finishes: Sequence[Finish], scored: Sequence[Scored]) -> list[tuple[Finish, Scored]]:
    """A driver scores once a race: of two rows the one with the better place, which is his start in the record too.

    With it the sums of 1986 are the official ones, 4551 for Pearson and 4531 for Bodine.
    """
    kept: dict[str, tuple[Finish, Scored]] = {}
    for finish, line in sorted(zip(finishes, scored, strict=True), key=lambda row: row[0].finish):
        kept.setdefault(finish.driver_id, (finish, line))
    return list(kept.values())


def driver_lines(
    book: Rulebook, race: Race, finishes: Sequence[Finish], recorded: bool = False
) -> list[tuple[str, Line]]:
    """Every driver's line of a race, with Duels and penalties that are dated to it."""
    rules = book.on(race)
    playoff = rules.rule("playoff_points").value or {}
    extra = _outside_the_race(rules, recorded)
    encumbered = {fact.driver for fact in rules.facts("encumbered")}
    own = recorded and rules.rule("lap_points").value is None  # the rows of 1972-73 leave out the points for laps
    lines = []
    for finish, scored in _one_a_driver(finishes, _scored(rules, finishes, recorded)):
        eligible = finish.eligible is not False
        stage_wins = sum(1 for part in scored.parts if part.what.startswith("stage") and part.what.endswith("first"))
        won = finish.finish == 1 and eligible and finish.driver_id not in encumbered
        points, taken = extra.pop(finish.driver_id, (0, 0))
        earned = (playoff.get("win", 0) * won + playoff.get("stage", 0) * stage_wins) + taken
        raced = finish.points if own and finish.points is not None else scored.points
        total = raced + points
        lines.append(
            (
                finish.driver_id,
                Line(race.key.number, finish.finish, total, raced, won, stage_wins, earned, eligible),
            )
        )
    # a penalty can fall on a driver who did not start; it is no start of his
    lines += [(d, Line(race.key.number, 0, p, 0, False, 0, taken, True)) for d, (p, taken) in extra.items()]
    return lines


def _scored(rules: Rules, finishes: Sequence[Finish], recorded: bool) -> Sequence[Scored]:
    """The points of a race, or those of its rows where they are asked for and the rule cannot be computed."""
    try:
        return rules.points(finishes)
    except RuleMissing as error:
        if not recorded:
            raise
        if not any(finish.points for finish in finishes):
            why = f"the record has none of its points, and by the rule {error.what}"
            raise RuleMissing(f"the points of {rules.race.key} are not known", why, "ask for another season") from None
        return [Scored(finish.car, finish.driver_id, finish.points or 0, ()) for finish in finishes]


def _outside_the_race(rules: Rules, recorded: bool) -> dict[str, tuple[int, int]]:
    """Points and playoff points by driver that the race itself did not pay."""
    extra: dict[str, tuple[int, int]] = {}
    duel = rules.rule("duel_points").value or ()
    for fact in rules.facts("duels"):
        ineligible = {*fact["ineligible"]}
        for driver, name, points in zip(fact.drivers, fact["drivers"], duel, strict=False):
            if name not in ineligible:
                before = extra.get(driver, (0, 0))
                extra[driver] = (before[0] + points, before[1])
    for fact in rules.facts("penalties"):
        if fact["against"] != "owner":
            before = extra.get(fact.driver, (0, 0))
            taken = 0 if recorded and fact["in_row"] else fact["points"]
            extra[fact.driver] = (before[0] + taken, before[1] + fact["playoff_points"])
    return extra

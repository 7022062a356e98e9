"""How did the rounds go: who entered, who advanced and why, who was cut?

=========================  ==========================  ===============================================================
rule                       years                       state
=========================  ==========================  ===============================================================
entry by win, then points  2014-25                     implemented
points leader guaranteed   2014-25                     implemented; unconfirmed for 2014-16
reset with wins            2014-16                     implemented: 3 a win at the first reset, flat afterwards
reset with playoff points  2017-25                     implemented: carried through every reset but the last
ties at a cut              2014-25                     implemented: best finish of the round, then the next best
places of those cut        2014-25                     implemented: base, playoff points and all playoff races; R for
                                                       2014-16
=========================  ==========================  ===============================================================
"""

from collections.abc import Mapping, Sequence
from typing import Any

from stockcar.rulebook.championship import Championship, Place, Round, scoring_lines
from stockcar.rulebook.dated import Rule
from stockcar.rulebook.eligibility import Eligibility, eligibility_of
from stockcar.rulebook.points import ordinal
from stockcar.rulebook.season import Line, SeasonScores
from stockcar.rulebook.standings import Standing, rank, tie_key

Lines = Mapping[str, Sequence[Line]]


def play_rounds(scores: SeasonScores, rule: Rule[Any], length: int) -> Championship:
    """Play a championship with eliminations as far as the races of ``scores`` go."""
    value = rule.given
    lines = scoring_lines(scores)
    last = scores.races[-1].key.number
    cut = scores.through(value["regular"])
    regular = rank(scoring_lines(cut))
    order = tuple(standing.id for standing in regular)
    verdicts = {s.id: eligibility_of(cut, s.id, s.position) for s in regular}
    seeds, reasons = field_of(regular, verdicts, value)
    if last < value["regular"]:
        table = tuple(Place(s.position, s.id, s.points, s.wins, s.tie) for s in regular)
        return Championship(rule, table, tuple(seeds), reasons, (), verdicts, None, order)
    bank = _Bank(scores, lines, order, verdicts, value)
    seeds.sort(key=lambda driver: (-bank.reset(0, driver), order.index(driver)))
    played, inside = [], list(seeds)
    first = value["regular"] + 1
    for number, races in enumerate(value["rounds"]):
        if first > last + 1:
            break
        final = number == len(value["rounds"]) - 1
        part = _play_round(bank, number, inside, first, first + races - 1, value["keep"][number] if not final else 1)
        played.append(part)
        inside = [driver for driver in inside if driver in part.advanced]
        first += races
    champion = None
    if last >= length and len(played) == len(value["rounds"]):
        champion = next(iter(played[-1].advanced), None)
    table = _final_table(bank, seeds, played, last)
    return Championship(rule, table, tuple(seeds), reasons, tuple(played), verdicts, champion, order)


def field_of(
    regular: Sequence[Standing], verdicts: Mapping[str, Eligibility], value: Mapping[str, Any]
) -> tuple[list[str], dict[str, str]]:
    """Who is in, winners first, and why each is."""
    may = [standing for standing in regular if verdicts[standing.id].eligible]
    winners = [s for s in may if verdicts[s.id].wins]
    winners.sort(key=lambda s: (-verdicts[s.id].wins, s.position))
    seeds = [s.id for s in winners[: value["field"]]]
    reasons = {s.id: _wins(verdicts[s.id].wins) for s in winners[: value["field"]]}
    if may and may[0].position == 1 and may[0].id not in reasons:
        if len(seeds) == value["field"]:
            reasons.pop(seeds.pop())
        seeds.append(may[0].id)
        reasons[may[0].id] = "leader in points"
    for standing in may:
        if len(seeds) < value["field"] and standing.id not in reasons:
            seeds.append(standing.id)
            reasons[standing.id] = f"{ordinal(standing.position)} in points"
    return seeds, reasons


def _wins(number: int) -> str:
    return f"{number} win" if number == 1 else f"{number} wins"


class _Bank:
    """What every driver carries: playoff points, and the points of each reset."""

    def __init__(
        self,
        scores: SeasonScores,
        lines: Lines,
        regular: Sequence[str],
        verdicts: Mapping[str, Eligibility],
        value: Mapping[str, Any],
    ) -> None:
        self.scores, self.lines, self.value, self.verdicts = scores, lines, value, verdicts
        rule = scores.rules(scores.races[0].key.number).rule("playoff_points").value
        self.season_bonus: dict[str, int] = dict(zip(regular, rule["season"], strict=False)) if rule else {}
        self.uses_playoff_points = bool(rule)

    def playoff_points(self, driver: str, until: int) -> int:
        """Playoff points after race ``until``: races and stages won, and the place of the regular season."""
        verdict = self.verdicts.get(driver)
        if verdict is not None and not verdict.playoff_points_kept:
            return 0
        earned = sum(line.playoff_points for line in self.lines.get(driver, ()) if line.number <= until)
        return earned + self.season_bonus.get(driver, 0)

    def reset(self, number: int, driver: str) -> float:
        """Points with which a driver starts round ``number`` (0-based)."""
        base: int = self.value["resets"][number]
        before: int = self.value["regular"] + sum(self.value["rounds"][:number])
        if number == len(self.value["rounds"]) - 1:
            return base
        if self.uses_playoff_points:
            return base + self.playoff_points(driver, before)
        wins = sum(line.won for line in self.lines.get(driver, ()) if line.number <= before)
        return base + (self.value["per_win"] * wins if number == 0 else 0)

    def between(self, driver: str, first: int, last: int) -> tuple[Line, ...]:
        """A driver's lines from one race to another, both included."""
        return tuple(line for line in self.lines.get(driver, ()) if first <= line.number <= last)

    def after_cut(self, driver: str, last: int, carried: int) -> float:
        """Points of a driver who was cut: base, the playoff points he carried, and every playoff race."""
        raced = sum(line.points for line in self.between(driver, self.value["regular"] + 1, last))
        if not self.uses_playoff_points:
            return self.reset(0, driver) + raced
        base: int = self.value["resets"][0]
        return base + self.playoff_points(driver, carried) + raced


def _play_round(bank: _Bank, number: int, inside: Sequence[str], first: int, last: int, keep: int) -> Round:
    start = {driver: bank.reset(number, driver) for driver in inside}
    raced = {driver: bank.between(driver, first, last) for driver in inside}
    end = {driver: start[driver] + sum(line.points for line in raced[driver]) for driver in inside}
    final = number == len(bank.value["rounds"]) - 1
    if final:
        order = sorted(inside, key=lambda d: min((line.place for line in raced[d] if line.place), default=99))
        advanced = dict.fromkeys(order[:1], "best finisher of the finalists")  # nobody where nobody was eligible
    else:
        winners = [driver for driver in inside if any(line.won for line in raced[driver])]
        rest = [driver for driver in inside if driver not in winners]
        rest.sort(key=lambda driver: (-end[driver], sorted(line.place for line in raced[driver])))
        advanced = dict.fromkeys(winners, "won a race of the round")
        advanced |= dict.fromkeys(rest[: keep - len(winners)], "on points")
        order = [*advanced, *(driver for driver in rest if driver not in advanced)]
    name = "final" if final else f"round of {len(inside)}"
    return Round(name, first, last, start, end, advanced, tuple(driver for driver in order if driver not in advanced))


def _final_table(bank: _Bank, seeds: Sequence[str], played: Sequence[Round], last: int) -> tuple[Place, ...]:
    """Those still in by their points (finalists by their finish), those cut by theirs, then everyone else."""
    current = played[-1]
    final = current.name == "final"
    season = {driver: sum(line.points for line in of) for driver, of in bank.lines.items()}
    points = dict(season)
    group = dict.fromkeys(season, 2)
    for driver in seeds:
        inside = driver in current.start
        carried = next((part.first_race - 1 for part in played if driver in part.out), last)
        points[driver] = current.end[driver] if inside else bank.after_cut(driver, last, carried)
        group[driver] = 0 if inside else 1

    def finish(driver: str) -> int:
        """A finalist's place in the finale; the same for all before it is run."""
        if not final or driver not in current.start:
            return 0
        raced = bank.between(driver, current.first_race, current.last_race)
        return min((line.place for line in raced if line.place), default=99)

    order = sorted(points, key=lambda d: (group[d], finish(d), -points[d], *tie_key(bank.lines.get(d, ()))))
    return tuple(
        Place(position, driver, points[driver], sum(line.place == 1 for line in bank.lines.get(driver, ())))
        for position, driver in enumerate(order, start=1)
    )

"""How was the line-up set, and what is it when weather cut the rounds?

=========================  ==========================  =======================================================
rule                       years                       state
=========================  ==========================  =======================================================
single car, one round      to 2013, 2019-20, 2025-     implemented: by time
two rounds                 superspeedways 2015-        implemented: the advanced by round two, the rest by one
knock-out                  2014-19                     implemented: later rounds first
groups                     2022-                       implemented; who advanced is an input; the split by rows
                                                       of 2024 is implemented from the 11th place on
Duels                      cup, Daytona 500, 1959-     implemented: front row by time, rest by the two races
heats                      dirt, 2013-23               implemented: points by place and places gained
metric                     2020-                       implemented: weighted ranks, lower is better
cancelled rounds           all                         implemented: the round before; the better of the rounds
                                                       at Mid-Ohio 2022 (unconfirmed)
drops to the rear          all                         implemented: they keep their listed start, line up behind
provisionals, charters     all                         data only: who holds one is not in the record
draw by bands of points    2020                        data only: it is a draw
=========================  ==========================  =======================================================
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from stockcar.errors import RuleMissing, UsageError
from stockcar.rulebook.rules import Rules

Times = Mapping[str, float | None]  # best time of a round by car, in seconds; None: no time


class Ranks(NamedTuple):
    """What the line-up metric weighs for one car: ranks, 1 is best; None is not counted."""

    driver_finish: float | None = None
    owner_finish: float | None = None
    owner_points: float | None = None
    fastest_lap: float | None = None


def line_up(rules: Rules, rounds: Sequence[Times | None], without_time: Sequence[str] = ()) -> tuple[str, ...]:
    """The cars in starting order from the times of each round, first round first; None is a cancelled round.

    Cars of a later round start ahead of those that did not get so far. Cars without any time follow in the order given.

    Raises:
        UsageError: no round was run: the order then comes from ``lineup_unqualified``.
    """
    run = [times for times in rounds if times]
    if not run:
        rule = rules.rule("lineup_unqualified")
        raise UsageError(
            f"no round of {rules.race.key} was run",
            f"the line-up then goes by {rule.given['by']} ({rule.cite})",
            "use by_metric, or give the order",
        )  # fmt: skip
    cancelled = any(times is None for times in rounds)
    if cancelled and rules.rule("round_cancelled").given == "best_of_rounds":
        run = [best_of(run)]
    order: list[str] = []
    for times in reversed(run):
        timed = sorted((time, car) for car, time in times.items() if time is not None and car not in order)
        order += [car for _, car in timed]
        # reached the round, set no time in it: behind those who did, ahead of those who did not get there
        order += [car for car, time in times.items() if time is None and car not in order and times is not run[0]]
    return (*order, *(car for car in without_time if car not in order))


def best_of(rounds: Sequence[Times]) -> dict[str, float | None]:
    """The better time of each car over several rounds."""
    best: dict[str, float | None] = {}
    for times in rounds:
        for car, time in times.items():
            known = best.get(car)
            best[car] = time if known is None else known if time is None else min(time, known)
    return best


def by_rows(order: Sequence[str], group: Mapping[str, str], first: int) -> tuple[str, ...]:
    """From place ``first`` on, group ``B`` takes the inside (odd) places, ``A`` the outside, each in its own order."""
    head, tail = list(order[: first - 1]), list(order[first - 1 :])
    inside = [car for car in tail if group[car] == "B"]
    outside = [car for car in tail if group[car] != "B"]
    while inside or outside:
        turn = inside if (len(head) + 1) % 2 else outside
        head.append((turn or inside or outside).pop(0))
    return tuple(head)


def duels_line_up(times: Times, duels: Sequence[Sequence[str]], front_row: int = 2) -> tuple[str, ...]:
    """Front row by time; then the first Duel on the inside, the second on the outside."""
    front = [car for _, car in sorted((time, car) for car, time in times.items() if time is not None)][:front_row]
    lanes = [[car for car in duel if car not in front] for duel in duels]
    order = list(front)
    for row in range(max(len(lane) for lane in lanes)):
        order += [lane[row] for lane in lanes if row < len(lane)]
    return tuple(order)


def by_metric(rules: Rules, ranks: Mapping[str, Ranks], playoff: Sequence[str] = ()) -> tuple[str, ...]:
    """Cars by the line-up metric of the day, best first; level cars in the order given.

    Raises:
        RuleMissing: the line-up of that day did not go by a metric.
    """
    rule = rules.rule("lineup_unqualified").given
    if rule["by"] != "metric":
        raise RuleMissing(
            f"{rules.race.key} had no line-up metric", f"the order went by {rule['by']}", "give the order"
        )
    weights: dict[str, float] = {name: rule.get(name, 0) for name in Ranks._fields}
    if "finish" in rule:  # the first form did not tell driver from owner
        weights["owner_finish"] = rule["finish"]

    def score(car: str) -> float:
        """The weighted rank of a car."""
        return sum(weights[name] * (rank or 0) for name, rank in ranks[car]._asdict().items())

    ahead = set(playoff) if rule.get("playoff_first") else set()
    return tuple(sorted(ranks, key=lambda car: (car not in ahead, score(car))))


def heat_points(rules: Rules, start: int, finish: int) -> int:
    """Points of one car in a heat: by its place, and one for each place gained, never less for places lost."""
    value = rules.rule("qualifying").given
    table: Sequence[int] = value.get("table", ())
    gained: int = max(start - finish, 0) * value.get("per_place_gained", 0)
    return (table[finish - 1] if finish <= len(table) else 0) + gained


def to_the_rear(order: Sequence[str], dropped: Sequence[str]) -> tuple[str, ...]:
    """The field at the green flag: cars sent to the rear keep their order behind the others."""
    gone = set(dropped)
    return (*(car for car in order if car not in gone), *(car for car in order if car in gone))


def format_steps(rules: Rules) -> list[tuple[str, Any]]:
    """The format in words, with its values."""
    value = rules.rule("qualifying").given
    words = {
        "single": "one car at a time, by the better lap", "two_rounds": "one car at a time in two rounds",
        "knockout": "knock-out rounds, times start again in each", "groups": "groups on the track together",
        "duels": "front row by time, the rest by two qualifying races", "heats": "heats that pay points",
        "none": "no qualifying was held",
    }  # fmt: skip
    if value["format"] == "duels" and not value["front_row"]:
        return [("two qualifying races", value)]
    return [(words[value["format"]], value)]

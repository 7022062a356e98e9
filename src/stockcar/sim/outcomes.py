"""What a number of simulated runs came to: integer counts, which add up exactly in any order.

A kernel writes one row a run (``RunRows``); ``count`` turns rows into ``Outcomes``; ``Outcomes + Outcomes`` adds.
Shares and means are taken from the counts at the very end, so worker count and order never show.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from stockcar.sim.inputs import CRASH, MECHANICAL, Ints

if TYPE_CHECKING:
    from stockcar.sim.reference_field import Car, Field

# Columns of a run's own numbers. Append only.
(LEADERS, LEAD_CHANGES, CAUTIONS, CAUTION_LAPS, LAPS, OVERTIMES, PASSES, CAR_LAPS, TOP_LED, TOP_SHARE_PPM, LEAD_LAP,
 CRASHES, MECHANICALS, RANK_D2, PUSHES, BETRAYALS, RED_FLAGS, RAINED) = range(18)  # fmt: skip
MEASURES = (
    "leaders", "lead_changes", "cautions", "caution_laps", "laps", "overtimes", "passes", "car_laps", "top_led",
    "top_share_ppm", "lead_lap", "crashes", "mechanicals", "rank_d2", "pushes", "betrayals", "red_flags", "rained",
)  # fmt: skip
STAGES = 4  # at most so many stage ends before the last
NOT_COUNTED: Ints = np.zeros((0, 0), np.int64)


class RunRows(NamedTuple):
    """One row a run."""

    finish: Ints  # (runs, cars) finishing position
    led: Ints  # (runs, cars) laps led
    out: Ints  # (runs, cars) RUNNING, CRASH or MECHANICAL
    laps: Ints  # (runs, cars) laps completed
    stage_points: Ints  # (runs, cars)
    stage_winner: Ints  # (runs, STAGES) slot, -1 none
    race: Ints  # (runs, measures) in the order of MEASURES
    pushed: Ints = NOT_COUNTED  # (runs, cars) pushes received, superspeedways
    cause: Ints = NOT_COUNTED  # (runs, cars) what broke: index into inputs.COMPONENTS, -1 nothing or not known


class Outcomes(NamedTuple):
    """Counts over runs."""

    runs: int
    finish: Ints  # (cars, cars) runs in which car (row) finished in position 1.. (column 0..)
    led: Ints  # (cars,) laps led
    crash: Ints  # (cars,) runs ended by a crash
    mechanical: Ints  # (cars,) runs ended by a failure
    laps: Ints  # (cars,)
    stage_wins: Ints  # (STAGES, cars)
    stage_points: Ints  # (cars,)
    most_led: Ints  # (cars,) runs in which the car led most laps (the first of equals)
    won_from_most_led: int
    team_win: Ints  # (teams,) by team number
    team_one_two: Ints  # (teams,) first and second
    team_one_two_three: Ints  # (teams,)
    overtime: int  # runs with overtime
    race: Ints  # (measures,) sums
    race_sq: Ints  # (measures,) sums of squares

    def __add__(self, other: object) -> "Outcomes":
        if not isinstance(other, Outcomes):
            return NotImplemented
        sums: Any = [a + b for a, b in zip(list[Any](self), list[Any](other), strict=True)]
        return Outcomes(*sums)

    def mean(self, measure: str) -> float:
        """Mean a run of one of MEASURES."""
        return int(self.race[MEASURES.index(measure)]) / self.runs


def empty_rows(runs: int, n_cars: int) -> RunRows:
    """Rows to be written by a kernel."""
    whole = np.int64
    finish, led, out, laps, points, pushed, cause = (np.zeros((runs, n_cars), whole) for _ in range(7))
    stage_winner = np.full((runs, STAGES), -1, whole)
    return RunRows(finish, led, out, laps, points, stage_winner, np.zeros((runs, len(MEASURES)), whole), pushed, cause)


def count(rows: RunRows, team: Ints) -> Outcomes:
    """Rows as counts; ``team`` is ``Cars.team``."""
    runs, n = rows.finish.shape
    finish = np.zeros((n, n), np.int64)
    slots = np.broadcast_to(np.arange(n), (runs, n))
    np.add.at(finish, (slots, rows.finish - 1), 1)
    stage_wins = np.zeros((STAGES, n), np.int64)
    for stage in range(STAGES):
        winners = rows.stage_winner[:, stage]
        stage_wins[stage] = np.bincount(winners[winners >= 0], minlength=n)
    order = np.argsort(rows.finish, axis=1, kind="stable")
    most = np.argmax(rows.led, axis=1)
    return Outcomes(
        runs=runs,
        finish=finish,
        led=rows.led.sum(0),
        crash=(rows.out == CRASH).sum(0),
        mechanical=(rows.out == MECHANICAL).sum(0),
        laps=rows.laps.sum(0),
        stage_wins=stage_wins,
        stage_points=rows.stage_points.sum(0),
        most_led=np.bincount(most, minlength=n),
        won_from_most_led=int((most == order[:, 0]).sum()),
        **_team_counts(team[order[:, :3]], int(team.max(initial=-1)) + 1),
        overtime=int((rows.race[:, OVERTIMES] > 0).sum()),
        race=rows.race.sum(0),
        race_sq=(rows.race * rows.race).sum(0),
    )


def _team_counts(top: Ints, teams: int) -> dict[str, Ints]:
    together = top[:, 0] >= 0
    counts = {"team_win": np.bincount(top[together, 0], minlength=teams)}
    for place, name in ((1, "team_one_two"), (2, "team_one_two_three")):
        together = together & (top[:, place] == top[:, 0]) if top.shape[1] > place else together & False
        counts[name] = np.bincount(top[together, 0], minlength=teams)
    return counts


def row_of(race: "Field", order: "list[Car]") -> RunRows:
    """The row of a run that the plain-Python twin has classified; ``order`` is the finishing order."""
    rows = empty_rows(1, len(order))
    for place, car in enumerate(order):
        rows.finish[0, car.slot] = place + 1
        rows.led[0, car.slot] = car.led
        rows.out[0, car.slot] = car.out
        rows.laps[0, car.slot] = car.laps
        rows.stage_points[0, car.slot] = car.stage_points
        rows.pushed[0, car.slot], rows.cause[0, car.slot] = car.pushed, car.cause
    for stage, slot in enumerate(race.stage_winners[:STAGES]):
        rows.stage_winner[0, stage] = slot
    most = max(car.led for car in order)
    rows.race[0] = [
        sum(car.led > 0 for car in order),
        race.lead_changes,
        race.cautions,
        race.caution_laps,
        race.lap,
        race.attempts,
        race.passes,
        race.car_laps,
        most,
        most * 1_000_000 // max(1, race.lap),
        sum(car.laps >= race.lap for car in order),
        sum(car.out == CRASH for car in order),
        sum(car.out == MECHANICAL for car in order),
        sum((place + 1 - car.grid) ** 2 for place, car in enumerate(order)),
        race.pushes,
        race.betrayals,
        race.red_flags,
        race.rained,
    ]
    return rows

"""What do the simulated finishes of a race pay, by the rules of that race, to many runs at once?

The parts of ``rulebook.points``: place, win, laps led, most laps led, stages, fastest lap; playoff points for a win and
for stages. Only seasons whose scale is a table by place can be simulated (cup from 1975, the others always).

Known limits: nobody is disqualified; who sets the fastest lap is not simulated, so from 2025 on it is drawn evenly
among all cars that start, from a number keyed by race and run.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import RuleMissing
from stockcar.forecast.season_title import Flags, Lines
from stockcar.rulebook import Rules
from stockcar.sim import RunRows


class Pay(NamedTuple):
    """What a race pays."""

    places: NDArray[np.int32]  # by place, index 0 unused
    win: int
    led: int
    most_led: int
    stages: int  # how many stage ends pay
    stage_scale: tuple[int, ...]
    fastest_lap: int
    bonus_win: int  # playoff points
    bonus_stage: int

    @property
    def best(self) -> int:
        """The most one car can take."""
        return self.first(1)

    @property
    def best_without_win(self) -> int:
        """The most one car can take that does not win."""
        return self.first_without_win(1)

    def first(self, cars: int) -> int:
        """The most that so many cars can take together; all of them may have led as many laps."""
        places = int(self.places[1 : cars + 1].sum()) + self.win
        stages = self.stages * sum(self.stage_scale[:cars])
        return places + stages + cars * (self.led + self.most_led) + self.fastest_lap

    def first_without_win(self, cars: int) -> int:
        """The most that so many cars can take together when another wins."""
        return self.first(cars) - int(self.places[1]) - self.win + int(self.places[cars + 1 : cars + 2].sum())

    @property
    def least(self) -> int:
        """The least that a car takes that starts."""
        return int(self.places[1:].min())


def pay_of(rules: Rules) -> Pay:
    """The pay of one race.

    Raises:
        RuleMissing: the scale of that race is no table by place.
    """
    of = rules.book.points_rules(rules.race)
    if not of.places:
        raise RuleMissing(
            f"{rules.race.key} cannot be simulated for a title",
            "its points were not a table by place",
            "choose a season from 1975 on",
        )
    bonus = rules.rule("playoff_points").value or {}
    return Pay(
        places=np.array([part.points for part in of.places], np.int32),
        win=_points(of.win),
        led=_points(of.led),
        most_led=_points(of.most_led),
        stages=of.paying_stages,
        stage_scale=tuple(int(part.points) for part in of.stages[0][1:]) if of.stages else (),
        fastest_lap=_points(of.fastest_lap),
        bonus_win=bonus.get("win", 0),
        bonus_stage=bonus.get("stage", 0),
    )


def _points(part: object) -> int:
    return 0 if part is None else int(part.points)  # type: ignore[attr-defined]


def paid(pay: Pay, rows: RunRows, may: Flags, fastest: NDArray[np.float64]) -> Lines:
    """The lines of one race (runs, 1, cars). ``may`` (cars,): scores; ``fastest`` (runs,): a number in (0, 1)."""
    place = rows.finish
    points = pay.places[place].astype(np.int32)
    points += (place == 1) * np.int32(pay.win)
    points += (rows.led > 0) * np.int32(pay.led)
    if pay.most_led:
        points += ((rows.led == rows.led.max(axis=1)[:, None]) & (rows.led > 0)) * np.int32(pay.most_led)
    bonus = (place == 1) * pay.bonus_win
    if pay.stages:
        points += rows.stage_points.astype(np.int32)
        slots = np.arange(place.shape[1])
        for stage in range(min(pay.stages, rows.stage_winner.shape[1])):
            bonus = bonus + (rows.stage_winner[:, stage][:, None] == slots) * pay.bonus_stage
    if pay.fastest_lap:
        points += (place == 1 + (fastest * place.shape[1]).astype(np.int64)[:, None]) * np.int32(pay.fastest_lap)
    return Lines(
        points=np.where(may, points, 0).astype(np.int32)[:, None],
        place=np.where(may, place, 0).astype(np.int16)[:, None],
        won=((place == 1) & may)[:, None],
        bonus=np.where(may, bonus, 0).astype(np.int16)[:, None],
    )

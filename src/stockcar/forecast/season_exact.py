"""Who is in whatever happens, who is out whatever happens, who must win? By arithmetic, not by simulation.

A ``Cut`` is one decision to come: so many places, so many races left, who has won, who has what. A statement is made
only where no result of the races left can make it wrong:

=================  ===================================================================================================
clinched           even with the least points in every race, too few rivals can get ahead: each needs points to do
                   so, and together they cannot take more than the first places of the races pay
eliminated         even with every win and every point, enough rivals stay ahead
must win           with every point but the wins, enough rivals stay ahead
magic points       so many more points, in whichever races, clinch it
=================  ===================================================================================================

Both directions are safe; between them the bounds are not always sharp (rivals who share the places of several races in
the one way that hurts most are taken as able to). All of it holds as long as the driver and those who are ahead of him
start every race, nobody is penalised, and those who hold a place keep it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from stockcar.forecast.season_pay import Pay


class Statement(NamedTuple):
    """What is certain of one driver at one cut."""

    clinched: bool
    eliminated: bool
    must_win: bool
    magic_points: int | None  # to clinch without a win; None: points alone cannot, or it is decided


@dataclass(frozen=True)
class Cut:
    """One decision to come. ``points`` has everyone who may take a place; ``wins`` those that count here."""

    places: int
    points: Mapping[str, int]
    wins: Mapping[str, int]
    races: Sequence[Pay]
    wins_first: bool = False  # a win is ahead of points
    leader_in: bool = False  # the leader in points takes a place in any case
    wins_rank: bool = False  # among winners, more wins are ahead (else every winner is in)

    def state(self, driver: str) -> Statement:
        """What is certain of a driver of ``points``."""
        clinched = self.clinched(driver)
        possible = self.possible(driver)
        must = self.wins_first and not self.wins.get(driver) and possible and not self.possible(driver, winning=False)
        magic = None if clinched or not possible else self._magic(driver)
        return Statement(clinched, not possible, must, magic)

    def clinched(self, driver: str, more: int = 0) -> bool:
        """Is he in whatever happens, given ``more`` points than he has?"""
        mine = self.points[driver] + max(more, sum(pay.least for pay in self.races))
        if self.leader_in and self._ahead(mine, self._rivals(driver), 0) == 0:
            return True
        if not self.wins_first:
            return self._ahead(mine, self._rivals(driver), 0) < self.places
        if self.wins.get(driver):
            return not self.wins_rank or self._winner_is_in(driver, mine)
        winners = [rival for rival in self._rivals(driver) if self.wins.get(rival)]
        others = [rival for rival in self._rivals(driver) if not self.wins.get(rival)]
        return len(winners) + self._ahead(mine, others, len(self.races)) < self.places

    def possible(self, driver: str, winning: bool = True) -> bool:
        """Can he still be in, at his best (and without winning a race)?"""
        best = sum(pay.best if winning else pay.best_without_win for pay in self.races)
        mine = self.points[driver] + best
        floor = sum(pay.least for pay in self.races)
        stay = [rival for rival in self._rivals(driver) if self.points[rival] + floor > mine]
        if not self.wins_first:
            return len(stay) < self.places
        wins = self.wins.get(driver, 0) + (len(self.races) if winning else 0)
        if wins:
            return not self.wins_rank or self._winner_may_be_in(driver, wins, stay)
        winners = {rival for rival in self._rivals(driver) if self.wins.get(rival)}
        return len(winners | set(stay)) < self.places or (self.leader_in and not stay)

    def _rivals(self, driver: str) -> list[str]:
        return [rival for rival in self.points if rival != driver]

    def _ahead(self, mine: int, rivals: Sequence[str], free: int) -> int:
        """At most so many of the rivals can get ahead; ``free`` of them by winning a race each."""
        needs = [need for need in sorted(max(0, mine - self.points[rival]) for rival in rivals) if need <= self._most]
        whole, lost = self._together
        total = [0, *accumulate(needs)]
        best = min(free, len(rivals))
        for wins in range(min(free, len(rivals)) + 1):
            # the winners are those who would need most
            cars = min(len(needs), len(rivals) - wins)
            while cars and total[cars] > whole[cars] - lost[cars][wins]:
                cars -= 1
            best = max(best, wins + cars)
        return best

    @cached_property
    def _most(self) -> int:
        """The most one car can take."""
        return sum(pay.best for pay in self.races)

    @cached_property
    def _together(self) -> tuple[list[int], list[list[int]]]:
        """By number of cars: the most they can take together, and what they lose when others win 0, 1, ... races."""
        whole, lost = [0], [[0] * (len(self.races) + 1)]
        for cars in range(1, len(self.points) + 1):
            firsts = [pay.first(cars) for pay in self.races]
            cost = sorted(f - pay.first_without_win(cars) for f, pay in zip(firsts, self.races, strict=True))
            whole.append(sum(firsts))
            lost.append([0, *accumulate(cost)])
        return whole, lost

    def _winner_is_in(self, driver: str, mine: int) -> bool:
        """Do too few rivals have, or can they get, more wins, or as many and more points?"""
        wins, most = self.wins[driver], self._most
        need = {}
        for rival in self._rivals(driver):
            behind = wins - self.wins.get(rival, 0)
            passes = self.points[rival] + most >= mine
            need[rival] = max(0, behind if passes else behind + 1)
        if self._winners(list(need.values())) + 1 > self.places:
            return False
        # A leader in points without a win takes a place of the winners; he is then none of them.
        leaders = [r for r in self._possible_leaders(driver) if not self.wins.get(r)] if self.leader_in else []
        return all(
            self._winners([n for rival, n in need.items() if rival != leader]) + 2 <= self.places for leader in leaders
        )

    def _winner_may_be_in(self, driver: str, wins: int, stay: Sequence[str]) -> bool:
        """With every win left: do few enough winners stay ahead, or can he lead the points?"""
        if self.leader_in and not stay:
            return True
        ahead = [r for r in self._rivals(driver) if (self.wins.get(r, 0), r in stay) > (wins, False)]
        leaders = self._possible_leaders(driver)
        taken = self.leader_in and not any(self.wins.get(leader) for leader in leaders)
        return len(ahead) < self.places - taken

    def _winners(self, need: Sequence[int]) -> int:
        """How many can win the races they need, of those left."""
        return int(sum(total <= len(self.races) for total in accumulate(sorted(need))))

    def _possible_leaders(self, driver: str) -> list[str]:
        """Rivals who may end up first in points without winning a race that is left."""
        best, floor = sum(pay.best_without_win for pay in self.races), sum(pay.least for pay in self.races)
        first = max(self.points.values()) + floor
        return [rival for rival in self._rivals(driver) if self.points[rival] + best >= first]

    def _magic(self, driver: str) -> int | None:
        """The fewest more points that clinch it, of what the races left pay without a win."""
        low, high = 0, sum(pay.best_without_win if self.wins_first else pay.best for pay in self.races)
        if not self.races or not self.clinched(driver, high):
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.clinched(driver, middle) else (middle + 1, high)
        return low

"""What was a race worth? The chances of everybody with its result unknown, beside those with its result in.

Both sides race the same races to come, with the same ratings (those of the day after the race) and the same luck;
before, the race itself is simulated too, from its evening before. So what changes is what the result did to points,
wins and places, not what it taught about who is fast.

Known limits: the error of a change takes the two sides as independent, which is too wide.
"""

import math
from pathlib import Path
from typing import Final, NamedTuple

from stockcar.forecast.fit import race_inputs
from stockcar.forecast.fitted import FittedInputs
from stockcar.forecast.forecast import fitted_inputs
from stockcar.forecast.season import WORK, DriverOdds, SeasonOdds, odds_of, rest_of
from stockcar.forecast.season_known import Known, known_after, known_earlier
from stockcar.forecast.season_ranges import Luck, Work
from stockcar.racing import RaceKey
from stockcar.record.book import RecordBook

EVE: Final = "before-qualifying"


class Worth(NamedTuple):
    """The odds on both sides of a race."""

    key: RaceKey
    before: SeasonOdds
    after: SeasonOdds

    def change(self, driver: str) -> "Change":
        """What the race did to a driver."""
        one, two = self.before.odds.get(driver), self.after.odds.get(driver)
        return Change(one, two)


class Change(NamedTuple):
    """One driver on both sides; None where he is in no line of that side."""

    before: DriverOdds | None
    after: DriverOdds | None

    @property
    def title(self) -> float:
        """Change of the chance to win the title."""
        return (self.after.title if self.after else 0.0) - (self.before.title if self.before else 0.0)

    @property
    def make_playoffs(self) -> float | None:
        """Change of the chance to make the playoffs; None where the season has none."""
        sides = [side.make_playoffs if side else 0.0 for side in (self.before, self.after)]
        return None if sides[0] is None or sides[1] is None else sides[1] - sides[0]

    @property
    def title_se(self) -> float:
        """Its error, of the simulation."""
        return math.hypot(*(side.title_se if side else 0.0 for side in self))

    @property
    def make_playoffs_se(self) -> float:
        """Its error, of the simulation."""
        return math.hypot(*((side.make_playoffs_se or 0.0) if side else 0.0 for side in self))


def worth_of(book: RecordBook, key: RaceKey, work: Work = WORK, schedule: Path | None = None) -> Worth:
    """The chances before and after a race. ``schedule``: a file with the races that the book does not hold yet.

    Raises:
        NotInBook: the open book can neither fit the races needed nor holds them fitted, or lacks races of the season
            and no schedule was given. BadFile: no schedule of the rest of it.
        RuleMissing: the season's format or points cannot be simulated.
    """
    known = known_after(book, key.series, key.season, str(key), schedule)
    rest = rest_of(known, work.say)
    earlier = known_earlier(known, key.number - 1)
    luck = Luck(f"{key.series.value}-{key.season}", key.number)
    return Worth(
        key,
        odds_of(earlier, (_eve(earlier, key), *rest), work, luck, sure=1),
        odds_of(known, rest, work, luck),
    )


def _eve(known: Known, key: RaceKey) -> FittedInputs:
    """The race from its evening before."""
    frozen = known.book.frozen_inputs(key, EVE)
    if known.book.kind != "full" or frozen is not None:
        return fitted_inputs(known.book, key, EVE)
    race = known.book.race(key)
    return race_inputs(known.book, race, known.book.entries(key), known.rulebook.on(race), EVE)

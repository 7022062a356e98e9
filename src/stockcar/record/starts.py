"""Every start as columns, ordered by driver and date, and the selections that a scope makes of them.

A driver's career is one slice. A scope becomes a mask over the 5,000 races (cheap) and, where it names a car, a team or
a make, a mask over the selected starts. An event is a mask again; where the record does not say for some start whether
it was the event, the count over it is unknown, and so it is said.

A car that a result lists and that did not start (49 lines, 1950-98) is no start: ``lines`` has it, ``columns`` not.
"""

import datetime as dt
import functools
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.errors import NotFound
from stockcar.racing import RaceKey
from stockcar.racing.race import FIRST_STAGE_SEASON
from stockcar.record.index import SERIES, RaceIndex
from stockcar.record.question import Event, Of, Scope
from stockcar.record.shelf import Shelf

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]

RUNNING, CRASH, MECHANICAL, DISQUALIFIED, OTHER, UNKNOWN = range(6)
_STATUS: Final = {
    Event.RUNNING: RUNNING, Event.CRASH: CRASH, Event.MECHANICAL: MECHANICAL, Event.DISQUALIFIED: DISQUALIFIED,
}  # fmt: skip
NO_START: Final = ("did not start", "dns")  # how a result says of a line that the car did not start
FOUR_STAGES: Final = (  # the 600
    f"series = 'cup' and season >= {FIRST_STAGE_SEASON} and laps_scheduled * length_mi > 590"
)
NUMBERS: Final = {
    Of.LAPS: "laps", Of.LED: "led", Of.START: "start", Of.FINISH: "finish", Of.RATING: "rating", Of.POINTS: "points",
}  # fmt: skip


class Lists(NamedTuple):
    """What the codes stand for: ids in order."""

    driver: tuple[str, ...]
    team: tuple[str, ...]
    make: tuple[str, ...]
    car: tuple[str, ...]


class Starts:
    """The starts of a book. ``visible``: which races the view sees (None: all)."""

    def __init__(self, shelf: Shelf, races: RaceIndex, lists: Lists) -> None:
        self.races = races
        self.lists = lists
        self._shelf = shelf
        self.lines = shelf.columns("codes")  # every line of a result
        self.began = self._began()
        self.columns = {name: values[self.began] for name, values in self.lines.items()}  # those who started
        self.race: NDArray[np.int32] = self.columns["race"]
        driver = self.columns["driver"]
        self.first: NDArray[np.int64] = np.searchsorted(driver, np.arange(len(lists.driver) + 1))
        self._driver_code = {driver_id: code for code, driver_id in enumerate(lists.driver)}

    def _began(self) -> Mask:
        """Which lines are of a car that started."""
        found = self._shelf.columns("results", "key", "driver_id", "finish", where=f"status in {NO_START}")
        codes = {driver_id: code for code, driver_id in enumerate(self.lists.driver)}
        began = np.ones(len(self.lines["race"]), dtype=np.bool_)
        for key, driver_id, finish in zip(*(values.tolist() for values in found.values()), strict=True):
            of = slice(*np.searchsorted(self.lines["driver"], (codes[driver_id], codes[driver_id] + 1)).tolist())
            began[of] &= (self.lines["race"][of] != self.races.place[key]) | (self.lines["finish"][of] != finish)
        return began

    def paid_without_a_start(self, taken: Mask) -> dict[int, int]:
        """Points by driver code that lines of cars that did not start were paid in the races ``taken``."""
        places = np.flatnonzero(~self.began & (self.lines["points"] > 0) & taken[self.lines["race"]])
        paid: dict[int, int] = {}
        for place in places.tolist():
            code = int(self.lines["driver"][place])
            paid[code] = paid.get(code, 0) + int(self.lines["points"][place])
        return paid

    @functools.cached_property
    def _codes(self) -> dict[str, dict[str, int]]:
        return {
            "team": {team: code for code, team in enumerate(self.lists.team)},
            "make": {make.lower(): code for code, make in enumerate(self.lists.make)},
            "car": {car: code for code, car in enumerate(self.lists.car)},
        }

    @functools.cached_property
    def pole_known(self) -> Mask:
        """Races in which some start is recorded as the first: there, a missing place is not the pole."""
        known = np.zeros(len(self.races), dtype=np.bool_)
        known[self.race[self.columns["start"] == 1]] = True
        return known

    @functools.cached_property
    def surfaces(self) -> tuple[str, ...]:
        """The surfaces that races were run on."""
        return tuple(sorted({surface for surface in self.races.columns["surface"] if surface is not None}))

    @functools.cached_property
    def third_stage(self) -> tuple[Mask, Mask]:
        """Of every start: whether it won a third stage (of four, the 600), and whether that cannot be told.

        Who led no lap won no stage. Read when first asked for: the codes hold two stages, the results the third.
        """
        races, columns = self.races, self.columns
        won = np.zeros(len(self.race), dtype=np.bool_)
        open_races = np.zeros(len(races), dtype=np.bool_)
        for key in self._shelf.columns("races", "key", where=FOUR_STAGES)["key"].tolist():
            open_races[races.place[key]] = True
        found = self._shelf.columns("results", "key", "driver_id", where="stage_3 = 1")
        for key, driver_id in zip(found["key"].tolist(), found["driver_id"].tolist(), strict=True):
            open_races[races.place[key]] = False
            of = self.career(driver_id)
            won[of] |= self.race[of] == races.place[key]
        return won, open_races[self.race] & (columns["led"] != 0) & (columns["finish"] > 0)

    def career(self, driver_id: str) -> slice:
        """The places of a driver's starts; empty for one without any."""
        code = self._driver_code.get(driver_id)
        return slice(0, 0) if code is None else slice(int(self.first[code]), int(self.first[code + 1]))

    def race_mask(self, scope: Scope, track_id: str | None, visible: Mask | None) -> Mask | None:
        """Which races the scope takes; None means all. ``track_id``: the scope's track, resolved."""
        races, masks = self.races, []
        if scope.series is not None:
            masks.append(races.series == SERIES.index(scope.series.value))
        if scope.season is not None:
            masks.append(races.season == scope.season)
        if track_id is not None:
            masks.append(races.columns["track_id"] == track_id)
        if scope.track_type is not None:
            masks.append(races.columns["track_type"] == scope.track_type.value)
        if scope.surface is not None:
            masks.append(races.columns["surface"] == scope.surface)
        if scope.month is not None:
            masks.append(races.month == scope.month)
        if scope.since is not None:
            masks.append(self._from(scope.since))
        if scope.until is not None:
            masks.append(self._to(scope.until))
        if visible is not None:
            masks.append(visible)
        if not masks:
            return None
        taken: Mask = np.logical_and.reduce(masks)
        return taken

    def _from(self, moment: RaceKey | dt.date) -> Mask:
        if isinstance(moment, RaceKey):
            return np.asarray(np.arange(len(self.races)) >= self.races.at(moment))
        return np.asarray(self.races.latest >= moment.toordinal())

    def _to(self, moment: RaceKey | dt.date) -> Mask:
        if isinstance(moment, RaceKey):
            return np.asarray(np.arange(len(self.races)) <= self.races.at(moment))
        return np.asarray(self.races.taken <= moment.toordinal())

    def undated(self, scope: Scope, track_id: str | None, visible: Mask | None) -> Mask | None:
        """Races that the scope would take or leave by their day, which no source tells; None where there are none."""
        if scope.since is None and scope.until is None and scope.month is None:
            return None
        races, possible = self.races, np.ones(len(self.races), dtype=np.bool_)
        unsure = (races.day == 0) if scope.month is not None else ~possible
        if scope.month is not None:
            possible &= unsure | (races.month == scope.month)
        for bound, after in ((scope.since, True), (scope.until, False)):
            if bound is not None:
                straddles, out = self._straddles(bound, after)
                unsure |= straddles
                possible &= straddles | ~out
        if not (unsure & possible).any():
            return None
        rest = self.race_mask(replace(scope, since=None, until=None, month=None), track_id, visible)
        found = unsure & possible if rest is None else unsure & possible & rest
        return found if found.any() else None

    def _straddles(self, bound: RaceKey | dt.date, after: bool) -> tuple[Mask, Mask]:
        """Races on either side of a bound for all that is known, and races that are outside of it or may be."""
        races = self.races
        out = ~(self._from(bound) if after else self._to(bound))
        if not isinstance(bound, RaceKey):
            day = bound.toordinal() if after else bound.toordinal() + 1
            return np.asarray((races.taken < day) & (races.latest >= day)), out
        at = races.at(bound)
        meets = (races.taken <= races.latest[at]) & (races.latest >= races.taken[at])
        unsure = (races.day == 0) | bool(races.day[at] == 0)
        return np.asarray(meets & unsure & (races.series != races.series[at])), out

    def select(self, places: slice | Places, scope: Scope, mask: Mask | None, team_id: str | None) -> Places:
        """The places among ``places`` that the scope takes, in their order. ``mask``: from ``race_mask``."""
        taken = np.arange(places.start, places.stop) if isinstance(places, slice) else places
        if mask is not None:
            taken = taken[mask[self.race[taken]]]
        for name, wanted in (("team", team_id), ("make", scope.make and scope.make.lower()), ("car", scope.car)):
            if wanted is not None:
                code = self._codes[name].get(wanted, -2)  # -1 is "not recorded": never what was asked for
                taken = taken[self.columns[name][taken] == code]
        if scope.teammate is not None:
            taken = taken[self._beside(taken, scope.teammate)]
        return taken if scope.last is None else taken[max(0, len(taken) - scope.last) :]

    def _beside(self, places: Places, driver_id: str) -> Mask:
        theirs = self.career(driver_id)
        wide = len(self.lists.team) + 1
        teams = self.columns["team"].astype(np.int64)
        pairs = self.race.astype(np.int64) * wide + teams
        other = pairs[theirs][teams[theirs] >= 0]
        own = (places >= theirs.start) & (places < theirs.stop)
        return np.asarray(np.isin(pairs[places], other) & ~own)

    def is_event(self, places: Places | slice, event: Event, n: int = 1) -> Mask:
        """Which starts are the event, as far as the record says."""
        columns = self.columns
        match event:
            case Event.START:
                return np.ones(len(columns["finish"][places]), dtype=np.bool_)
            case Event.WIN | Event.SECOND:
                return np.asarray(columns["finish"][places] == (1 if event is Event.WIN else 2))
            case Event.TOP5 | Event.TOP10 | Event.TOP_N:
                within = {Event.TOP5: 5, Event.TOP10: 10}.get(event, n)
                return np.asarray(columns["finish"][places] <= within)
            case Event.POLE:
                return np.asarray(columns["start"][places] == 1)
            case Event.LED:
                return np.asarray(columns["led"][places] > 0)
            case Event.STAGE_1 | Event.STAGE_2:
                return np.asarray(columns[event.value][places] == 1)
            case Event.STAGE:
                first_two = (columns["stage_1"][places] == 1) | (columns["stage_2"][places] == 1)
                return np.asarray(first_two | self.third_stage[0][places])
            case Event.DNF:
                status = columns["status"][places]
                return np.asarray((status != RUNNING) & (status != UNKNOWN))
            case _:
                return np.asarray(columns["status"][places] == _STATUS[event])

    def unknown(self, places: Places, event: Event) -> int:
        """For how many of the starts the record does not say whether they were the event."""
        if event is Event.POLE:
            missing = self.columns["start"][places] < 0
            return int(np.count_nonzero(missing & ~self.pole_known[self.race[places]])) if missing.any() else 0
        if event is Event.LED:
            return int(np.count_nonzero(self.columns["led"][places] < 0))
        if event is Event.STAGE:
            return int(np.count_nonzero(self.third_stage[1][places] & ~self.is_event(places, event)))
        if event in (Event.DNF, Event.RUNNING, Event.CRASH, Event.MECHANICAL, Event.DISQUALIFIED):
            return int(np.count_nonzero(self.columns["status"][places] == UNKNOWN))
        return 0

    def number(self, places: Places, of: Of) -> NDArray[Any]:
        """The numbers of the starts that have them (so the length may be smaller)."""
        values = self.columns[NUMBERS[of]][places]
        known = values[values >= 0]
        return known / 10 if of is Of.RATING else known

    def keys(self, places: Places) -> tuple[str, ...]:
        """The race keys of the starts."""
        return tuple(self.races.keys[self.race[places]].tolist())

    def code(self, kind: str, wanted: str) -> int:
        """The code of a team or make.

        Raises:
            NotFound: nothing of that id.
        """
        found = self._codes[kind].get(wanted if kind != "make" else wanted.lower())
        if found is None:
            raise NotFound(
                f'no {kind} "{wanted}" in the record', "", "is it one of these?", sorted(self._codes[kind])[:40]
            )
        return found

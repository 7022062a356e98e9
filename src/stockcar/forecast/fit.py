"""What does the simulator need to know of this race? The only place where names become arrays.

``race_inputs`` takes a race, its entries and its rules, reads the record up to the eve of the race, and gives numbers:
pace that reproduces the calibrated expected finishes, hazards that reproduce the chances to drop out, the grid, the
teams, the rules of the day. The names stay beside the numbers in ``FittedInputs``, which can be frozen as bytes and
thawed to the very same forecast.

Known limits: a grid not yet set is the expected one in every run; lap times are typical of the kind and length of
track; crews are all average.
"""

from typing import Final

import numpy as np

from stockcar.forecast.fitted import FittedInputs, FittedRace, Line, rounded
from stockcar.forecast.normal import Floats
from stockcar.forecast.procedure import procedure_of, require_distance
from stockcar.forecast.ratings import rating_parts
from stockcar.forecast.strength import Mode
from stockcar.forecast.target import Wanted, settle
from stockcar.forecast.trust import relations_before, trust_between
from stockcar.forecast.walk import Outlook, day_of, walk_before
from stockcar.racing import Entry, EntryList, Race
from stockcar.record.book import RecordBook
from stockcar.rulebook import Rules
from stockcar.sim import RaceInputs, draws
from stockcar.sim.inputs import LANE_KERNEL, LAP_KERNEL, Cars, Track, cars, on_the_grid, strangers
from stockcar.sim.parameters import Parameters, parameters

TYPICAL_MPH: Final = {"superspeedway": 186.0, "intermediate": 172.0, "road": 97.0, "dirt": 88.0}
TOP_SCORE, TOP_SHARE = 0.7, 0.5  # above so many sd, differences in pace count by this share: see _first_pace
PACK_SCALE: Final = 0.006  # of a lap per unit of strength, where a superspeedway's settling begins
FEW_RACES: Final = 5  # a driver with fewer is named among what is thin


def race_inputs(
    book: RecordBook, race: Race, entries: EntryList, rules: Rules, mode: Mode = "grid", outlook: Outlook | None = None
) -> FittedInputs:
    """The inputs of a race as of its eve. ``outlook``: from a walk that has passed the race, to save the walk.

    Raises:
        NotInBook: the open book does not hold the history that the fit needs.
        UsageError: a race without length or distance.
    """
    if outlook is None:
        outlook = walk_before(book, race, entries, mode).outlook(race)
    entry_of = {entry.driver.id: entry for entry in entries.entries}
    key = draws.race_key(0, f"{race.key} {mode}")
    lines = tuple(
        _line(outlook, slot, entry_of[who], race.track_type.value, mode, float(outlook.places[slot]))
        for slot, who in enumerate(outlook.driver_ids)
    )
    grid = _grid(lines, outlook)
    start = _unsettled(race, rules, lines, grid, outlook)
    start = start._replace(trust=trust_between(lines, relations_before(book, day_of(book, race))))
    wanted = Wanted(outlook.places, outlook.win, outlook.top10, outlook.crash, outlook.stage_1)
    settled = settle(start, wanted, key)
    header = FittedRace(
        key=str(race.key),
        mode=mode,
        cutoff=day_of(book, race).isoformat(),
        track_type=race.track_type.value,
        thin=_thin(lines, outlook, race, mode),
    )
    return FittedInputs(header, lines, procedure_of(race, rules).cited, rounded(settled))


def _unsettled(race: Race, rules: Rules, lines: tuple[Line, ...], grid: Floats, outlook: Outlook) -> RaceInputs:
    length_mi, laps = require_distance(race)
    lap_s = typical_lap_s(race.track_type.value, length_mi)
    p = parameters(race.key.series.value, race.track_type.value, race.key.season, lap_s, length_mi)
    lanes = race.track_type.value == "superspeedway" and p.pack.segments > 0
    track = Track(laps, length_mi, lap_s, LANE_KERNEL if lanes else LAP_KERNEL)
    line_up = _cars(lines, grid, outlook, p, track)
    return RaceInputs(
        cars=line_up,
        track=track,
        procedure=procedure_of(race, rules).values,
        pace=p.pace,
        pits=p.pits,
        hazards=p.hazards,
        pack=p.pack,
        trust=strangers(len(lines)),
        start=on_the_grid(line_up.grid, p.pace.grid_gap_s),
    )


def _cars(lines: tuple[Line, ...], grid: Floats, outlook: Outlook, p: Parameters, track: Track) -> Cars:
    teams = sorted({line.team_id for line in lines if line.team_id})
    makes = sorted({line.make for line in lines if line.make})
    unsure = np.clip(outlook.deviation / np.median(outlook.deviation), 0.7, 1.6)
    return cars(
        key=_luck(lines),
        grid=grid,
        mu_s=_first_pace(outlook.strength, p, track),
        weekend_sd_s=p.knobs.weekend_sd_s * unsure,
        mech_rate=-np.log1p(-outlook.mechanical) * 1000 / (track.length_mi * track.laps),
        incident_weight=outlook.crash / outlook.crash.mean(),
        team=[teams.index(line.team_id) if line.team_id else -1 for line in lines],
        make=[makes.index(line.make) if line.make else -1 for line in lines],
    )


def _first_pace(strength: Floats, p: Parameters, track: Track) -> Floats:
    """Pace (cars,) where settling begins: that of a field like those the simulator is calibrated on.

    One standard deviation of strength is ``field_sd_s``; but the best are never as much quicker as they are better.
    In the draft that is too much: beyond some pace a car leaves the pack, and settling would not find back.
    """
    if track.kernel == LANE_KERNEL:
        return -PACK_SCALE * track.lap_s * strength
    score = (strength - strength.mean()) / max(float(strength.std()), 1e-9)
    score = score - TOP_SHARE * np.maximum(0.0, score - TOP_SCORE)
    return np.asarray(-p.knobs.field_sd_s * (score - score.mean()), float)


def _luck(lines: tuple[Line, ...]) -> list[int]:
    """Each car's luck goes by its number; where a number is missing or stands twice, by its driver too."""
    numbers = [line.car for line in lines]
    return [
        draws.car_key(line.car if line.car and numbers.count(line.car) == 1 else f"{line.car} {line.driver_id}")
        for line in lines
    ]


def _line(outlook: Outlook, slot: int, entry: Entry, track_type: str, mode: Mode, place: float) -> Line:
    parts = rating_parts(outlook.effects[slot], track_type)
    return Line(
        car=str(entry.car),
        driver=entry.driver.name,
        driver_id=entry.driver.id,
        team=entry.team.name if entry.team else None,
        team_id=entry.team.id if entry.team else None,
        make=entry.make,
        start=entry.start if mode == "grid" else None,
        strength=round(float(outlook.strength[slot]), 6),
        rating=round(float(sum(part.value for part in parts)), 6),
        rating_sd=round(float(outlook.deviation[slot]), 6),
        rating_parts=tuple((part.what, round(part.value, 6)) for part in parts),
        out_prob=round(float(1 - (1 - outlook.crash[slot]) * (1 - outlook.mechanical[slot])), 6),
        place=round(place, 6),
    )


def _grid(lines: tuple[Line, ...], outlook: Outlook) -> Floats:
    """Grid places 1..n: the recorded order, cars without a place by expectation behind; else by expectation."""
    known = [999 if line.start is None else line.start for line in lines]
    order = sorted(range(len(lines)), key=lambda slot: (known[slot], -outlook.expected_start[slot], lines[slot].car))
    grid = np.empty(len(lines))
    grid[order] = np.arange(len(lines)) + 1
    return grid


def _thin(lines: tuple[Line, ...], outlook: Outlook, race: Race, mode: Mode) -> tuple[str, ...]:
    reasons = []
    for line, races in zip(lines, outlook.races_before, strict=True):
        if races < FEW_RACES:
            count = "no earlier race" if races == 0 else f"{int(races)} earlier race{'s' if races > 1 else ''}"
            reasons.append(
                f"{line.driver} (No. {line.car}): {count} in the {race.key.series.value} series, rated by car and team"
            )
    if mode == "grid" and any(line.start is None for line in lines):
        reasons.append("the grid is not recorded for every car: the rest line up as expected")
    if race.date is None:
        reasons.append("the race is not dated: the cutoff is the day of the race before it in its series")
    return tuple(reasons)


def typical_lap_s(track_type: str, length_mi: float) -> float:
    """A green lap at a track of this kind and length, s; short tracks are quicker the longer they are."""
    mph = TYPICAL_MPH.get(track_type) or 75.0 + 55.0 * min(length_mi, 1.1)
    return length_mi / mph * 3600

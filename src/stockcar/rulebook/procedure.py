"""How was a race of that day run, in plain numbers and yes or no?

=========================  ==========================  =======================================================
rule                       years                       state
=========================  ==========================  =======================================================
stages, stage cautions     2017-                       values; lengths come with the race
free pass, wave-around,    2003-, 2009-, 2009-         values; xfinity and truck start of double file
double file                                            unconfirmed
choose rule                2020-                       values by kind of track
overtime                   2004-                       values; truck 1995-2004 unconfirmed
official distance          all                         values; before 2017 unconfirmed
damaged vehicle policy     2017-                       values; 2019-22, 2023-24 unconfirmed in part
wet tyres                  2008-                       values; most unconfirmed
caution clock              truck 2016                  value; the shorter tail at two tracks is a note only
live pit stops             2013-                       by dirt tracks; standalone races are a note only
restart zone               2013-                       not: no source gives its lengths
minimum speed              all                         not: no source gives the figures
=========================  ==========================  =======================================================

Nothing here decides anything in a race; a simulator is fed with these values.
"""

from typing import Any, NamedTuple

from stockcar.racing import Race
from stockcar.rulebook.dated import Cite, Confidence
from stockcar.rulebook.rules import Rules

TOPICS = (
    "stage_cautions", "pit_closed_laps", "race_back", "free_pass", "wave_around", "double_file", "choose_rule",
    "overtime", "official_distance", "damaged_vehicle", "wet_tires", "live_pit_stops", "caution_clock",
)  # fmt: skip


class Procedure(NamedTuple):
    """The procedure of one race. Laps are 1-based ends; 0 means that there is no such thing."""

    stage_end_laps: tuple[int, ...]  # of the stages before the last
    stage_cautions: bool  # yellow at each stage end
    pit_closed_laps: int  # before a stage end
    race_back_to_caution: bool  # cars race to the line when the yellow comes out
    free_pass: bool
    free_pass_off_last_laps: int  # none given in that many last laps
    wave_around: bool
    double_file_restarts: bool
    choose_rule: bool
    overtime_attempts: int  # 0: the race ends at its distance; 99: as many as it takes
    overtime_ends_at: str  # caution | white | line | distance: what makes an attempt count
    official_lap: int  # from which lap on the race can be called; 0: the laps of the race are not known
    dvp_clock_s: float  # for repairs on pit road; 0: no clock
    dvp_may_return: bool  # from the garage after contact
    wet_tires: bool
    live_pit_stops: bool  # places can be won and lost in the pits
    caution_clock_s: float  # yellow after so long a green; 0: none
    unconfirmed: tuple[str, ...]  # topics whose value no source confirms
    cites: tuple[tuple[str, Cite], ...]


def procedure_of(rules: Rules) -> Procedure:
    """The procedure of a race.

    Raises:
        RuleMissing: a rule of that day is not known.
    """
    found = {topic: rules.rule(topic) for topic in TOPICS}
    value: dict[str, Any] = {topic: rule.value for topic, rule in found.items()}
    ends = tuple(stage.end_lap for stage in rules.race.stages)
    laps = rules.race.laps_scheduled
    between = tuple(end for end in ends if laps is None or end < laps) if value["stage_cautions"] is not None else ()
    overtime, free, damaged, clock = (value[t] for t in ("overtime", "free_pass", "damaged_vehicle", "caution_clock"))
    return Procedure(
        stage_end_laps=between,
        stage_cautions=bool(value["stage_cautions"]),
        pit_closed_laps=value["pit_closed_laps"] or 0,
        race_back_to_caution=value["race_back"],
        free_pass=free["given"],
        free_pass_off_last_laps=free["off_in_last_laps"],
        wave_around=value["wave_around"],
        double_file_restarts=value["double_file"],
        choose_rule=value["choose_rule"],
        overtime_attempts=overtime["attempts"],
        overtime_ends_at=overtime["ends"],
        official_lap=official_lap(rules.race, value["official_distance"], between),
        dvp_clock_s=damaged["clock_s"],
        dvp_may_return=damaged["may_return"],
        wet_tires=value["wet_tires"],
        live_pit_stops=value["live_pit_stops"],
        caution_clock_s=clock["green_s"] if clock else 0,
        unconfirmed=tuple(topic for topic, rule in found.items() if rule.confidence is Confidence.UNCONFIRMED),
        cites=tuple((topic, rule.cite) for topic, rule in found.items()),
    )


def official_lap(race: Race, distance: str, stage_ends: tuple[int, ...]) -> int:
    """The lap from which a race that weather stops counts as run; 0 where its laps are not known."""
    if race.laps_scheduled is None:
        return 0
    if distance == "stage_2" and len(stage_ends) >= 2:
        return stage_ends[1]
    return (race.laps_scheduled + 1) // 2

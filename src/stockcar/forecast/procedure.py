"""Which rules of the day does the simulator run under?

The rulebook's procedure of the race, with its citations, as the simulator's ``Procedure``. Where the rulebook cannot
decide the procedure of a day, that of 2025 stands in and it is said so.

Known limits: speeds, penalties and damage rules of the day are not rules here but part of the simulator's parameters.
"""

from typing import NamedTuple

from stockcar.errors import RuleMissing, UsageError
from stockcar.racing import Race
from stockcar.rulebook import Rules
from stockcar.sim.inputs import NEVER, Procedure, procedure

UNLIMITED = 99  # the rulebook's word for as many attempts as it takes


class Ruled(NamedTuple):
    """The procedure, and what each value rests on."""

    values: Procedure
    cited: tuple[tuple[str, str], ...]


def procedure_of(race: Race, rules: Rules) -> Ruled:
    """The rules of the day as numbers, with their citations.

    Raises:
        UsageError: the distance of the race is not known.
    """
    _, laps = require_distance(race)
    try:
        day = rules.procedure
    except RuleMissing as missing:
        ends = sorted({stage.end_lap for stage in race.stages if stage.end_lap < laps})
        return Ruled(procedure(ends), (("procedure", f"assumed as in 2025: {missing.what}"),))
    given = {
        "stage_caution": day.stage_cautions,
        "free_pass": day.free_pass,
        "wave_around": day.wave_around,
        "choose_rule": day.choose_rule,
        "overtime_attempts": NEVER if day.overtime_attempts >= UNLIMITED else day.overtime_attempts,
        "official_lap": day.official_lap,
        "dvp_clock_s": float(day.dvp_clock_s),
        "free_pass_off_laps": day.free_pass_off_last_laps,
    }
    ends = sorted({lap for lap in day.stage_end_laps if 0 < lap < laps})
    cited = [(f"{name} = {value}", "") for name, value in given.items()]
    cited.append((f"laps = {laps}, stages end on {ends}", "the record"))
    cited.extend((topic, str(cite)) for topic, cite in day.cites)
    return Ruled(procedure(ends, **given), tuple(cited))


def require_distance(race: Race) -> tuple[float, int]:
    """Lap length in miles and scheduled laps.

    Raises:
        UsageError: one of them is not known.
    """
    if race.length_mi is None or race.laps_scheduled is None:
        missing = "length of the track" if race.length_mi is None else "scheduled distance"
        raise UsageError(f"{race.key}: the {missing} is not known", "a race cannot be run without it", "name it")
    return race.length_mi, race.laps_scheduled

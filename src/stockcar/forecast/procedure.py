"""Which rules of the day does the simulator run under?

The rulebook's values with their citations, as the simulator's ``Procedure``. A rule that the rulebook does not hold for
the race's day takes the value of 2025 and says so.

Known limits: speeds, penalties and damage rules of the day are not rules here but part of the simulator's parameters.
"""

from typing import Any, Final, NamedTuple

from stockcar.errors import RuleMissing, UsageError
from stockcar.racing import Race
from stockcar.sim.inputs import NEVER, Procedure, procedure

# simulator's name: (rulebook's topic, value where the rulebook has none)
SWITCHES: Final[dict[str, tuple[str, bool]]] = {
    "stage_caution": ("stage_caution", True),
    "free_pass": ("free_pass", True),
    "wave_around": ("wave_around", True),
    "choose_rule": ("choose_rule", True),
}
FIRST_STAGES: Final = 2017


class Ruled(NamedTuple):
    """The procedure, and what each value rests on."""

    values: Procedure
    cited: tuple[tuple[str, str], ...]


def procedure_of(race: Race, rules: Any) -> Ruled:
    """The rules of the day as numbers, with their citations."""
    given: dict[str, bool | int] = {}
    cited = []
    for name, (topic, otherwise) in SWITCHES.items():
        value, cite = _value(rules, topic, otherwise)
        given[name] = value if isinstance(value, bool) else otherwise
        cited.append((f"{name} = {given[name]}", cite))
    attempts, cite = _value(rules, "overtime_attempts", NEVER)
    given["overtime_attempts"] = attempts if isinstance(attempts, int) and not isinstance(attempts, bool) else NEVER
    cited.append((f"overtime_attempts = {given['overtime_attempts']}", cite))
    _, laps = require_distance(race)
    ends = [stage.end_lap for stage in race.stages if stage.end_lap < laps] if race.key.season >= FIRST_STAGES else []
    cited.append((f"laps = {laps}, stages end on {ends}", "the record"))
    return Ruled(procedure(sorted(set(ends)), **given), tuple(cited))


def require_distance(race: Race) -> tuple[float, int]:
    """Lap length in miles and scheduled laps.

    Raises:
        UsageError: one of them is not known.
    """
    if race.length_mi is None or race.laps_scheduled is None:
        missing = "length of the track" if race.length_mi is None else "scheduled distance"
        raise UsageError(f"{race.key}: the {missing} is not known", "a race cannot be run without it", "name it")
    return race.length_mi, race.laps_scheduled


def _value(rules: Any, topic: str, otherwise: Any) -> tuple[Any, str]:
    try:
        rule = rules.rule(topic)
    except RuleMissing as missing:
        return otherwise, f"assumed as in 2025: {missing.what}"
    if rule.value is None:
        return otherwise, "assumed as in 2025: the sources do not say"
    return rule.value, str(rule.cite)

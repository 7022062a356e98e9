"""Which inputs cannot be raced, and why? ``require_inputs`` names the field.

Known limits: it looks at what would make a race meaningless or endless, not at whether the numbers are likely.
"""

import numpy as np

from stockcar.errors import InputsError
from stockcar.sim.inputs import RaceInputs

_PROBABILITIES = (
    "pits.mistake_prob", "pits.penalty_prob", "pits.flip_prob", "pits.caution_fuel", "hazards.overdispersion",
    "hazards.lone_prob", "hazards.out_prob", "hazards.out_alone_prob", "hazards.lone_caution_prob",
    "hazards.mech_caution_prob", "pace.noise_rho", "trust.memory", "pack.follow", "pack.join",
)  # fmt: skip
_POSITIVE = ("track.length_mi", "track.lap_s", "pits.tank_laps", "hazards.mech_shape", "hazards.restart_laps",
             "hazards.late_laps", "pace.dirty_gap_s", "pits.run_laps")  # fmt: skip
_NOT_NEGATIVE = (
    "cars.weekend_sd_s", "cars.mech_rate", "cars.incident_weight", "cars.relief_s", "pace.noise_sd_s", "pace.run_sd_s",
    "pace.min_gap_s", "pace.restart_sd_s", "pace.grid_gap_s", "pace.restart_laps", "hazards.events",
    "hazards.extra_cars", "hazards.damage_s", "hazards.lost_s", "hazards.caution_extra_laps", "pits.transit_s",
    "start.lap", "start.caution_left", "start.laps_down", "start.tyre_laps", "start.fuel_laps", "start.damage_s",
    "procedure.overtime_attempts", "hazards.first_lap", "hazards.restart", "hazards.late", "pack.push_hazard",
    "pack.side_hazard", "pack.late_hazard",
)  # fmt: skip


def require_inputs(inputs: RaceInputs) -> None:
    """Raise ``InputsError`` whose first words are the field that cannot be meant."""
    n = len(inputs.cars.key)
    if n < 1 or n > 64:
        raise InputsError(f"cars: {n} cars", "a race has from 1 to 64")
    _require_shapes(inputs, n)
    for path in _PROBABILITIES:
        _require(path, inputs, lambda v: (v >= 0.0) & (v <= 1.0), "lies outside 0 to 1")
    for path in _POSITIVE:
        _require(path, inputs, lambda v: v > 0.0, "must be above 0")
    for path in _NOT_NEGATIVE:
        _require(path, inputs, lambda v: v >= 0.0, "must not be below 0")
    _require_line_up(inputs, n)
    _require_laps(inputs)


def _require_shapes(inputs: RaceInputs, n: int) -> None:
    for part in ("cars", "trust", "start"):
        for name, value in zip(getattr(inputs, part)._fields, getattr(inputs, part), strict=True):
            if not isinstance(value, np.ndarray):
                continue
            wanted = (n, n) if value.ndim == 2 else (n,)
            if value.shape != wanted:
                raise InputsError(f"{part}.{name}: shape {value.shape}", f"{n} cars need shape {wanted}")
    for part in inputs._fields:
        for name, value in zip(getattr(inputs, part)._fields, getattr(inputs, part), strict=True):
            if not np.all(np.isfinite(np.asarray(value, np.float64))):
                raise InputsError(f"{part}.{name}: not a finite number", "a race cannot be run on it")


def _require(path: str, inputs: RaceInputs, holds: object, why: str) -> None:
    part, name = path.split(".")
    value = np.asarray(getattr(getattr(inputs, part), name))
    if not np.all(holds(value)):  # type: ignore[operator]
        raise InputsError(f"{path}: {value.tolist()}", why)


def _require_line_up(inputs: RaceInputs, n: int) -> None:
    if sorted(inputs.cars.grid.tolist()) != list(range(1, n + 1)):
        raise InputsError(f"cars.grid: {inputs.cars.grid.tolist()}", f"the grid must hold each of 1 to {n} once")
    keys = inputs.cars.key.tolist()
    if len(set(keys)) != n or min(keys) < 1 or max(keys) > 0xFFFFFFFF:
        raise InputsError(
            "cars.key: not one each", "two cars share their luck, or a key is not draws.car_key of a number"
        )
    if not np.any(inputs.start.out == 0):
        raise InputsError("start.out: no car is running", "there is no race left")
    if np.any((inputs.cars.policy == 1) & (inputs.cars.stop_every < 1)):
        raise InputsError("cars.stop_every: below 1", "a car stops at most once a lap")
    if np.any((inputs.cars.policy < 0) | (inputs.cars.policy > 1)):
        raise InputsError(f"cars.policy: {inputs.cars.policy.tolist()}", "0 is by the book, 1 stops every so many laps")


def _require_laps(inputs: RaceInputs) -> None:
    track, stages = inputs.track, inputs.procedure.stage_end_laps.tolist()
    if track.laps < 1 or track.laps > 2000:
        raise InputsError(f"track.laps: {track.laps}", "a race has from 1 to 2,000 laps")
    if track.kernel not in (0, 1):
        raise InputsError(f"track.kernel: {track.kernel}", "0 is the lap kernel, 1 the lane kernel")
    if track.kernel == 1 and (inputs.pack.lines not in (2, 3) or inputs.pack.segments < 1):
        raise InputsError(f"pack.lines: {inputs.pack.lines}", "a pack has 2 or 3 lanes, and a lap at least one segment")
    if stages != sorted(set(stages)) or any(lap < 1 or lap >= track.laps for lap in stages):
        raise InputsError(f"procedure.stage_end_laps: {stages}", f"stages end in order, before lap {track.laps}")
    if any(lap < 1 for lap in inputs.procedure.forced_cautions.tolist()):
        raise InputsError("procedure.forced_cautions: below 1", "laps are counted from 1")
    if inputs.procedure.overtime_laps < 1:
        raise InputsError(f"procedure.overtime_laps: {inputs.procedure.overtime_laps}", "overtime has at least one lap")
    if inputs.start.lap >= track.laps:
        raise InputsError(f"start.lap: {inputs.start.lap}", f"the race is over after {track.laps} laps")
    if inputs.hazards.caution_laps < 1 or inputs.hazards.stage_caution_laps < 1:
        raise InputsError("hazards.caution_laps: below 1", "a caution lasts at least one lap")
    if inputs.pits.tank_laps < 2.0:
        raise InputsError(f"pits.tank_laps: {inputs.pits.tank_laps}", "a tank lasts at least two laps")
    if not 0.0 <= inputs.pace.noise_rho < 1.0:
        raise InputsError(f"pace.noise_rho: {inputs.pace.noise_rho}", "must be below 1, else the noise never settles")

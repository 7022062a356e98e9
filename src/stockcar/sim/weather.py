"""Rain and a wet road, compiled; the laws stand in ``reference_weather`` under the same names."""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.compiled import kernel, part
from stockcar.sim.inputs import NEVER


@part
def wetness(weather, lap):
    """From 0 dry to 1 soaked."""
    return max(0.0, weather.wet * (1.0 - lap / weather.dry_lap))


@part
def wets_better(weather, wet):
    """Are wet tyres the quicker ones, and allowed?"""
    return weather.wet_tyres and weather.slick_share * wet > weather.wets_share * (1.0 - wet)


@kernel
def slick_lap(weather):
    """The lap from which slicks are the quicker tyre, if the race begins on wet ones."""
    if not wets_better(weather, weather.wet) or weather.dry_lap >= NEVER:
        return NEVER
    turn = weather.wets_share / (weather.slick_share + weather.wets_share)
    return np.int64(weather.dry_lap * (1.0 - turn / weather.wet)) + 1


@kernel
def wet_times(f, inputs, wet):
    """What a wet road costs every car on its tyres, added to its lap."""
    weather, lap_s = inputs.weather, inputs.track.lap_s
    on_slicks_s = lap_s * (weather.soaked_share * wet + weather.slick_share * wet)
    on_wets_s = lap_s * (weather.soaked_share * wet + weather.wets_share * (1.0 - wet))
    for car in range(f.n):
        f.seconds[car] += on_wets_s if f.wets[car] else on_slicks_s


@kernel
def first_rain(inputs, key):
    """The lap on which rain stops the race."""
    weather = inputs.weather
    if weather.rain_rate <= 0.0:
        return weather.rain_lap
    w0, _, _, _ = keyed.block(key, keyed.WEATHER, 0, 0, 0)
    dry = -np.log(keyed.uniform(w0)) / weather.rain_rate
    lap = inputs.start.lap + np.int64(dry * inputs.track.laps) + 1 if dry < 10.0 else NEVER
    return min(lap, weather.rain_lap)

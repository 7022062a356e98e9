"""Rain and a wet road in plain Python: how wet is it, on which tyres, and when does a shower come?

What a shower does to the race is ``reference_yellow.rain``.

Known limits: one shower a race; a wet road dries evenly and never gets wetter; packs of superspeedways never run wet.
"""

import math

from stockcar.sim import draws
from stockcar.sim.inputs import NEVER, RaceInputs, Weather
from stockcar.sim.reference_field import Car, Field


def wetness(weather: Weather, lap: int) -> float:
    """From 0 dry to 1 soaked."""
    return max(0.0, weather.wet * (1.0 - lap / weather.dry_lap))


def wets_better(weather: Weather, wet: float) -> bool:
    """Are wet tyres the quicker ones, and allowed?"""
    return weather.wet_tyres and weather.slick_share * wet > weather.wets_share * (1.0 - wet)


def slick_lap(weather: Weather) -> int:
    """The lap from which slicks are the quicker tyre, if the race begins on wet ones."""
    if not wets_better(weather, weather.wet) or weather.dry_lap >= NEVER:
        return NEVER
    turn = weather.wets_share / (weather.slick_share + weather.wets_share)
    return int(weather.dry_lap * (1.0 - turn / weather.wet)) + 1


def wet_s(race: Field, car: Car, wet: float) -> float:
    """Seconds a wet road costs this car on its tyres."""
    weather = race.inputs.weather
    tyres = weather.wets_share * (1.0 - wet) if car.wets else weather.slick_share * wet
    return race.inputs.track.lap_s * (weather.soaked_share * wet + tyres)


def first_rain(inputs: RaceInputs, run_key: int) -> int:
    """The lap on which rain stops the race."""
    weather = inputs.weather
    if weather.rain_rate <= 0.0:
        return weather.rain_lap
    w0, _, _, _ = draws.block(run_key, draws.WEATHER, 0, 0)
    dry = -math.log(draws.uniform(w0)) / weather.rain_rate
    lap = inputs.start.lap + int(dry * inputs.track.laps) + 1 if dry < 10.0 else NEVER
    return min(lap, weather.rain_lap)

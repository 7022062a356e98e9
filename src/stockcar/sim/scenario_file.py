"""What may stand in a scenario file, and how it is read.

TOML, with car numbers as painted::

    trust = true                                   # false: nobody trusts anybody
    [line_up]
    to_rear = ["54"]                               # they keep their order behind the others
    order = ["88", "41", "8"]                      # every car, from the pole; else as it stands
    [[relief]]
    car = "88"
    lap = 40                                       # from this lap, at the first stop under caution
    pace_s = 0.10                                  # s per lap against the starter; above 0 is slower
    trusts = ["1", "7"]                            # cars the relief driver works with
    [[order]]
    issuer = "team"
    car = "88"
    say = "take-lead"                              # push, stay, take-lead, return-the-favour (to those who pushed)
    whom = "7"
    from_lap = 98
    flag = "green"                                 # it waits for the next restart (yellow: caution, white: last lap)
    [[pact]]
    cars = ["88", "7"]
    [[caution]]
    lap = 50
    [[stage]]                                      # in place of the stages of the race
    end_lap = 25
    [[strategy]]
    car = "88"
    stop_every = 30                                # laps between stops
    stay_until = 40                                # no stop before that lap, unless the tank is empty
    [weather]
    wet = 0.8                                      # at the green flag: 0 dry to 1 soaked; true is 1
    dry_lap = 40                                   # by which the road has dried; else it stays as it is
    rain_lap = 60                                  # rain stops the race here: its end from half distance on
    rain = 0.3                                     # showers to be expected over the distance
    tyres = "slick"                                # wet tyres may not be fitted, whatever the rules have
    [tyre]                                         # for everyone
    compound = "option"                            # prime: as usual; option: falls off 1.6 times as fast
    fall_off = 1.5                                 # times the usual
    [qualifying]                                   # for sim --qualifying only, with wet of weather; else the rulebook's
    advance = [20, 10]                             # cars that go on from each round but the last
    laps = [4, 3, 2]                               # timed laps of a car in each round
    wet = [1.0, 1.0, 1.0]                          # 0 dry to 1 wet, by round; else as the weather
    cancelled = [3]                                # rounds that weather takes
    rain = 0.1                                     # chance at each round that rain ends the session

Known limits: whether a car is entered or a lap is run is not known here; ``scenario.apply`` refuses what is not.
"""

from typing import Annotated, Final, Literal, get_args

import msgspec

from stockcar.errors import ScenarioError

Count = Annotated[int, msgspec.Meta(le=1_000_000)]  # laps or cars; the rest is for ``scenario.apply``
Say = Literal["push", "stay", "take-lead", "return-the-favour"]
Flag = Literal["green", "yellow", "white", "any"]
Tyres = Literal["wet", "slick"]
Compound = Literal["prime", "option"]
WORDS: Final = {
    name: get_args(of) for name, of in (("say", Say), ("flag", Flag), ("tyres", Tyres), ("compound", Compound))
}


class LineUp(msgspec.Struct, forbid_unknown_fields=True):
    """Another starting order."""

    order: list[str] | None = None
    to_rear: list[str] = []


class Relief(msgspec.Struct, forbid_unknown_fields=True):
    """Another driver from a lap on."""

    car: str
    lap: Count
    driver: str = ""
    pace_s: float = 0.0
    trusts: list[str] = []


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """A call on the radio."""

    car: str
    say: Say
    issuer: str = ""
    whom: str = ""
    from_lap: Count = 1
    flag: Flag = "any"


class Pact(msgspec.Struct, forbid_unknown_fields=True):
    """Cars that have agreed to work together, as teammates do."""

    cars: list[str]


class Caution(msgspec.Struct, forbid_unknown_fields=True):
    """A caution that comes out whatever happens."""

    lap: Count


class Strategy(msgspec.Struct, forbid_unknown_fields=True):
    """A car that stops by a count of laps, or stays out to a lap, or both."""

    car: str
    stop_every: Count | None = None
    stay_until: Count | None = None


class Weather(msgspec.Struct, forbid_unknown_fields=True):
    """A wet track, and rain that stops the race."""

    wet: bool | float = False
    dry_lap: Count | None = None
    rain_lap: Count | None = None
    rain: float = 0.0
    tyres: Tyres | None = None


class StageEnd(msgspec.Struct, forbid_unknown_fields=True):
    """A stage that ends on another lap."""

    end_lap: Count


class Tyre(msgspec.Struct, forbid_unknown_fields=True):
    """How much faster than usual the tyres fall off."""

    compound: Compound = "prime"
    fall_off: float = 1.0


class Qualifying(msgspec.Struct, forbid_unknown_fields=True):
    """A session that is not as the rulebook has it."""

    advance: list[Count] | None = None
    laps: list[Count] | None = None
    wet: list[float] | None = None
    cancelled: list[Count] = []
    rain: float = 0.0


class Scenario(msgspec.Struct, forbid_unknown_fields=True):
    """Everything that is different from the race as it stands."""

    trust: bool = True
    line_up: LineUp = msgspec.field(default_factory=LineUp)
    relief: list[Relief] = []
    order: list[Order] = []
    pact: list[Pact] = []
    caution: list[Caution] = []
    stage: list[StageEnd] = []
    strategy: list[Strategy] = []
    weather: Weather = msgspec.field(default_factory=Weather)
    tyre: Tyre = msgspec.field(default_factory=Tyre)
    qualifying: Qualifying = msgspec.field(default_factory=Qualifying)


def load_scenario(text: str) -> Scenario:
    """A scenario from TOML; ``ScenarioError`` names the field that cannot be meant."""
    import tomllib

    try:
        return msgspec.convert(tomllib.loads(text), Scenario)
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise ScenarioError("the file: not TOML", str(wrong)) from wrong
    except msgspec.ValidationError as wrong:
        why, _, path = str(wrong).partition(" - at ")
        field = path.strip("`$.") or "the file"
        words = WORDS.get(field.rpartition(".")[2], ()) if why.startswith("Invalid enum value") else ()
        raise ScenarioError(
            f"{field}: {why}" + (f"; it is one of {', '.join(words)}" if words else ""),
            "the fields are listed in docs/cli.md and stockcar.sim.scenario_file",
        ) from wrong

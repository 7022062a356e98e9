"""The payloads of the official timing feed, as it sent them from 2014 to 2026.

Only fields that a row is made from are named; others pass unseen. A field without a default must be there. Numbers are
bounded to what can be meant, with -1 and 0 allowed where the feed writes them for "unknown". Numbers may come as text
and whole numbers with a point; both are common in the feed.
"""

from typing import Annotated

from msgspec import Meta, Struct, field

Id = Annotated[int, Meta(ge=-1, le=10_000_000)]
LapNumber = Annotated[int, Meta(ge=-1, le=1200)]
PlaceNumber = Annotated[int, Meta(ge=-1, le=120)]
Rank = Annotated[int, Meta(ge=-1, le=999)]  # 98 and 999 stand for none
Count = Annotated[int, Meta(ge=-1, le=1_000_000)]
Points = Annotated[int, Meta(ge=-2000, le=20_000)]
Real = Annotated[float, Meta(ge=-100_000, le=1_000_000)]
Clock = Annotated[float, Meta(ge=-1, le=90_000)]
FlagCode = Annotated[int, Meta(ge=0, le=9)]
Words = Annotated[str, Meta(max_length=20_000)]
Name = Annotated[str, Meta(max_length=120)]
CarNumber = Annotated[str, Meta(max_length=4)] | Annotated[int, Meta(ge=0, le=999)]


# lap-times


class TimedLap(Struct):
    """One lap of one car; lap 0 is the grid."""

    lap: Annotated[int, Meta(ge=0, le=1200)] = field(name="Lap")
    time_s: Real | None = field(name="LapTime")
    speed_mph: Real | None = field(name="LapSpeed", default=None)
    running: PlaceNumber | None = field(name="RunningPos", default=None)


class CarLaps(Struct):
    """All laps of one car."""

    car: CarNumber = field(name="Number")
    driver: Name = field(name="FullName")
    driver_id: Id = field(name="NASCARDriverID")
    laps: list[TimedLap] = field(name="Laps")
    make: Name | None = field(name="Manufacturer", default=None)


class LapFlag(Struct):
    """The flag of a lap."""

    lap: Annotated[int, Meta(ge=0, le=1200)] = field(name="LapsCompleted")
    flag: FlagCode = field(name="FlagState")


class LapTimes(Struct):
    """``lap-times.json``: a whole race."""

    laps: list[CarLaps]
    flags: list[LapFlag]


# live-feed, stage-feed


class LedRange(Struct):
    """Laps led, both included; 0 to 0 is the pole winner's place on the grid."""

    start_lap: LapNumber
    end_lap: LapNumber


class LiveStop(Struct):
    """A stop as the live feed has it; all zero is padding."""

    pit_in_elapsed_time: Clock = 0
    pit_out_elapsed_time: Clock = 0
    pit_in_lap_count: LapNumber = 0
    pit_in_leader_lap: LapNumber = 0
    positions_gained_lossed: Annotated[int, Meta(ge=-120, le=120)] = 0
    pit_in_rank: Rank | None = None
    pit_out_rank: Rank | None = None


class LiveDriver(Struct):
    """Who is in the car."""

    driver_id: Id
    full_name: Name


class Vehicle(Struct):
    """One car at that moment."""

    vehicle_number: CarNumber
    driver: LiveDriver
    running_position: PlaceNumber
    laps_completed: LapNumber
    laps_led: list[LedRange] = []
    pit_stops: list[LiveStop] = []
    vehicle_manufacturer: Name | None = None
    starting_position: Rank | None = None
    last_lap_time: Real | None = None
    last_lap_speed: Real | None = None
    best_lap_time: Real | None = None
    delta: Real | None = None
    passes_made: Count | None = None
    times_passed: Count | None = None
    fastest_laps_run: Count | None = None
    status: Annotated[int, Meta(ge=-1, le=99)] | None = None
    is_on_track: bool | None = None


class LiveFeed(Struct):
    """``live-feed.json`` and ``stage-feed.json``: the field at a moment."""

    lap_number: LapNumber
    elapsed_time: Clock
    flag_state: FlagCode
    race_id: Id
    laps_in_race: LapNumber
    vehicles: list[Vehicle]
    run_name: Name
    run_type: Annotated[int, Meta(ge=0, le=20)]


# live-pit-data, live-flag-data, lap-notes, live-stage-points, loopstats


class PitVisit(Struct):
    """One visit to pit road; -1 and 0 are unknown."""

    vehicle_number: CarNumber
    driver_name: Name
    leader_lap: LapNumber
    lap_count: LapNumber
    pit_in_flag_status: FlagCode
    pit_out_flag_status: FlagCode
    pit_in_race_time: Clock
    pit_out_race_time: Clock
    total_duration: Real
    pit_stop_duration: Real
    pit_stop_type: Name
    vehicle_manufacturer: Name | None = None
    in_travel_duration: Real | None = None
    out_travel_duration: Real | None = None
    left_front_tire_changed: bool = False
    left_rear_tire_changed: bool = False
    right_front_tire_changed: bool = False
    right_rear_tire_changed: bool = False
    pit_in_rank: PlaceNumber | None = None
    pit_out_rank: PlaceNumber | None = None
    positions_gained_lost: Annotated[int, Meta(ge=-120, le=120)] | None = None


class FlagChange(Struct):
    """A change of flag."""

    lap_number: LapNumber
    flag_state: FlagCode
    elapsed_time: Clock
    comment: Words | None = None
    beneficiary: Words | None = None


class FlagChanges(Struct):
    """``live-flag-data.json`` of 2023; other years send the bare list."""

    changes: list[FlagChange] = field(name="FlagStates")


class Note(Struct):
    """What the timing stand wrote."""

    note: Words = field(name="Note")
    flag: FlagCode | None = field(name="FlagState", default=None)
    driver_ids: list[Id | None] = field(name="DriverIDs", default=[])


class LapNotes(Struct):
    """``lap-notes.json``: notes by lap."""

    laps: dict[str, list[Note]]


class StageLine(Struct):
    """A car at a stage end."""

    position: Annotated[int, Meta(ge=1, le=120)]
    vehicle_number: CarNumber
    driver_id: Id
    full_name: Name
    stage_points: Annotated[int, Meta(ge=0, le=20)]


class StagePoints(Struct):
    """``live-stage-points.json``: one stage."""

    race_id: Id
    stage_number: Annotated[int, Meta(ge=1, le=4)]
    results: list[StageLine]


class LoopLine(Struct):
    """A driver's loop data."""

    driver_id: Id
    start_ps: PlaceNumber
    mid_ps: PlaceNumber
    ps: PlaceNumber
    closing_ps: PlaceNumber
    best_ps: PlaceNumber
    worst_ps: PlaceNumber
    avg_ps: Annotated[float, Meta(ge=-1, le=120)]
    passes_gf: Count
    passing_diff: Annotated[int, Meta(ge=-100_000, le=100_000)]
    passed_gf: Count
    quality_passes: Count
    fast_laps: Count
    top15_laps: LapNumber
    lead_laps: LapNumber
    laps: LapNumber
    rating: Annotated[float, Meta(ge=-100, le=160)]


class LoopStats(Struct):
    """``loopstats``: one race."""

    race_id: Id
    series_id: Id
    sch_laps: LapNumber
    drivers: list[LoopLine]


# practice


class RunAverages(Struct):
    """A car's best averages; 999 is "no such run"."""

    car: CarNumber = field(name="Number")
    driver_id: Id = field(name="NASCARDriverID")
    driver: Name = field(name="FullName")
    best_lap: Real | None = field(name="BestLapTime")
    overall: Real | None = field(name="OverAllAvg", default=None)
    run_5: Real | None = field(name="Con5Lap", default=None)
    run_10: Real | None = field(name="Con10Lap", default=None)
    run_15: Real | None = field(name="Con15Lap", default=None)
    run_20: Real | None = field(name="Con20Lap", default=None)
    run_25: Real | None = field(name="Con25Lap", default=None)
    run_30: Real | None = field(name="Con30Lap", default=None)
    make: Name | None = field(name="Manufacturer", default=None)
    sponsor: Words | None = field(name="Sponsor", default=None)


class SessionAverages(Struct):
    """``lap-averages.json``: one session."""

    title: Name = field(name="Title")
    items: list[RunAverages] = field(name="Items")


class TenLapRun(Struct):
    """``lap-average.json`` of 2018: a car's best ten laps in a row, as a speed."""

    car: CarNumber = field(name="carNumber")
    driver: Name = field(name="dName")
    from_lap: LapNumber = field(name="fromLap")
    to_lap: LapNumber = field(name="toLap")
    speed_mph: Real = field(name="lapSpeedAverage")
    rank: PlaceNumber | None = field(name="pos", default=None)


class TenLapRuns(Struct):
    """The list of them."""

    runs: list[TenLapRun] = field(name="10-Lap-Average")

"""The shapes of every document: what ``--format json`` prints and what the page answers under ``/data``.

One place for them; the tests of the verbs and of the page read documents through here. A field here keeps its name and
meaning; more fields may come. Bytes are decoded strictly: no NaN, no number as text, no chance outside 0 to 1.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Chance = Annotated[float, Meta(ge=0, le=1)]
Place = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=0)]
Key = Annotated[str, Meta(pattern=r"^(cup|xfinity|truck)-\d{4}-\d{2}$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Name = Annotated[str, Meta(min_length=1)]
Series = Literal["cup", "xfinity", "truck"]
Season = Annotated[int, Meta(ge=1949, le=2100)]
Coverage = Literal["full", "partial"]
Confidence = Literal["checked", "sourced", "single", "unconfirmed"]


class Fault(Struct):
    """What stderr says with ``--format json``, and the page with a status that is not 200."""

    error: Name
    what: Name
    why: str
    next: str
    candidates: list[str]


class Step(Struct):
    """One step of a derivation: what, and its source; what is counted from the record has none."""

    text: Name
    value: Any
    cite: str | None
    confidence: Confidence | None


class Part(Struct):
    what: Name
    points: float  # 1972-73 paid quarters of a point a lap
    cite: Name
    confidence: Confidence


class Relief(Struct):
    driver: Name
    from_lap: Place | None
    flag: str | None
    cite: Name


class Result(Struct):
    finish: Place
    start: Place | None
    car: str | None
    driver: Name
    driver_id: Name
    relief: list[Relief]
    team: str | None
    make: str | None
    laps: Count | None
    led: Count | None
    status: str | None
    stage_1: Place | None
    stage_2: Place | None
    stage_3: Place | None
    points: int | None
    points_recomputed: float | None  # 1972-73 paid quarters of a point a lap
    points_parts: list[Part]
    points_note: str | None
    rating: float | None


class Note(Struct):
    text: Name
    kind: Name
    subject: str
    value: Any
    rarity: float | None
    rows: list[str]
    query: str


class Stage(Struct):
    number: Place
    end_lap: Place
    inferred: bool


class RatingPart(Struct):
    what: Name
    value: float


class ForecastEntry(Struct):
    car: Name
    driver: Name
    rank: Place
    win: Chance
    win_se: Chance
    top5: Chance
    top10: Chance
    stage_1_win: Chance | None
    expected_finish: Annotated[float, Meta(ge=1)]
    dnf: Chance
    rating: float
    rating_parts: list[RatingPart]


class ForecastTeam(Struct):
    team: Name
    win: Chance
    one_two: Chance
    one_two_three: Chance


class Provenance(Struct):
    data: Name
    rules: str = ""
    book: str = ""
    code: str = ""


class Forecast(Struct):
    key: str
    mode: Literal["grid", "before-qualifying", "entry-list"]
    cutoff: Day
    seed: int
    runs: Place
    provenance: Provenance
    entries: list[ForecastEntry]
    teams: list[ForecastTeam]
    thin: list[str]


class Race(Struct):
    key: Key
    series: Series
    season: Season
    number: Place
    name: str
    track: Name
    track_type: Name
    date: Day | None
    laps_scheduled: Place | None
    laps_run: Count | None
    stages: list[Stage]
    winner: dict[str, str | None]
    results: Annotated[list[Result], Meta(min_length=1)]
    worth: list[Step]
    notes: list[Note]
    forecast: Forecast | None
    no_forecast: Name | None
    coverage: Coverage


class Career(Struct):
    driver: Name
    driver_id: Name
    scope: dict[str, Any]
    starts: Count | None
    wins: Count | None
    top5: Count | None
    top10: Count | None
    poles: Count | None
    laps: Count | None
    led: Count | None
    avg_start: float | None
    avg_finish: float | None
    avg_rating: float | None
    dnf: Count | None
    coverage: Coverage
    reason: str | None
    rows: list[Key]


class Meetings(Struct):
    a: Career
    b: Career
    meetings: Count | None
    a_ahead: Count | None
    rows: list[Key]
    coverage: Coverage
    reason: str | None


class RaceLine(Struct):
    key: Key
    series: Series
    season: Season
    number: Place
    name: str
    date: Day | None
    track: Name
    winner: str | None


class Track(Struct):
    track: Name
    track_id: Name
    names: list[Name]
    layouts: list[dict[str, Any]]
    races: list[RaceLine]


class SeasonOf(Struct):
    series: Series
    season: Season
    champion: dict[str, Any] | None
    races: list[RaceLine]


class StandingLine(Struct):
    rank: Place
    driver: Name
    driver_id: Name
    starts: Count | None
    wins: Count | None
    points: int | None
    points_known: int
    penalties: int
    title_place: Place | None
    coverage: Coverage


class Standings(Struct):
    series: Series
    season: Season
    after: Key | None
    basis: Name
    warning: str | None
    coverage: Coverage
    standings: list[StandingLine]


class RuleStanding(Struct):
    position: Place
    points: float
    outside: float
    wins: Count
    starts: Count
    tie: str


class RuleStandings(Struct):
    series: Series
    season: Season
    after: Key
    of: Literal["drivers", "owners", "makes"]
    steps: list[Step]
    standings: Annotated[list[RuleStanding], Meta(min_length=1)]
    coverage: Coverage


class Started(Struct):
    start: Place
    car: Name
    at_green: Place


class LineUp(Struct):
    key: Key
    by: Literal["times", "duels", "heats", "metric", "owner_points"]
    steps: list[Step]
    line_up: Annotated[list[Started], Meta(min_length=1)]


class Query(Struct):
    columns: list[str]
    rows: list[list[Any]]
    coverage: Coverage


class Points(Struct):
    key: Key
    car: Name
    driver: Name
    driver_id: Name
    points: float
    recorded: int | None
    recorded_note: str
    parts: list[Part]
    note: str | None
    steps: list[Step]


class Reason(Struct):
    text: Name
    holds: bool | None
    cite: str | None
    confidence: str | None
    rows: list[Key]


class Eligibility(Struct):
    driver: Name
    driver_id: Name
    series: Series
    season: Season
    eligible: bool | None
    assumed: bool
    reasons: list[Reason]


class Steps(Struct):
    steps: Annotated[list[Step], Meta(min_length=1)]


class Chart(Struct):
    key: Key
    kind: Literal["laps", "trace", "points", "gained", "led", "loop", "chances", "finishes"]
    title: Name
    simulated: bool
    rows: Annotated[list[dict[str, Any]], Meta(min_length=1)]


class SimEntry(Struct):
    car: Name
    driver: Name
    finish_counts: list[Count]
    led_laps: Count
    stage_1_wins: Count
    stage_2_wins: Count
    dnf_crash: Count
    dnf_mechanical: Count


class Sim(Struct):
    key: Key
    seed: int
    runs: Place
    scenario: dict[str, Any] | None
    assumed: list[str]
    entries: list[SimEntry]
    race: dict[str, float | None]
    teams: list[ForecastTeam]


class ToldLap(Struct):
    lap: Count
    flag: Name
    order: list[Name]
    gap_s: list[float]


class ToldEvent(Struct):
    lap: Count
    kind: Name
    car: str | None
    other: str | None
    value: float
    weight: int
    text: Name


class Run(Struct):
    """One simulated race, told; it says that it never happened."""

    key: Key
    name: str
    seed: int
    run: Count
    simulated: Literal[True]
    scenario: dict[str, Any] | None
    assumed: list[str]
    decided_by: dict[str, Any] | None
    laps: list[ToldLap]
    events: list[ToldEvent]
    result: list[dict[str, Any]]


class Story(Struct):
    """The page's part of a run."""

    laps: list[ToldLap]
    events: list[ToldEvent]


class QualifyingEntry(Struct):
    car: Name
    driver: Name
    start_counts: list[Count]
    mean_start: float
    spins: Count


class Qualifying(Struct):
    key: Key
    seed: int
    runs: Place
    scenario: dict[str, Any] | None
    steps: list[Step]
    rounds: list[dict[str, Any]]
    entries: list[QualifyingEntry]


class PlayoffsDriver(Struct):
    driver: Name
    driver_id: Name
    rank: Place
    points: int
    wins: Count
    playoff_points: int | None  # null in a season without playoffs
    eligible: bool | None
    reason: str | None
    make_playoffs: Chance | None
    rounds: list[Chance | None]
    title: Chance
    title_se: Chance
    clinched: bool
    eliminated: bool


class Playoffs(Struct):
    series: Series
    season: Season
    after: Key | None
    cutoff: Day
    seed: int
    runs: Place
    provenance: Provenance
    format: Name
    races_left: Count
    cut: Count | None
    drivers: Annotated[list[PlayoffsDriver], Meta(min_length=1)]
    owners: list[dict[str, Any]] | None


class WorthDriver(Struct):
    driver: Name
    driver_id: Name
    make_playoffs_before: Chance | None
    make_playoffs_after: Chance | None
    make_playoffs_change: float | None
    title_before: Chance
    title_after: Chance
    title_change: float


class Worth(Struct):
    key: Key
    winner: Name
    seed: int
    runs: Place
    basis: Name
    sentence: Name
    drivers: list[WorthDriver]


class WhatIfLine(Struct):
    position: Place
    driver: Name
    driver_id: Name
    points: float
    wins: Count


class WhatIf(Struct):
    series: Series
    season: Season
    rules: int | str
    rules_name: str | None
    left_out: list[str]
    own: bool
    champion: str | None
    real_champion: str | None
    reason: str | None
    order: list[WhatIfLine]
    coverage: Coverage


class ReplayEntry(Struct):
    car: Name
    driver: str | None
    position: Place
    gap_s: float | None
    laps_down: Count | None
    tire_age_laps: Count | None
    win: Chance | None
    win_se: Chance | None
    top5: Chance | None
    top10: Chance | None
    out: str | None


class ReplayLap(Struct):
    """One line of ``replay`` and ``live``."""

    key: Key
    simulated: bool
    lap: Count
    elapsed_s: float | None
    flag: Name
    moved_by: str | None
    entries: list[ReplayEntry]


class ForkEntry(Struct):
    car: Name
    driver: Name
    win_before: Chance
    win_after: Chance
    difference: Annotated[float, Meta(ge=-1, le=1)]
    difference_se: Chance


class Fork(Struct):
    key: Key
    lap: Place
    change: Name
    seed: int
    runs: Place
    entries: list[ForkEntry]
    sentence: Name


class BookSeries(Struct):
    series: Series
    races: Count
    results: Count
    first: Any
    last: Any


class BookStatus(Struct):
    path: Name
    kind: Literal["starter", "full"]
    digest: Name
    built: Any
    series: list[BookSeries]
    topics: dict[str, Count]


class AuditFinding(Struct):
    check: Name
    severity: Name
    rows: list[str]
    done: str


class Audit(Struct):
    findings: list[AuditFinding]
    counts: dict[str, Count]


class DoctorCheck(Struct):
    name: Name
    state: Literal["ok", "note", "wrong"]
    found: str
    next: str


class Doctor(Struct):
    version: Name
    healthy: bool
    checks: list[DoctorCheck]
    next: list[str]


class Report(Struct):
    key: Key
    title: Name
    lead: Name
    notes: list[Note]
    table: Annotated[list[dict[str, Any]], Meta(min_length=1)]
    standings: list[dict[str, Any]]
    not_known: list[str]
    text: Name
    simulated: bool


Verdict = Literal["supported", "contradicted", "near_miss", "plan", "not_checkable", "not_parsed"]


class Claim(Struct):
    span: tuple[Count, Count]
    text: Name
    kind: str
    subject: str | None
    verdict: Verdict
    claimed: Any
    record: Any
    reason: str | None
    evidence: list[str]
    query: str | None


class RaceCandidate(Struct):
    key: Key
    score: float


class Check(Struct):
    race: Key | None
    race_candidates: list[RaceCandidate]
    claims: list[Claim]
    slips: list[dict[str, Any]]
    counts: dict[Verdict, Count]


def read(document: str | bytes, shape: type[Any]) -> Any:
    """A printed document as its shape; ``msgspec.ValidationError`` names the path of what differs."""
    return msgspec.json.decode(document, type=shape, strict=True)

"""What can a report claim that the record could decide?

A ``Claim`` is the only thing that a reader of text, ours or a language model, may hand on: who, which measure, over
which scope, what value. It is checked here against the words of the language; whatever does not fit is refused by name
and never reaches the record.

Known limits: one subject and one value a claim; "more than" and "at least" are comparators, "about" is none.
"""

from typing import Final, Literal

import msgspec

from stockcar.errors import UsageError

LOOSE: Final = "read by nearness"  # the doubt of a claim that is kept only where the record bears it out
Modality = Literal["fact", "quote", "plan", "implied"]
Comparator = Literal["=", ">=", "<=", ">", "<"]

ROW_MEASURES: Final = {
    "finish": int, "start": int, "led": int, "laps": int, "stage_1": int, "stage_2": int, "stage_3": int,
    "car": str, "make": str, "team": str, "status": str, "points": int, "laps_down": int, "rating": int,
}  # fmt: skip
COUNT_MEASURES: Final = {
    "wins": int, "starts": int, "top5": int, "top10": int, "poles": int, "seconds": int, "stage_wins": int,
    "podiums": int, "led_sum": int, "dnf": int,
}  # fmt: skip
RACE_MEASURES: Final = {
    "laps_run": int, "laps_scheduled": int, "leaders": int, "lead_lap_cars": int, "cautions": int, "caution_laps": int,
    "lead_changes": int, "field": int, "weekday": str, "date": str, "number": int, "races_in_season": int,
    "season_winners": int, "races_at_track": int, "number_of_type": int, "length_mi": str, "season_year": int,
    "overtime": str,
}  # fmt: skip
HISTORY_MEASURES: Final = {
    "ahead_of": str, "best_finish": int, "streak": int, "winless": int, "last": str, "champion": int,
    "debut": str, "sweep": int, "most_led": int, "stages_swept": int, "relief": str, "winner": str, "led_most": int,
    "next_start": str, "rank_wins": int, "years_of_wins": str, "eligible": str, "teammates": str, "titles": int,
    "drove_for": int, "event_wins": int,
    "points_rank": int, "points_gap": int, "began_with": str, "last_full_season": int,
}  # fmt: skip
MEASURES: Final = {**ROW_MEASURES, **COUNT_MEASURES, **RACE_MEASURES, **HISTORY_MEASURES}


class Subject(msgspec.Struct, frozen=True):
    """Of whom or what the claim speaks. ``id`` is the record's id (driver, team), the make's name, or a race key."""

    kind: Literal["driver", "team", "make", "race"]
    id: str
    name: str


class Scope(msgspec.Struct, frozen=True, omit_defaults=True):
    """Over which races. Always cut at the race the report is about; empty is the career in that race's series.

    ``series`` "all" is the three national series; ``span`` is race, season, career, or open (the text does not say).
    """

    span: Literal["race", "season", "career", "open"] = "open"
    series: str | None = None
    season: int | None = None
    since_season: int | None = None
    track_id: str | None = None
    not_track_id: str | None = None
    track_type: str | None = None
    team_id: str | None = None
    make: str | None = None
    last: int | None = None  # the last n starts
    race: str | None = None  # the key of another race
    name: str | None = None  # races of that name ("daytona 500")
    before: bool = False  # races before the context race only
    event: str = "win"  # of a streak, of "the first since": win, pole, start, top5, top10


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said. ``span`` is the place in the text as given, ``race`` the key of the race the report is about."""

    measure: str
    subject: Subject
    race: str
    span: tuple[int, int]
    text: str
    value: int | str | bool | None
    comparator: Comparator = "="
    scope: Scope = Scope()
    modality: Modality = "fact"
    speaker: str | None = None  # of a quotation
    other: Subject | None = None  # of a comparison
    doubt: str = ""  # why the record may not contradict it: what of it is only implied

    @property
    def kind(self) -> str:
        """The family of the claim, as tables of results group it."""
        return KINDS.get(self.measure, self.measure)


KINDS: Final = {
    "stage_1": "stage", "stage_2": "stage", "stage_3": "stage", "stages_swept": "stage", "stage_wins": "stage",
    "event_wins": "wins", "points_rank": "points", "points_gap": "points",
    "ahead_of": "finish", "poles": "start", "most_led": "led", "led_most": "led", "led_sum": "led",
    "laps_down": "laps", "winless": "streak", "top5": "starts", "top10": "starts", "seconds": "starts",
    "podiums": "starts", "best_finish": "record", "rank_wins": "record", "sweep": "team", "teammates": "team",
    "laps_run": "race", "laps_scheduled": "race", "leaders": "race", "lead_lap_cars": "race", "cautions": "race",
    "caution_laps": "race", "lead_changes": "race", "field": "race", "weekday": "date", "season_year": "date",
    "number": "race", "races_in_season": "race", "season_winners": "race", "races_at_track": "race",
    "number_of_type": "race", "length_mi": "race", "overtime": "race",
    "champion": "championship", "titles": "championship",
}  # fmt: skip


def require_claim(claim: Claim) -> Claim:
    """The claim, if it is one of the language.

    Raises:
        UsageError: an unknown measure, a value of the wrong type, or a span that is none.
    """
    wanted = MEASURES.get(claim.measure)
    if wanted is None:
        what, why = f'no measure is called "{claim.measure}"', f"the measures are {', '.join(sorted(MEASURES))}"
        raise UsageError(what, why, "name one of the measures")
    if claim.value is not None and (not isinstance(claim.value, wanted) or isinstance(claim.value, bool)):
        raise UsageError(
            f"{claim.measure} is a {wanted.__name__}", f"the claim gives {claim.value!r}", "give a value of that type"
        )
    if claim.measure in COUNT_MEASURES and claim.subject.kind == "race":
        what = f"{claim.measure} counts for a driver, a team or a make"
        raise UsageError(what, "the claim counts for a race", "name the driver, the team or the make as its subject")
    if not 0 <= claim.span[0] < claim.span[1]:
        raise UsageError(
            f"{claim.span} is no place in a text", "a span is start < end", "give the place of its words in the text"
        )
    return claim

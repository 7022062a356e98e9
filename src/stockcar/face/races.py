"""One race, whole: its result, what it counted for, what was expected of it, what is worth saying about it."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from stockcar.errors import NotInBook, RuleMissing, UsageError
from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book
from stockcar.face.fields import require_room, too_many
from stockcar.face.frames import finishes_of
from stockcar.face.worth import worth
from stockcar.racing import Finish, RaceKey
from stockcar.racing import Race as ScheduledRace
from stockcar.record import RecordBook

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from stockcar.forecast.forecast import Forecast
    from stockcar.forecast.strength import Mode
    from stockcar.report.facts import Note
    from stockcar.rulebook import Rules, Scored

CARD_MODE: Final = "before-qualifying"  # the evening before
CARD_RUNS = 2_000  # the card is looked at; the verb `forecast` takes more


class Race:
    """A race of an open book.

    >>> import stockcar as sc
    >>> race = sc.race("truck 2022 mid-ohio", book="starter")
    >>> str(race.key), race.scheduled.laps_run
    ('truck-2022-15', 67)
    """

    def __init__(self, book: RecordBook, key: RaceKey) -> None:
        self.book = book
        self.key = key

    def __repr__(self) -> str:
        return f"Race({str(self.key)!r}, {self.scheduled.name!r})"

    @cached_property
    def scheduled(self) -> ScheduledRace:
        """The race as scheduled: date, track, distance, stages."""
        return self.book.race(self.key)

    @cached_property
    def results(self) -> "pl.DataFrame":
        """One row a car, by finish; columns and units as the schema of the record has them."""
        return self.book.results(self.key)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The result as plain values; empty where the open book does not hold it."""
        try:
            return self.results.to_dicts()
        except NotInBook:
            return []

    @cached_property
    def finishes(self) -> "tuple[Finish, ...]":
        """The result as the rulebook takes it; empty where the open book does not hold it."""
        try:
            return self.book.finishes(self.key)
        except NotInBook:
            return ()

    @cached_property
    def rules(self) -> "Rules":
        """The rules of that day, each value with its citation."""
        from stockcar.rulebook import Rulebook

        return Rulebook.load().on(self.scheduled)

    @cached_property
    def points(self) -> "tuple[Scored, ...]":
        """The points of each car under those rules, with their parts; empty where the rules cannot give them.

        A cited penalty that was taken in the row is a part of them. The rulebook does not know the points of 1949-51
        and 1974, and nothing scores a race without a result.
        """
        from stockcar.rulebook.penalties import with_penalties

        try:
            made = self.rules.points(self.finishes, self.winner_points) if self.finishes else ()
            return with_penalties(self.rules, made)
        except RuleMissing:
            return ()

    @property
    def winner(self) -> dict[str, Any] | None:
        """Who won, by the index of races, which every book holds; None where the view does not see it."""
        races, at = self.book.races, self.book.races.at(self.key)
        if self.book.visible is not None and not self.book.visible[at]:
            return None
        names = {"driver": "winner", "driver_id": "winner_id", "team": "winner_team", "make": "winner_make"}
        return {name: races.columns[column][at] for name, column in names.items()}

    @property
    def winner_points(self) -> int | None:
        """What the win paid as recorded: to 1967 the scale followed the purse, and this is the only trace of it."""
        return self.finishes[0].points if self.finishes and self.key.season <= 1967 else None

    def to_pandas(self, table: str = "results") -> "pd.DataFrame":
        """A table of the race as a pandas frame (needs the extra ``[pandas]``)."""
        frames = {"results": lambda: self.results}
        if table not in frames:
            raise UsageError(f'a race has no table "{table}"', "", "use one of these", tuple(frames))
        return frames[table]().to_pandas()

    def forecast(self, mode: "Mode" = CARD_MODE, runs: int = CARD_RUNS, seed: int = 7) -> "Forecast":
        """What was to be expected, from what was known before the day of the race.

        Raises:
            UsageError: its field is too large to be simulated. NotInBook: the open book can neither fit nor holds it.
        """
        from stockcar.forecast.forecast import forecast

        require_room(self.book, self.key)
        return forecast(self.book, self.key, runs=runs, seed=seed, mode=mode)

    def notes(self, forecast: "Forecast | None" = None) -> "list[Note]":
        """What is worth saying, the most remarkable first."""
        from stockcar.report.notes import race_notes

        return race_notes(self.book, self.key, rules=self.rules, forecast=forecast)

    def to_json(self, forecast: bool = True, seed: int = 7, runs: int | None = None) -> dict[str, Any]:
        """The document of ``stockcar race``."""
        made, why_none = self.forecast_or_why(runs or CARD_RUNS, seed) if forecast else (None, "")
        race = self.scheduled
        return {
            "key": str(self.key),
            "series": self.key.series.value,
            "season": self.key.season,
            "number": self.key.number,
            "name": race.name,
            "track": race.track_name,
            "track_type": race.track_type.value,
            "length_mi": race.length_mi,
            "date": race.date.isoformat() if race.date else None,
            "laps_scheduled": race.laps_scheduled,
            "laps_run": race.laps_run,
            "stages": [{"number": s.number, "end_lap": s.end_lap, "inferred": s.inferred} for s in race.stages],
            "winner": self.winner,
            "results": result_rows(self),
            "worth": worth(self),
            "notes": [note.to_json() for note in self.notes(made)],
            "forecast": made.to_json() if made is not None else None,
            "no_forecast": why_none or None,
            "coverage": "full" if self.rows else "partial",
        }

    def forecast_or_why(self, runs: int = CARD_RUNS, seed: int = 7) -> "tuple[Forecast | None, str]":
        """The forecast of the evening before, or None and why there is none.

        There is none where the open book can neither fit it nor holds it, or the field is too large to be simulated.
        """
        if why := too_many(self.book, self.key):
            return None, why
        try:
            return self.forecast(runs=runs, seed=seed), ""
        except NotInBook as missing:
            return None, missing.why or missing.what


def result_rows(race: Race) -> list[dict[str, Any]]:
    """The result with the points explained and who relieved whom, one object a car."""
    scored = {(line.car, line.driver_id): line for line in race.points}
    relief = race.book.relief(race.key)
    rows = []
    for row in race.rows:
        line = scored.get((row["car"], row["driver_id"]))
        rows.append({
            "finish": row["finish"], "start": row["start"], "car": row["car"], "driver": row["driver"],
            "driver_id": row["driver_id"],
            "relief": [
                {"driver": r.driver, "from_lap": r.from_lap, "flag": r.flag, "cite": r.cite}
                for r in relief.get(row["car"], ())
            ],
            "team": row["team"], "make": row["make"], "laps": row["laps"], "led": row["led"], "status": row["status"],
            "stage_1": row["stage_1"], "stage_2": row["stage_2"], "stage_3": row["stage_3"], "points": row["points"],
            "points_recomputed": line.points if line else None,
            "points_parts": line.to_json()["parts"] if line else [],
            "points_note": (line.note or recorded_note(line, row["points"]) or docked_note(race, line)) if line else "",
            "rating": row["rating"],
        })  # fmt: skip
    return rows


def recorded_note(line: "Scored", recorded: int | None) -> str:
    """Why the record has other points than the rules give, as far as that is known; empty where they agree."""
    if recorded is None or recorded == line.points:
        return ""
    if line.parts and recorded == line.parts[0].points and any(" laps at " in part.what for part in line.parts):
        return "the record holds the points of the place alone, without those for laps"
    if recorded == 0:
        return "the record gives none and does not say why: a late entry, or a driver who did not score in this series"
    return ""


def docked_note(race: Race, line: "Scored") -> str:
    """What a penalty took afterwards, which neither the row nor the sum shows; empty where none is known."""
    from stockcar.rulebook.penalties import penalties_of

    facts = penalties_of(race.rules, line.driver_id, in_row=False)
    return "; ".join(f"docked {-fact['points']} afterwards: {fact.note}" for fact in facts)


@checked
def race(name: str | RaceKey, book: Book = None) -> Race:
    """A race by key ("truck-2022-15") or by a name that means one race ("truck 2022 mid-ohio").

    Raises:
        NotFound, Ambiguous: no race or several go by that name; none is guessed.
    """
    opened = open_book(book)
    return Race(opened, name if isinstance(name, RaceKey) else opened.key(name))


@checked
def rules(name: str | RaceKey, book: Book = None) -> "RaceRules":
    """The rules of a race. ``rules("truck-2022-15").points(race.results)`` scores a result under them."""
    return RaceRules(race(name, book))


class RaceRules:
    """The rules of one race, applied to frames instead of values."""

    def __init__(self, race: Race) -> None:
        self.race = race
        self.rules = race.rules

    def points(self, results: Any = None) -> "pl.DataFrame":
        """``car, driver_id, points, explained`` for each row of ``results`` (any frame with the record's columns).

        None scores the recorded result.
        """
        import polars as pl

        finishes = self.race.finishes if results is None else finishes_of(results, self.race.key.season)
        scored = self.rules.points(finishes)
        return pl.DataFrame(
            {
                "car": [line.car for line in scored],
                "driver_id": [line.driver_id for line in scored],
                "points": [float(line.points) for line in scored],
                "explained": [str(line) for line in scored],
            }
        )

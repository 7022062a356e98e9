"""Any career question: counts, firsts, streaks, droughts, ranks, head to head, over any scope, with the rows.

Answers come from the starts of the open book (``stockcar.record.starts``). Every answer knows its coverage: a count
that the open book cannot complete is None with the reason and the command that would decide it, never a smaller number.
Wins over any scope of races, teams or makes are decided by the index of all races, which both books hold whole.

Conventions: a pole is a start recorded as first. Averages are over the starts that have the number. Laps and laps led
are None where some start in the scope does not record them. ``dnf`` is every end that is recorded and not "running".
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from stockcar.errors import UsageError
from stockcar.record import rankings, selection
from stockcar.record.question import Answer, Event, Make, Measure, Of, Question, Scope, Subject
from stockcar.record.starts import CRASH, DISQUALIFIED, MECHANICAL, OTHER, RUNNING, UNKNOWN, Mask, Places, Starts

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook


class Line(NamedTuple):
    """A line in a scope. None: the open book does not decide it, or some start does not record it."""

    starts: int | None
    wins: int | None
    top5: int | None
    top10: int | None
    poles: int | None
    laps: int | None
    led: int | None
    avg_start: float | None
    avg_finish: float | None
    avg_rating: float | None
    dnf: int | None
    dnf_crash: int | None
    dnf_mechanical: int | None
    dnf_disqualified: int | None
    dnf_other: int | None
    stage_wins: int | None
    best_finish: int | None
    rows: tuple[str, ...]
    coverage: str  # "full" | "partial"
    reason: str | None


_UNDECIDED = Line(
    None, None, None, None, None, None, None, None, None, None, None, None, None, None, None, None, None,
    (), "partial", None,
)  # fmt: skip


class Career:
    """All starts of a driver, a team or a make, as the open book sees them."""

    kind = "driver"

    def __init__(self, book: "RecordBook", subject_id: str, name: str) -> None:
        self.book = book
        self.id = subject_id
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, {self.id!r})"

    @property
    def subject(self) -> Subject:
        """The subject of a question about it."""
        return Subject(self.kind, self.id)

    def record(self, scope: Scope | None = None) -> Line:
        """The line in a scope."""
        return line(self.book, self.subject, scope or Scope())

    def splits(self, **parts: Any) -> Line:
        """The line in a scope given by its parts: ``splits(series="truck", track_type="road")``."""
        return self.record(Scope.of(**parts))

    def ask(self, make: Make, of: Event | Of, scope: Scope | None = None, n: int = 1) -> Answer:
        """One question about it."""
        return answer(self.book, Question(self.subject, Measure(make, of, n), scope or Scope()))

    def to_json(self, scope: Scope | None = None) -> dict[str, Any]:
        """The document of ``stockcar driver``; of a team or make with ``team`` or ``make`` in place of ``driver``."""
        found = self.record(scope)
        rest = found._asdict()
        rows = rest.pop("rows")
        said = scope.to_json() if scope is not None else {}
        return {self.kind: self.name, f"{self.kind}_id": self.id, "scope": said, **rest, "rows": list(rows)}


class Driver(Career):
    """One person of the record."""

    def versus(self, other: "Driver", scope: Scope | None = None) -> "rankings.HeadToHead":
        """How often the two met, and who finished ahead."""
        return rankings.head_to_head(self.book, self.id, other.id, scope or Scope())


class Team(Career):
    """One team across its names; a start is a car that started, so a race can count several times."""

    kind = "team"


def _undecided(book: "RecordBook", subject: Subject, scope: Scope) -> str | None:
    """Why the book does not decide which starts the scope takes, or lacks some; None if it has them all."""
    selection.require_scope(book, scope)
    reason = book.undecided(scope, subject.id if subject.kind == "driver" else None)
    return reason or selection.undated(book, subject, scope)


def line(book: "RecordBook", subject: Subject, scope: Scope) -> Line:
    """The line of a driver, team or make in a scope."""
    reason = _undecided(book, subject, scope)
    if reason is not None:
        won = selection.wins_from_index(book, subject, scope)
        wins, rows = (len(won), won) if won is not None else (None, ())
        return _UNDECIDED._replace(wins=wins, rows=rows, reason=reason)
    starts = book.starts
    places = selection.places(book, subject, scope)
    taken = {name: starts.columns[name][places] for name in ("finish", "start", "laps", "led", "status", "rating")}
    finish, start, status = taken["finish"], taken["start"], taken["status"]
    ends = np.bincount(status, minlength=UNKNOWN + 1)
    recorded = int(ends[UNKNOWN]) == 0
    stages, stages_unknown = stage_wins(starts, places)
    gaps = [
        f"{name} {'are' if name == 'laps' else 'is'} not recorded in {missing} of these starts"
        for name, missing in (
            ("laps", int(np.count_nonzero(taken["laps"] < 0))),
            ("laps led", int(np.count_nonzero(taken["led"] < 0))),
            ("the pole", starts.unknown(places, Event.POLE)),
            ("the end", int(ends[UNKNOWN])),
            ("the third stage", stages_unknown),
        )
        if missing
    ]
    return Line(
        starts=len(places),
        wins=int(np.count_nonzero(finish == 1)),
        top5=int(np.count_nonzero(finish <= 5)),
        top10=int(np.count_nonzero(finish <= 10)),
        poles=int(np.count_nonzero(start == 1)) if not starts.unknown(places, Event.POLE) else None,
        laps=_sum(taken["laps"]),
        led=_sum(taken["led"]),
        avg_start=_mean(start),
        avg_finish=_mean(finish),
        avg_rating=_mean(taken["rating"], 10.0),
        dnf=len(places) - int(ends[RUNNING]) if recorded else None,
        dnf_crash=int(ends[CRASH]) if recorded else None,
        dnf_mechanical=int(ends[MECHANICAL]) if recorded else None,
        dnf_disqualified=int(ends[DISQUALIFIED]) if recorded else None,
        dnf_other=int(ends[OTHER]) if recorded else None,
        stage_wins=stages,
        best_finish=int(finish.min()) if len(finish) else None,
        rows=starts.keys(places),
        coverage="partial" if gaps else "full",
        reason="; ".join(gaps) or None,
    )


def stage_wins(starts: Starts, places: Places) -> tuple[int | None, int]:
    """Stages won, the third of the 600 among them, and in how many starts that third stage is not recorded.

    The stages won are None where it is in any.
    """
    if not len(places):
        return 0, 0
    first_two = starts.is_event(places, Event.STAGE_1).sum() + starts.is_event(places, Event.STAGE_2).sum()
    won, open_to_doubt = starts.third_stage
    unknown = int(np.count_nonzero(open_to_doubt[places]))
    return (None if unknown else int(first_two + np.count_nonzero(won[places]))), unknown


def _sum(values: "np.ndarray[Any, Any]") -> int | None:
    return None if (values < 0).any() else int(values.sum(dtype=np.int64))


def _mean(values: "np.ndarray[Any, Any]", scale: float = 1.0) -> float | None:
    known = values[values >= 0]
    return round(float(known.mean()) / scale, 3) if len(known) else None


def answer(book: "RecordBook", question: Question) -> Answer:
    """The answer that the open book gives.

    Raises:
        NotFound: no such track, team or race in the scope.
        UsageError: a measure that cannot be meant.
    """
    if question.as_of is not None:
        book = book.as_of(question.as_of)
    measure, scope, subject = question.measure, question.scope, question.subject
    if measure.make is Make.RANK:
        return rankings.rank(book, subject, measure, scope)
    reason = _undecided(book, subject, scope)
    if reason is not None:
        return _from_index(book, question, reason)
    places = selection.places(book, subject, scope)
    if isinstance(measure.of, Of):
        return _number(book, places, measure.make, measure.of)
    return _event(book, places, measure, measure.of)


def _from_index(book: "RecordBook", question: Question, reason: str) -> Answer:
    measure = question.measure
    if measure.of is Event.WIN and measure.make in (Make.COUNT, Make.NTH):
        won = selection.wins_from_index(book, question.subject, question.scope)
        if won is not None and measure.make is Make.COUNT:
            return Answer(len(won), won, "full")
        if won is not None:
            return _nth(won, measure.n)
    return Answer(None, (), "partial", reason)


def _nth(keys: tuple[str, ...], n: int) -> Answer:
    place = n - 1 if n > 0 else len(keys) + n
    if n == 0:
        raise UsageError("there is no 0th", "the first is 1, the last is -1", "count from 1, or back from -1")
    return Answer(keys[place], (keys[place],), "full") if 0 <= place < len(keys) else Answer(None, (), "full", "never")


def _number(book: "RecordBook", places: Places, make: Make, of: Of) -> Answer:
    starts = book.starts
    values = starts.number(places, of)
    missing = len(places) - len(values)
    said = f"{of.value} is not recorded in {missing} of {len(places)} starts" if missing else None
    if make is Make.SUM:
        total = round(float(values.sum(dtype=np.float64)), 1)
        whole = int(total) if of is not Of.RATING else total
        return Answer(None if missing else whole, starts.keys(places), "partial" if missing else "full", said)
    if not len(values):
        return Answer(None, (), "full", said or "no starts")
    if make is Make.MEAN:
        return Answer(round(float(values.mean()), 3), starts.keys(places), "full", said)
    lowest = (make is Make.BEST) == (of in (Of.START, Of.FINISH))
    found = values.min() if lowest else values.max()
    raw = starts.columns[of.value][places]
    at = places[raw == (round(float(found) * 10) if of is Of.RATING else found)]
    value = float(found) if of is Of.RATING else int(found)
    return Answer(value, starts.keys(at), "partial" if missing else "full", said)


def _event(book: "RecordBook", places: Places, measure: Measure, event: Event) -> Answer:
    starts = book.starts
    unknown = starts.unknown(places, event)
    if unknown:
        said = f"{event.value} is not recorded in {unknown} of {len(places)} starts"
        return Answer(None, (), "partial", said)
    happened = starts.is_event(places, event, measure.n)
    keys = starts.keys(places[happened])
    match measure.make:
        case Make.COUNT:
            return Answer(len(keys), keys, "full")
        case Make.NTH:
            return _nth(keys, measure.n)
        case Make.DROUGHT:
            last = np.flatnonzero(happened)
            since = places[int(last[-1]) + 1 :] if len(last) else places
            return Answer(len(since), starts.keys(since), "full")
        case Make.CURRENT:
            broken = np.flatnonzero(~happened)
            run = places[int(broken[-1]) + 1 :] if len(broken) else places
            return Answer(len(run), starts.keys(run), "full")
        case _:
            first, length = longest_run(happened)
            return Answer(length, starts.keys(places[first : first + length]), "full")


def longest_run(happened: Mask) -> tuple[int, int]:
    """(first place, length) of the longest run of True; the earliest of several; length 0 where there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], happened, [False])).astype(np.int8)))
    if not len(edges):
        return 0, 0
    lengths = edges[1::2] - edges[::2]
    best = int(lengths.argmax())
    return int(edges[2 * best]), int(lengths[best])

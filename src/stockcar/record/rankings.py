"""Who has most, who is ahead, whose run was longest: questions that compare drivers.

A list needs the rows of all drivers in its scope; the starter book can rank wins (its index is whole) and whole seasons
that it holds, and refuses the rest.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from stockcar.errors import NotInBook, UsageError
from stockcar.record import selection
from stockcar.record.question import Answer, Event, Measure, Scope, Subject
from stockcar.record.starts import Places

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook


class Ranked(NamedTuple):
    """A line of an all-time list."""

    rank: int
    driver_id: str
    driver: str
    value: int


def all_time(
    book: "RecordBook",
    event: Event = Event.WIN,
    scope: Scope | None = None,
    n: int = 1,
    active_in: int | None = None,
) -> tuple[Ranked, ...]:
    """All drivers with at least one such start in the scope, most first; ties share a rank, then by id.

    ``active_in``: only drivers who started a race of that season, in any series. A start that does not record whether
    it was the event is not counted.

    Raises:
        NotInBook: the open book does not hold all rows of the scope (wins are always held).
    """
    counts = _counts(book, event, scope or Scope(), n)
    if active_in is not None:
        counts = np.where(_counts(book, Event.START, Scope(season=active_in), 1) > 0, counts, 0)
    order = np.lexsort((np.arange(len(counts)), -counts))
    order = order[counts[order] > 0]
    values = counts[order]
    ranks = np.searchsorted(-values, -values, side="left") + 1
    ids, names = book.starts.lists.driver, book.driver_names
    return tuple(
        Ranked(rank, ids[code], names[ids[code]], value)
        for rank, code, value in zip(ranks.tolist(), order.tolist(), values.tolist(), strict=True)
    )


def _counts(book: "RecordBook", event: Event, scope: Scope, n: int) -> Places:
    """How often each driver's starts in the scope were the event, by driver code."""
    if scope.last is not None:
        raise UsageError("the last n starts are of one driver", "a list compares many", "leave `last` out")
    starts = book.starts
    selection.require_scope(book, scope)
    if scope.teammate is not None:
        scope = selection.with_teammate(book, scope)
    if (undated := selection.undated(book, None, scope)) is not None:
        raise NotInBook(f"{event.value}s cannot be ranked there", undated, "leave the month, or those seasons, out")
    reason = book.undecided(scope, None)
    if reason is not None:
        if event is not Event.WIN or scope.car or scope.teammate:
            raise selection.not_held(f"this book cannot rank {event.value}s there", reason)
        return _wins_by_driver(book, scope)
    mask, columns = selection.race_mask(book, scope), starts.columns
    everyone = slice(0, len(starts.race))
    if scope.team is None and scope.make is None and scope.car is None and scope.teammate is None:
        happened = starts.is_event(everyone, event, n)
        if mask is not None:
            happened &= mask[starts.race]
        drivers = columns["driver"][happened]
    else:
        team_id = book.team_id(scope.team) if scope.team is not None else None
        places = starts.select(everyone, scope, mask, team_id)
        drivers = columns["driver"][places[starts.is_event(places, event, n)]]
    return np.bincount(drivers, minlength=len(starts.lists.driver))


def _wins_by_driver(book: "RecordBook", scope: Scope) -> Places:
    place = {driver_id: code for code, driver_id in enumerate(book.starts.lists.driver)}
    counts = np.zeros(len(place), dtype=np.int64)
    for winner in book.races.columns["winner_id"][selection.won_in(book, scope)]:
        counts[place[winner]] += 1
    return counts


def rank(book: "RecordBook", subject: Subject, measure: Measure, scope: Scope) -> Answer:
    """A driver's place by the count of an event among all drivers in the scope; ties share the better place.

    Raises:
        UsageError: the subject is no driver, or the measure no count of an event.
    """
    if subject.kind != "driver" or not isinstance(measure.of, Event):
        raise UsageError("only drivers are ranked, by an event", "", "see Measure")
    try:
        counts = _counts(book, measure.of, scope, measure.n)
    except NotInBook as refused:
        return Answer(None, (), "partial", refused.why)
    mine = int(counts[book.starts.lists.driver.index(subject.id)])
    return Answer(1 + int(np.count_nonzero(counts > mine)), (), "full")


class HeadToHead(NamedTuple):
    """Meetings of two drivers: races that both started."""

    meetings: int | None
    a_ahead: int | None
    rows: tuple[str, ...]
    coverage: str
    reason: str | None


def head_to_head(book: "RecordBook", a: str, b: str, scope: Scope) -> HeadToHead:
    """Races that both drivers started in the scope, and in how many ``a`` finished ahead."""
    selection.require_scope(book, scope)
    reasons = [book.undecided(scope, driver_id) for driver_id in (a, b)]
    undated = [selection.undated(book, Subject("driver", driver_id), scope) for driver_id in (a, b)]
    if all(reasons) or all(undated):
        return HeadToHead(None, None, (), "partial", reasons[0] or undated[0])
    starts = book.starts
    ours, theirs = (selection.places(book, Subject("driver", driver_id), scope) for driver_id in (a, b))
    met, i, j = np.intersect1d(starts.race[ours], starts.race[theirs], return_indices=True)
    if any(reasons):  # one career is whole, the other is not: the races that the book lacks cannot be told apart
        return HeadToHead(None, None, (), "partial", next(reason for reason in reasons if reason))
    ahead = starts.columns["finish"][ours[i]] < starts.columns["finish"][theirs[j]]
    return HeadToHead(len(met), int(np.count_nonzero(ahead)), tuple(starts.races.keys[met].tolist()), "full", None)


class Streak(NamedTuple):
    """A run of starts that were the event."""

    driver_id: str
    driver: str
    length: int
    first: str
    last: str


def longest_streaks(book: "RecordBook", event: Event, scope: Scope | None = None, top: int = 10) -> tuple[Streak, ...]:
    """The longest runs of consecutive starts that were the event, one for each driver, longest first.

    Raises:
        UsageError: the scope names the last n starts or a teammate, which are of one driver.
        NotInBook: the open book does not hold all rows of the scope.
    """
    scope = scope or Scope()
    if scope.last is not None or scope.teammate is not None:
        raise UsageError("the last n starts and a teammate are of one driver", "a list compares many", "leave them out")
    selection.require_scope(book, scope)
    reason = book.undecided(scope, None) or selection.undated(book, None, scope)
    if reason is not None:
        raise selection.not_held("this book cannot compare streaks there", reason)
    starts = book.starts
    team_id = book.team_id(scope.team) if scope.team is not None else None
    places = starts.select(slice(0, len(starts.race)), scope, selection.race_mask(book, scope), team_id)
    happened = starts.is_event(places, event)
    driver = starts.columns["driver"][places]
    # a run ends where the event fails or the next driver's career begins
    stops = np.concatenate(([True], driver[1:] != driver[:-1]))
    begins = happened & (stops | ~np.concatenate(([False], happened[:-1])))
    ends = happened & (np.concatenate((stops[1:], [True])) | ~np.concatenate((happened[1:], [False])))
    first, last = np.flatnonzero(begins), np.flatnonzero(ends)
    lengths = last - first + 1
    order = np.lexsort((first, -lengths))
    found: dict[int, Streak] = {}
    for run in order.tolist():
        code = int(driver[first[run]])
        if code in found:
            continue
        driver_id = starts.lists.driver[code]
        edges = starts.keys(places[[first[run], last[run]]])
        found[code] = Streak(driver_id, book.driver_names[driver_id], int(lengths[run]), edges[0], edges[1])
        if len(found) == top:
            break
    return tuple(found.values())

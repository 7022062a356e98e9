"""Which starts, and which wins, does a scope take of a subject? Used by every answer in the record."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from stockcar.errors import NotInBook, UsageError
from stockcar.record.index import SERIES
from stockcar.record.question import Scope, Subject
from stockcar.record.starts import Mask, Places

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook

NEXT_STEP: Final = "stockcar book update, or stockcar book build --from DIR"


def not_held(what: str, reason: str) -> NotInBook:
    """The error of an answer that the open book cannot give; the next step of the reason is said once."""
    return NotInBook(what, reason.removesuffix(f"; {NEXT_STEP}"), NEXT_STEP)


def places(book: "RecordBook", subject: Subject, scope: Scope) -> Places:
    """The places of the subject's starts in the scope, in the order of dates."""
    starts = book.starts
    taken = race_mask(book, scope)
    team_id = book.team_id(scope.team) if scope.team is not None else None
    if scope.teammate is not None:
        scope = with_teammate(book, scope)
    if subject.kind == "driver":
        return starts.select(starts.career(subject.id), scope, taken, team_id)
    column = starts.columns[subject.kind]
    places = np.flatnonzero(column == starts.code(subject.kind, subject.id))
    places = places[np.argsort(starts.race[places], kind="stable")]
    return starts.select(places, scope, taken, team_id)


def undated(book: "RecordBook", subject: Subject | None, scope: Scope) -> str | None:
    """Why the days of races leave it open which starts the scope takes (None: any driver's); None if they do not."""
    unsure = book.starts.undated(scope, _track_id(book, scope), book.visible)
    if unsure is None:
        return None
    rest = replace(scope, since=None, until=None, month=None, last=None)
    count = int(np.count_nonzero(unsure if subject is None else unsure & races_of(book, subject, rest)))
    if not count:
        return None
    return f"no source dates {count} of the races meant (1995-2000): they may lie on either side; ask by season or race"


def races_of(book: "RecordBook", subject: Subject, scope: Scope) -> Mask:
    """The races that the subject's starts in the scope are of."""
    found = np.zeros(len(book.races), dtype=np.bool_)
    found[book.starts.race[places(book, subject, scope)]] = True
    return found


def require_scope(book: "RecordBook", scope: Scope) -> None:
    """Refuse what no race of the record can be, rather than count none.

    Raises:
        UsageError: an unknown make or surface, or a season that the record does not have.
    """
    if scope.make is not None and scope.make.lower() not in {make.lower() for make in book.starts.lists.make}:
        known = ", ".join(book.starts.lists.make)
        raise UsageError(f'no make "{scope.make}" in the record', f"it has {known}", "say one of these")
    if scope.surface is not None and scope.surface not in book.starts.surfaces:
        known = ", ".join(book.starts.surfaces)
        raise UsageError(f'no surface "{scope.surface}" in the record', f"it has {known}", "say one of these")
    if scope.season is None:
        return
    races = book.races
    seasons = races.season
    if scope.series is not None:
        seasons = seasons[races.series == SERIES.index(scope.series.value)]
    if not (seasons == scope.season).any():
        of = f"{scope.series.value} " if scope.series is not None else ""
        spans = f"{of}seasons run from {seasons.min()} to {seasons.max()}" if len(seasons) else "it has none"
        raise UsageError(f"no {of}season {scope.season} in the record", spans, "stockcar book status")


def _track_id(book: "RecordBook", scope: Scope) -> str | None:
    return book.track_id(scope.track) if scope.track is not None else None


def with_teammate(book: "RecordBook", scope: Scope) -> Scope:
    """The scope with its teammate's name resolved to an id."""
    return replace(scope, teammate=book.driver_id(scope.teammate or ""))


def race_mask(book: "RecordBook", scope: Scope) -> Mask | None:
    """Which races the scope takes, of those the view sees; None means all."""
    return book.starts.race_mask(scope, _track_id(book, scope), book.visible)


def wins_from_index(book: "RecordBook", subject: Subject, scope: Scope) -> tuple[str, ...] | None:
    """The races won, from the index of all races; None where the scope asks for more than that holds."""
    if scope.car is not None or scope.last is not None or scope.teammate is not None:
        return None
    column = {"driver": "winner_id", "team": "winner_team_id", "make": "winner_make"}[subject.kind]
    of = book.races.columns[column] == subject.id
    unsure = book.starts.undated(scope, _track_id(book, scope), book.visible)
    if unsure is not None and (unsure & of).any():
        return None
    won = won_in(book, scope) & of
    return tuple(book.races.keys[won].tolist())


def won_in(book: "RecordBook", scope: Scope) -> Mask:
    """The races that the scope takes, where it names a team or make by that of the winner."""
    races = book.races
    taken = race_mask(book, scope)
    won = np.ones(len(races), dtype=np.bool_) if taken is None else taken.copy()
    if scope.team is not None:
        won &= races.columns["winner_team_id"] == book.team_id(scope.team)
    if scope.make is not None:
        makes = [make for make in book.starts.lists.make if make.lower() == scope.make.lower()]
        won &= races.columns["winner_make"] == (makes[0] if makes else scope.make)
    return won

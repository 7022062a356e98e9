"""Which starts, and which wins, does a scope take of a subject? Used by every answer in the record."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from stockcar.record.question import Scope, Subject
from stockcar.record.starts import Mask, Places

if TYPE_CHECKING:
    from stockcar.record.book import RecordBook

NEXT_STEP: Final = "stockcar book update, or stockcar book build --from DIR"


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


def with_teammate(book: "RecordBook", scope: Scope) -> Scope:
    """The scope with its teammate's name resolved to an id."""
    return replace(scope, teammate=book.driver_id(scope.teammate or ""))


def race_mask(book: "RecordBook", scope: Scope) -> Mask | None:
    """Which races the scope takes, of those the view sees; None means all."""
    track_id = book.track_id(scope.track) if scope.track is not None else None
    return book.starts.race_mask(scope, track_id, book.visible)


def wins_from_index(book: "RecordBook", subject: Subject, scope: Scope) -> tuple[str, ...] | None:
    """The races won, from the index of all races; None where the scope asks for more than that holds."""
    if scope.car is not None or scope.last is not None or scope.teammate is not None:
        return None
    column = {"driver": "winner_id", "team": "winner_team_id", "make": "winner_make"}[subject.kind]
    won = won_in(book, scope) & (book.races.columns[column] == subject.id)
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

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
    races = book.races
    column = {"driver": "winner_id", "team": "winner_team_id", "make": "winner_make"}[subject.kind]
    won = races.columns[column] == subject.id
    taken = race_mask(book, scope)
    if taken is not None:
        won &= taken
    if scope.team is not None:
        won &= races.columns["winner_team_id"] == book.team_id(scope.team)
    if scope.make is not None:
        won &= races.columns["winner_make"] == scope.make
    return tuple(races.keys[won].tolist())

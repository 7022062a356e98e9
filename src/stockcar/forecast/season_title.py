"""Who made the playoffs, who got how far, who was champion, in many simulated seasons at once?

The mechanisms of ``rulebook.championship`` and ``rulebook.playoffs`` over arrays, fed with the rule's own value, so a
new format of a known mechanism needs no change here. The tests play every run with the rulebook's functions too, and
ask for the same answers.

=========================  ===========================================================================================
mechanism                  state
=========================  ===========================================================================================
most_points                as ``rulebook.championship.most_points``
chase                      as ``rulebook.championship.chase``, with wild cards and drivers added by ruling
rounds                     as ``rulebook.playoffs.play_rounds``; the final table of those cut is not made
=========================  ===========================================================================================
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stockcar.forecast.season_order import Ints, number_bytes, places_of, ranked, sorted_places, tie_bytes

Flags = NDArray[np.bool_]


class Lines(NamedTuple):
    """What each driver took from each race, ``(runs, races, drivers)``, races that he may score in alone."""

    points: NDArray[np.int32]
    place: NDArray[np.int16]  # 0: did not race
    won: Flags  # a win that counts
    bonus: NDArray[np.int16]  # playoff points

    def cut(self, first: int, last: int) -> "Lines":
        """Races ``first`` to ``last``, 1-based, both included."""
        span = slice(first - 1, last)
        return Lines(self.points[:, span], self.place[:, span], self.won[:, span], self.bonus[:, span])


class Terms(NamedTuple):
    """What is fixed of a season: the rule, and who may. Arrays ``(drivers,)``."""

    value: Mapping[str, Any]  # of the rule ``championship``
    season_bonus: tuple[int, ...]  # playoff points for the regular season's places; empty: no playoff points
    playoff_points: bool
    listed: Flags  # has a line to be ranked by
    may: Flags  # everything but the place in points speaks for him; (runs, drivers) where it is not the same in all
    keeps: Flags  # his playoff points
    top: int  # place in points that is asked for; 0: none
    added: Flags  # by ruling


class Titles(NamedTuple):
    """The answers, ``(runs, drivers)`` and ``(runs,)``."""

    place: Ints  # in points at the end of the regular season (of the season without playoffs), 0 the first
    made: Flags  # the playoffs
    reached: Flags  # (runs, rounds, drivers) in each round at its start
    champion: Ints  # (runs,)


def titles(lines: Lines, terms: Terms) -> Titles:
    """Play the championship of every run to its end."""
    return _MECHANISMS[terms.value["mechanism"]](lines, terms)


def table_order(lines: Lines, listed: Flags) -> Ints:
    """Drivers best first by points and ties (runs, drivers); those without a line last."""
    points = np.where(listed, -lines.points.sum(axis=1, dtype=np.int64), _MOST)
    return ranked(np.concatenate([number_bytes(points), tie_bytes(lines.place)], axis=2))


_MOST = 8_000_000


def _most_points(lines: Lines, terms: Terms) -> Titles:
    order = table_order(lines, terms.listed)
    runs, drivers = order.shape
    nobody = np.zeros((runs, drivers), bool)
    return Titles(places_of(order), nobody, np.zeros((runs, 0, drivers), bool), order[:, 0])


def _chase(lines: Lines, terms: Terms) -> Titles:
    value, regular = terms.value, terms.value["regular"]
    before = lines.cut(1, regular)
    order = table_order(before, terms.listed)
    place = places_of(order)
    wins = (before.place == 1).sum(axis=1)
    inside, flat = _chase_field(place, before.points.sum(axis=1), wins, terms)
    if "reset" in value:
        reset = np.array([*value["reset"], *[0] * place.shape[1]])
        start = reset[place]
    else:
        start = value["base"] + np.where(flat, 0, value["per_win"] * wins)
    raced = lines.points[:, regular:].sum(axis=1)
    key = [(~inside)[:, :, None].astype(np.uint8) + 1, number_bytes(-(start + raced)), tie_bytes(lines.place)]
    final = ranked(np.concatenate(key, axis=2))
    return Titles(place, inside, inside[:, None, :], final[:, 0])


def _chase_field(place: Ints, points: Ints, wins: Ints, terms: Terms) -> tuple[Flags, Flags]:
    """Who is in the Chase, and who of them starts without the points of his wins."""
    value = terms.value
    top = value.get("top", value["field"])
    inside = (place < top) & terms.listed
    if value.get("within", -1) >= 0:
        leader = np.where(place == 0, points, 0).sum(axis=1)[:, None]
        inside |= (leader - points <= value["within"]) & terms.listed
    flat = np.zeros_like(inside)
    if value.get("wild_cards"):
        pool = (place >= top) & (place < value["wild_card_to"]) & (wins > 0) & terms.listed
        key = np.where(pool, (100 - wins) * 1000 + place, 10**6)
        flat = pool & (places_of(np.argsort(key, axis=1, kind="stable")) < value["wild_cards"])
    flat = flat | (terms.added & ~inside)
    return inside | flat, flat


def _rounds(lines: Lines, terms: Terms) -> Titles:
    value = terms.value
    before = lines.cut(1, value["regular"])
    place = places_of(table_order(before, terms.listed))
    eligible = terms.may & terms.listed & ((place < terms.top) if terms.top else True)
    made = playoff_field(place, before.won.sum(axis=1), eligible, value["field"])
    kept = _Carried(lines, terms, place)
    first_start = kept.reset(0)
    seed = places_of(np.argsort(-first_start * 1000 + place, axis=1, kind="stable"))
    inside, reached, first = made, [made], value["regular"] + 1
    for number, races in enumerate(value["rounds"][:-1]):
        part = lines.cut(first, first + races - 1)
        end = kept.reset(number) + part.points.sum(axis=1)
        inside = advancing(part, inside, end, seed, value["keep"][number])
        reached.append(inside)
        first += races
    final = lines.cut(first, first + value["rounds"][-1] - 1)
    best = np.where(final.place > 0, final.place, 99).min(axis=1)
    champion = np.argmin(np.where(inside, best * 1000 + seed, 10**6), axis=1)
    return Titles(place, made, np.stack(reached, axis=1), champion)


def playoff_field(place: Ints, wins: Ints, eligible: Flags, field: int) -> Flags:
    """Winners first, the leader in points in any case, then the best on points (runs, drivers)."""
    key = np.where(wins > 0, (100 - wins) * 1000 + place, 10**6 + place)
    key = np.where(eligible, key, 10**7 + place)
    where = places_of(np.argsort(key, axis=1, kind="stable"))
    inside = (where < field) & eligible
    leader = (place == 0) & eligible
    left_out = (leader & ~inside).any(axis=1)[:, None]
    return np.asarray(np.where(left_out, (inside & (where != field - 1)) | leader, inside), bool)


def advancing(part: Lines, inside: Flags, end: Ints, seed: Ints, keep: int) -> Flags:
    """Who goes on: winners of a race of the round, then the best on points, ties by best finish of the round."""
    winners = inside & part.won.any(axis=1)
    rest = inside & ~winners
    key = [(~rest)[:, :, None].astype(np.uint8) + 1, number_bytes(-end), sorted_places(part.place),
           (seed + 1)[:, :, None].astype(np.uint8)]  # fmt: skip
    where = places_of(ranked(np.concatenate(key, axis=2)))
    on_points = rest & (where < keep - winners.sum(axis=1)[:, None])
    return np.asarray(winners | on_points, bool)


class _Carried:
    """The points with which each driver starts a round."""

    def __init__(self, lines: Lines, terms: Terms, place: Ints) -> None:
        self.lines, self.terms = lines, terms
        bonus = np.array([*terms.season_bonus, *[0] * place.shape[1]])
        self.season_bonus = np.where(terms.listed, bonus[place], 0)

    def reset(self, number: int) -> Ints:
        """Points at the start of round ``number`` (0-based), (runs, drivers)."""
        value = self.terms.value
        until = value["regular"] + sum(value["rounds"][:number])
        base = value["resets"][number]
        if self.terms.playoff_points:
            earned = self.lines.bonus[:, :until].sum(axis=1) + self.season_bonus
            return np.asarray(base + np.where(self.terms.keeps, earned, 0), np.int64)
        wins = self.lines.won[:, :until].sum(axis=1)
        return np.asarray(base + (value["per_win"] * wins if number == 0 else 0 * wins), np.int64)


_MECHANISMS = {"most_points": _most_points, "chase": _chase, "rounds": _rounds}

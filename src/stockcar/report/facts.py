"""What is remarkable about a race, and how often is it so?

A ``Note`` is one sentence with its receipt: the number it says, the query whose first cell is that number, the races
behind it, and its rarity: the share of races of 1995-2025 in the three series that had such a note at least as strong
(``data/rarity.toml``, counted over the full book). Rare notes come first.

Known limits: rarity is by kind and strength, not by how prominent the driver is; a kind that was never counted has
rarity None and comes last.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from stockcar.racing import Relief
from stockcar.report.ledger import Answer, Ledger
from stockcar.report.prose import series_name
from stockcar.report.question import Is, Question, RaceRow, Row

LED_APART = 0.1  # of the laps run: where those recorded as led sum to so much more or less, who led how long is unknown


class Note(NamedTuple):
    """One remarkable thing. ``value`` is the first cell of ``query``; ``rows`` are race keys, newest last."""

    text: str
    kind: str
    subject: str
    value: int | float | str | None
    rarity: float | None
    rows: tuple[str, ...]
    query: str
    strength: float = 1.0  # how strong the note is among those of its kind; larger is rarer

    def to_json(self) -> dict[str, Any]:
        """The note as ``race`` and ``report`` print it."""
        return {
            "text": self.text, "kind": self.kind, "subject": self.subject, "value": self.value,
            "rarity": self.rarity, "rows": list(self.rows), "query": self.query,
        }  # fmt: skip


class RaceFacts(NamedTuple):
    """A race with its rows, and the ledger to ask about what led up to it."""

    ledger: Ledger
    race: RaceRow
    rows: tuple[Row, ...]
    relief: dict[str, tuple[Relief, ...]]

    @property
    def winner(self) -> Row:
        """The row credited with the win."""
        return next(row for row in self.rows if row.finish == 1)

    @property
    def series(self) -> str:
        """The series as people called it that season."""
        return series_name(self.race.series, self.race.season)

    @property
    def laps_led_known(self) -> bool:
        """Does the record know who led how long? Of many early races only that the winner led one lap, or somebody."""
        run, led = self.race.laps_run or 0, sum(row.led or 0 for row in self.rows)
        return run > 0 and abs(led - run) <= LED_APART * run

    def led(self, row: Row) -> int | None:
        """The laps a car led; None where the record does not know who led how long."""
        return row.led if self.laps_led_known else None

    def laps(self, row: Row) -> int | None:
        """The laps a car ran; None where they are not recorded, or as none of a car that led or beat one that ran."""
        if row.laps is None or row.laps < (row.led or 0):
            return None
        beaten = [r for r in self.rows if (r.finish or 0) > (row.finish or 0) and r.status_class != "disqualified"]
        return None if not row.laps and any(r.laps for r in beaten) else row.laps

    @property
    def until(self) -> Is:
        """Up to and with this race."""
        return Is("race_index", "<=", self.race.race_index)

    def ask(self, what: str, column: str, *where: Is, **more: Any) -> Answer:
        """Ask the ledger about everything up to and with this race."""
        return self.ledger.ask(Question(what, column, (*where, self.until), **more))

    def wins(self, *where: Is) -> Answer:
        """How many races the winner has won up to and with this one, from the index of all races."""
        return self.ask("count", "*", Is("winner_id", "=", self.winner.driver_id), *where, table="races")

    def in_race(self, what: str, column: str, *where: Is) -> Answer:
        """Ask about the rows of this race."""
        return self.ledger.ask(Question(what, column, (Is("key", "=", self.race.key), *where)))


def note(kind: str, subject: str, text: str, answer: Answer, strength: float = 1.0) -> Note:
    """A note from an answer. The sentence is given whole; the value and the receipt are the answer's."""
    rows = answer.rows[-50:]
    return Note(text, kind, subject, answer.value, rarity_of(kind, strength), rows, answer.query, strength)


@cache
def _rarities() -> dict[str, list[tuple[float, float]]]:
    text = resources.files("stockcar.report").joinpath("data", "rarity.toml").read_text(encoding="utf-8")
    kinds: dict[str, dict[str, float]] = tomllib.loads(text).get("kinds", {})
    return {kind: sorted((float(at), share) for at, share in shares.items()) for kind, shares in kinds.items()}


def rarity_of(kind: str, strength: float) -> float | None:
    """The share of races with a note of that kind at least that strong; None where the kind was never counted.

    Between two counted strengths the commoner share stands.
    """
    shares = _rarities().get(kind)
    if not shares:
        return None
    below = [share for at, share in shares if at <= strength + 1e-9]
    return below[-1] if below else shares[0][1]

"""What would a format of one's own be? A TOML file over the rules of a year.

::

    name = "Wins are worth more"
    based_on = 2025                  # whatever is not said below is as in this year

    [championship]                   # mechanism "most_points", "chase" or "rounds", and what each needs
    mechanism = "most_points"

    [finish_points]                  # a table by place, then step less a place, never below floor
    table = [60, 45, 40]
    step = 1
    floor = 1

    [bonuses]                        # numbers; 0 takes a bonus away
    win_bonus = 5
    led_bonus = 1
    most_led_bonus = 0
    fastest_lap_points = 0
    stage_points = []                # by place at a stage end

    [playoff_points]                 # win, stage, season (by place)
    win = 5
    stage = 1
    season = [15, 10, 8, 7, 6, 5, 4, 3, 2, 1]

``chase`` needs ``field`` and either ``reset`` (points by seed) or ``base`` and ``per_win``; ``rounds`` needs ``field``,
``rounds``, ``keep`` and ``resets``. The playoffs always end with the season; a chase is as long as that of 2026.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from stockcar.errors import BadFile
from stockcar.racing import Series
from stockcar.rulebook.dated import FIRST_SEASON, Cite, Confidence, Rule, State
from stockcar.rulebook.rules import Rulebook

NUMBERS: Final = ("win_bonus", "led_bonus", "most_led_bonus", "fastest_lap_points")
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "most_points": (),
    "chase": ("field",),
    "rounds": ("field", "rounds", "keep", "resets"),
}
LONGEST_NAME: Final = 100
TABLES: Final = ("championship", "finish_points", "bonuses", "playoff_points")
FIRST_FORMAT: Final = 1975  # the first year whose points can be computed for every result
LAST_FORMAT: Final = 2026


class OwnRules(NamedTuple):
    """The rules of a file: entries by topic, over those of a year."""

    name: str
    based_on: int
    entries: Mapping[str, Rule[Any]]


def load_own_rules(path: Path, book: Rulebook, series: Series) -> OwnRules:
    """Read a file of rules.

    Raises:
        BadFile: not such a file; names the key and what was expected.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as reason:
        why = getattr(reason, "strerror", None) or str(reason)
        raise BadFile(f"{path} is not a file of rules", why, "see stockcar whatif --help") from reason
    reader = _Reader(path, series)
    reader.known("", said, ("name", "based_on", *TABLES))
    year = reader.whole("based_on", said.get("based_on", 2025), 0)
    first = max(FIRST_FORMAT, FIRST_SEASON[series])
    if not first <= year <= LAST_FORMAT:
        raise reader.wrong("based_on", f"{year}", f"give a year from {first} to {LAST_FORMAT}")
    values: dict[str, Any] = {}
    if "championship" in said:
        values["championship"] = reader.championship(reader.table("championship", said))
    if "finish_points" in said:
        values["finish_points"] = reader.scale(reader.table("finish_points", said))
    if "bonuses" in said:
        values |= reader.bonuses(reader.table("bonuses", said))
    if "playoff_points" in said:
        values["playoff_points"] = reader.playoff_points(reader.table("playoff_points", said))
    name = reader.name(said.get("name", path.stem))
    cite = Cite("own-rules", name)
    since = dt.date(FIRST_SEASON[series], 1, 1)
    entries = {
        topic: Rule(
            topic, since, None, value, cite, Confidence.SOURCED, state=State.ABSENT if value is None else State.RULE
        )
        for topic, value in values.items()
    }
    unknown = [topic for topic in entries if (series, topic) not in book.topics]
    if unknown:
        raise reader.wrong(unknown[0], "is no topic of the rulebook", "leave it out")
    return OwnRules(name, year, entries)


class _Reader:
    """Reads the values of a file and complains by key."""

    def __init__(self, path: Path, series: Series) -> None:
        self.path, self.series = path, series

    def wrong(self, key: str, what: str, next_step: str) -> BadFile:
        """The error for a key."""
        return BadFile(f"{self.path}: {key}: {what}", "", next_step)

    def known(self, table: str, said: Mapping[str, Any], keys: tuple[str, ...]) -> None:
        """Refuse keys that mean nothing."""
        for key in said:
            if key not in keys:
                raise self.wrong(f"{table}.{key}".lstrip("."), "no such key", f"there are {', '.join(keys)}")

    def table(self, key: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """A TOML table."""
        if not isinstance(said[key], dict):
            raise self.wrong(key, "is no table", f"write [{key}]")
        found: Mapping[str, Any] = said[key]
        return found

    def name(self, value: Any) -> str:
        """What the rules are called: a line of text."""
        if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > LONGEST_NAME:
            raise self.wrong("name", f"{str(value)[:20]!r} is no name", f'write "...", up to {LONGEST_NAME} characters')
        return value

    def whole(self, key: str, value: Any, least: int) -> int:
        """A whole number."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 100_000:
            raise self.wrong(key, f"{value!r} is no whole number that can be meant", f"give one of at least {least}")
        return value

    def numbers(self, key: str, value: Any, least: int = 0, empty: bool = False) -> list[int]:
        """A list of whole numbers."""
        if not isinstance(value, list) or not (value or empty) or len(value) > 100:
            raise self.wrong(key, f"{value!r} is no list of numbers", "write [1, 2, 3]")
        return [self.whole(key, each, least) for each in value]

    def championship(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The mechanism with what it needs."""
        keys = ("mechanism", "field", "rounds", "keep", "resets", "reset", "base", "per_win", "top",
                "wild_cards", "wild_card_to", "within")  # fmt: skip
        self.known("championship", said, keys)
        mechanism = str(said.get("mechanism"))
        if mechanism not in NEEDS:
            raise self.wrong("championship.mechanism", f"{mechanism!r}", f"give one of {', '.join(NEEDS)}")
        value: dict[str, Any] = {"mechanism": mechanism}
        for key in [key for key in keys[1:] if key in said]:
            listed = key in ("rounds", "keep", "resets", "reset")
            name = f"championship.{key}"
            value[key] = self.numbers(name, said[key], 1) if listed else self.whole(name, said[key], 0)
        missing = [key for key in NEEDS[mechanism] if key not in value]
        if mechanism == "chase" and "reset" not in value:
            missing += [key for key in ("base", "per_win") if key not in value]
        if missing:
            raise self.wrong("championship", f"{mechanism} needs {', '.join(missing)}", "add it")
        if mechanism == "rounds":
            self._rounds(value)
        if mechanism != "most_points":
            value["regular"] = 1  # the season's length decides: see ``whatif.fitted_to``
        return value

    def _rounds(self, value: dict[str, Any]) -> None:
        rounds, keep, resets = value["rounds"], value["keep"], value["resets"]
        if len(keep) != len(rounds) - 1 or len(resets) != len(rounds):
            raise self.wrong("championship", "keep has one number less than rounds, resets as many", "count them again")
        if any(after >= before for before, after in zip([value["field"], *keep], keep, strict=False)):
            raise self.wrong("championship.keep", "each round must keep fewer than it began with", "lower the numbers")
        if any(races > kept for races, kept in zip(rounds, keep, strict=False)):
            raise self.wrong("championship.keep", "a round must keep as many as it has races to win", "keep more")
        value.setdefault("per_win", 0)

    def scale(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Points by place."""
        self.known("finish_points", said, ("table", "step", "floor"))
        table = self.numbers("finish_points.table", said.get("table"))
        step, floor = (self.whole(f"finish_points.{key}", said.get(key, 1), 0) for key in ("step", "floor"))
        return {"table": table, "step": step, "floor": floor}

    def bonuses(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Bonuses and stage points; nothing paid is no such rule."""
        self.known("bonuses", said, (*NUMBERS, "stage_points"))
        found: dict[str, Any] = {
            key: self.whole(f"bonuses.{key}", said[key], 0) or None for key in NUMBERS if key in said
        }
        if "stage_points" in said:
            found["stage_points"] = self.numbers("bonuses.stage_points", said["stage_points"], empty=True) or None
            found["paying_stages"] = 2 if found["stage_points"] else None
        return found

    def playoff_points(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Playoff points."""
        self.known("playoff_points", said, ("win", "stage", "season"))
        win, stage = (self.whole(f"playoff_points.{key}", said.get(key, 0), 0) for key in ("win", "stage"))
        return {
            "win": win,
            "stage": stage,
            "season": self.numbers("playoff_points.season", said.get("season", []), empty=True),
        }

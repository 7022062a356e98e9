"""What were the rules of this race?

``Rulebook.load()`` reads every dated rule and table of facts; ``Rulebook.on(race)`` gives the ``Rules`` of one race,
whose values keep their citations.

=====================  ============================================================  =================================
rules                  years                                                         state
=====================  ============================================================  =================================
points                 1952-2026 (1949-51, 1974: no source for the inputs)           implemented: ``points``
standings              1975-2026                                                     implemented: ``standings``
championship           1949-2026                                                     implemented: ``championship``
qualifying             formats by year; line-ups where the record has times          implemented: ``qualifying``
procedure              2003-2026 in full, before that by what sources give           values only: ``procedure``
purses                 1949-2026                                                     not: no source
=====================  ============================================================  =================================
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from stockcar.errors import BadFile, RuleMissing
from stockcar.racing import Finish, Race, Series
from stockcar.rulebook.dated import FIRST_SEASON, Cite, Dated, Rule
from stockcar.rulebook.facts import Fact, read_facts
from stockcar.rulebook.points import PointsRules, Scored, score
from stockcar.rulebook.toml import RuleFile, read_sources

if TYPE_CHECKING:
    from stockcar.rulebook.procedure import Procedure

DATA = Path(__file__).parent / "data"


class Rulebook:
    """Every dated rule and cited fact of the three series."""

    def __init__(
        self,
        topics: Mapping[tuple[Series, str], Dated[Any]],
        facts: Mapping[tuple[Series, str], tuple[Fact, ...]],
        sources: Mapping[str, Cite],
    ) -> None:
        self.topics = MappingProxyType(dict(topics))
        self.facts = MappingProxyType(dict(facts))
        self.sources = MappingProxyType(dict(sources))
        self._facts_of_race: dict[tuple[Series, str], dict[str, list[Fact]]] = {}
        self._points_rules: dict[tuple[int, ...], PointsRules] = {}

    @classmethod
    def load(cls, root: Path | None = None) -> "Rulebook":
        """Read and check the rules; those of the package are read once.

        Raises:
            BadFile: a file is not TOML, an entry is malformed, or a topic has a gap or an overlap.
        """
        global _PACKAGE
        if root is not None:
            return cls.read(root)
        if _PACKAGE is None:
            _PACKAGE = cls.read(DATA)
        return _PACKAGE

    @classmethod
    def read(cls, root: Path) -> Self:
        """Read and check every file under ``root``, always anew."""
        sources = read_sources(root / "sources.toml", root)
        entries: dict[tuple[Series, str], list[Rule[Any]]] = {}
        facts: dict[tuple[Series, str], tuple[Fact, ...]] = {}
        for path in sorted(root.glob("*/*.toml")):
            file = RuleFile(path, root)
            for series, rule in file.entries(sources):
                entries.setdefault((series, rule.topic), []).append(rule)
            for name, rows in read_facts(file, sources):
                holds_for = tuple(Series) if path.parent.name == "national" else (Series(path.parent.name),)
                for series in holds_for:
                    facts[series, name] = facts.get((series, name), ()) + rows
        if not entries:
            raise BadFile(
                f"no rules under {root}",
                "there is no file of the form <series>/<topics>.toml",
                "name a folder of rules",
            )
        topics = {at: Dated(at[1], at[0], tuple(rules)) for at, rules in entries.items()}
        return cls(topics, facts, sources)

    def on(self, race: Race) -> "Rules":
        """The rules of one race."""
        return Rules(self, race)

    def topic(self, series: Series, name: str) -> Dated[Any]:
        """One topic of one series over time.

        Raises:
            RuleMissing: the rulebook has no such topic for the series.
        """
        try:
            found: Dated[Any] = self.topics[series, name]
            return found
        except KeyError:
            known = sorted({topic for of, topic in self.topics if of is series})
            raise RuleMissing(
                f'the {series} rulebook has no topic "{name}"', "", "use one of the topics listed", known
            ) from None

    def facts_of(self, series: Series, table: str, race_key: str) -> Sequence[Fact]:
        """The rows of a table of facts whose ``race`` is that race; empty where there are none."""
        by_race = self._facts_of_race.get((series, table))
        if by_race is None:
            by_race = self._facts_of_race[series, table] = {}
            for fact in self.facts.get((series, table), ()):
                by_race.setdefault(fact["race"], []).append(fact)
        return by_race.get(race_key, ())

    @property
    def last_season(self) -> int:
        """The last season of which the rulebook holds a change: what it knows of later ones is nothing."""
        return max(int(entry.since.year) for dated in self.topics.values() for entry in dated.entries)

    def require_season(self, series: Series, season: int) -> None:
        """Refuse a season whose rules nobody here knows.

        Raises:
            RuleMissing: before the series began, or after the last season of the rulebook.
        """
        if season < FIRST_SEASON[series]:
            began = f"it began in {FIRST_SEASON[series]}"
            raise RuleMissing(f"no {series} season {season}", began, "ask for a later one")
        if season > self.last_season:
            raise RuleMissing(
                f"the rules of {season} are not known", f"the rulebook reaches {self.last_season}",
                f"ask for {self.last_season} or an earlier season",
            )  # fmt: skip

    def points_rules(self, race: Race) -> PointsRules:
        """The points rules of a race; races under the same entries share one object."""
        rules = tuple(self.topic(race.key.series, name).on(race) for name in PointsRules.TOPICS)
        same = tuple(id(rule) for rule in rules)
        found = self._points_rules.get(same)
        if found is None:
            found = self._points_rules[same] = PointsRules.of(rules)
        return found


class Rules:
    """The rules of one race."""

    def __init__(self, book: Rulebook, race: Race) -> None:
        self.book = book
        self.race = race

    def rule(self, topic: str) -> Rule[Any]:
        """The entry in force, with value, citation and confidence.

        Raises:
            RuleMissing: no such topic, or no rule known for that day.
        """
        return self.book.topic(self.race.key.series, topic).on(self.race)

    def facts(self, table: str) -> Sequence[Fact]:
        """The cited facts of this race in a table such as ``penalties``; empty where none are held."""
        return self.book.facts_of(self.race.key.series, table, str(self.race.key))

    @property
    def procedure(self) -> "Procedure":
        """How the race was run, as plain values for a simulator.

        Raises:
            RuleMissing: a rule of that day is not known.
        """
        from stockcar.rulebook.procedure import procedure_of

        return procedure_of(self)

    def points(self, finishes: Sequence[Finish], winner_points: int | None = None) -> tuple[Scored, ...]:
        """The points of every car, in the order given, with the parts they are made of.

        ``winner_points`` is what the win paid where the scale followed the purse (to 1967). Penalties that were
        taken later are not in it: see ``penalties``. Points of the Duels are not in it: they are no part of the race.

        Raises:
            RuleMissing: the points of that race cannot be computed from its result (1949-51, 1974).
        """
        return score(self, finishes, winner_points)


_PACKAGE: Rulebook | None = None  # read once; its values are frozen

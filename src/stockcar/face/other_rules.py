"""Who would have been champion under other rules: one season, every season, or a season still to be run?"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stockcar.errors import NotInBook, RuleMissing, UsageError
from stockcar.face.arguments import checked
from stockcar.face.books import Book, open_book
from stockcar.face.titles import upto
from stockcar.racing import RaceKey, Series
from stockcar.record import RecordBook

if TYPE_CHECKING:
    from stockcar.forecast.season import SeasonOdds
    from stockcar.forecast.season_ranges import Work
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.championship import Championship
    from stockcar.rulebook.season import RaceResult

FORMATS: Final = (2003, 2010, 2016, 2025, 2026)  # most points, the Chase, rounds, rounds with stages, the Chase of 2026
FIRST_COMPUTED: Final = {Series.CUP: 1975, Series.XFINITY: 1982, Series.TRUCK: 1995}


def rules_named(text: str) -> int | Path:
    """A year or a file of rules.

    Raises:
        UsageError: neither.
    """
    if text.isdecimal() and len(text) == 4:
        return int(text)
    path = Path(text)
    if path.suffix != ".toml":
        raise UsageError(
            f'no rules are called "{text}"', "rules are those of a year or of a file", "2003, or FILE.toml"
        )
    return path


@checked
def whatif(series: str, season: int, rules: int | str | Path, book: Book = None) -> dict[str, Any]:
    """A recorded season under the rules of a year or of a file: its champion and whole table.

    Of a season under way: the table so far, and no champion. ``rules`` may be text, as on the command line.

    Raises:
        UsageError: no such rules, or an argument of another kind.
        NotInBook: the open book does not hold the season. NotFound: no such season. BadFile: not a file of rules.
        RuleMissing: the points of that year cannot be computed from results.
    """
    from stockcar.forecast.season_schedule import length_of
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.whatif import under_rules

    opened, of = open_book(book), Series.named(series)
    rules = rules_named(rules) if isinstance(rules, str) else rules
    results = whole_season(opened, of, season)
    length = length_of(results[0][0], len(results))
    made = under_rules(Rulebook.load(), results, rules, length)
    names = opened.driver_names
    real = real_champion(opened, of, season)
    return {
        "series": of.value,
        "season": season,
        **_said_of(Rulebook.load(), results[0][0].key, rules),
        "own": rules == season,
        "champion": names.get(made.champion, made.champion) if made.champion else None,
        "champion_id": made.champion,
        "real_champion": names.get(real, real) if real else None,
        "real_champion_id": real,
        "reason": _why_none(made, len(results), length),
        "order": table_of(made, names),
        "coverage": "full",
    }


def _said_of(rulebook: "Rulebook", key: RaceKey, rules: int | Path) -> dict[str, Any]:
    """The rules of a year, or the path and the name of a file of them; what of the season they leave out."""
    from stockcar.rulebook.carried import left_out
    from stockcar.rulebook.ownrules import load_own_rules

    if isinstance(rules, int):
        return {"rules": rules, "rules_name": None, "left_out": list(left_out(rulebook, key, rules))}
    own = load_own_rules(rules, rulebook, key.series)
    return {"rules": str(rules), "rules_name": own.name, "left_out": list(left_out(rulebook, key, own.based_on))}


def table_of(made: "Championship", names: dict[str, str]) -> list[dict[str, Any]]:
    """The final table, one object a driver."""
    return [
        {
            "position": place.position,
            "driver": names.get(place.driver_id, place.driver_id),
            "driver_id": place.driver_id,
            "points": place.points,
            "wins": place.wins,
            "playoffs": place.driver_id in made.entered,
        }
        for place in made.table
    ]


@checked
def champions(series: str, seasons: Sequence[int] | None = None, book: Book = None) -> dict[str, Any]:
    """The champions of every season that the open book holds, under each of ``FORMATS``, beside the real one.

    Raises:
        NotInBook: the open book holds no whole season of the series, or one that was asked for is under way.
    """
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.whatif import under_rules

    opened, of = open_book(book), Series.named(series)
    held = seasons if seasons is not None else seasons_held(opened, of)
    rows = []
    for season in held:
        results = whole_season(opened, of, season)
        _require_over(results)
        real = real_champion(opened, of, season)
        row: dict[str, Any] = {"season": season, "real": opened.driver_names.get(real, real) if real else None}
        for rules in ("own", *FORMATS):
            try:
                made = under_rules(Rulebook.load(), results, season if rules == "own" else int(rules))
            except RuleMissing:
                made = None
            found = made.champion if made else None
            row[str(rules)] = opened.driver_names.get(found, found) if found else None
        row["champions"] = len({row[str(rules)] for rules in ("own", *FORMATS)} - {None})
        rows.append(row)
    if not rows:
        raise NotInBook(f"this book holds no whole {of.value} season", "", "stockcar book status")
    return {"series": of.value, "formats": list(FORMATS), "seasons": rows, "coverage": "full"}


def seasons_held(book: RecordBook, series: Series) -> list[int]:
    """The finished seasons whose results the book holds and whose points can be computed."""
    found = sorted({int(y) for y, k in zip(book.races.season, book.races.keys, strict=True)
                    if str(k).startswith(series.value)})  # fmt: skip
    kept = []
    for season in found:
        if season >= FIRST_COMPUTED[series] and real_champion(book, series, season):
            try:
                book.require_visible(last_race(book, series, season))
            except NotInBook:
                continue
            kept.append(season)
    return kept


def whole_season(book: RecordBook, series: Series, season: int) -> "list[RaceResult]":
    """Every race of a season with its result (NotFound, NotInBook)."""
    return list(book.season_results(last_race(book, series, season)))


def _require_over(results: "list[RaceResult]") -> None:
    """Raise NotInBook where races of the season are to come."""
    from stockcar.forecast.season_schedule import length_of

    key, length = results[0][0].key, length_of(results[0][0], len(results))
    if len(results) < length:
        raise NotInBook(
            f"the book holds {len(results)} of {length} races of {key.series.value} {key.season}",
            "a season under way has no champion",
            "--rules YEAR for its table so far, or a season that is over",
        )


def last_race(book: RecordBook, series: Series, season: int) -> RaceKey:
    """The last race of a season (NotFound: no such season)."""
    from stockcar.record import summaries

    rows = summaries.season(book, series, season)
    return RaceKey.parse(rows[-1]["key"])


def real_champion(book: RecordBook, series: Series, season: int) -> str | None:
    """The champion's id, as the record has it; None where it has none."""
    _, rows = book.sql(f"select driver_id from champions where series = '{series.value}' and season = {int(season)}")
    return str(rows[0][0]) if rows and rows[0][0] is not None else None


def _why_none(made: "Championship", held: int, length: int) -> str | None:
    if made.champion:
        return None
    if held < length:
        return f"the season is under way: the book holds {held} of its {length} races"
    return f"a season of {held} races has no room for the playoffs of these rules, or is not over"


@checked
def whatif_chances(
    series: str,
    season: int,
    rules: int | str | Path,
    after: str | None = None,
    book: Book = None,
    work: "Work | None" = None,
    schedule: str | Path | None = None,
) -> dict[str, Any]:
    """The chances of the rest of a season under its own rules and under others, over the same simulated races.

    ``schedule`` is a CSV file with the races that the book does not hold yet (``playoffs``).

    Raises:
        NotInBook: the open book can neither fit the races to come nor holds them fitted, or lacks races of the season
            and no schedule was given. BadFile: no schedule of the rest of it. Errors of ``whatif``.
    """
    from stockcar.forecast.season import odds_of, rest_of
    from stockcar.forecast.season_known import known_after, known_under
    from stockcar.forecast.season_ranges import Luck, Work

    opened, of = open_book(book), Series.named(series)
    rules = rules_named(rules) if isinstance(rules, str) else rules
    known = known_after(opened, of, season, upto(opened, of, season, after), Path(schedule) if schedule else None)
    chosen = work or Work()
    rest = rest_of(known, chosen.say)
    own = odds_of(known, rest, chosen)
    other = odds_of(known_under(known, rules), rest, chosen, Luck(f"{of.value}-{season}", known.after + 1))
    return {
        "series": of.value,
        "season": season,
        **_said_of(known.rulebook, known.schedule[0].key, rules),
        "after": str(known.schedule[known.after - 1].key) if known.after else None,
        "runs": chosen.runs,
        "seed": chosen.seed,
        "provenance": {"data": own.digest, "book": opened.digest},
        "assumed": list(known.assumed),
        "drivers": _both_chances(own, other, opened.driver_names),
    }


def _both_chances(own: "SeasonOdds", other: "SeasonOdds", names: dict[str, str]) -> list[dict[str, Any]]:
    """The chances under both rules, one object a driver, the best first."""
    rows: list[dict[str, Any]] = [
        {
            "driver": names.get(driver, driver),
            "driver_id": driver,
            "title_own": own.odds[driver].title,
            "title": odds.title,
            "difference": odds.title - own.odds[driver].title,
            "make_playoffs_own": own.odds[driver].make_playoffs,
            "make_playoffs": odds.make_playoffs,
        }
        for driver, odds in other.odds.items()
    ]
    rows.sort(key=lambda row: (-max(row["title"], row["title_own"]), row["driver"]))
    return rows

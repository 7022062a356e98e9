"""Champions replayed from results and rules alone; what the waivers decide."""

import dataclasses

import pytest

from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import championship
from stockcar.rulebook.season import SeasonScores
from tests.history.season_rows import needs_book, results, scores
from tests.rulebook.recorded_rows import book_folder

pytestmark = [pytest.mark.full_book, needs_book]

SPANS = {"cup": range(1975, 2026), "xfinity": range(1982, 2026), "truck": range(1995, 2026)}
FOURS = {
    2014: "hamlin harvick logano newman", 2015: "busch gordon harvick truex-jr", 2016: "busch edwards johnson logano",
    2017: "busch harvick keselowski truex-jr", 2018: "busch harvick logano truex-jr",
    2019: "busch hamlin harvick truex-jr", 2020: "elliott hamlin keselowski logano",
    2021: "elliott hamlin larson truex-jr", 2022: "bell chastain elliott logano",
    2023: "bell blaney byron larson", 2024: "blaney byron logano reddick", 2025: "briscoe byron hamlin larson",
}  # fmt: skip


def recorded_champions() -> dict[tuple[str, int], str]:
    import polars as pl

    folder = book_folder()
    assert folder is not None
    rows = pl.read_parquet(folder / "champions.parquet")
    return {(of, season): driver for of, season, driver in rows.select("series", "season", "driver_id").iter_rows()}


def of_era(*mechanisms: str) -> list[tuple[str, int]]:
    every = [(series, season) for series, seasons in SPANS.items() for season in seasons]
    return [at for at in every if scores(*at).rules().rule("championship").given["mechanism"] in mechanisms]


@pytest.mark.parametrize(
    ("mechanism", "seasons"),
    [("most_points", 84), ("chase", 10), ("rounds", 32)],
)
def test_champions(mechanism: str, seasons: int) -> None:
    champions = recorded_champions()
    era = of_era(mechanism)
    assert len(era) == seasons
    wrong = {at for at in era if championship(scores(*at)).champion != champions[at]}
    assert wrong == set()


@pytest.mark.parametrize("season", FOURS)
def test_final_fours_of_the_cup(season: int) -> None:
    final = championship(scores("cup", season)).rounds[-1]
    ending = sorted(driver.split("-", 1)[1] for driver in final.start)
    assert ending == sorted(FOURS[season].split())


def test_finalists_on_file_are_those_the_rules_give() -> None:
    for series, seasons in SPANS.items():
        for season in seasons:
            result = championship(scores(series, season))
            if result.rule.given["mechanism"] == "rounds":
                rules = scores(series, season).rules(scores(series, season).races[-1].key.number)
                (fact,) = rules.facts("finalists")
                assert set(fact.drivers) == set(result.rounds[-1].start), (series, season)


def test_what_fails_without_waivers() -> None:
    """Seasons whose finalists or champion change when nobody had a waiver and nobody withdrew."""
    book = Rulebook.load()
    kept = {at: rows for at, rows in book.facts.items() if at[1] not in ("waivers", "withdrawn")}
    without = Rulebook(book.topics, kept, book.sources)
    changed = set()
    for series, seasons in SPANS.items():
        for season in seasons:
            if season >= 2014:
                given, bare = (championship(SeasonScores.of(b, results(series, season))) for b in (book, without))
                if given.rounds and set(given.rounds[-1].start) != set(bare.rounds[-1].start):
                    changed.add((series, season))
    assert changed == WITHOUT_WAIVERS


WITHOUT_WAIVERS = {
    ("cup", 2014), ("cup", 2015), ("cup", 2025), ("xfinity", 2025), ("truck", 2018), ("truck", 2023),
}  # fmt: skip


@pytest.mark.parametrize(("series", "season", "driver", "points"), [
    ("cup", 2004, "jimmie-johnson", 6498), ("cup", 2004, "dale-earnhardt-jr", 6368), ("cup", 2004, "ryan-newman", 6180),
    ("cup", 2005, "jimmie-johnson", 6406), ("cup", 2007, "carl-edwards", 6222), ("cup", 2008, "carl-edwards", 6615),
    ("xfinity", 1986, "larry-pearson", 4551), ("xfinity", 1986, "brett-bodine", 4531),
    ("cup", 2010, "clint-bowyer", 6155), ("cup", 2013, "ryan-newman", 2286), ("truck", 2011, "johnny-sauter", 882),
])  # fmt: skip
def test_final_points(series: str, season: int, driver: str, points: int) -> None:
    """Official final points of drivers whom a penalty cost points, a seed or a place, or who stand twice in a race."""
    table = {place.driver_id: place.points for place in championship(scores(series, season)).table}
    assert table[driver] == points


def test_a_tie_says_what_broke_it() -> None:
    table = championship(scores("cup", 2011)).table
    assert [(place.driver_id, place.points) for place in table[:2]] == [("tony-stewart", 2403), ("carl-edwards", 2403)]
    assert table[1].tie == "level on points; fewer wins (1 to 5)"


def test_a_season_under_way_has_no_champion() -> None:
    after = scores("cup", 2022).through(30)
    result = championship(after, 36)
    assert result.champion is None
    assert len(result.rounds) == 2
    assert dataclasses.asdict(result.table[0])["position"] == 1

"""Verbs that need the whole record: a race to come with prices, put on record; a season backtested; old races."""

import pytest

from stockcar.forecast.saved import load_saved
from tests import contract

pytestmark = pytest.mark.full_book
ENTRIES = """car,driver,team,start,series,track,date,laps
5,Kyle Larson,Hendrick Motorsports,1,cup,Daytona International Speedway,2026-02-15,200
12,Ryan Blaney,Team Penske,2
22,Joey Logano,Team Penske,3
24,William Byron,Hendrick Motorsports,4
"""
PRICES = "car,price\n5,5/2\n12,+250\n22,4.0\n24,3.5\n"


@pytest.fixture
def on(stockcar, full):
    """A verb on the full book."""
    return lambda *words: stockcar(*words, "--book", str(full.path.parent))


def test_a_race_to_come_with_prices_and_samples_goes_on_record(on, tmp_path):
    (tmp_path / "entries.csv").write_text(ENTRIES)
    (tmp_path / "prices.csv").write_text(PRICES)
    words = ("forecast", "--entries", str(tmp_path / "entries.csv"), "--runs", "200")
    plain = on(*words, "--format", "json").document
    files = ("--odds", str(tmp_path / "prices.csv"), "--samples", str(tmp_path / "s.parquet"))
    left = on(*words, *files, "--save", str(tmp_path / "f.json"), "--format", "json")
    made = contract.read(left.out, contract.Forecast)
    assert [entry["win"] for entry in left.document["entries"]] == [entry["win"] for entry in plain["entries"]]
    assert len(left.document["market"]) == len(made.entries) == 4
    assert (tmp_path / "s.parquet").stat().st_size > 0
    race = load_saved(tmp_path / "f.json")["race"]  # refuses what was changed since
    assert race == {"series": "cup", "date": "2026-02-15", "track_id": "daytona-international-speedway"}
    assert "market" in on(*words, *files[:2]).out
    again = on(*words, "--save", str(tmp_path / "f.json"), "--format", "json")
    assert again.code == 2, "what is on record is not written over"
    scored = on("forecast", "score", str(tmp_path / "f.json"), "--format", "json")
    assert scored.code in (3, 4), "the race has not been run"
    assert on(*words, "--scoring", str(tmp_path / "game.toml")).code == 2


def test_a_season_backtested_by_the_yardstick(on, tmp_path):
    rows = tmp_path / "rows.csv"
    words = ("backtest", "--series", "truck", "--from", "2025", "--to", "2025", "--model", "ratings")
    left = on(*words, "--rows", str(rows), "--format", "json")
    assert left.code == 0, left.err
    assert left.document["races"] == 25
    assert rows.read_text().startswith("race,car,driver,finish")
    table = on(*words).out
    assert "paired difference" in table
    assert all(name in table for name in left.document["baselines"])


def test_seasons_before_those_of_the_peer_have_no_column_of_its_protocol(on):
    words = ("backtest", "--series", "cup", "--from", "1975", "--to", "1975", "--model", "ratings", "--format", "json")
    document = on(*words).document
    assert (document["races"], document["peer_protocol"]) == (30, {})


def test_a_career_of_the_whole_record(on):
    document = contract.read(on("driver", "Richard Petty", "--format", "json").out, contract.Career)
    assert (document.wins, document.coverage) == (200, "full")


def test_a_race_of_1979(on):
    document = contract.read(on("race", "cup-1979-02", "--no-forecast", "--format", "json").out, contract.Race)
    assert document.results[0].driver == "Richard Petty"
    assert "Cale Yarborough" in on("race", "cup-1979-02", "--no-forecast").out


@pytest.mark.parametrize("kind", ["loop", "laps", "trace"])
def test_charts_of_a_recorded_race(on, kind):
    contract.read(on("chart", "cup-2025-10", "--kind", kind, "--format", "json").out, contract.Chart)


def test_a_recorded_race_is_told_from_its_laps(on):
    left = on("replay", "cup-2025-10", "--runs", "0", "--format", "json")
    laps = [contract.read(line, contract.ReplayLap) for line in left.out.splitlines()]
    assert not any(each.simulated for each in laps)
    assert laps[-1].entries[0].driver == "Austin Cindric"


def test_points_that_the_record_lacks_say_why(on):
    laps = contract.read(on("rules", "points", "cup-1972-01", "43", "--format", "json").out, contract.Points)
    assert (laps.points, laps.recorded) == (286.25, 100)
    assert "place alone" in laps.recorded_note
    atlanta = contract.read(on("race", "cup-1971-10", "--no-forecast", "--format", "json").out, contract.Race)
    foyt, petty = atlanta.results[:2]
    assert (foyt.points, foyt.points_recomputed) == (0, 150)
    assert "gives none" in foyt.points_note
    assert not petty.points_note
    assert "no points" in atlanta.worth[0].text


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("cup-1992-29", "by the rules of 1992, come to 4078, and to 4068 for Bill Elliott"),
        ("cup-2011-36", "come to 2403, and to 2403 for Carl Edwards (fewer wins"),
        ("xfinity-2025-32", "it ends the round of 8; out are Brandon Jones, Sammy Smith, Sam Mayer, Sheldon Creed"),
        ("xfinity-2025-26", "it ends the regular season; in are Connor Zilisch, Justin Allgaier"),
        ("xfinity-2025-24", "second in the recorded points, 2 behind the first (863)"),  # as the standings have it
    ],
)
def test_a_card_says_what_ended_with_the_race(on, key, said):
    document = contract.read(on("race", key, "--no-forecast", "--format", "json").out, contract.Race)
    assert said in " ".join(step.text for step in document.worth)


TOO_LARGE = "larger than the 64 that a simulated race has room for"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("race", "southern 500 1950"), f"Forecast: none, as its field of 75 cars is {TOO_LARGE}"),
        (("race", "daytona 500 1960"), f"Forecast: none, as its field of 68 cars is {TOO_LARGE}"),
        (("report", "cup-1951-24", "--forecast"), f"what was to be expected (its field of 82 cars is {TOO_LARGE})"),
        (("report", "cup-1952-25", "--preview"), f"the chances of the entries (its field of 66 cars is {TOO_LARGE})"),
    ],
)
def test_a_field_too_large_to_simulate_is_told_without_a_forecast(on, words, said):
    left = on(*words)
    assert left.code == 0, left.err
    assert said in " ".join(left.out.split())


@pytest.mark.parametrize(
    "words",
    [
        ("forecast", "cup-1955-35"),
        ("sim", "cup-1956-06"),
        ("sim", "cup-1956-06", "--qualifying"),
        ("report", "cup-1956-44", "--run", "1"),
        ("chart", "cup-1960-05", "--kind", "chances"),
        ("replay", "cup-1960-05", "--from", "run"),
    ],
    ids=" ".join,
)
def test_a_field_too_large_to_simulate_is_refused_with_what_can_be_had(on, words):
    refused = on(*words, "--format", "json")
    assert (refused.code, refused.error["error"]) == (2, "UsageError")
    assert TOO_LARGE in refused.error["why"]
    assert refused.error["next"] == f"what happened in it: stockcar race {words[1]}"


@pytest.mark.parametrize(
    ("driver", "footnote"),  # only of what the table shows: stages won are no column of it
    [("Jimmie Johnson", ""), ("Kyle Busch", ""), ("Denny Hamlin", ""), ("Lee Petty", "- is not known here: laps ")],
)
def test_a_footnote_is_for_a_dash_of_the_table(on, driver, footnote):
    words = ("driver", driver, "--series", "cup")
    said = on(*words).out
    assert "the third stage" not in said
    assert footnote in said if footnote else "is not known" not in said
    reason = on(*words, "--format", "json").document["reason"]
    assert reason, "the document keeps the reason"


def test_standings_as_of_any_day(on):
    words = ("standings", "cup", "1992", "--after")
    assert on(*words, "1992-10-01").out == on(*words, "cup-1992-24").out
    assert on(*words, "1992-10-01").out.startswith("cup 1992  after cup-1992-24\n")
    rules = ("rules", "standings", "cup", "1992", "--after")
    assert on(*rules, "1992-10-01").out == on(*rules, "cup-1992-24").out

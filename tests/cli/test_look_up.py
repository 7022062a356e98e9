"""race, driver, track, season, standings, query on the starter book: the answers, the keys, the refusals."""

import pytest

ALLGAIER = ("driver", "Justin Allgaier", "--series", "xfinity", "--until", "xfinity-2025-24")


def test_mid_ohio_2022(stockcar):
    card = stockcar("race", "truck 2022 mid-ohio", "--no-forecast", "--format", "json").document
    winner = card["results"][0]
    assert (winner["driver"], winner["car"], winner["start"], winner["led"]) == ("Parker Kligerman", "75", 2, 56)
    assert (winner["stage_1"], winner["stage_2"], winner["laps"]) == (1, 2, 67)
    assert winner["points_recomputed"] == winner["points"] == 59
    assert [part["points"] for part in winner["points_parts"]] == [40, 10, 9]
    heim = next(row for row in card["results"] if row["driver"] == "Corey Heim")
    assert (heim["status"], heim["laps"], heim["start"]) == ("transmission", 60, 1)
    notes = " | ".join(note["text"] for note in card["notes"])
    for said in ("third", "first win on a road course", "not at Talladega (2012 and 2017)"):
        assert said in notes, notes


def test_daytona_august_2025_credits_the_starter_and_names_the_relief_driver(stockcar):
    card = stockcar("race", "xfinity-2025-24", "--no-forecast", "--format", "json").document
    assert (card["laps_run"], card["laps_scheduled"]) == (104, 100)
    first, second, third = card["results"][:3]
    assert [row["driver"] for row in (first, second, third)] == ["Connor Zilisch", "Sammy Smith", "Justin Allgaier"]
    assert {row["team"] for row in (first, second, third)} == {"JR Motorsports"}
    assert [relief["driver"] for relief in first["relief"]] == ["Parker Kligerman"]
    assert first["points_recomputed"] == 40
    assert len(card["notes"]) >= 8
    assert card["worth"]


def test_the_card_for_people_says_the_same(stockcar):
    card = stockcar("race", "xfinity-2025-24", "--no-forecast").out
    for said in (
        "104 laps of 100 scheduled",
        "overtime",
        "relief: Parker Kligerman",
        "win 40 = 40, as recorded",
        "Notes",
    ):
        assert said in card


def test_a_career_that_the_starter_book_holds(stockcar):
    line = stockcar(*ALLGAIER, "--format", "json").document
    assert line["wins"] == 28
    assert line["coverage"] == "full"


def test_a_career_that_the_starter_book_does_not_hold_is_not_counted(stockcar):
    line = stockcar("driver", "Kyle Larson", "--format", "json").document
    assert line["wins"] == 53
    assert line["starts"] is None
    assert line["coverage"] == "partial"
    assert "stockcar book update" in line["reason"]


REFUSED = [
    (("race", "daytona 2025"), 3, "Ambiguous", "xfinity-2025-24"),
    (("driver", "Kilgerman"), 3, "NotFound", "Parker Kligerman"),
    (("driver", "Allgaier"), 3, "Ambiguous", "Justin Allgaier"),
    (("race", "monaco 2020"), 3, "NotFound", ""),
    (("standings", "cup", "2024"), 4, "NotInBook", ""),
    (("race", "truck-2022-15", "--runs", "many"), 2, "UsageError", ""),
    (("season", "formula", "2022"), 2, "UsageError", ""),
    (("query", "drop table races"), 2, "UsageError", ""),
    (("rce", "truck-2022-15"), 2, "UsageError", ""),
    (("driver", "Kyle Busch", "--since", "2015-02-30"), 2, "UsageError", ""),
    (("book", "status", "--book", "no-such-folder"), 4, "NotInBook", ""),
]


@pytest.mark.parametrize(("words", "code", "error", "candidate"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_cannot_be_answered_is_refused_with_the_next_step(stockcar, words, code, error, candidate):
    left = stockcar(*words, "--format", "json")
    assert (left.code, left.error["error"]) == (code, error)
    assert left.out == ""
    assert any(candidate in given for given in left.error["candidates"]) or not candidate
    said = stockcar(*words)
    assert said.code == code
    assert said.err.startswith("error: ")


def test_a_race_of_the_index_has_a_card_without_a_result(stockcar):
    card = stockcar("race", "cup-1979-02", "--format", "json").document
    assert (card["results"], card["coverage"], card["forecast"]) == ([], "partial", None)
    assert card["name"] == "Daytona 500"
    assert (card["winner"]["driver"], card["winner"]["make"]) == ("Richard Petty", "Oldsmobile")
    said = stockcar("race", "cup-1979-02").out
    assert "which the starter book does not hold" in card["no_forecast"]
    assert f"Forecast: none, as {card['no_forecast']}" in " ".join(said.split())
    assert "winner: Richard Petty (Petty Enterprises, Oldsmobile)" in said
    assert "stockcar book update" in said


FORMATS = [("csv", "finish,start,car,"), ("md", "| finish | start |")]


@pytest.mark.parametrize(("form", "begins"), FORMATS)
def test_the_main_table_in_other_formats(stockcar, form, begins):
    assert stockcar("race", "truck-2022-15", "--no-forecast", "--format", form).out.startswith(begins)


def test_a_season_a_track_and_standings(stockcar):
    season = stockcar("season", "truck", "2022", "--format", "json").document
    assert len(season["races"]) == 23
    assert season["champion"]["driver"] == "Zane Smith"
    track = stockcar("track", "mid-ohio", "--format", "json").document
    assert any(race["key"] == "truck-2022-15" for race in track["races"])
    table = stockcar("standings", "truck", "2022", "--after", "truck-2022-15", "--format", "json").document
    assert [row["rank"] for row in table["standings"]] == list(range(1, len(table["standings"]) + 1))
    assert {row["title_place"] for row in table["standings"]} == {None}


def test_standings_at_the_end_name_the_places_in_the_title_beside_the_points(stockcar):
    table = stockcar("standings", "truck", "2022", "--format", "json").document["standings"]
    title = {row["title_place"]: row["driver"] for row in table if row["title_place"] in (1, 2, 3, 4)}
    assert title == {1: "Zane Smith", 2: "Ben Rhodes", 3: "Chandler Smith", 4: "Ty Majeski"}
    assert "title: by the rules of 2022: Zane Smith, Ben Rhodes" in stockcar("standings", "truck", "2022").out


def test_a_query_is_read_only_and_plain(stockcar):
    answer = stockcar("query", "select winner, count(*) as n from races group by 1 order by n desc limit 1",
                      "--format", "json").document  # fmt: skip
    assert answer == {"columns": ["winner", "n"], "rows": [["Kyle Busch", 232]], "coverage": "full"}


PLAIN_CELLS = [
    ("select 100.0 * count(*) as x from champions where season = 2024", 300),
    ("select 'NaN'::double as x", None),
    ("select date '2022-07-09' as x", "2022-07-09"),
    ("select interval 3 day as x", "3 days, 0:00:00"),
    ("select [1, 2] as x", [1, 2]),
]


@pytest.mark.parametrize(("sql", "cell"), PLAIN_CELLS)
def test_any_cell_is_plain_json(stockcar, sql, cell):
    assert stockcar("query", sql, "--format", "json").document["rows"] == [[cell]]


def test_a_partial_count_says_so_beside_the_table(stockcar):
    left = stockcar("query", "select count(*) as n from results")
    assert "partial" in left.err


def test_a_race_called_json_does_not_change_the_error(stockcar):
    assert stockcar("race", "json").err.startswith("error: ")


@pytest.mark.parametrize(
    ("day", "race"), [("2022-07-09", "truck-2022-15"), ("2022-07-22", "truck-2022-15"), ("2022-07-08", "truck-2022-14")]
)
def test_standings_on_a_day_are_those_after_the_last_race_before_it(stockcar, day, race):
    words = ("standings", "truck", "2022", "--after")
    assert stockcar(*words, day, "--format", "json").document["after"] == race
    assert stockcar(*words, day).out.startswith(f"truck 2022  after {race}\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("truck", "2022", "--after", "2022-01-01"), "its first was truck-2022-01"),
        (("xfinity", "1997", "--after", "1997-06-01"), "no source dates every race of that season"),
    ],
)
def test_a_day_that_says_no_race_is_refused(stockcar, words, why):
    left = stockcar("standings", *words, "--format", "json")
    assert (left.code, left.error["error"]) == (3, "NotFound")
    assert left.error["why"].startswith(why)

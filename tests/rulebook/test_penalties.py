"""What was docked, where it shows, and that an inferred penalty is what two records of the race differ by."""

import pytest

from stockcar.racing import Series
from stockcar.rulebook import Rulebook
from stockcar.rulebook.championship import championship
from stockcar.rulebook.explain import explain_championship, explain_points
from stockcar.rulebook.penalties import penalties_of, with_penalties
from stockcar.rulebook.season import SeasonScores
from tests.rulebook.race_values import finish, race
from tests.rulebook.recorded_rows import book_folder

BOOK = Rulebook.load()


def test_a_penalty_in_the_row_is_a_part_of_the_points() -> None:
    rules = BOOK.on(race("cup-1990-02"))
    field = [finish(1, car="6", driver_id="mark-martin", led=16, points=134), finish(2, car="3", led=41)]
    first, second = with_penalties(rules, rules.points(field))
    assert (first.points, [part.points for part in first.parts]) == (134, [175, 5, -46])
    assert (second.points, len(second.parts)) == (180, 3)
    document = explain_points(rules, field, "6")
    assert (document["points"], document["recorded"]) == (134, 134)
    assert (document["steps"][-1]["text"], document["steps"][-1]["value"]) == ("sum", 134)


def test_a_later_penalty_stands_behind_the_sum_and_leaves_it() -> None:
    field = [finish(8, car="42", driver_id="jamie-mcmurray", led=0, points=142)]
    document = explain_points(BOOK.on(race("cup-2004-06")), field, "42")
    assert document["points"] == 142
    assert [step["value"] for step in document["steps"]][-2:] == [142, -25]
    assert "inferred" in document["steps"][-1]["text"]
    assert document["steps"][-1]["confidence"] == "single"


@pytest.mark.parametrize(("key", "driver", "in_row", "points"), [
    ("cup-1990-02", "mark-martin", True, [-46]), ("cup-1990-02", "mark-martin", False, []),
    ("cup-2013-26", "martin-truex-jr", False, [-50]), ("truck-2011-14", "johnny-sauter", False, [-6]),
])  # fmt: skip
def test_penalties_of_a_race(key: str, driver: str, in_row: bool, points: list[int]) -> None:
    assert [fact["points"] for fact in penalties_of(BOOK.on(race(key)), driver, in_row)] == points


def test_a_title_names_the_penalties_in_it() -> None:
    scores = SeasonScores.of(BOOK, [(race("cup-2000-25"), [finish(1, driver_id="jeff-gordon")])])
    said = [step["text"] for step in explain_championship(scores)["steps"]]
    assert any(text.startswith("penalty after cup-2000-25, Jeff Gordon: inferred") for text in said)


def test_an_encumbered_win_brings_nothing_into_a_chase() -> None:
    def start(key: str) -> float:
        first = (race(key), [finish(1, driver_id="carl-edwards"), finish(2, driver_id="x")])
        last = (race("cup-2008-26"), [finish(1, driver_id="carl-edwards"), finish(2, driver_id="x")])
        return championship(SeasonScores.of(BOOK, [first, last]), 36).rounds[0].start["carl-edwards"]

    assert (start("cup-2008-03"), start("cup-2008-04")) == (5010, 5020)


@pytest.mark.full_book
@pytest.mark.skipif(book_folder() is None, reason="the full book is not built: stockcar book build")
def test_what_is_inferred_is_what_two_records_differ_by() -> None:
    import polars as pl

    frame = pl.read_parquet(book_folder() / "disagreements.parquet")  # type: ignore[operator]
    points = frame.filter((pl.col("column") == "points") & (pl.col("chosen_source") == "nascaR.data"))
    rows = points.select("key", "chosen", "other").iter_rows()
    held = {
        (key, int(other) - int(taken), f"{taken} points in the result file, {other} in") for key, taken, other in rows
    }
    facts = [fact for of in Series for fact in BOOK.facts[of, "penalties"] if fact.note.startswith("inferred; ")]
    assert len(facts) > 200
    for fact in facts:
        said = fact.note.removeprefix("inferred; ").removesuffix(" racing-reference")
        assert (fact["race"], fact["points"], said) in held, fact

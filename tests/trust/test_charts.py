"""Charts: the rows are those of the record, the picture is of these rows, and what cannot be drawn is said."""

from typing import get_args

import pytest

import stockcar as sc
from stockcar.cli import chart as verb
from stockcar.cli import run
from stockcar.errors import NotInBook, UsageError
from stockcar.face.charts import Kind
from stockcar.face.drawing import DRAWN


def test_the_verb_knows_every_kind():
    assert get_args(verb.Kind) == get_args(Kind)
    assert set(get_args(Kind)) == set(DRAWN)


@pytest.mark.parametrize("kind", ["points", "gained", "led"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_recorded_race_is_drawn_the_same_every_time(kind, ending, tmp_path):
    made = sc.chart("truck-2022-15", kind, book="starter")
    first = made.save(tmp_path / f"a.{ending}").read_bytes()
    assert first == made.save(tmp_path / f"b.{ending}").read_bytes()
    assert len(first) > 5_000
    assert not made.simulated


def test_points_are_the_sums_of_the_record():
    rows = sc.chart("truck-2022-15", "points", book="starter").rows
    last = {row["driver"]: row["points"] for row in rows if row["race"] == 15}
    standings = sc.race("truck-2022-15", book="starter").book.sql(
        """select driver, sum(points) from results join races using (key)
           where series = 'truck' and season = 2022 and number <= 15 group by 1 order by 2 desc limit 10"""
    )[1]
    assert last == dict(standings)


def test_places_gained_add_up_to_what_the_grid_and_the_finish_say():
    for row in sc.chart("truck-2022-15", "gained", book="starter").rows:
        assert row["gained"] == row["start"] - row["finish"]


def test_laps_led_are_all_the_laps_of_the_race():
    race = sc.race("truck-2022-15", book="starter")
    assert sum(row["led"] for row in sc.chart("truck-2022-15", "led", book="starter").rows) == race.scheduled.laps_run


@pytest.mark.parametrize("kind", ["laps", "trace", "loop"])
def test_what_the_book_does_not_hold_is_said(kind):
    with pytest.raises(NotInBook) as said:
        sc.chart("truck-2022-15", kind, book="starter")
    assert "stockcar book update" in said.value.next_step


def test_an_unknown_kind_lists_the_kinds():
    with pytest.raises(UsageError) as said:
        sc.chart("truck-2022-15", "pie", book="starter")
    assert said.value.candidates == get_args(Kind)


@pytest.mark.parametrize("name", ["a.gif", "a", "a.py"])
def test_an_ending_that_is_no_picture_is_refused(name, tmp_path):
    with pytest.raises(UsageError, match="what kind of picture"):
        sc.chart("truck-2022-15", "led", book="starter").save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_verb_writes_the_picture_and_nothing_on_stdout(tmp_path, capsys):
    words = ["chart", "truck-2022-15", "--kind", "gained", "--book", "starter", "--out", str(tmp_path / "a.png")]
    assert run(words) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.full_book
def test_recorded_laps_keep_the_order_and_the_gap_of_the_leader_is_none(full):
    rows = sc.chart("cup-2025-09", "trace", book=full).rows
    assert {row["gap_s"] for row in rows if row["running"] == 1} == {0.0}
    assert rows[0]["lap"] == 1
    assert sc.chart("cup-2025-09", "loop", book=full).rows[0]["driver"] == "Kyle Larson"

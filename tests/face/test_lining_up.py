"""Line-ups of session files: what the rules of a day make of them, and what is wrong with a file."""

from pathlib import Path
from typing import Any

import pytest

import stockcar.face as sc
from stockcar.errors import BadFile, RuleMissing, UsageError

ROUNDS = """car,round_1,round_2,round_3,rear
38,81.90,81.20,,
75,82.40,80.90,,
51,80.70,82.10,,yes
42,82.80,-,,
66,82.10,,,
"""
TWO = ROUNDS.replace(",round_3", "").replace(",,\n", ",\n").replace(",,yes", ",yes")
DUELS = "car,round_1,duel,duel_finish\n1,49.0,1,2\n2,49.5,2,1\n3,49.1,2,2\n4,50.0,1,1\n"
HEATS = "car,heat_start,heat_finish\n5,1,1\n6,9,2\n7,3,3\n8,4,8\n"
METRIC = "car,driver_finish,owner_finish,owner_points,fastest_lap,playoff\n1,2,2,9,1,\n2,9,9,1,9,yes\n3,1,1,1,30,\n"
POINTS = "car,owner_points\n1,3\n2,1\n3,2\n"


def lined_up(folder: Path, key: str, text: str) -> dict[str, Any]:
    """The document of a session file."""
    file = folder / "session.csv"
    file.write_text(text)
    return sc.line_up_of(key, file, book="starter")


@pytest.mark.parametrize(
    ("key", "text", "by", "order"),
    [
        ("truck-2022-15", ROUNDS, "times", "51 75 38 66 42"),  # round three cancelled: the better of the two before
        ("truck-2022-15", TWO, "times", "75 38 51 42 66"),  # none cancelled: round two ahead of round one
        ("cup-2023-12", ROUNDS, "times", "75 38 51 42 66"),  # elsewhere the round before counts
        ("cup-2023-01", DUELS, "duels", "1 3 4 2"),
        ("cup-2022-09", HEATS, "heats", "6 5 7 8"),  # places gained are paid; 8 lost some and loses nothing
        ("cup-2021-06", METRIC, "metric", "1 3 2"),
        ("cup-2020-25", METRIC, "metric", "2 1 3"),  # the first form of it put the playoffs first
        ("cup-2012-06", POINTS, "owner_points", "2 3 1"),
    ],
)
def test_a_line_up(tmp_path: Path, key: str, text: str, by: str, order: str) -> None:
    document = lined_up(tmp_path, key, text)
    assert (document["by"], [row["car"] for row in document["line_up"]]) == (by, order.split())
    assert all(step["cite"] for step in document["steps"])


def test_who_drops_to_the_rear_keeps_the_listed_start(tmp_path: Path) -> None:
    rows = lined_up(tmp_path, "truck-2022-15", ROUNDS)["line_up"]
    assert [(row["start"], row["car"], row["at_green"]) for row in rows][:2] == [(1, "51", 5), (2, "75", 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column car"),
        ("car\n", "no car"),
        ("car,time\n1,2\n", "no column 'time' to read"),
        ("car,round_1\n1,30\n1,31\n", "line 3: car 1 stands twice"),
        ("car,round_1\n1,fast\n", "line 2: round_1 'fast'"),
        ("car,round_1\n1,-3\n", "line 2: round_1 '-3'"),
        ("car,heat_start,heat_finish\n1,1,2.5\n", "line 2: heat_finish '2.5'"),
        ("car,round_1\n1,30,4\n", "line 2: no car, or more cells"),
    ],
)
def test_a_file_of_another_form(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        lined_up(tmp_path, "cup-2023-12", text)


def test_what_the_format_asks_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="car 1 has no fastest_lap"):
        lined_up(tmp_path, "cup-2021-06", METRIC.replace(",1,\n", ",,\n"))
    with pytest.raises(UsageError, match="car 1 has no duel"):
        lined_up(tmp_path, "cup-2023-01", "car,round_1\n1,49\n")
    with pytest.raises(RuleMissing, match="went by draw"):
        lined_up(tmp_path, "cup-2020-15", "car\n1\n")
    with pytest.raises(BadFile, match="cannot be read"):
        sc.line_up_of("cup-2023-12", tmp_path / "none.csv", book="starter")

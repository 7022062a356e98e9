"""Dated rules: what is found for a race, and what is said when a file or a rule is wrong."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from stockcar.errors import BadFile, RuleMissing
from stockcar.racing import Series
from stockcar.rulebook import Rulebook, State
from tests.rulebook.race_values import race

SOURCES = 'page = { title = "A page", url = "https://example.org/page" }\n'
HEAD = 'cite = "page"\nconfidence = "sourced"\n'


@pytest.fixture
def write(tmp_path: Path):
    """Write the cup's rules and read them."""

    def write(text: str) -> Rulebook:
        (tmp_path / "cup").mkdir(exist_ok=True)
        (tmp_path / "sources.toml").write_text(SOURCES)
        (tmp_path / "cup" / "points.toml").write_text(text)
        return Rulebook.read(tmp_path)

    return write


def entry(**said: str) -> str:
    return "[[bonus]]\n" + "".join(f"{key.rstrip('_')} = {value}\n" for key, value in said.items()) + HEAD


def test_the_most_specific_scope_wins(write) -> None:
    book = write(
        entry(from_="1949", value="1")
        + entry(from_="2017", until="2018", kind='"road"', value="2")
        + entry(races='["cup-2018-09"]', value="3")
    )
    for key, kind, expected in [
        ("cup-2018-09", "road", 3),
        ("cup-2018-10", "road", 2),
        ("cup-2018-10", "short", 1),
        ("cup-2019-10", "road", 1),
    ]:
        rule = book.on(race(key, kind=kind)).rule("bonus")
        assert (rule.value, rule.cite.title) == (expected, "A page")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (entry(from_="1949", until="2000", value="1") + entry(from_="2000", value="2"), ["two rules", "2000-01-01"]),
        (entry(from_="1949", until="1999", value="1") + entry(from_="2001", value="2"), 
            ["no rule", "2000-01-01 to 2000-12-31"]),
        (entry(from_="1950", value="1"), ["no rule", "1949-01-01 to 1949-12-31"]),
        (entry(from_="1949", until="2025", value="1"), ["no rule", "2026-01-01 on"]),
        (entry(from_="1949", value="1") + entry(races='["cup-2018-09"]', value="3") * 2, ["two rules", "cup-2018-09"]),
    ],
)  # fmt: skip
def test_gaps_and_overlaps_fail_by_name_and_day(write, text: str, words: list[str]) -> None:
    with pytest.raises(BadFile) as said:
        write(text)
    for word in ["bonus of cup", *words]:
        assert word in str(said.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[bonus]]\nfrom = 1949\nvalue = = 3\n', ["cup/points.toml", "line 3", "value"]),
        (entry(from_='"soon"', value="1"), ["cup/points.toml", "line 2", "bonus.from", "'soon'"]),
        (entry(from_="1949", value="1", vlaue="1"), ["line 4", "bonus.vlaue", "no such key"]),
        (entry(from_="1949"), ["line 1", "bonus.value", "none of them"]),
        (entry(from_="1949", value="1", absent="true"), ["line 3", "value and absent"]),
        (entry(from_="1949", kind='"oval"', value="1"), ["line 3", "bonus.kind", "'oval'"]),
        ("[[bonus]]\nfrom = 1949\nvalue = 1\nconfidence = \"sourced\"\ncite = \"nobody\"\n", ["line 5", "'nobody'"]),
        ("[[bonus]]\nfrom = 1949\nvalue = 1\nconfidence = \"sure\"\ncite = \"page\"\n", ["line 4", "'sure'"]),
        ("[bonus]\nfrom = 1949\n", ["line 1", "[[bonus]]"]),
        ('[bonus]\ncolumns = ["race", "cite", "confidence"]\nrows = [["a", "page"]]\n', ["line 3", "2 cells for 3"]),
    ],
)  # fmt: skip
def test_a_malformed_file_is_named_with_key_and_line(write, text: str, words: list[str]) -> None:
    with pytest.raises(BadFile) as said:
        write(text)
    for word in words:
        assert word in str(said.value)


def test_a_missing_rule_names_topic_series_date_and_next_step(write) -> None:
    book = write(entry(from_="1949", until="1951", unknown="true") + entry(from_="1952", value="1"))
    for key, topic, words in [
        ("cup-1950-03", "bonus", ["bonus", "cup-1950-03", "1950-07-01", "data/cup"]),
        ("cup-1948-01", "bonus", ["no bonus rule", "1948-07-01", "1949"]),
        ("cup-2000-01", "malus", ["cup", "malus", "bonus"]),
    ]:
        with pytest.raises(RuleMissing) as said:
            book.on(race(key)).rule(topic)
        for word in words:
            assert word in str(said.value)


def test_a_race_without_a_date_gets_a_rule_only_where_its_season_has_one(write) -> None:
    book = write(entry(from_="1949", until="2003-08-31", value="1") + entry(from_="2003-09-01", value="2"))
    undated = dataclasses.replace(race("cup-2004-01"), date=None)
    assert book.on(undated).rule("bonus").value == 2
    with pytest.raises(RuleMissing, match="changed during 2003"):
        book.on(dataclasses.replace(race("cup-2003-01"), date=None)).rule("bonus")


def test_no_rule_is_said_apart_from_not_known(write) -> None:
    book = write(entry(from_="1949", absent="true"))
    rule = book.on(race("cup-1990-01")).rule("bonus")
    assert (rule.state, rule.value) == (State.ABSENT, None)


def test_the_package_loads_in_under_50_ms_and_leaves_no_day_open() -> None:
    import time

    from stockcar.rulebook.rules import DATA

    took_s = []
    for _ in range(5):
        start = time.process_time()
        book = Rulebook.read(DATA)
        took_s.append(time.process_time() - start)
    assert min(took_s) < 0.050
    assert {series for series, _ in book.topics} == set(Series)


def test_a_value_read_from_an_empty_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(SOURCES)
    with pytest.raises(BadFile, match="no rules under"):
        Rulebook.read(tmp_path)


def test_a_copy_of_the_package_data_reads_the_same(tmp_path: Path) -> None:
    from stockcar.rulebook.rules import DATA

    shutil.copytree(DATA, tmp_path / "data")
    copy = Rulebook.read(tmp_path / "data")
    assert {at: len(dated.entries) for at, dated in copy.topics.items()} == {
        at: len(dated.entries) for at, dated in Rulebook.load().topics.items()
    }

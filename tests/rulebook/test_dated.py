"""Dated rules: what is found for a race, and what is said when a file or a rule is wrong."""

import dataclasses
import datetime as dt
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
        ("# a file\nbonus = 5\n", ["line 2", "[[bonus]]"]),
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


@pytest.mark.parametrize("last", ["01-01", "12-30"])
def test_a_rule_that_holds_for_a_day_of_the_season_is_a_change_in_it(write, last: str) -> None:
    after = {"01-01": "2003-01-02", "12-30": "2003-12-31"}[last]
    book = write(entry(from_="1949", until=f"2003-{last}", value="1") + entry(from_=after, value="2"))
    with pytest.raises(RuleMissing, match="changed during 2003") as said:
        book.on(dataclasses.replace(race("cup-2003-01"), date=None)).rule("bonus")
    assert f"it was changed on {after}" in str(said.value)


def test_a_rule_of_a_race_needs_no_day(write) -> None:
    book = write(entry(from_="1949", value="1") + entry(races='["cup-1949-01"]', value="3"))
    rule = book.on(race("cup-1949-01", "1949-01-01")).rule("bonus")
    assert (rule.value, rule.since, rule.until) == (3, dt.date(1949, 1, 1), None)
    with pytest.raises(BadFile, match=r"bonus.from: is missing"):
        write(entry(value="1"))


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


def test_the_package_is_read_once_and_a_folder_always_anew(write, tmp_path: Path) -> None:
    write(entry(from_="1949", value="1"))
    first, again = Rulebook.load(tmp_path), Rulebook.load(tmp_path)
    assert first is not again
    assert first.topic(Series.CUP, "bonus").entries[0].value == 1
    assert Rulebook.load() is Rulebook.load()


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


@pytest.mark.parametrize(("series", "first"), [("cup", 1949), ("xfinity", 1982), ("truck", 1995)])
def test_each_series_is_covered_from_its_first_season_on(series: str, first: int) -> None:
    book = Rulebook.load()
    assert book.on(race(f"{series}-{first}-01", f"{first}-01-01")).rule("led_bonus").since.year <= first
    with pytest.raises(RuleMissing, match=f"covered from {first} on") as said:
        book.on(race(f"{series}-{first - 1}-01", f"{first - 1}-12-31")).rule("led_bonus")
    assert f"ask for a {series} race of {first} or later" in str(said.value)


@pytest.mark.parametrize(("day", "expected"), [
    ("2017-12-31", 1), ("2018-01-01", 2), ("2018-07-15", 2), ("2018-12-31", 2), ("2019-01-01", 1),
])  # fmt: skip
def test_a_rule_of_a_kind_of_track_holds_on_its_first_and_on_its_last_day(write, day: str, expected: int) -> None:
    book = write(entry(from_="1949", value="1") + entry(from_="2018", until="2018", kind='"road"', value="2"))
    assert book.on(race("cup-2018-05", day, kind="road")).rule("bonus").value == expected
    assert book.on(race("cup-2018-05", day)).rule("bonus").value == 1


@pytest.mark.parametrize(("day", "expected"), [("2003-09-20", 1), ("2003-09-21", 2), ("2003-09-22", 2)])
def test_a_rule_may_change_on_a_day(write, day: str, expected: int) -> None:
    book = write(entry(from_="1949", until="2003-09-20", value="1") + entry(from_="2003-09-21", value="2"))
    assert book.on(race("cup-2003-28", day)).rule("bonus").value == expected


def test_two_rules_of_one_scope_are_named_with_their_days_and_sources(write) -> None:
    with pytest.raises(BadFile) as said:
        write(entry(from_="1949", until="2000", value="1") + entry(from_="1999", value="2"))
    assert "1949-01-01 to 2000-12-31 (page) and 1999-01-01 to now (page) have the same scope" in str(said.value)


def test_a_rule_that_was_not_there_is_no_value(write) -> None:
    book = write(entry(from_="1949", absent="true", note='"it came later"'))
    with pytest.raises(RuleMissing, match="there was no bonus rule from 1949-01-01 on") as said:
        _ = book.on(race("cup-1990-01")).rule("bonus").given
    assert "it came later" in str(said.value)
    assert "source: A page (https://example.org/page)" in str(said.value)


def test_a_rule_that_is_not_known_names_the_day_and_where_a_source_is_missing(write) -> None:
    book = write(entry(from_="1949", until="1951", unknown="true", note='"lost"') + entry(from_="1952", value="1"))
    with pytest.raises(RuleMissing) as said:
        book.on(race("cup-1950-03", "1950-05-30")).rule("bonus")
    assert "bonus is not known for cup-1950-03 (1950-05-30)" in str(said.value)
    assert "lost" in str(said.value)


def test_a_value_is_of_the_series_the_kind_or_the_race(write) -> None:
    book = write(
        entry(from_="1949", value="1")
        + entry(from_="2017", kind='"road"', value="2")
        + entry(races='["cup-2018-09"]', value="3")
    )
    assert {rule.value: rule.scope for rule in book.topic(Series.CUP, "bonus").entries} == {
        1: "series", 2: "kind", 3: "race",
    }  # fmt: skip


def test_the_line_is_that_of_the_entry_which_is_wrong(write) -> None:
    good = entry(from_="1949", until="1999", value="1")
    for text, line in [
        (good + entry(from_="2000", value="2", kind='"oval"'), 10),
        ("# a line\n\n" + good + entry(from_="2000", value="2", sure="true"), 12),
        (good + "[[malus]]\nfrom = 1949\nvalue = 3\n" + HEAD + entry(from_="2000", vale="2"), 14),
    ]:
        with pytest.raises(BadFile, match=f"line {line}, bonus"):
            write(text)


@pytest.mark.parametrize(("text", "words"), [
    ("[[bonus]]\nfrom = 1949\nvalue = [1,\n", ["line 3", "value: not TOML"]),
    ("[[bonus]]\n!\n", ["line 2", "bonus: not TOML"]),
    ("!\n", ["line 1", "the end of the file: not TOML"]),
])  # fmt: skip
def test_a_file_that_is_not_toml_is_named_with_the_last_key_read(write, text: str, words: list[str]) -> None:
    with pytest.raises(BadFile) as said:
        write(text)
    for word in ["cup/points.toml", "nothing of the file was read", *words]:
        assert word in str(said.value)


@pytest.mark.parametrize(("said", "series"), [("", "cup xfinity truck"), ('["xfinity", "truck"]', "xfinity truck")])
def test_a_national_rule_holds_for_the_series_that_it_names(tmp_path: Path, said: str, series: str) -> None:
    (tmp_path / "national").mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES)
    named = {"series": said} if said else {}
    (tmp_path / "national" / "points.toml").write_text(entry(from_="1949", value="1", **named))
    book = Rulebook.read(tmp_path)
    assert {of for of, _ in book.topics} == {Series(name) for name in series.split()}
    (tmp_path / "national" / "points.toml").write_text(entry(from_="1949", value="1", series='["arca"]'))
    with pytest.raises(BadFile, match=r"line 4, bonus.series") as refused:
        Rulebook.read(tmp_path)
    assert "use cup, xfinity, truck" in str(refused.value)


@pytest.mark.parametrize("source", ['page = { url = "https://example.org" }', 'page = { title = "" }', "page = 3"])
def test_a_source_needs_a_title(tmp_path: Path, source: str) -> None:
    (tmp_path / "sources.toml").write_text(f"# sources\n{source}\n")
    with pytest.raises(BadFile, match=r"sources.toml, line 2, page.page: a source needs a title"):
        Rulebook.read(tmp_path)


@pytest.mark.parametrize(("until", "words"), [
    ("true", "True is neither a year nor a day"), ("2017-02-26T10:00:00", "is neither a year nor a day"),
    ("1.5", "1.5 is neither a year nor a day"),
])  # fmt: skip
def test_a_day_is_a_day(write, until: str, words: str) -> None:
    with pytest.raises(BadFile, match=r"bonus.until") as said:
        write(entry(from_="1949", until=until, value="1"))
    assert words in str(said.value)

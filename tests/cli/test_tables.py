"""The answers for people and for other programs: tables, CSV, Markdown, bars; and how a verb is stopped."""

import csv
import io
import re
import subprocess
import sys

import pytest
import rich.console

from stockcar.cli import output, run

DAYTONA, MID_OHIO = "xfinity-2025-24", "truck-2022-15"
FEW = ("--runs", "20")
# A verb, and words that its table must say.
TABLES = [
    (("race", MID_OHIO, *FEW), ("Parker Kligerman", "O'Reilly Auto Parts 150")),
    (("driver", "Parker Kligerman", "--rows"), ("Parker Kligerman", MID_OHIO)),
    (("driver", "Parker Kligerman", "--vs", "Justin Allgaier"), ("Parker Kligerman", "Justin Allgaier")),
    (("track", "bristol"), ("Bristol Motor Speedway",)),
    (("season", "truck", "2022"), ("Zane Smith", MID_OHIO)),
    (("standings", "truck", "2022", "--after", MID_OHIO), ("Zane Smith",)),
    (("rules", "points", MID_OHIO, "75"), ("Parker Kligerman", "as recorded")),
    (("rules", "eligibility", "truck", "2022", "Parker Kligerman"), ("may not make the playoffs",)),
    (("rules", "eligibility", "truck", "2022", "Zane Smith"), ("may make the playoffs",)),
    (("rules", "qualifying", MID_OHIO), ("(1)",)),
    (("rules", "procedure", DAYTONA), ("(1)",)),
    (("rules", "championship", "truck", "2022"), ("Zane Smith",)),
    (("rules", "diff", "2025", "2026", "--series", "cup"), ("(1)",)),
    (("forecast", MID_OHIO, *FEW), ("20 simulated races", "nothing dated 2022-07-09")),
    (("sim", DAYTONA, *FEW), ("20 simulated races", "lead changes")),
    (("sim", MID_OHIO, "--run", "1"), ("SIMULATED", "Simulated result")),
    (("sim", MID_OHIO, "--qualifying", *FEW), ("20",)),
    (("sim", MID_OHIO, "--qualifying", "--run", "3"), ("SIMULATED", "Simulated line-up")),
    (("chart", MID_OHIO, "--kind", "points"), ("Zane Smith",)),
    (("replay", MID_OHIO, "--from", "run", *FEW), ("lap   1", "lap  67")),
    (("fork", MID_OHIO, "--run", "0", "--lap", "11", "--change", "rain", *FEW), ("SIMULATED race", "lap 11: rain")),
    (("playoffs", "truck", "2022", "--after", MID_OHIO, "--runs", "5"), ("cut: 10 places",)),
    (("worth", MID_OHIO, "--runs", "5"), ("Parker Kligerman",)),
    (("whatif", "cup", "2025", "--rules", "2003"), ("champion: Christopher Bell",)),
    (("whatif", "xfinity", "2025"), ("Jesse Love",)),
    (("book", "status"), ("starter book", "topic")),
    (("book", "audit"), ("severity",)),
    (("query", "select winner, count(*) as wins from races group by winner order by wins desc"), ("Kyle Busch",)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "says"), TABLES, ids=[" ".join(words) for words, _ in TABLES])
def test_a_table_for_people_says(stockcar, words, says):
    left = stockcar(*words)
    assert left.code == 0, left.err
    for each in says:
        assert each in left.out
    assert "\x1b[" not in left.out, "colour off a terminal"
    assert "None" not in left.out


ROWS = [
    ("season", "truck", "2022"), ("standings", "truck", "2022"), ("forecast", MID_OHIO, *FEW), ("sim", DAYTONA, *FEW),
    ("rules", "points", MID_OHIO, "75"), ("whatif", "cup", "2025", "--rules", "2003"), ("book", "status"),
    ("chart", MID_OHIO, "--kind", "gained"), ("query", "select key, name, date from races order by key limit 4"),
    ("replay", MID_OHIO, "--from", "run", "--runs", "0"),
]  # fmt: skip


@pytest.mark.parametrize("words", ROWS, ids=" ".join)
def test_the_main_table_has_the_same_rows_as_csv_and_as_markdown(stockcar, words):
    rows = list(csv.DictReader(io.StringIO(stockcar(*words, "--format", "csv").out)))
    lines = stockcar(*words, "--format", "md").out.splitlines()
    assert rows
    assert len(lines) == len(rows) + 2
    assert lines[0] == "| " + " | ".join(rows[0]) + " |"
    assert lines[1].count("---") == len(rows[0])


def test_a_cell_that_holds_a_bar_keeps_the_columns_of_markdown(stockcar):
    printed = stockcar("query", "select 'a|b' as cell", "--format", "md").out
    assert printed.splitlines()[2] == "| a\\|b |"


@pytest.mark.parametrize(("value", "text"), [
    (None, "-"), (True, "yes"), (False, "no"), (0.12345, "0.123"), (1234.5, "1,234.5"), (7, "7"), ([1, None], "1, -"),
    ({"a": 1, "b": [True]}, "a 1, b yes"), ("x", "x"),
])  # fmt: skip
def test_a_value_as_a_person_reads_it(value, text):
    assert output.said(value) == text


@pytest.mark.parametrize(
    ("chance", "text"), [(None, "-"), (0.0, "0.0%"), (0.0994, "9.9%"), (0.0996, "10%"), (1.0, "100%")]
)
def test_a_chance_has_a_decimal_below_ten_percent(chance, text):
    assert output.percent(chance) == text


class Terminal(io.StringIO):
    """A stream that says that a person looks at it."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_work_shows_a_bar_and_its_answer_is_the_same(monkeypatch):
    def work(say):
        for done in range(3):
            say("races", done, 3)
        say("the rest", 0, 0)
        return 42

    assert output.with_progress(work) == 42
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert output.with_progress(work) == 42
    assert "races" in terminal.getvalue() or "the rest" in terminal.getvalue()


def test_parquet_is_not_for_a_terminal(monkeypatch):
    monkeypatch.setenv("STOCKCAR_BOOK", "starter")
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys, "stderr", said := io.StringIO())
    assert run(["season", "truck", "2022", "--format", "parquet"]) == 2
    assert "Parquet is not for a terminal" in said.getvalue()


def test_who_stops_it_is_told_that_nothing_is_half_written(stockcar, monkeypatch):
    import stockcar.face as face

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(face, "season", stopped)
    left = stockcar("season", "truck", "2022")
    assert (left.code, left.out) == (130, "")
    assert "nothing half-written is kept" in left.err


def test_what_the_machine_refuses_is_an_error_like_any_other(stockcar, monkeypatch):
    import stockcar.face as face

    def closed(*_, **__):
        raise PermissionError(13, "Permission denied", "/closed/book")

    monkeypatch.setattr(face, "season", closed)
    left = stockcar("season", "truck", "2022", "--format", "json")
    assert left.code == 2
    assert left.error["what"] == "/closed/book cannot be read or written"
    assert left.error["why"] == "Permission denied"


def shown(rows, width, **how) -> str:
    """A table on a terminal of that width."""
    to = rich.console.Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, highlight=False)
    output.show_rows(to, rows, **how)
    return re.sub(r"\x1b\[[0-9;]*m", "", to.file.getvalue())


NARROW = [
    {"driver": "John Hunter Nemechek", "team": "Joe Gibbs Racing", "laps": 36151, "avg_finish": 16.1, "led": None},
    {"driver": "Zane Smith", "team": "Front Row Motorsports", "laps": 190, "avg_finish": 1300.2, "led": 4},
]


@pytest.mark.parametrize("width", [200, 66, 50, 44, 30, 20, 10])
def test_no_number_is_cut_however_narrow_the_terminal(width):
    text = shown(NARROW, width, spare=("team",))
    assert all(number in text for number in ("36151", "16.1", "1,300.2", "190"))
    assert "…" not in text


def test_a_narrow_terminal_goes_without_what_can_be_spared_and_says_so():
    assert "Nemechek" in shown(NARROW, 44)
    assert "Front Row Motorsports" in shown(NARROW, 200, spare=("team",))
    cut = shown(NARROW, 36, spare=("team",))
    assert "not shown in 36 columns: team" in cut
    assert "Motorsports" not in cut
    assert "laps        36151\n" in shown(NARROW, 25, spare=("team",)), "a block of lines a row"


def test_a_reader_that_goes_away_is_no_failure():
    verb = [sys.executable, "-m", "stockcar", "race", DAYTONA, "--no-forecast", "--book", "starter"]
    with subprocess.Popen(verb, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read() if running.stderr is not None else b""
    assert (running.returncode, said) == (0, b"")

"""A derivation in words: every value beside its topic, nothing said twice."""

import pytest

from stockcar.cli import run
from stockcar.cli.derivation import step_line


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("stage cautions.", True, "stage cautions: yes"),
        ("win", 40, "win: 40"),
        ("149 laps at 1.25", 186.25, "149 laps at 1.25: 186.25"),
        ("race back. The field is frozen.", False, "race back: no. The field is frozen."),
        ("pit closed laps. (unconfirmed)", 2, "pit closed laps: 2 (unconfirmed)"),
        ("field size: not known", None, "field size: not known"),
        ("the order comes from the round before. Once only.", "round_before",
         "the order comes from the round before. Once only."),
        ("Ricky Stenhouse Jr. was in: 1 win", "ricky-stenhouse-jr", "Ricky Stenhouse Jr. was in: 1 win"),
        ("final: Joey Logano 5000 to 5040; first", 5040, "final: Joey Logano 5000 to 5040; first"),
        ("1. Jesse Love", 4040, "1. Jesse Love: 4040"),
        ("damaged vehicle.", {"clock_s": 420, "may_return": True}, "damaged vehicle: clock 420 s, may return yes"),
        ("format: rounds.", {"mechanism": "rounds", "keep": [8, 4]}, "format: rounds: keep 8/4"),
        ("finish points. A note.", {"2025": {"table": [40, 35], "step": 1}, "2026": {"table": [55, 35], "step": 1}},
         "finish points: 2025: table 40/35, step 1; 2026: table 55/35, step 1. A note."),
        ("stage points.", {"2016": "no such rule", "2017": [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]},
         "stage points: 2016: no such rule; 2017: 10/9/8/7/.../1"),
        ("duel points.", {"2016": None, "2017": 1}, "duel points: 2016: not in force; 2017: 1"),
    ],
)  # fmt: skip
def test_a_step_in_words(text, value, line):
    assert step_line(text, value) == line


def printed(capsys, *words: str) -> str:
    assert run([*words, "--book", "starter"]) == 0
    return capsys.readouterr().out


def test_what_changed_is_told_with_both_values(capsys):
    said = printed(capsys, "rules", "diff", "2025", "2026")
    assert said.startswith("cup, 2025 to 2026\n")
    assert "finish points: 2025: table 40/35, step 1, floor 1; 2026: table 55/35, step 1, floor 1" in said
    assert printed(capsys, "rules", "diff", "2025", "2025") == "cup, 2025 to 2025: nothing changed\n"


def test_a_title_is_told_with_its_champion(capsys):
    assert printed(capsys, "rules", "championship", "truck", "2022").startswith("truck 2022  champion: Zane Smith\n")

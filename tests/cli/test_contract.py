"""The documents of every verb against the shapes of ``tests/contract.py``: what a script may rely on."""

import contextlib
import io
import os
from unittest import mock

import msgspec
import pytest

from stockcar.cli import run
from tests import contract

DAYTONA, MID_OHIO = "xfinity-2025-24", "truck-2022-15"
CHARTS = ("led", "points", "gained", "chances", "finishes")
DOCUMENTS = [
    (("race", MID_OHIO), contract.Race),
    (("race", "cup-2025-01", "--no-forecast"), contract.Race),
    (("driver", "Parker Kligerman", "--series", "truck", "--rows"), contract.Career),
    (("driver", "Kyle Larson", "--until", "cup-2025-01"), contract.Career),
    (("driver", "Parker Kligerman", "--vs", "Justin Allgaier"), contract.Meetings),
    (("track", "bristol"), contract.Track),
    (("season", "truck", "2022"), contract.SeasonOf),
    (("season", "cup", "1949"), contract.SeasonOf),
    (("standings", "truck", "2022", "--after", MID_OHIO), contract.Standings),
    (("query", "select key, n_cars, 0.5 as half, null as none from races limit 3"), contract.Query),
    (("rules", "points", MID_OHIO, "75"), contract.Points),
    (("rules", "standings", "cup", "2025", "--of", "makes", "--after", "cup-2025-20"), contract.RuleStandings),
    (("rules", "standings", "truck", "2022", "--of", "owners"), contract.RuleStandings),
    (("rules", "line-up", MID_OHIO, "examples/session.csv"), contract.LineUp),
    (("rules", "eligibility", "truck", "2022", "Parker Kligerman"), contract.Eligibility),
    (("rules", "qualifying", MID_OHIO), contract.Steps),
    (("rules", "procedure", MID_OHIO), contract.Steps),
    (("rules", "championship", "truck", "2022"), contract.Steps),
    (("rules", "diff", "2024", "2025", "--series", "cup"), contract.Steps),
    *((("chart", MID_OHIO, "--kind", kind, "--runs", "20"), contract.Chart) for kind in CHARTS),
    (("forecast", MID_OHIO, "--runs", "20", "--mode", "before-qualifying"), contract.Forecast),
    (("forecast", DAYTONA, "--runs", "20"), contract.Forecast),
    (("sim", DAYTONA, "--runs", "20"), contract.Sim),
    (("sim", MID_OHIO, "--run", "1"), contract.Run),
    (("sim", MID_OHIO, "--qualifying", "--runs", "20"), contract.Qualifying),
    (("playoffs", "truck", "2022", "--after", MID_OHIO, "--runs", "5"), contract.Playoffs),
    (("worth", MID_OHIO, "--runs", "5"), contract.Worth),
    (("whatif", "cup", "2025", "--rules", "2003"), contract.WhatIf),
    (("fork", MID_OHIO, "--run", "0", "--lap", "11", "--change", "rain", "--runs", "20"), contract.Fork),
    (("book", "status"), contract.BookStatus),
    (("book", "audit"), contract.Audit),
    (("doctor",), contract.Doctor),
    (("report", MID_OHIO), contract.Report),
]  # fmt: skip


def printed(words: tuple[str, ...]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a verb on the starter book, as JSON."""
    out, err = io.StringIO(), io.StringIO()
    starter = mock.patch.dict(os.environ, {"STOCKCAR_BOOK": "starter"})
    with starter, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([*words, "--format", "json"])
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize(("words", "shape"), DOCUMENTS, ids=[" ".join(words) for words, _ in DOCUMENTS])
def test_a_document_has_its_shape(words, shape):
    code, out, err = printed(words)
    assert code == 0, err
    contract.read(out, shape)


def test_a_replay_is_a_document_a_line():
    _, out, _ = printed(("replay", MID_OHIO, "--from", "run", "--runs", "0"))
    laps = [contract.read(line, contract.ReplayLap) for line in out.splitlines()]
    assert [each.lap for each in laps] == sorted({each.lap for each in laps})
    assert all(each.simulated for each in laps)


def test_a_checked_text(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("Parker Kligerman won the 2022 Truck race at Mid-Ohio, leading 55 laps. Zane Smith was third.")
    _, out, _ = printed(("check", str(text)))
    document = contract.read(out, contract.Check)
    assert document.race == MID_OHIO
    assert sum(document.counts.values()) == len(document.claims)
    for claim in document.claims:
        assert text.read_text()[slice(*claim.span)] == claim.text


REFUSED = [
    (("race", "bristol"), 3), (("race", "cup-2031-01"), 3), (("driver", "Kilgerman"), 3), (("track", "nowhere"), 3),
    (("season", "moon", "2022"), 2), (("standings", "cup", "2022", "--after", MID_OHIO), 2),
    (("query", "drop table races"), 2), (("query", "select"), 2), (("rules", "points", MID_OHIO, "999"), 3),
    (("rules", "diff", "2024", "2025", "--series", "moon"), 2), (("chart", MID_OHIO, "--kind", "moon"), 2),
    (("forecast", "cup-2019-01"), 4), (("sim", "cup-2019-01"), 4), (("sim", DAYTONA, "--runs", "0"), 2),
    (("playoffs", "cup", "2019"), 4), (("replay", MID_OHIO), 4), (("replay", MID_OHIO, "--run", "-1"), 2),
    (("fork", DAYTONA, "--run", "0", "--lap", "9999", "--change", "caution"), 2), (("check", "/nowhere/text.txt"), 2),
    (("report", "cup-2031-01"), 3), (("race", MID_OHIO, "--seed", "x"), 2), (("race",), 2), (("driver",), 2),
    (("track", " "), 2), (("standings", "cup", "1975"), 4), (("driver", "xyzzy qwfp"), 3), (("moon",), 2),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_a_refusal_has_its_shape_and_its_code(words, code):
    left, out, err = printed(words)
    assert (left, out) == (code, ""), err
    fault = contract.read(err, contract.Fault)
    assert "Traceback" not in err
    assert fault.why or fault.next or fault.candidates


def test_the_shapes_can_refuse():
    for said in ('{"error":"","what":"x","why":"","next":"","candidates":[]}', '{"error":"NotFound"}', '{"error":NaN}'):
        with pytest.raises((msgspec.ValidationError, msgspec.DecodeError)):
            contract.read(said, contract.Fault)

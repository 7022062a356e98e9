"""What the page answers under ``/data``: documents of the contract, refusals to any other question, never 500."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import contract

pytest.importorskip("nicegui", reason="the page needs the extra [web]")
from fastapi import FastAPI
from starlette.testclient import TestClient

from stockcar.record import RecordBook
from stockcar.web import documents, streams
from stockcar.web.guard import Guard
from stockcar.web.serving import Serving

DAYTONA, MID_OHIO = "xfinity-2025-24", "truck-2022-15"
STATUS = {200, 400, 401, 403, 404, 405, 413, 414, 422}


@pytest.fixture(scope="module")
def page():
    """The documents behind the guard, asked in this process."""
    serving = Serving(RecordBook.open("starter"))
    app = FastAPI()
    streams.add_to(app, serving)
    documents.add_to(app, serving)
    with TestClient(Guard(app, serving.limits), base_url="http://127.0.0.1", raise_server_exceptions=True) as client:
        yield client
    serving.close()


GOOD = [
    (f"/data/race/{MID_OHIO}", contract.Race),
    ("/data/race/truck 2022 mid-ohio", contract.Race),
    ("/data/season/truck/2022", contract.SeasonOf),
    ("/data/season/cup/1949", contract.SeasonOf),
    ("/data/standings/truck/2022", contract.Standings),
    (f"/data/standings/truck/2022?after={MID_OHIO}", contract.Standings),
    ("/data/driver/Parker Kligerman", contract.Career),
    (f"/data/story/{MID_OHIO}?run=1&seed=3", contract.Story),
    (f"/data/fork/{MID_OHIO}?run=0&lap=11&change=rain&runs=5", contract.Fork),
]


@pytest.mark.parametrize(("address", "shape"), GOOD, ids=[address for address, _ in GOOD])
def test_a_document_has_its_shape(page, address, shape):
    answer = page.get(address)
    assert answer.status_code == 200, answer.text
    contract.read(answer.content, shape)


def test_a_replay_is_a_document_a_line(page):
    address = f"/data/replay/{MID_OHIO}?run=0&runs=0"
    whole = page.get(address)
    laps = [contract.read(line, contract.ReplayLap) for line in whole.text.splitlines()]
    assert [each.lap for each in laps] == sorted({each.lap for each in laps})
    assert page.get(f"{address}&from=60").text.splitlines() == whole.text.splitlines()[60:]


def test_a_replay_that_cannot_be_told_says_so_in_its_first_line(page):
    contract.read(page.get("/data/replay/cup-2019-01?run=0").text.splitlines()[0], contract.Fault)


REFUSED = [
    ("/data/race/bristol", 404, "Ambiguous"), ("/data/race/cup-2031-01", 404, "NotFound"),
    ("/data/race/%20", 400, "UsageError"), ("/data/nothing", 404, "NotFound"),
    ("/data/season/moon/2022", 400, "UsageError"), ("/data/season/cup/2031", 404, "NotFound"),
    ("/data/season/cup/next", 400, "UsageError"), ("/data/season/cup/1e3", 400, "UsageError"),
    (f"/data/season/cup/{'9' * 40}", 400, "UsageError"), ("/data/season/cup/-2022", 400, "UsageError"),
    ("/data/standings/cup/1975", 404, "NotInBook"), ("/data/standings/cup/x", 400, "UsageError"),
    (f"/data/standings/cup/2025?after={MID_OHIO}", 400, "UsageError"), ("/data/driver/Kilgerman", 404, "NotFound"),
    (f"/data/replay/{MID_OHIO}?source=moon", 400, "UsageError"), (f"/data/replay/{MID_OHIO}?run=-1", 400, "UsageError"),
    (f"/data/replay/{MID_OHIO}?source=laps", 404, "NotInBook"),
    (f"/data/replay/{MID_OHIO}?run=0&runs=99999", 400, "UsageError"), ("/data/story/cup-2019-01", 404, "NotInBook"),
    (f"/data/story/{MID_OHIO}?seed=x", 400, "UsageError"), (f"/data/fork/{MID_OHIO}", 400, "UsageError"),
    (f"/data/fork/{MID_OHIO}?lap=0&change=caution", 400, "UsageError"),
    (f"/data/fork/{MID_OHIO}?run=0&lap=1999&change=caution", 400, "UsageError"),
    (f"/data/fork/{MID_OHIO}?run=0&lap=11&change=fly", 400, "UsageError"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "status", "error"), REFUSED, ids=[address for address, *_ in REFUSED])
def test_a_refusal_has_its_shape_and_its_status(page, address, status, error):
    answer = page.get(address)
    fault = contract.read(answer.content, contract.Fault)
    assert (answer.status_code, fault.error) == (status, error)
    assert str(Path.home()) not in answer.text


def test_a_fault_has_the_form_of_every_other_error(page, monkeypatch):
    from stockcar import face

    def broken(*_, **__):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(face, "season", broken)
    monkeypatch.setattr(face, "replay", broken)
    answer = page.get("/data/season/cup/2024")
    assert (answer.status_code, contract.read(answer.content, contract.Fault).error) == (500, "Fault")
    told = page.get(f"/data/replay/{MID_OHIO}?run=7&runs=1").text
    assert contract.read(told.splitlines()[0], contract.Fault).error == "Fault"
    assert "secret" not in answer.text + told


words = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ["cup", "truck", "daytona", "2025", MID_OHIO, DAYTONA, "..", "%", "'; drop table races --", "\0", "²"]
    ),
    st.lists(st.sampled_from(["cup", "xfinity", "2025", "truck", "night", "500", "-", "é"]), min_size=1).map(" ".join),
)
numbers = st.one_of(st.integers().map(str), st.floats().map(str), words)
PATHS = {"race": 1, "season": 2, "standings": 2, "driver": 1, "replay": 1, "story": 1, "fork": 1, "moon": 1}
ASKED = ("after", "source", "run", "seed", "runs", "from", "lap", "change", "token", "x")


@st.composite
def addresses(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(sorted(PATHS)))
    parts = [quote(draw(words), safe="") for _ in range(PATHS[kind] - 1)] + [quote(draw(numbers), safe="")]
    said = draw(st.dictionaries(st.sampled_from(ASKED), numbers, max_size=4))
    return f"/data/{kind}/{'/'.join(parts)}?" + "&".join(
        f"{name}={quote(value, safe='')}" for name, value in said.items()
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("/data/moon/%0A0?")
@given(addresses())
def test_any_address_is_answered_or_refused(page, address):
    answer = page.get(address)
    assert answer.status_code in STATUS, answer.text
    if answer.headers["content-type"].startswith("application/json"):
        document = json.loads(answer.content, parse_constant=lambda said: pytest.fail(f"{said} is no JSON"))
        assert answer.status_code == 200 or contract.read(answer.content, contract.Fault), document

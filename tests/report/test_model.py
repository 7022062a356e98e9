"""Claims that a language model proposes: a recorded answer of our own making, and what is refused of it."""

import json

import pytest

import stockcar
from stockcar.errors import UsageError
from stockcar.report.check import check
from stockcar.report.ledger import ledger_of
from stockcar.report.model import propose

TEXT = "At Mid-Ohio the No. 75 was out front for all but eleven laps, and nobody saw the rest."
KEY = "truck-2022-15"


def claim(**changed):
    start = TEXT.index("all but")
    whole = {
        "measure": "led", "subject": {"kind": "driver", "id": "parker-kligerman", "name": "Parker Kligerman"},
        "race": KEY, "span": [start, start + 19], "text": TEXT[start : start + 19], "value": 56,
        "scope": {"span": "race"},
    }  # fmt: skip
    return whole | changed


def transcript(claims):
    answer = {"choices": [{"message": {"content": "Here is the list: " + json.dumps(claims)}}]}
    return lambda request: answer if request["messages"] else {}


def test_a_proposed_claim_is_decided_like_any_other(starter):
    proposal = propose(ledger_of(starter), TEXT, KEY, transcript([claim()]))
    assert proposal.refused == ()
    found = check(TEXT, starter, race=KEY, proposed=proposal.claims)
    assert [(v.claim.measure, v.verdict, v.record) for v in found.verdicts if v.claim.measure == "led"] == [
        ("led", "supported", 56)
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        claim(measure="drop table results"),
        claim(value="56; drop table results"),
        claim(race="cup-2025-01"),
        claim(span=[0, 9000]),
        claim(text="words that are not there"),
        claim(subject={"kind": "driver", "id": "nobody", "name": "Nobody"}),
        {"nonsense": 1},
    ],
)
def test_what_does_not_fit_is_refused(starter, wrong):
    proposal = propose(ledger_of(starter), TEXT, KEY, transcript([wrong]))
    assert proposal.claims == ()
    assert len(proposal.refused) == 1


def test_the_front_door_asks_only_the_model_it_was_given(starter):
    asked = []

    def post(request):
        asked.append(request)
        return transcript([claim()])(request)

    text = f"{TEXT} Parker Kligerman won at Mid-Ohio Sports Car Course in July 2022."
    assert not [v for v in stockcar.check(text, starter, race=KEY).verdicts if v.claim.measure == "led"]
    found = stockcar.check(text, starter, race=KEY, model=post)
    assert [v.verdict for v in found.verdicts if v.claim.measure == "led"] == ["supported"]
    assert len(asked) == 1


def test_an_answer_without_a_list_gives_no_claims(starter):
    assert propose(ledger_of(starter), TEXT, KEY, lambda _: {"choices": []}).claims == ()


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_text_with_its_marks(starter, form):
    found = check("Parker Kligerman led 40 of 67 laps & won at Mid-Ohio.", starter, race=KEY)
    written = found.render(form)
    assert "the record: 56" in written
    assert ("&amp;" in written) == (form == "html")
    with pytest.raises(UsageError):
        found.render("pdf")

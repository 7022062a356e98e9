"""A result told of another race is borne out by the race the sentence points to, and by no other."""

import pytest

from stockcar.report.check import check

RACE = "truck-2022-15"  # Mid-Ohio; Zane Smith was second at Sonoma (12) and at Nashville (14), fifth at Charlotte (10)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Last week at Nashville, Zane Smith started second and was beaten at the end.", "truck-2022-14"),
        ("At Charlotte in May, where he started second, Zane Smith finished fifth.", "truck-2022-10"),
    ],
)
def test_a_result_of_a_race_that_is_named(starter, text, key):
    found = [v for v in check(text, starter, race=RACE).verdicts if v.verdict == "supported"]
    assert any(key in v.evidence for v in found), found


@pytest.mark.parametrize(
    "text",
    [
        "In 2021 Zane Smith finished 10th.",  # somewhere: a year alone points to the report's own track
        "At Charlotte in May Zane Smith finished 27th.",
    ],
)
def test_what_the_race_named_does_not_bear_out_stays_undecided(starter, text):
    assert not [v for v in check(text, starter, race=RACE).verdicts if v.verdict in ("supported", "contradicted")]

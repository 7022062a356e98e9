"""Number words, ordinals and shares by what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from stockcar.report.numbers import Quantity, find_quantities, read_quantity


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("56", Quantity(56)),
        ("sixty-seven", Quantity(67)),
        ("a dozen", None),
        ("third", Quantity(3, ordinal=True)),
        ("twenty-second", Quantity(22, ordinal=True)),
        ("33rd", Quantity(33, ordinal=True)),
        ("one hundred and four", Quantity(104)),
        ("hundredth", None),
        ("1,234", Quantity(1234)),
        ("56 of 67", Quantity(56, 67)),
        ("all but eleven of the sixty-seven", Quantity(56, 67)),
        ("all but 2 of 100", Quantity(98, 100)),
        ("all but two", Quantity(-2)),
        ("fled", None),
    ],
)
def test_phrases(phrase, meant):
    assert read_quantity(phrase) == meant


@given(st.integers(1, 999))
def test_every_number_in_words_is_read_back(n):
    assert read_quantity(num2words(n)) == Quantity(n)


@given(st.integers(1, 999))
def test_every_ordinal_in_words_is_read_back(n):
    assert read_quantity(num2words(n, to="ordinal").replace("one hundredth", "one hundredth")) == Quantity(
        n, ordinal=True
    )


def test_where_numbers_stand():
    text = "kligerman led all but eleven of the sixty-seven laps, third at 131.839 mph in the no. 75"
    assert [(text[a:b], q.value) for a, b, q in find_quantities(text)] == [
        ("all but eleven", -11),
        ("sixty-seven", 67),
        ("third", 3),
        ("75", 75),
    ]

"""Sentences, folding and speech."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.report.sentences import find_speech, fold, split_sentences


@given(st.text(max_size=200))
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


@given(st.text(max_size=300))
def test_sentences_are_in_order_and_do_not_overlap(text):
    found = split_sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(text[s.start : s.end].strip() for s in found)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He won. She led.", 2),
        ("The No. 88 car of A.J. Foyt won.", 1),
        ("Dale Earnhardt Jr. won at Dover.", 1),
        ("It was won by Earnhardt Jr. He led 12 laps.", 2),
        ("At Charlotte, N.C. the night was long.", 1),
        ("They raced at Charlotte, N.C. The night was long.", 2),
        ("He held off Dale Earnhardt Jr. in the No. 88 car.", 1),
        ("He ran 1.5 miles.", 1),
        ("A title\n\nA line", 2),
        ("", 0),
    ],
)
def test_where_sentences_end(text, sentences):
    assert len(split_sentences(text)) == sentences


def test_accents_and_marks_are_folded():
    assert fold("Kenkō Miura’s “début”") == 'kenko miura\'s "debut"'


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ('He said, "I led every lap today." He won.', ['"I led every lap today."']),
        ('Darrell "Bubba" Wallace won.', []),
        ('"It was never closed, this one', ['"It was never closed, this one']),
        ("``It was a long day,'' he said. He led 12 laps.", ["``It was a long day,''"]),
        ('A stray " mark, and "one said out loud" here', ['"one said out loud"']),
    ],
)
def test_speech(text, spoken):
    assert [text[s.start : s.end] for s in find_speech(text)] == spoken

"""Cards and notes of races whose points or leaders the record does not hold whole (full book)."""

import pytest

import stockcar as sc


@pytest.mark.parametrize("key", ["cup-1949-01", "cup-1955-10", "cup-1965-45", "cup-1974-05", "cup-1968-40"])
def test_every_old_race_has_a_card(full, key):
    card = sc.race(key, book=full).to_json(forecast=False)
    assert card["results"]
    assert card["notes"] is not None


@pytest.mark.parametrize("key", ["cup-1958-43", "cup-1960-40", "cup-1967-26"])
def test_leaders_are_not_counted_where_some_are_unrecorded(full, key):
    notes = [note.text for note in sc.race(key, book=full).notes()]
    assert not any("drivers led a lap" in text for text in notes)


def test_a_disqualified_car_did_not_go_out(full):
    notes = [note.text for note in sc.race("cup-2022-21", book=full).notes()]
    assert not any("disqualified after" in text for text in notes)

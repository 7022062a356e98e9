"""Race keys, series names, layouts by date: the words everything else is said in."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockcar.errors import UsageError
from stockcar.racing import RaceKey, Series, TrackLayout, TrackType

KEYS = [
    ("truck-2022-15", Series.TRUCK, 2022, 15, "truck-2022-15"),
    ("cup-2026-5", Series.CUP, 2026, 5, "cup-2026-05"),
    (" Xfinity-2025-24 ", Series.XFINITY, 2025, 24, "xfinity-2025-24"),
    ("oreilly-2026-01", Series.XFINITY, 2026, 1, "xfinity-2026-01"),
    ("busch-1982-29", Series.XFINITY, 1982, 29, "xfinity-1982-29"),
]


@pytest.mark.parametrize(("text", "series", "season", "number", "printed"), KEYS)
def test_a_key_is_read_and_printed(text, series, season, number, printed):
    key = RaceKey.parse(text)
    assert (key.series, key.season, key.number) == (series, season, number)
    assert str(key) == printed


@pytest.mark.parametrize("text", ["", "cup", "cup-2025", "cup-25-01", "daytona 500", "arca-2025-01", "cup-2025-001"])
def test_what_is_not_a_key_is_refused(text):
    with pytest.raises(UsageError):
        RaceKey.parse(text)


@given(st.sampled_from(list(Series)), st.integers(1949, 2100), st.integers(1, 99))
def test_a_printed_key_reads_back(series, season, number):
    key = RaceKey(series, season, number)
    assert RaceKey.parse(str(key)) == key


def test_keys_of_a_series_sort_by_time():
    texts = ["cup-2025-02", "cup-2024-36", "cup-2025-10", "cup-1949-01"]
    assert [str(key) for key in sorted(map(RaceKey.parse, texts))] == [
        "cup-1949-01", "cup-2024-36", "cup-2025-02", "cup-2025-10",
    ]  # fmt: skip


def test_a_layout_holds_between_its_dates():
    atlanta = TrackLayout("atlanta", 1.54, TrackType.SUPERSPEEDWAY, "paved", since=dt.date(2022, 1, 1))
    assert atlanta.on(dt.date(2022, 3, 20))
    assert not atlanta.on(dt.date(2021, 7, 11))

"""A race is found by key, alias or words, or refused with keys to copy; never guessed."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stockcar.errors import Ambiguous, NotFound, UsageError
from stockcar.record.book import RecordBook


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("truck-2022-15", "truck-2022-15"),
        ("TRUCK-2022-15", "truck-2022-15"),
        ("truck-2022-5", "truck-2022-05"),
        ("oreilly-2025-24", "xfinity-2025-24"),
        ("truck 2022 mid-ohio", "truck-2022-15"),
        ("Mid-Ohio 2022 trucks", "truck-2022-15"),
        ("daytona 500 2025", "cup-2025-01"),
        ("2024 coke 600", "cup-2024-14"),
        ("coca-cola 600 2024", "cup-2024-14"),
        ("southern 500 2023", "cup-2023-27"),
        ("bristol night 2024", "cup-2024-29"),
        ("bristol night race 2024", "cup-2024-29"),
        ("cup 2024 roval", "cup-2024-32"),
        ("brickyard 400 1994", "cup-1994-19"),
        ("world 600 1960", "cup-1960-21"),
        ("cup 2022 championship race", "cup-2022-36"),
        ("cup 2025 chicago street course", "cup-2025-19"),
        ("busch 2007 montreal", "xfinity-2007-23"),
        ("wawa 250 2025", "xfinity-2025-24"),
        ("daytona 500 1963", "cup-1963-07"),  # not the qualifiers, which paid points and bear its name
        ("world 600 1961", "cup-1961-24"),
        ("firecracker 400 1963", "cup-1963-29"),
        ("daytona summer 1959", "cup-1959-26"),
        ("martinsville fall 1961", "cup-1961-47"),
        ("bristol night 2021", "cup-2021-29"),  # the spring race was on dirt, another track
        ("daytona night 2025", "cup-2025-26"),
        ("xfinity daytona night 2025", "xfinity-2025-24"),
        ("xfinity 2025 daytona august", "xfinity-2025-24"),
        ("truck 2022 talladega fall", "truck-2022-21"),
        ("2025-08-22", "xfinity-2025-24"),
        ("2022-07-09 mid-ohio", "truck-2022-15"),
    ],
)
def test_a_race_by_its_names(starter: RecordBook, typed: str, key: str) -> None:
    assert str(starter.key(typed)) == key


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("daytona 2025", ("cup-2025-01", "xfinity-2025-24", "truck-2025-01", "cup-2025-26")),
        ("bristol night", ("cup-2024-29", "cup-2025-29")),
        ("cup 2024 darlington", ("cup-2024-13", "cup-2024-26")),
        ("xfinity 2025 daytona", ("xfinity-2025-01", "xfinity-2025-24")),
        ("cup 2025 atlanta", ("cup-2025-02", "cup-2025-18")),  # one track under two names
    ],
)
def test_several_that_fit_are_listed_with_keys(starter: RecordBook, typed: str, among: tuple[str, ...]) -> None:
    with pytest.raises(Ambiguous) as error:
        starter.key(typed)
    listed = [candidate.split()[0] for candidate in error.value.candidates]
    assert set(among) <= set(listed)
    assert error.value.exit_code == 3
    assert all("20" in candidate and ", " in candidate for candidate in error.value.candidates)


@pytest.mark.parametrize("typed", ["monaco", "cup-2025-99", "cup 2025 nowhere", "xfinity-1971-01", "2025"])
def test_what_does_not_exist_is_not_found(starter: RecordBook, typed: str) -> None:
    with pytest.raises(NotFound) as error:
        starter.key(typed)
    assert error.value.candidates or "stockcar season" in error.value.next_step


@pytest.mark.parametrize("typed", ["", " ", "\n"])
def test_who_says_nothing_is_asked_for_a_name(starter: RecordBook, typed: str) -> None:
    for look_up in (starter.key, starter.driver_id):
        with pytest.raises(UsageError, match="is named"):
            look_up(typed)


@pytest.mark.parametrize(
    ("typed", "why", "next_step"),
    [
        ("daytona 500 2026", "1949 to 2025", "book update"),
        ("cup-2026-01", "1949 to 2025", "book update"),
        ("xfinity-1981-01", "1982 to 2025", "stockcar season xfinity 1982"),
        ("truck 2022", "a season, not a race", "stockcar season truck 2022"),
        ("bristol spring 2021", "neither a key", ""),
    ],
)
def test_who_asks_beyond_the_book_is_told_its_seasons(
    starter: RecordBook, typed: str, why: str, next_step: str
) -> None:
    with pytest.raises(NotFound) as error:
        starter.key(typed)
    assert why in error.value.why
    assert next_step in error.value.next_step


def test_a_view_does_not_find_later_races(starter: RecordBook) -> None:
    before = starter.as_of(starter.key("cup-2025-26"))
    assert str(before.key("cup 2025 daytona")) == "cup-2025-01"


@pytest.mark.parametrize(
    ("typed", "track_id"),
    [
        ("EchoPark Speedway", "atlanta-motor-speedway"),
        ("the glen", "watkins-glen-international"),
        ("Lowe's Motor Speedway", "charlotte-motor-speedway"),
        ("roval", "charlotte-motor-speedway-road-course"),
        ("circuit-of-the-americas", "circuit-of-the-americas"),
        ("Dover International Speedway", "dover-motor-speedway"),
        ("Rambi Raceway", "myrtle-beach-speedway"),
        ("chicago street", "chicago-street-course"),
        ("mexico", "autodromo-hermanos-rodriguez"),
        ("Langhorne", "langhorne-speedway"),
    ],
)
def test_a_track_by_its_names(starter: RecordBook, typed: str, track_id: str) -> None:
    assert starter.track_id(typed) == track_id


def test_a_track_is_suggested_never_guessed(starter: RecordBook) -> None:
    with pytest.raises(Ambiguous, match="tracks"):
        starter.track_id("motor speedway")
    with pytest.raises(NotFound) as error:
        starter.track_id("brisol")
    assert "bristol-motor-speedway" in error.value.candidates


@pytest.mark.parametrize("typed", ["A.J. Foyt", "AJ Foyt", "A. J. Foyt", "a j foyt"])
def test_initials_however_they_are_set(starter: RecordBook, typed: str) -> None:
    assert starter.driver_id(typed) == "aj-foyt"


def test_a_team_by_its_names(starter: RecordBook) -> None:
    assert starter.team_id("Penske Racing") == starter.team_id("Team Penske") == "team-penske"
    with pytest.raises(NotFound, match="no team is called"):
        starter.team_id("Scuderia")


WORDS = st.sampled_from(
    [
        "daytona",
        "500",
        "cup",
        "truck",
        "2025",
        "1997",
        "bristol",
        "night",
        "-",
        "of",
        "",
        "Kyle",
        "Jr.",
        "é",
        "'",
        "(",
        "%",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=5).map(" ".join)))
def test_any_text_is_found_or_refused(starter: RecordBook, text: str) -> None:
    """Nothing typed can do anything else, and what is found is one race of the index, one driver of the list."""
    for look_up, known in ((starter.key, starter.races.place), (starter.driver_id, starter.driver_names)):
        with contextlib.suppress(NotFound, UsageError):
            assert str(look_up(text)) in known


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Dale Jr.", ("Dale Earnhardt Jr.",)),
        ("Earnhardt Jr", ("Dale Earnhardt Jr.",)),
        ("Martin Jr.", ("Martin Truex Jr.",)),
    ],
)
def test_a_first_name_and_a_suffix_offer_who_has_both(
    starter: RecordBook, typed: str, offered: tuple[str, ...]
) -> None:
    with pytest.raises(Ambiguous) as error:
        starter.driver_id(typed)
    assert error.value.candidates == offered

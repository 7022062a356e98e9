"""One id for each person: spellings merge by listed evidence, fathers and sons never do."""

from pathlib import Path

import polars as pl
import pytest

from stockcar.errors import Ambiguous, NotFound
from stockcar.record import identity
from stockcar.record.book import RecordBook

PAIRS = Path(__file__).parents[3] / "shared" / "data" / "results" / "driver_name_pairs.parquet"


@pytest.mark.parametrize(
    ("name", "folded", "slug"),
    [
        ("A.J. Allmendinger", "aj allmendinger", "aj-allmendinger"),
        ("Kenkō Miura", "kenko miura", "kenko-miura"),
        ("Martin Truex, Jr.", "martin truex jr", "martin-truex-jr"),
        ("Daniel Suárez (i)", "daniel suarez", "daniel-suarez-i"),  # a slug is made of a book name, which has no marks
        ("# Carson Hocevar", "carson hocevar", "carson-hocevar"),
        ("Patricio O'Ward", "patricio oward", "patricio-oward"),
        ("Jason A. White (Virginia)", "jason a white (virginia)", "jason-a-white-virginia"),
    ],
)
def test_names_fold_and_make_ids(name: str, folded: str, slug: str) -> None:
    assert identity.fold(name) == folded
    assert identity.slug(name) == slug


def test_every_listed_pair_has_a_decision_and_a_reason() -> None:
    rows = identity.load_rows("driver_pairs.csv")
    assert len(rows) == 198
    for row in rows:
        assert row["decision"] in ("same", "apart", "rows"), row
        assert len(row["reason"]) > 20, row
        assert bool(row["book_name"]) == (row["decision"] != "apart"), row


@pytest.mark.skipif(not PAIRS.is_file(), reason="needs ../shared/data")
def test_the_pairs_are_those_of_the_source() -> None:
    listed = {(row["result_name"], row["other_name"]) for row in identity.load_rows("driver_pairs.csv")}
    columns = pl.read_parquet(PAIRS).select("nascardata_name", pl.col("racing_reference_name").fill_null(""))
    assert listed == set(columns.iter_rows())


def test_rows_that_are_someone_elses_name_a_race_a_place_and_a_reason() -> None:
    for (key, finish, written), (book, reason) in identity.driver_rows().items():
        assert key.count("-") == 2
        assert finish > 0
        assert written != book
        assert len(reason) > 20


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Hendrick Motorsports", ("hendrick-motorsports", "Hendrick Motorsports", None)),
        ("Penske Racing", ("team-penske", "Penske Racing", None)),
        ("Team Penske", ("team-penske", "Team Penske", None)),
        ("Rex White (Owner)", ("rex-white", "Rex White", "Rex White")),
        ("Brown Racing (Jerry Brown)", ("brown-racing", "Brown Racing", "Jerry Brown")),
        ("DiGard  Motorsports", ("digard-motorsports", "DiGard Motorsports", None)),
        ("", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_team_cells_are_read(cell: str | None, parts: tuple[str | None, str | None, str | None]) -> None:
    assert identity.team(cell) == parts


@pytest.mark.parametrize(
    ("typed", "driver_id"),
    [
        ("Parker Kligerman", "parker-kligerman"),
        ("parker kligerman", "parker-kligerman"),
        ("Kenkō Miura", "kenko-miura"),
        ("Kenko Miura", "kenko-miura"),
        ("Daniel Suárez", "daniel-suarez"),
        ("Bubba Wallace", "bubba-wallace"),
        ("Darrell Wallace, Jr.", "bubba-wallace"),
        ("A.J. Allmendinger", "aj-allmendinger"),
        ("AJ Allmendinger", "aj-allmendinger"),
        ("Trey Burke", "trey-burke-iii"),
        ("Leland Honeyman Jr.", "leland-honeyman"),
        ("Geoffrey Bodine", "geoff-bodine"),
        ("John H. Nemechek", "john-hunter-nemechek"),
        ("Ricky Stenhouse", "ricky-stenhouse-jr"),
        ("Dick Rathman", "dick-rathmann"),
        ("Johnny Benson Jr.", "johnny-benson-jr"),
        ("Dale Earnhardt", "dale-earnhardt"),
        ("Dale Earnhardt, Jr.", "dale-earnhardt-jr"),
        ("dale-earnhardt-jr", "dale-earnhardt-jr"),
    ],
)
def test_every_spelling_leads_to_one_person(starter: RecordBook, typed: str, driver_id: str) -> None:
    assert starter.driver_id(typed) == driver_id


@pytest.mark.parametrize(
    ("typed", "error", "candidate"),
    [
        ("Kilgerman", NotFound, "Parker Kligerman"),
        ("Parker Kilgerman", NotFound, "Parker Kligerman"),
        ("Allgaier", Ambiguous, "Justin Allgaier"),
        ("Martin Truex", Ambiguous, "Martin Truex Sr."),
        ("Al Unser", Ambiguous, "Al Unser Jr."),
        ("Jason White", NotFound, "Jason A. White (Virginia)"),
    ],
)
def test_a_name_is_never_guessed(starter: RecordBook, typed: str, error: type[NotFound], candidate: str) -> None:
    with pytest.raises(error) as refused:
        starter.driver_id(typed)
    assert candidate in refused.value.candidates
    assert refused.value.exit_code == 3


FATHERS_AND_SONS = (
    ("Ron Hornaday", "Ron Hornaday Jr."), ("Bobby Hamilton", "Bobby Hamilton Jr."),
    ("Dale Earnhardt", "Dale Earnhardt Jr."),
    ("Martin Truex Sr.", "Martin Truex Jr."), ("Wally Dallenbach Sr.", "Wally Dallenbach Jr."),
    ("Al Unser Sr.", "Al Unser Jr."), ("Johnny Benson Sr.", "Johnny Benson Jr."), ("Tom Hessert", "Tom Hessert III"),
    ("John Borneman", "Johnny Borneman III"),
)  # fmt: skip


@pytest.mark.parametrize(("older", "younger"), FATHERS_AND_SONS)
def test_fathers_and_sons_stay_two(starter: RecordBook, older: str, younger: str) -> None:
    assert starter.driver_id(older) != starter.driver_id(younger)


@pytest.mark.full_book
def test_no_two_names_that_differ_by_a_suffix_were_merged(full: RecordBook) -> None:
    """Of all names in the result files: two that differ by a suffix alone have two ids, but for the listed ones."""
    listed = {"Bobby Santos III", "Leland Honeyman Jr."}
    written = full.sql("select distinct name_as_written, driver_id from results")[1]
    by_bare: dict[str, dict[str, str]] = {}
    for name, driver_id in written:
        bare = identity.fold(name).removesuffix(" jr").removesuffix(" sr").removesuffix(" iii").removesuffix(" ii")
        by_bare.setdefault(bare, {})[name] = driver_id
    pairs = {bare: names for bare, names in by_bare.items() if len(names) > 1}
    assert len(pairs) >= 20
    for names in pairs.values():
        own = {name: driver_id for name, driver_id in names.items() if name not in listed}
        assert len(set(own.values())) == len(own), names


@pytest.mark.full_book
def test_a_merged_person_never_drives_two_cars_in_one_race(full: RecordBook) -> None:
    doubled = full.sql(
        "select driver_id, key from results where finish is not null group by all having count(*) > 1 order by key"
    )[1]
    assert {key for _, key in doubled} == {"xfinity-1986-08", "xfinity-1986-16"}  # second entries, as recorded


@pytest.mark.parametrize(
    ("series", "season", "name"),
    [
        ("cup", 1949, "Strictly Stock"),
        ("cup", 1992, "Winston Cup Series"),
        ("xfinity", 2010, "Nationwide Series"),
        ("xfinity", 2026, "O'Reilly Auto Parts Series"),
        ("truck", 1995, "SuperTruck Series"),
        ("truck", 2022, "Camping World Truck Series"),
    ],
)
def test_a_series_by_its_name_of_the_year(series: str, season: int, name: str) -> None:
    assert identity.series_name(series, season) == name


def test_every_season_of_a_series_has_one_name() -> None:
    rows = identity.load_rows("series_names.csv")
    for series, first in (("cup", 1949), ("xfinity", 1982), ("truck", 1995)):
        for season in range(first, 2027):
            held = [
                row["name"]
                for row in rows
                if row["series"] == series and int(row["first_season"]) <= season <= int(row["last_season"] or season)
            ]
            assert len(held) == 1, (series, season, held)
    with pytest.raises(NotFound):
        identity.series_name("truck", 1990)

"""Three hundred damaged inputs of every kind, and each kind of damage that was ever taken wrongly."""

import io

import polars as pl
import pytest

from stockcar.errors import BadFile, StockcarError
from stockcar.record import store
from stockcar.record.raw import RawArchive
from stockcar.record.sources import nascar_data

CASES = 180


def test_damaged_inputs_are_taken_or_refused():
    from verification import trust_fuzz

    taken, wrong = trust_fuzz.run(CASES, seed=3, page=False)  # the page has its own tests
    assert wrong == []
    assert sum(taken.values()) >= CASES - 20


def test_the_fuzzing_is_able_to_find_something():
    from verification import trust_fuzz

    def falls_over(made: str) -> None:
        if "9" in made:
            raise ValueError(made)

    what = trust_fuzz.Input("planted", 1, lambda luck: str(luck.randrange(1000)), falls_over)
    verdicts = {trust_fuzz.one(what, number)[0].split(":")[0] for number in range(50)}
    assert verdicts == {"taken", "ValueError"}


def as_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def results() -> pl.DataFrame:
    from verification import trust_sources

    return pl.read_parquet(io.BytesIO(trust_sources.published("cup"))).head(60)


@pytest.mark.parametrize("column", ["Pts", "Driver", "Rating", "S1"])
def test_a_column_of_lists_is_refused_by_name(column):
    payload = as_parquet(results().with_columns(pl.lit([1]).alias(column)))
    with pytest.raises(BadFile, match=column):
        nascar_data.read_results(payload, "cup", "cup_series.parquet")


def test_bytes_that_make_the_parquet_reader_panic_are_refused():
    """Seeds found by the campaign: with these the library panics, which is no Exception."""
    import random

    whole = as_parquet(results())
    refused = 0
    for seed in range(300):
        luck = random.Random(seed)
        at = luck.randrange(len(whole))
        damaged = whole[:at] + bytes([luck.randrange(256)]) + whole[at + 1 :]
        try:
            nascar_data.read_results(damaged, "cup", "cup_series.parquet")
        except StockcarError:
            refused += 1
    assert refused > 20


DEEP = '{"a":' * 3000


def test_deep_nesting_is_a_bad_file(tmp_path):
    from stockcar.forecast.saved import load_saved

    (tmp_path / "manifest.json").write_text(DEEP)
    (tmp_path / "saved.json").write_text(DEEP)
    for read, name in ((store.load_manifest, ""), (load_saved, "saved.json")):
        with pytest.raises(BadFile):
            read(tmp_path / name)
    (tmp_path / "fetched.jsonl").write_text(DEEP + "\n")
    assert RawArchive(tmp_path).latest("x") is None


def test_deeply_nested_toml_is_refused(tmp_path):
    from stockcar.forecast.samples import load_scoring
    from stockcar.racing import Series
    from stockcar.rulebook import Rulebook
    from stockcar.rulebook.ownrules import load_own_rules
    from stockcar.sim.scenario import load_scenario

    deep = "x = " + "[" * 5000
    (tmp_path / "deep.toml").write_text(deep)
    for read in (
        lambda: load_scenario(deep),
        lambda: load_scoring(tmp_path / "deep.toml"),
        lambda: load_own_rules(tmp_path / "deep.toml", Rulebook.load(), Series.CUP),
    ):
        with pytest.raises(StockcarError):
            read()

"""doctor says what is there, what is not, and what to do; it never falls over what it finds."""

import json
import shutil

import pytest

from stockcar import face
from stockcar.cli import run
from stockcar.face import doctor as room  # the function; its module is looked up below
from stockcar.record.book import STARTER


def checks(book: object) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in face.doctor(book)["checks"]}


def test_the_starter_book_is_enough_and_the_full_one_is_the_next_step():
    found = face.doctor("starter")
    assert found["healthy"]
    assert checks("starter")["book"]["state"] == "note"
    assert any("stockcar book update" in step for step in found["next"])


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_book_that_is_not_there_is_wrong(tmp_path, name):
    (tmp_path / "file").write_text("")
    assert checks(str(tmp_path / name))["book"]["state"] == "wrong"


@pytest.mark.parametrize("damage", [b"", b"PAR1 and no more"])
def test_a_damaged_book_is_named_by_its_file(tmp_path, damage):
    book = tmp_path / "book"
    shutil.copytree(STARTER, book)
    (book / "results.parquet").write_bytes(damage)
    found = checks(str(book))["book"]
    assert found["state"] == "wrong"
    assert "results.parquet" in found["found"]


def test_a_package_that_is_missing_is_named(monkeypatch):
    import sys

    module = sys.modules[room.__module__]
    monkeypatch.setattr(module, "NEEDED", ("no-such-package", "numpy"))
    found = checks("starter")["packages"]
    assert (found["state"], found["found"]) == ("wrong", "not installed: no-such-package")


def test_the_verb_exits_with_one_when_something_is_wrong(tmp_path, capsys):
    assert run(["doctor", "--book", "starter", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["healthy"]
    assert run(["doctor", "--book", str(tmp_path)]) == 1
    assert "WRONG  book" in capsys.readouterr().out


def test_doctor_needs_no_numba():
    import subprocess
    import sys

    code = "import sys; from stockcar import face; face.doctor('starter'); print('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"

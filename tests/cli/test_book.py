"""book build, update, status, audit, starter: a small book made, looked at and cut, and what refuses to be one."""

import pytest
from verification import trust_sources

from tests import contract


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A folder of source files: the starter book's seasons as their source publishes them."""
    return trust_sources.source_folder(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def built(source, tmp_path_factory):
    """A book made of them, and what was printed."""
    import contextlib
    import io

    from stockcar.cli import run

    folder = tmp_path_factory.mktemp("book")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["book", "build", "--from", str(source), "--book", str(folder)])
    assert code == 0, err.getvalue()
    return folder, out.getvalue(), err.getvalue()


def test_what_was_built_is_said(built):
    folder, out, err = built
    assert f": {folder}" in out
    assert "kinds of findings" in out
    assert "left out: " in out
    assert err.strip(), "a build says what it is doing"


def test_the_status_of_the_book(stockcar, built):
    document = contract.read(
        stockcar("book", "status", "--book", str(built[0]), "--format", "json").out, contract.BookStatus
    )
    assert document.kind == "full"
    assert {each.series for each in document.series} == {"cup", "xfinity", "truck"}
    assert document.digest[:16] in built[1]


def test_the_same_files_give_the_same_book(stockcar, source, built):
    again = stockcar("book", "build", "--from", str(source), "--book", str(built[0]), "--format", "json").document
    assert again["digest"][:16] in built[1]
    assert again["seconds"] >= 0


def test_what_the_checks_find(stockcar, built):
    document = contract.read(stockcar("book", "audit", "--book", str(built[0]), "--format", "json").out, contract.Audit)
    assert document.findings
    assert all(each.severity for each in document.findings)


@pytest.mark.parametrize(("words", "code", "error"), [
    (("book", "build", "--from", "/nowhere"), 2, "BadFile"),
    (("book", "update", "--offline"), 2, "UsageError"),
    (("book", "status", "--book", "/nowhere"), 4, "NotInBook"),
    (("race", "truck-2022-15", "--book", "/nowhere"), 4, "NotInBook"),
    (("rules", "verify"), 4, "NotInBook"),
    (("backtest", "--from", "2025", "--to", "2024"), 2, "UsageError"),
    (("backtest", "--series", "truck", "--from", "1994"), 2, "UsageError"),
    (("backtest", "--to", "2999"), 2, "UsageError"),
    (("backtest", "--model", "ratings"), 4, "NotInBook"),
])  # fmt: skip
def test_what_cannot_be_done_is_refused(stockcar, tmp_path, words, code, error):
    more = ("--book", str(tmp_path / "new")) if words[1] == "build" else ()
    left = stockcar(*words, *more, "--format", "json")
    assert (left.code, left.error["error"], left.out) == (code, error, "")
    assert left.error["next"] or left.error["why"]
    assert not (tmp_path / "new" / "CURRENT").exists()


def test_a_starter_book_is_cut_from_a_full_one_only(stockcar, tmp_path):
    left = stockcar("book", "starter", str(tmp_path / "cut"), "--format", "json")
    assert left.code == 2
    assert "cut from a full one" in left.error["what"]


@pytest.mark.parametrize(("words", "what"), [
    (("serve", "--host", "0.0.0.0"), "can be reached by others"),
    (("serve", "--host", "0.0.0.0", "--token", "short"), "the token is too short"),
    (("serve", "--feed", "/nowhere/tonight"), "no such recording"),
    (("serve", "--host", "203.0.113.9", "--token", "long enough a word", "--port", "1"), "cannot be used"),
    (("live", "--offline"), "live needs the network"),
])  # fmt: skip
def test_a_page_that_cannot_be_served(stockcar, words, what):
    if words[0] == "serve":
        pytest.importorskip("nicegui", reason="the page needs the extra [web]")
    left = stockcar(*words)
    assert left.code == 2
    assert what in left.err


def test_a_page_without_its_extra_says_what_to_install(stockcar, monkeypatch):
    import builtins

    plain = builtins.__import__

    def without(name, *rest, **more):
        if name == "stockcar.web" or name.startswith("nicegui"):
            raise ModuleNotFoundError("No module named 'nicegui'", name="nicegui")
        return plain(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    left = stockcar("serve")
    assert left.code == 2
    assert "pip install 'stockcar[web]'" in left.err

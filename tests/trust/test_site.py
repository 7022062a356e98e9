"""The documentation site as far as it can be checked without building it: nothing orphaned, nothing left out."""

import ast
import fnmatch
import re
from pathlib import Path

import stockcar

DOCS = Path(stockcar.__file__).parents[2] / "docs"
GALLERY = sorted((DOCS / "gallery").glob("plot_*.py"))
TREE = re.compile(r"```\{toctree\}\n(.*?)```", re.DOTALL)


def pages() -> set[str]:
    return {p.relative_to(DOCS).with_suffix("").as_posix() for p in DOCS.rglob("*.md") if "examples" not in p.parts}


def reached() -> set[str]:
    """Every page that a table of contents names."""
    found = {"index"}
    for page in DOCS.rglob("*.md"):
        for block in TREE.findall(page.read_text(encoding="utf-8")):
            names = [line.strip() for line in block.splitlines() if line.strip() and not line.startswith(":")]
            for name in names:
                path = (page.parent / name).resolve().relative_to(DOCS.resolve()).as_posix()
                found |= set(fnmatch.filter(pages(), path)) if ":glob:" in block else {path}
    return found


def test_every_page_is_in_a_table_of_contents():
    assert pages() - reached() == set()


def test_every_entry_of_a_table_of_contents_is_a_page():
    assert reached() - pages() - {"examples/index"} == set()


def test_the_gallery_has_its_examples_each_with_a_title_and_a_picture():
    assert len(GALLERY) >= 15
    for example in GALLERY:
        text = example.read_text(encoding="utf-8")
        title = ast.get_docstring(ast.parse(text)).strip().splitlines()
        assert len(title[0]) <= len(title[1]), example.name
        assert set(title[1]) == {"="}, example.name
        assert 'book="starter"' in text or 'open("starter")' in text, f"{example.name} must run on the starter book"
        assert "figure" in text, f"{example.name} draws nothing"


def test_every_room_has_its_page():
    rooms = {"record": "record", "rulebook": "rulebook", "sim": "race", "forecast": "forecasts", "live": "live",
             "report": "report"}  # fmt: skip
    for page in rooms.values():
        assert (DOCS / "concepts" / f"{page}.md").is_file()


def test_the_citation_names_this_version():
    text = (DOCS.parent / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {stockcar.__version__}\n" in text


def test_the_inventory_lists_what_the_fuzzing_damages():
    page = (DOCS / "inputs.md").read_text(encoding="utf-8").lower()
    for word in ("parquet", "toml", "csv", "json", "sql", "article" if "article" in page else "race report", "http",
                 "command line"):  # fmt: skip
        assert word in page


def test_every_figure_of_the_trust_page_has_its_test():
    from verification import trust

    assert trust.missing_tests() == []
    assert len(trust.installed()) < trust.FEW

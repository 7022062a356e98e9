"""Every verb and public name is documented, and every example in the documentation does what the page says."""

from pathlib import Path

import pytest

import stockcar
from tests import docs_examples

ROOT = Path(stockcar.__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def verbs() -> list[str]:
    """Every verb of the command line, with its second word."""
    from stockcar.cli import app

    found = []
    for name in app:
        if name.startswith("-"):
            continue
        under = [f"{name} {second}" for second in app[name] if not second.startswith("-")]
        found += under or [name]
    return found


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_documented_and_explains_itself(verb):
    from stockcar.cli import app

    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert f"stockcar {verb}" in page, f"docs/cli.md does not show `stockcar {verb}`"
    command = app
    for word in verb.split():
        command = command[word]
    assert command.help, f"{verb} has no help text"


@pytest.mark.parametrize("name", stockcar.__all__)
def test_every_public_name_is_documented(name):
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    assert f"`{name}" in page, f"docs/python.md does not describe {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_run(page):
    assert docs_examples.check_python(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_console_examples_print_what_the_page_says(page):
    assert docs_examples.check_console(page) == []


def test_a_wrong_example_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\n>>> 1 + 1\n3\n```\n```console\n$ stockcar --version\n9.9.9\n```\n")
    assert len(docs_examples.check_python(page)) == 1
    assert len(docs_examples.check_console(page)) == 1


def test_every_link_between_pages_leads_somewhere():
    import re

    # The site's build writes docs/examples from the scripts of docs/gallery: a checkout has only the scripts.
    made = {ROOT / "docs" / "examples" / "index.rst": ROOT / "docs" / "gallery" / "README.rst"}
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in PAGES
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not made.get((page.parent / target).resolve(), page.parent / target).exists()
    ]
    assert broken == []

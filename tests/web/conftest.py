"""A served page and a browser on it. Skips by name where no Chromium or no NiceGUI is installed."""

import os

import pytest
from tests.web.browser import CHROMIUM, FLAGS, Visit, served


@pytest.fixture(scope="session")
def site():
    """The page of the starter book."""
    pytest.importorskip("nicegui", reason="the page needs the extra [web]")
    with served() as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium():
    """A browser."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="the tests of the page need playwright")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


DESK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}


@pytest.fixture(scope="session")
def desk(chromium):
    """One browser profile for all visitors of a session, so that scripts and styles are read once."""
    context = chromium.new_context(**DESK)
    yield context
    context.close()


@pytest.fixture
def visit(desk, site):
    """A visitor at a desk, in daylight; any fault of the page fails the test."""
    visitor = Visit(desk, site)
    yield visitor
    visitor.page.close()
    assert visitor.faults == []


@pytest.fixture
def first_visit(chromium, site):
    """The same in a profile of its own, for those who leave something behind in it."""
    context = chromium.new_context(**DESK)
    visitor = Visit(context, site)
    yield visitor
    context.close()
    assert visitor.faults == []


@pytest.fixture
def full_visit(chromium):
    """The same at a page of the full book, of $STOCKCAR_FULL_BOOK; without one the test is skipped."""
    folder = os.environ.get("STOCKCAR_FULL_BOOK")
    if not folder:
        pytest.skip("needs the full book")
    with served(book=folder) as (address, _):
        context = chromium.new_context(viewport=DESK["viewport"])
        visitor = Visit(context, address)
        yield visitor
        context.close()
        assert visitor.faults == []

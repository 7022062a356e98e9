"""A served page and a browser on it. Skips by name where no Chromium or no NiceGUI is installed."""

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


@pytest.fixture
def visit(chromium, site):
    """A visitor at a desk, in daylight; any fault of the page fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    visitor = Visit(context, site)
    yield visitor
    context.close()
    assert visitor.faults == []

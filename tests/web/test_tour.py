"""The tour of docs/tour.md as a newcomer takes it: from Home, each stop in three clicks or fewer.

A press of Enter counts as a click; typing does not.
"""

import pytest
from tests.web.browser import Visit, few_chances

MOST = 3
SOON = 60_000
ARTICLE = (
    "Connor Zilisch is credited with the win in the Xfinity race at Daytona on August 22, 2025, but Parker Kligerman "
    "drove the No. 88 to the flag in relief. It was Zilisch's ninth win of the season. Sammy Smith finished second."
)


class Newcomer:
    """Somebody who starts at Home and counts every click."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.clicks = visit, 0
        few_chances(visit.page)
        self.page = visit.go("/")

    def click(self, role: str, name: str, **how) -> None:
        """Click what has that name."""
        self.clicks += 1
        self.page.get_by_role(role, name=name, **how).first.click()

    def search(self, text: str) -> None:
        """The key for the search, the words, Enter."""
        self.clicks += 1
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def sees(self, text: str) -> None:
        """It stands on the page, soon."""
        self.page.get_by_text(text).first.wait_for(timeout=SOON)

    def done(self, name: str) -> None:
        """Arrived, in few enough clicks."""
        assert 0 < self.clicks <= MOST
        self.visit.picture(f"tour-{name}")


@pytest.fixture
def newcomer(visit):
    return Newcomer(visit)


def test_find_mid_ohio_2022(newcomer):
    newcomer.search("mid-ohio 2022")
    newcomer.sees("Henderson Motorsports")
    newcomer.done("find")


def test_why_kligerman_is_not_in_the_playoffs(newcomer):
    newcomer.click("link", "Mid-Ohio 2022")
    newcomer.sees("every race must be started")
    newcomer.click("link", "standings after it")
    row = newcomer.page.locator("#playoff-grid tr", has_text="Parker Kligerman")
    row.wait_for(timeout=SOON)
    assert "not eligible" in row.inner_text()
    assert "started 8 of 15 races" in row.inner_text()
    newcomer.sees("Matt Crafton holds the last place on points with 398")
    newcomer.done("why-not")


def test_fork_the_demo_race(newcomer):
    newcomer.click("link", "Fork the demo race")
    newcomer.page.get_by_label("races").select_option("500", timeout=SOON)
    newcomer.click("button", "Fork", exact=True)
    newcomer.page.locator(".sentence").wait_for(timeout=SOON)
    newcomer.page.wait_for_function("location.search.includes('book=')", timeout=SOON)
    newcomer.done("fork")


def test_watch_the_demo_race(newcomer):
    newcomer.click("link", "Watch the demo race")
    newcomer.page.wait_for_function("window.stockcarPlayer && window.stockcarPlayer.lap > 0", timeout=SOON)
    newcomer.click("button", "Play", exact=True)
    newcomer.page.wait_for_function("window.stockcarPlayer.clock.playing")
    newcomer.done("watch")


def test_check_the_daytona_article(newcomer):
    newcomer.click("link", "Check a report")
    newcomer.page.get_by_label("race report").fill(ARTICLE)
    newcomer.click("button", "Check it")
    newcomer.page.locator("#checked mark.contradicted", has_text="ninth win").wait_for(timeout=SOON)
    assert newcomer.page.locator("#checked mark.supported").count() >= 3
    newcomer.done("check")


def test_an_example_is_at_hand_where_there_is_no_article(newcomer):
    newcomer.click("link", "Check a report")
    newcomer.click("button", "Try an example")
    newcomer.page.locator("#checked mark.contradicted", has_text="34 laps").wait_for(timeout=SOON)
    assert newcomer.page.get_by_label("race report").input_value().startswith("Connor Zilisch")
    newcomer.done("example")


@pytest.mark.full_book
def test_fork_talladega_with_the_full_book(full_visit):
    newcomer = Newcomer(full_visit)
    newcomer.search("cup-2025-10")
    newcomer.sees("Talladega")
    newcomer.click("link", "fork", exact=True)
    newcomer.page.get_by_label("races").select_option("500", timeout=SOON)
    newcomer.click("button", "Fork", exact=True)
    newcomer.page.locator(".sentence").wait_for(timeout=2 * SOON)
    newcomer.done("talladega")

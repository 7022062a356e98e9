"""Every page of the starter book stands, says what it should, and asks nothing of any other machine."""

import pytest

PAGES = [
    ("/", "Last race", "Ryan Blaney won"),
    ("/find?q=daytona 2025", "Find: daytona 2025", "cup-2025-01"),
    ("/race/truck-2022-15", "What it was worth", "every race must be started"),
    ("/race/xfinity-2025-24", "Result", "relief: Parker Kligerman"),
    ("/driver/parker-kligerman?vs=Justin Allgaier", "Head to head", "129"),
    ("/season/truck/2022?who=parker-kligerman", "Standings", "is not eligible for the playoffs"),
    ("/desk?race=truck-2022-15", "Write a report", "Parker Kligerman led 56 of 67 laps"),
]


@pytest.mark.parametrize(("path", "heading", "says"), PAGES, ids=[page[0] for page in PAGES])
def test_a_page_stands_and_says_what_it_should(visit, path, heading, says):
    page = visit.go(path)
    page.get_by_role("heading", name=heading).first.wait_for()
    page.get_by_text(says).first.wait_for()


FOUND = [
    ("mid-ohio 2022", "/race/truck-2022-15"),
    ("parker-kligerman", "/driver/parker-kligerman"),
    ("2022 truck", "/season/truck/2022"),
]


@pytest.mark.parametrize(("typed", "where"), FOUND)
def test_the_search_leads_to_what_is_meant(visit, typed, where):
    page = visit.go("/")
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{where}")
    page.wait_for_selector("h1")


DOUBTFUL = [("bristol", "240 races"), ("kligerman", "is not a whole name"), ("Kilgerman", "Parker Kligerman")]


@pytest.mark.parametrize(("typed", "says"), DOUBTFUL)
def test_the_search_never_guesses(visit, typed, says):
    page = visit.go(f"/find?q={typed}")
    page.get_by_text(says).first.wait_for()
    assert page.locator(".candidates a").count() > 0


def test_a_pasted_report_is_marked_and_its_claims_show_their_rows(visit):
    page = visit.go("/desk")
    page.get_by_label("race report").fill(
        "Parker Kligerman won the truck race at Mid-Ohio on July 9, 2022. He led 50 of 67 laps. Zane Smith was second."
    )
    page.get_by_role("button", name="Check it").click()
    page.wait_for_selector("mark.supported")
    assert "50" in page.locator("#checked mark.contradicted").first.inner_text()
    page.locator("#checked mark.contradicted").first.click()
    assert "#claim-" in page.url

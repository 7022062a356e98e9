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
    assert page.get_by_label("race report").input_value().endswith("Zane Smith was second.")
    assert "50" in page.locator("#checked mark.contradicted").first.inner_text()
    page.locator("#checked mark.contradicted").first.click()
    page.wait_for_function("location.hash.startsWith('#claim-')")


CALM = [
    ("/race/nope", 404, "Not in the record"),
    ("/race/bristol", 404, "Which one?"),
    ("/replay/cup-1979-02", 404, "Not in the open book"),
    ("/season/truck/1980", 404, "Not in the record"),
    ("/driver/Smith", 404, "Which one?"),
    ("/replay/xfinity-2025-24?run=x", 400, "That cannot be"),
    ("/nothing/here", 404, "No such page"),
]


@pytest.mark.parametrize(("path", "status", "heading"), CALM, ids=[case[0] for case in CALM])
def test_what_cannot_be_shown_is_said_in_words(visit, path, status, heading):
    visit.allowed = (status,)
    answer = visit.page.goto(visit.site + path)
    assert answer.status == status
    visit.page.get_by_role("heading", name=heading).wait_for()


def test_two_visitors_do_not_see_each_others_text(chromium, visit):
    from tests.web.browser import Visit

    other = Visit(chromium.new_context(), visit.site)
    for one, text in (
        (visit, "Parker Kligerman won at Mid-Ohio on July 9, 2022."),
        (other, "Zane Smith won the moon."),
    ):
        page = one.go("/desk")
        page.get_by_label("race report").fill(text)
        page.get_by_role("button", name="Check it").click()
        page.locator("main p[role=status], main p.bad").first.wait_for()
    assert "moon" not in visit.page.locator("main").inner_text()
    assert "Kligerman" not in other.page.locator("main").inner_text()
    other.page.context.close()
    assert other.faults == []


def test_a_career_that_the_book_does_not_hold_says_why_once(visit):
    page = visit.go("/driver/richard-petty")
    page.get_by_text("the starter book holds the rows of").first.wait_for()
    assert page.get_by_text("the starter book holds the rows of").count() == 1
    assert page.get_by_role("cell", name="200").count() == 2, "the whole career, and Cup"


def test_the_search_understands_how_races_are_spoken_of(visit):
    page = visit.go("/find?q=daytona night 2025")
    page.wait_for_url("**/race/cup-2025-26")

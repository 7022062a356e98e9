"""Can the page be used without a mouse, without colour, on a telephone, in the dark, and without seeing it?"""

import os
from pathlib import Path

import pytest
from tests.web.browser import Visit, few_chances

CHECKS = (Path(__file__).parent / "a11y.js").read_text(encoding="utf-8")
PAGES = {
    "home": "/",
    "find": "/find?q=daytona 2025",
    "race": "/race/truck-2022-15",
    "replay": "/replay/xfinity-2025-24",
    "live": "/live",
    "fork": "/fork/xfinity-2025-24",
    "driver": "/driver/parker-kligerman?vs=Justin Allgaier",
    "season": "/season/truck/2022?after=truck-2022-15&who=parker-kligerman",
    "desk": "/desk?race=truck-2022-15",
    "missing": "/race/nope",
}
FOCUSED = """() => [document.activeElement.textContent.trim().slice(0, 30) || document.activeElement.tagName,
  getComputedStyle(document.activeElement).outlineStyle]"""
SETTLED_MS = int(os.environ.get("STOCKCAR_PICTURES_AFTER_MS", "0"))  # longer where pictures are to be kept
LOOKS = {"light": (1280, "light"), "dark": (1100, "dark"), "phone": (390, "light")}
# What is filled in later stands there, and the player has its laps.
SETTLED = """() => ![...document.querySelectorAll('main p')].some((p) => p.textContent.trim().endsWith('…'))
  && !document.querySelector('.working')
  && (!document.querySelector('.player') || window.stockcarPlayer?.lap > 0)"""


@pytest.fixture(scope="module")
def reader(chromium):
    """A browser that changes its look, kept for the module so that assets are read once."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_by_everyone(reader, site, name):
    visit = Visit(reader, site)
    visit.allowed = (404,) if name == "missing" else ()
    try:
        few_chances(visit.page)
        page = visit.go(PAGES[name])
        page.wait_for_function(SETTLED, timeout=90_000)
        page.wait_for_timeout(SETTLED_MS)
        for look, (width, scheme) in LOOKS.items():
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
            assert page.evaluate(CHECKS) == [], look
            # Nothing is wider than the window, and no table has to be pushed sideways to be read.
            assert page.evaluate("document.documentElement.scrollWidth") <= width, look
            assert page.evaluate(PUSHED) == [], look
            page.wait_for_timeout(SETTLED_MS // 4)
            visit.picture(f"{name}-{look}")
        assert visit.faults == []
    finally:
        visit.page.close()


PUSHED = """() => [...document.querySelectorAll('.scroll')]
  .filter((part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1)
  .map((part) => `${part.getAttribute('aria-label')}: ${part.scrollWidth} in ${part.clientWidth}`)"""


def test_a_panel_can_be_taken_along(first_visit):
    visit = first_visit
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.go("/race/truck-2022-15#result")
    panel = page.locator("#result")
    panel.get_by_role("button", name="Copy Result as CSV").click()
    panel.get_by_text("copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0].startswith("fin,start,car,driver")
    assert copied[1].startswith("1,2,75,Parker Kligerman,Henderson Motorsports")
    assert len(copied) == 37
    panel.get_by_role("button", name="Copy Result as a picture").click()
    page.wait_for_function("navigator.clipboard.read().then((held) => held[0].types.includes('image/png'))")
    panel.get_by_role("link", name="Link to Result").click()
    page.wait_for_url("**/race/truck-2022-15#result")


def test_points_are_explained_with_the_keyboard_alone(visit):
    page = visit.go("/race/truck-2022-15")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    summary = page.locator("#result td summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_text("stage 2 second").first.wait_for()
    assert "59" in page.locator("#result td details[open]").first.inner_text()


def test_every_control_can_be_reached_with_the_tab_key_and_shows_it(visit):
    page = visit.go("/desk")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if seen[-1][0] == "Write":
            break
    names = [name for name, _ in seen]
    for wanted in ("Home", "Desk", "Check it", "TEXTAREA", "Write"):
        assert wanted in names
    assert all(outline != "none" for _, outline in seen), seen


def test_the_theme_follows_the_visitor_and_stays(first_visit):
    visit = first_visit
    page = visit.go("/")
    page.get_by_role("button", name="Change between light and dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page = visit.go("/desk")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


PLANTED = {
    "contrast": "<p style='color:#999;background:#fff'>pale words</p>",
    "no name": "<button type=button></button>",
    "field without label": "<input name=x>",
    "heading skips a level": "<h5>deep</h5>",
    "twice": "<i id=main></i>",
    "table without caption": "<table><tr><td>1</td></tr></table>",
    "tabindex above 0": "<a href=# tabindex=3>x</a>",
    "landmark without name": "<section>x</section>",
    "nested control": "<button type=button>a<a href=#>b</a></button>",
}


def test_the_checks_find_every_planted_fault(visit):
    page = visit.go("/desk")
    for rule, fault in PLANTED.items():
        page.evaluate("(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)", fault)
        assert any(rule in finding for finding in page.evaluate(CHECKS)), rule
        page.evaluate("document.querySelector('main').lastElementChild.remove()")
    assert page.evaluate(CHECKS) == []

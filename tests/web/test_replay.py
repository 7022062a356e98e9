"""The replay: one clock, one delay for all panels, keys, and a picture that moves."""

import json
import urllib.request

import pytest
from tests.web.browser import Visit, few_chances

DEMO = "/replay/xfinity-2025-24?lap=20"
STARTED = "window.stockcarPlayer && window.stockcarPlayer.log.length > 90 && window.stockcarPlayer.lap > 0"


def opened(visit, path=DEMO):
    page = visit.go(path)
    page.wait_for_function(STARTED, timeout=90_000)
    return page


def lap(page) -> int:
    return int(page.locator('[data-part="status"]').get_attribute("data-lap"))


@pytest.fixture(scope="module")
def watched(chromium, site):
    """One visitor at the demo race; a fault anywhere fails the last test of the module."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    visit = Visit(context, site)
    few_chances(visit.page)
    opened(visit)
    yield visit
    context.close()
    assert visit.faults == []


def test_a_simulated_race_says_that_it_never_happened(watched):
    assert watched.page.get_by_text("SIMULATED").first.is_visible()


def test_the_tower_has_every_car_with_gap_and_interval(watched):
    rows = watched.page.locator("table.tower tbody tr")
    assert rows.count() == 38
    assert "leader" in rows.first.inner_text()


KEYS = [("ArrowRight", 1), ("ArrowLeft", -1), ("Shift+ArrowRight", 10), ("Shift+ArrowLeft", -10)]


@pytest.mark.parametrize(("key", "step"), KEYS)
def test_arrows_move_by_laps(watched, key, step):
    page = watched.page
    page.evaluate("window.stockcarPlayer.toLap(40)")
    page.wait_for_function("window.stockcarPlayer.lap === 40")
    page.keyboard.press(key)
    page.wait_for_function(f"document.querySelector('[data-part=status]').dataset.lap === '{40 + step}'")


@pytest.mark.parametrize(("key", "speed"), [("1", 1), ("2", 8), ("3", 30), ("4", 120)])
def test_digits_set_the_speed(watched, key, speed):
    watched.page.keyboard.press(key)
    assert watched.page.evaluate("window.stockcarPlayer.clock.speed") == speed


def test_space_plays_and_pauses(watched):
    page = watched.page
    page.evaluate("window.stockcarPlayer.toLap(30)")
    page.keyboard.press("4")
    page.keyboard.press(" ")
    page.wait_for_function("window.stockcarPlayer.lap > 31")
    page.keyboard.press(" ")
    page.wait_for_function("!window.stockcarPlayer.clock.playing")


def test_no_panel_shows_anything_younger_than_the_delay(watched):
    page = watched.page
    page.evaluate("window.stockcarPlayer.toLap(60)")
    page.wait_for_function("document.querySelector('[data-part=status]').dataset.lap === '60'")
    page.get_by_label("delay").fill("120")
    page.wait_for_function("document.querySelector('[data-part=status]').dataset.lap !== '60'")
    seen = page.evaluate("""() => {
      const player = window.stockcarPlayer, limit = player.clock.time - 120;
      const at = (lap) => player.log.ends[player.log.rows.findIndex((row) => row.lap === lap)];
      const first = (text) => Number(text.match(/\\d+/)[0]);
      const told = [...document.querySelectorAll('[data-part=events] li')].map((li) => first(li.textContent));
      const label = document.querySelector('[data-part=ribbon] canvas').getAttribute('aria-label');
      const ribbon = first(label.split('after lap ')[1]);
      const status = Number(document.querySelector('[data-part=status]').dataset.lap);
      const slider = Number(document.querySelector('[data-do=scrub]').value);
      return { limit, ages: [...told, ribbon, status, slider].filter((lap) => lap > 0).map(at) };
    }""")
    assert len(seen["ages"]) > 5
    assert max(seen["ages"]) <= seen["limit"]
    page.get_by_label("delay").fill("0")


def test_the_chances_come_beside_the_race(watched):
    watched.page.wait_for_function("document.querySelector('[data-part=stream]').textContent === ''", timeout=90_000)
    watched.page.evaluate("window.stockcarPlayer.toLap(40)")
    watched.page.wait_for_function(
        "document.querySelector('table.tower tbody td:last-child').textContent.includes('%')"
    )


def test_tyres_of_simulated_cars_are_as_old_as_their_last_stop(watched):
    page = watched.page
    ages = page.evaluate("""() => window.stockcarPlayer.log.rows.flatMap((row, at, rows) => row.entries
      .filter((e) => !e.out).map((e) => ({ told: e.tire_age_laps ?? e.stint_laps, stopped: at > 0
        && rows[at - 1].entries.find((b) => b.car === e.car)?.stops < e.stops })))""")
    assert all(age["told"] is not None for age in ages)
    assert {age["told"] for age in ages if age["stopped"]} == {0}


def test_a_followed_car_is_marked_and_stays_in_the_address(watched):
    page = watched.page
    page.locator("table.tower tbody tr", has_text="Justin Allgaier").click()
    page.wait_for_selector("tr.followed")
    assert "Justin Allgaier" in page.locator("tr.followed").inner_text()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('follow=7')")


def test_the_pack_moves_smoothly(watched):
    page = watched.page
    page.evaluate("window.stockcarPlayer.toLap(30)")
    page.keyboard.press("2")
    page.keyboard.press(" ")
    page.wait_for_timeout(2500)
    assert page.evaluate("window.stockcarPlayer.clock.rate") > 20  # the figure itself is measured in benchmarks/
    page.keyboard.press(" ")
    drawn = page.evaluate("""() => { const c = document.querySelector('[data-part=pack] canvas');
      return new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size }""")
    assert drawn > 20


def test_f_forks_where_one_stands(watched):
    page = watched.page
    page.evaluate("window.stockcarPlayer.toLap(50)")
    page.wait_for_function("document.querySelector('[data-part=status]').dataset.lap === '50'")
    page.keyboard.press("f")
    page.wait_for_url("**/fork/xfinity-2025-24?*lap=50*")
    page.get_by_label("after lap").wait_for(timeout=30_000)
    assert page.get_by_label("after lap").input_value() == "50"


def green_lap(site: str, about: int) -> int:
    """The last lap under green up to ``about`` in the demo race."""
    with urllib.request.urlopen(f"{site}/data/replay/xfinity-2025-24?runs=0", timeout=60) as lines:
        rows = [json.loads(line) for line in lines]
    return max(row["lap"] for row in rows if row["flag"] == "green" and row["lap"] <= about)


def test_a_fork_has_a_sentence_and_a_link_that_reproduces_it(visit):
    at = green_lap(visit.site, 75)
    page = visit.go(f"/fork/xfinity-2025-24?lap={at}")
    page.get_by_role("button", name="Fork", exact=True).wait_for(timeout=30_000)
    page.get_by_label("races").select_option("500")
    page.get_by_role("button", name="Fork", exact=True).click()
    page.wait_for_selector(".sentence", timeout=90_000)
    sentence = page.locator(".sentence").inner_text()
    assert f"after lap {at}" in sentence
    page.wait_for_function("location.search.includes('book=')")  # a kept answer can be drawn before the address
    for part in (f"lap={at}", "change=caution", "seed=75", "runs=500", "book="):
        assert part in page.url
    page = visit.go(page.url.removeprefix(visit.site))
    page.wait_for_selector(".sentence", timeout=30_000)
    assert page.locator(".sentence").inner_text() == sentence


def test_an_impossible_change_is_refused_in_words(visit):
    page = visit.go("/fork/xfinity-2025-24?lap=70&change=sabotage 7")
    page.get_by_text("no change is called").wait_for(timeout=30_000)


@pytest.mark.full_book
def test_a_recorded_race_is_replayed_without_lanes(full_visit):
    page = opened(full_visit, "/replay/cup-2025-10?lap=170")
    assert page.get_by_text("recorded laps").first.is_visible()
    assert page.locator(".simulated").count() == 0
    assert lap(page) == 170
    full_visit.picture("replay-recorded")


def test_long_work_can_be_stopped(visit):
    at = green_lap(visit.site, 30)
    page = visit.go(f"/fork/xfinity-2025-24?lap={at}&change=caution&runs=10000")
    # the bar of progress above the button grows while it is clicked: told at once, not when all stands still
    page.get_by_role("button", name="Stop").dispatch_event("click", timeout=60_000)
    page.get_by_text("stopped").wait_for()

"""How long until a visitor sees something: first page cold and warm, the pack in frames a second, a fork.

Cold: a new browser profile and a server that has just come up. Warm: the same browser again. Frames are counted by the
page's own clock over two seconds of play, headless, without a graphics card. The fork is the demo race at lap 80,
asked twice: the first run compiles nothing that is not on disk already.
"""

import os
import time
from collections.abc import Iterable
from typing import Any

from tests.web.browser import BOOK, CHROMIUM, FLAGS, served

from benchmarks.figure import Figure

# What a visitor waits for: the heading and the first table of a page; or the chart itself.
FIRST = "main table tbody tr"
CHART = ".nicegui-echart canvas"
PLAYED = "window.stockcarPlayer && window.stockcarPlayer.log.length > 90 && window.stockcarPlayer.lap > 0"


def seconds_until(page: Any, address: str, wanted: str) -> float:
    """From the request to the wanted thing on the screen."""
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(wanted)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - begun


def first_pages(browser: Any, site: str) -> Iterable[Figure]:
    """Home and a page with a chart, cold and warm."""
    for name, path, wanted in (("home", "/", FIRST), ("a page with a chart", "/driver/parker-kligerman", CHART)):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        cold = seconds_until(page, site + path, wanted)
        warm = min(seconds_until(page, site + path, wanted) for _ in range(5))
        context.close()
        yield Figure(f"page: {name}, cold", cold, "s", None, "", "< 2.0 s")
        yield Figure(f"page: {name}, warm", warm, "s", None, "", "< 0.6 s")


def frames(browser: Any, site: str) -> Figure:
    """The pack view at 8 times the speed."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site}/replay/xfinity-2025-24?lap=20")
    page.wait_for_function(PLAYED, timeout=120_000)
    # The chances are worked out beside it; what is measured is the picture, so they are let finish first.
    page.wait_for_function("document.querySelector('[data-part=stream]').textContent === ''", timeout=400_000)
    page.evaluate("window.stockcarPlayer.toLap(20)")
    page.keyboard.press("2")
    page.keyboard.press(" ")
    rates = []
    for _ in range(3):
        page.wait_for_timeout(2_200)
        rates.append(page.evaluate("window.stockcarPlayer.clock.rate"))
    context.close()
    return Figure("page: pack view", sorted(rates)[1], "frames/s", None, "", ">= 50")


def fork(browser: Any, site: str) -> Iterable[Figure]:
    """From the press of the button to the sentence, 2,000 runs with and without the change."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for lap, name in ((80, "first"), (81, "next")):
        page.goto(f"{site}/fork/xfinity-2025-24?lap={lap}")
        press = page.get_by_role("button", name="Fork", exact=True)
        press.wait_for(timeout=120_000)
        page.wait_for_selector(CHART)
        begun = time.perf_counter()
        press.click()
        page.wait_for_selector(".sentence", timeout=120_000)
        yield Figure(f"page: fork, 2,000 runs, {name}", time.perf_counter() - begun, "s", None, "", "< 6 s")
    context.close()


def measure() -> Iterable[Figure]:
    """The page on the starter book."""
    if CHROMIUM is None:
        return
    from playwright.sync_api import sync_playwright

    os.environ.pop("STOCKCAR_PICTURES", None)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with served(book=BOOK) as (site, _):
            yield from first_pages(browser, site)
            yield from fork(browser, site)
            yield frames(browser, site)
        browser.close()

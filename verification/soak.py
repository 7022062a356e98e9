"""Does the page stay up: ten visitors at once, a replay running, for minutes; and does it come back after a blow?

Each visitor walks the pages and watches a replay; the memory of the server is read every ten seconds after a warm-up of
one minute. Then three blows: a browser is killed and another comes, the server is ended and started again under open
pages, and the connection is cut in the middle of a stream. Report: ``soak.md``.
"""

import datetime as dt
import itertools
import os
import platform
import signal
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.web.browser import BOOK, CHROMIUM, FLAGS, Visit, served

REPORT = Path(__file__).with_suffix(".md")
SHORT_S, LONG_S, WARM_S, VISITORS = 300, 1800, 60, 10
GROWTH_MB = 50.0
THINK_S = float(os.environ.get("STOCKCAR_SOAK_THINK_S", "0"))  # that visitors look at a page before they go on
PATIENCE_MS = 600_000  # on a busy machine a page may take long; an error is an error all the same
SLOW_S = 30.0
# Without a graphics card a browser paints with the processor: those who watch have small windows.
WATCHING, WALKING = {"width": 640, "height": 480}, {"width": 1280, "height": 900}
WALK = (
    "/", "/race/truck-2022-15", "/driver/parker-kligerman?vs=Justin Allgaier", "/season/truck/2022?after=truck-2022-15",
    "/desk?race=truck-2022-15", "/race/cup-2025-36", "/find?q=bristol", "/season/xfinity/2025", "/driver/kyle-larson",
    "/live", "/season/cup/2025?after=cup-2025-30", "/fork/xfinity-2025-24?lap=40",
)  # fmt: skip
REPLAY = "/replay/xfinity-2025-24?lap=10"
PLAYING = "window.stockcarPlayer && window.stockcarPlayer.log.length > 90 && window.stockcarPlayer.lap > 0"


class Soaked(NamedTuple):
    """What came of it."""

    seconds: float
    pages: int
    slow: int  # pages that took more than SLOW_S
    faults: list[str]
    memory_mb: list[tuple[float, float]]  # s from the start, MB

    @property
    def growth_mb(self) -> float:
        """Last third of the readings against the first third after the warm-up, by their medians."""
        held = [mb for at, mb in self.memory_mb if at >= WARM_S]
        third = max(1, len(held) // 3)
        middle = sorted(held[:third])[third // 2], sorted(held[-third:])[third // 2]
        return middle[1] - middle[0]


def resident_mb(process: int) -> float:
    """The resident memory of a process."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def soak(browser: Any, site: str, process: int, seconds: float) -> Soaked:
    """Ten visitors, two of them at a replay, the others walking."""
    sizes = [WATCHING] * 2 + [WALKING] * (VISITORS - 2)
    visits = [Visit(browser.new_context(viewport=size), site) for size in sizes]
    for visit in visits:
        visit.page.set_default_timeout(PATIENCE_MS)
    walks = [itertools.cycle(WALK[at:] + WALK[:at]) for at in range(VISITORS)]
    for visit in visits[:2]:
        visit.go(REPLAY)
        visit.page.wait_for_function(PLAYING, timeout=120_000)
        visit.page.keyboard.press("3")
        visit.page.keyboard.press(" ")
    begun, read, pages, slow = time.monotonic(), 0.0, 2, 0
    memory = []
    while (now := time.monotonic() - begun) < seconds:
        if now >= read:
            memory.append((now, resident_mb(process)))
            read = now + 10.0
        for visit, walk in zip(visits[2:], walks[2:], strict=True):
            asked = time.monotonic()
            visit.go(next(walk))
            pages += 1
            slow += time.monotonic() - asked > SLOW_S
        for visit in visits[:2]:
            if not visit.page.evaluate("window.stockcarPlayer.clock.playing"):
                visit.page.keyboard.press(" ")
        visits[2].page.wait_for_timeout(1000 * THINK_S)
    faults = [fault for visit in visits for fault in visit.faults]
    for visit in visits:
        visit.page.context.close()
    return Soaked(time.monotonic() - begun, pages, slow, faults, memory)


def killed_browser(running: Any, site: str) -> str:
    """A browser dies while it watches; the next visitor must not notice."""
    browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    visit = Visit(browser.new_context(), site)
    visit.go(REPLAY)
    browser.close()
    other = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    visit = Visit(other.new_context(), site)
    visit.go(REPLAY)
    visit.page.wait_for_function(PLAYING, timeout=120_000)
    other.close()
    return "held" if not visit.faults else f"MISSED: {visit.faults[:3]}"


def cut_connection(browser: Any, site: str) -> str:
    """The network goes away in the middle of a replay's stream and comes back."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/race/truck-2022-15")
    context.set_offline(True)
    page.wait_for_timeout(3_000)
    context.set_offline(False)
    page.wait_for_timeout(6_000)
    page.goto(site + REPLAY)
    page.wait_for_selector("h1")
    context.set_offline(True)
    page.wait_for_timeout(1_500)
    context.set_offline(False)
    try:
        page.wait_for_function(PLAYING, timeout=60_000)
    except Exception as error:
        return f"MISSED: the replay did not go on ({type(error).__name__})"
    finally:
        context.close()
    return "held"


def restarted_server(browser: Any, site: str, process: Any, restart: Any) -> str:
    """The server is ended and started again while a page is open; the page must come back by itself."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/desk")
    page.wait_for_selector("textarea")
    page.evaluate("window.before = true")
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    with restart():
        try:
            page.wait_for_function("window.before === undefined && document.querySelector('textarea')", timeout=60_000)
            page.get_by_role("button", name="Check it").click()
            page.get_by_text("nothing to check").wait_for(timeout=20_000)
        except Exception as error:
            return f"MISSED: the page did not come back ({type(error).__name__})"
        finally:
            context.close()
    return "held"


def main(full: bool = False) -> int:
    """Soak the page and write the report; 0 when everything held."""
    if CHROMIUM is None:
        print("no Chromium: the page is not soaked", file=sys.stderr)
        return 0
    from playwright.sync_api import sync_playwright

    seconds = float(os.environ.get("STOCKCAR_SOAK_S", LONG_S if full else SHORT_S))
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with served(book=BOOK) as (site, process):
            made = soak(browser, site, process.pid, seconds)
            blows = {
                "a killed browser": killed_browser(running, site),
                "a cut connection": cut_connection(browser, site),
            }
            port = site.rsplit(":", 1)[1]
            again = lambda: served(book=BOOK, port=int(port))  # noqa: E731
            blows["a restarted server"] = restarted_server(browser, site, process, again)
        browser.close()
    text = report(made, blows)
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    held = not made.faults and made.growth_mb < GROWTH_MB and all(word == "held" for word in blows.values())
    return 0 if held else 1


def report(made: Soaked, blows: dict[str, str]) -> str:
    """The report as Markdown."""
    first, last = made.memory_mb[0][1], made.memory_mb[-1][1]
    lines = [
        "# The page under ten visitors",
        "",
        f"{dt.date.today().isoformat()}, 2 vCPU AMD EPYC, Debian 12, Python {platform.python_version()}; "
        f"{VISITORS} visitors, two of them watching the replay, {made.seconds:.0f} s, {made.pages} pages opened"
        + (f", {THINK_S:g} s between rounds" if THINK_S else "")
        + f"; load of the machine at the end {os.getloadavg()[1]:.1f}.",
        "",
        "| what | measured | goal |",
        "|---|---|---|",
        f"| errors on any page | {len(made.faults)} | 0 |",
        f"| pages that took more than {SLOW_S:.0f} s | {made.slow} | |",
        f"| memory of the server, first and last reading | {first:.0f} MB, {last:.0f} MB | |",
        f"| growth after the first minute | {made.growth_mb:.1f} MB | < {GROWTH_MB:.0f} MB |",
        *(f"| {name} | {word} | held |" for name, word in blows.items()),
        "",
    ]
    if made.faults:
        lines += ["Faults:", "", *(f"* {fault}" for fault in made.faults[:20]), ""]
    return "\n".join(lines)

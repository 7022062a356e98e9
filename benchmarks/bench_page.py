"""How long until a visitor sees something: first page cold and warm, the pack in frames a second, a fork.

Cold: a server process that has just come up and a browser that has never seen it; the middle of three such pairs.
Warm: the same browser, the same server, at rest again after the first visit; the middle of five visits. In a hurry: two
visits before that, while the server still works on the panels that Home fills in later. The clock runs from the request
until heading and table (or chart) are on the screen and two more frames have been drawn; fonts, scripts and all are in
it. Beside it, in the same browser, a bare NiceGUI page: one chart of 38 lines and a grid, nothing of ours. What does
not depend on who else uses the machine stands in rows of its own: requests, bytes, CPU seconds of server, main-thread
seconds of the browser.

Frames are counted by the page's own clock over two seconds of play, headless, without a graphics card: with the picture
alone, and while the server works out the chances. A fork is 2,000 races with and 2,000 without a caution in the demo
race, from a lap under green: first of its server (the kernels are loaded), then from another lap.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tests.web.browser import BOOK, CHROMIUM, FLAGS, free_port, served, wait_until_up

from benchmarks.figure import Figure

# What a visitor waits for: the first table of a page; or the chart itself.
TABLE, CHART = "main table tbody tr", ".nicegui-echart canvas"
PAGES = (("home", "/", TABLE), ("a page with a chart", "/driver/parker-kligerman", CHART))
PLAYED = "window.stockcarPlayer && window.stockcarPlayer.log.length > 90 && window.stockcarPlayer.lap > 0"
VIEW = {"width": 1280, "height": 900}
COLD, WARM = 3, 5
GREEN = """() => { const rows = window.stockcarPlayer.log.rows;
  return rows.filter((row) => row.flag === "green" && row.lap < 85).map((row) => row.lap).slice(-2); }"""


class Opened(NamedTuple):
    """One visit: seconds to the wanted thing, and what it cost."""

    seconds: float
    requests: int
    kilobytes: float
    server_cpu_s: float
    browser_task_s: float


@contextlib.contextmanager
def bare() -> Iterator[str]:
    """The bare page in a process of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.bare_page", str(port)], stderr=subprocess.DEVNULL)
    try:
        wait_until_up(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def cpu_s(process: int) -> float:
    """CPU seconds that a process has used."""
    from pathlib import Path

    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def opened(context: Any, address: str, wanted: str, process: int | None = None) -> Opened:
    """Open a page as a visitor does, and count."""
    page = context.new_page()
    counting = context.new_cdp_session(page)
    counting.send("Performance.enable")
    counting.send("Network.enable")
    asked: list[str] = []
    lengths: list[float] = []
    counting.on("Network.responseReceived", lambda e: None if e["response"].get("fromDiskCache") else asked.append(""))
    counting.on("Network.loadingFinished", lambda e: lengths.append(e["encodedDataLength"]))
    before, begun = cpu_s(process) if process else 0.0, time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(wanted)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seconds = time.perf_counter() - begun
    used = (cpu_s(process) if process else 0.0) - before
    told = {each["name"]: each["value"] for each in counting.send("Performance.getMetrics")["metrics"]}
    page.close()
    return Opened(seconds, len(asked), sum(lengths) / 1024, used, told["TaskDuration"])


def middle(visits: list[Opened]) -> Opened:
    """The median of each number."""
    return Opened(*(statistics.median(column) for column in zip(*visits, strict=True)))


def bare_visits(browser: Any) -> tuple[float, float]:
    """The bare page, cold and warm."""
    colds, warms = [], []
    for _ in range(COLD):
        with bare() as site:
            context = browser.new_context(viewport=VIEW)
            colds.append(opened(context, site, CHART))
            warms += [opened(context, site, CHART) for _ in range(2)]
            context.close()
    return middle(colds).seconds, middle(warms).seconds


def at_rest(process: int) -> None:
    """Wait until the server has done what the first visit asked for: half a second with hardly any work."""
    for _ in range(60):
        before = cpu_s(process)
        time.sleep(0.5)
        if cpu_s(process) - before < 0.03:
            return


def first_pages(browser: Any) -> Iterable[Figure]:
    """Home and a page with a chart, cold and warm, beside a bare page."""
    beside = bare_visits(browser)
    for name, path, wanted in PAGES:
        colds, hurried, warms = [], [], []
        for _ in range(COLD):
            with served(book=BOOK) as (site, process):
                context = browser.new_context(viewport=VIEW)
                colds.append(opened(context, site + path, wanted, process.pid))
                hurried += [opened(context, site + path, wanted, process.pid) for _ in range(2)]
                at_rest(process.pid)
                warms += [opened(context, site + path, wanted, process.pid) for _ in range(WARM)]
                context.close()
        for word, visits, than, goal in (("cold", colds, beside[0], "< 2.0 s"), ("warm", warms, beside[1], "< 0.6 s")):
            told = middle(visits)
            yield Figure(f"page: {name}, {word}", told.seconds, "s", than, "a bare chart page", goal)
            yield Figure(f"page: {name}, {word}: requests", told.requests, "requests")
            yield Figure(f"page: {name}, {word}: read", told.kilobytes, "KB")
            yield Figure(f"page: {name}, {word}: server", told.server_cpu_s, "CPU s")
            yield Figure(f"page: {name}, {word}: browser", told.browser_task_s, "s of the main thread")
        yield Figure(f"page: {name}, again in a hurry", middle(hurried).seconds, "s")


def frames(page: Any) -> float:
    """Frames a second of a page at 8 times the speed: the middle of three readings."""
    page.wait_for_function(PLAYED, timeout=60_000)
    page.evaluate("window.stockcarPlayer.toLap(20)")
    page.keyboard.press("2")
    page.keyboard.press(" ")
    rates = []
    for _ in range(3):
        page.wait_for_timeout(2_200)
        rates.append(page.evaluate("window.stockcarPlayer.clock.rate"))
    return statistics.median(rates)


def pack(browser: Any, site: str) -> Iterable[Figure]:
    """The pack view alone, and with the chances being worked out beside it."""
    for name, alone in (("the picture alone", True), ("chances being worked out", False)):
        context = browser.new_context(viewport=VIEW)
        page = context.new_page()
        if alone:
            page.route("**/data/replay/*runs=200*", lambda route: route.fulfill(body=""))
        page.goto(f"{site}/replay/xfinity-2025-24?lap=20")
        yield Figure(f"page: pack view, {name}", frames(page), "frames/s", None, "", ">= 50")
        context.close()
    time.sleep(12)  # until the server has seen that nobody reads the chances any more


def fork(browser: Any, site: str) -> Iterable[Figure]:
    """From the press of the button to the sentence, 2,000 runs with and without the change."""
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.route("**/data/replay/*runs=200*", lambda route: route.fulfill(body=""))
    page.goto(f"{site}/replay/xfinity-2025-24?lap=20")
    page.wait_for_function(PLAYED, timeout=60_000)
    laps = page.evaluate(GREEN)
    for lap, name in zip(laps, ("first", "next"), strict=True):
        page.goto(f"{site}/fork/xfinity-2025-24?lap={lap}")
        press = page.get_by_role("button", name="Fork", exact=True)
        press.wait_for(timeout=60_000)
        page.wait_for_selector(CHART)
        begun = time.perf_counter()
        press.click()
        page.wait_for_selector(".sentence", timeout=60_000)
        yield Figure(f"page: fork, 2,000 runs, {name}", time.perf_counter() - begun, "s", None, "", "< 6 s")
    context.close()


def measure() -> Iterable[Figure]:
    """The page on the starter book."""
    if CHROMIUM is None:
        return
    from playwright.sync_api import sync_playwright

    begun = time.perf_counter()
    os.environ.pop("STOCKCAR_PICTURES", None)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield from first_pages(browser)
        with served(book=BOOK) as (site, _):
            yield from fork(browser, site)
            yield from pack(browser, site)
        browser.close()
    yield Figure("page: all of this", time.perf_counter() - begun, "s", None, "", "< 120 s")

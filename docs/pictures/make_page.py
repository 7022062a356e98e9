"""Make the pictures of the tour: ``python -m docs.pictures.make_page`` (needs Chromium, playwright, the extra [web]).

Each picture is a state of the page of the starter book that a visitor reaches in three clicks or fewer.
"""

import io
import json
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from tests.web.browser import BOOK, CHROMIUM, FLAGS, Visit, served

HERE = Path(__file__).parent
WIDE, PHONE, HIGH, COLOURS = 1200, 390, 840, 255
TALLER = 260  # for pages whose picture stands further down
PLAYED = "window.stockcarPlayer && window.stockcarPlayer.log.length > 90 && window.stockcarPlayer.lap > 0"
SHOWN_LAP = 58


def green_lap(site: str, about: int) -> tuple[int, str]:
    """The last lap under green up to ``about`` in the demo race, and the car that leads it."""
    with urllib.request.urlopen(f"{site}/data/replay/xfinity-2025-24?runs=0", timeout=120) as lines:
        rows = [json.loads(line) for line in lines]
    last = [row for row in rows if row["flag"] == "green" and row["lap"] <= about][-1]
    return last["lap"], last["entries"][0]["car"]


def packed_lap(site: str, most: int) -> int:
    """The lap under green, up to ``most``, on which the most cars run within a second of the leader."""
    with urllib.request.urlopen(f"{site}/data/replay/xfinity-2025-24?runs=0", timeout=120) as lines:
        rows = [json.loads(line) for line in lines]
    close = {
        row["lap"]: sum(entry["gap_s"] is not None and entry["gap_s"] < 1.0 for entry in row["entries"])
        for row in rows if row["flag"] == "green" and 15 < row["lap"] <= most
    }  # fmt: skip
    return max(close, key=lambda lap: (close[lap], lap))


def home(visit: Visit) -> None:
    """Home, when everything stands there."""
    visit.go("/").wait_for_selector("text=won", timeout=120_000)
    visit.page.wait_for_selector(".bars", timeout=120_000)
    visit.page.get_by_text("holds the last place").wait_for(timeout=60_000)


def race(visit: Visit) -> None:
    """Mid-Ohio with the winner's points opened."""
    page = visit.go("/race/truck-2022-15")
    page.wait_for_selector(".bars", timeout=120_000)
    page.locator("#result td summary").first.click()


def season(visit: Visit) -> None:
    """The grid after Mid-Ohio."""
    page = visit.go("/season/truck/2022?after=truck-2022-15")
    page.get_by_text("The bubble:").wait_for(timeout=60_000)


def fork(visit: Visit) -> None:
    """The leader is called in late in the demo race."""
    at, leader = green_lap(visit.site, 85)
    page = visit.go(f"/fork/xfinity-2025-24?lap={at}&change=pit {leader}&runs=2000")
    page.wait_for_selector(".sentence", timeout=180_000)


def replay(visit: Visit) -> None:
    """The demo race past its half, with its chances."""
    page = visit.go("/replay/xfinity-2025-24?lap=20")
    page.wait_for_function(PLAYED, timeout=180_000)
    at = packed_lap(visit.site, SHOWN_LAP)
    page.wait_for_function(f"window.stockcarPlayer.log.rows.find((row) => row.lap === {at + 1}).told", timeout=500_000)
    page.evaluate(f"window.stockcarPlayer.toLap({at})")
    page.keyboard.press("1")
    page.keyboard.press(" ")


def desk(visit: Visit) -> None:
    """The example: a report with two wrong numbers."""
    page = visit.go("/desk")
    page.get_by_role("button", name="Try an example").click()
    page.wait_for_selector("mark.contradicted", timeout=60_000)


STATES: dict[str, tuple[Callable[[Visit], None], str]] = {
    "page-home": (home, "light"), "page-race": (race, "light"), "page-season": (season, "light"),
    "page-fork": (fork, "light"), "page-replay": (replay, "light"), "page-desk": (desk, "light"),
    "page-dark": (race, "dark"), "page-phone": (replay, "light"),
}  # fmt: skip


def pictures(browser: Any, site: str, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each state as a PNG of few colours."""
    for name, (reach, scheme) in STATES.items():
        if wanted and name not in wanted:
            continue
        high = HIGH + (TALLER if reach in (replay, fork) else 0)
        wide = PHONE if name == "page-phone" else WIDE
        context = browser.new_context(viewport={"width": wide, "height": high}, color_scheme=scheme)
        visit = Visit(context, site)
        reach(visit)
        visit.page.wait_for_timeout(1_500)
        shot = Image.open(io.BytesIO(visit.page.screenshot())).convert("RGB")
        context.close()
        small = io.BytesIO()
        few = shot.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
        few.save(small, "PNG", optimize=True)
        yield name, small.getvalue()


def main(wanted: list[str]) -> None:
    """Make those named, or all."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running, served(book=BOOK) as (site, _):
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, png in pictures(browser, site, wanted):
            (HERE / f"{name}.png").write_bytes(png)
            print(f"{name}.png  {len(png) // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])

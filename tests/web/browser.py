"""A served page, and a visitor on it who remembers everything that should not have happened."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
# Which book the page is tried on: the starter book, unless another one is to be looked at.
BOOK = os.environ.get("STOCKCAR_TEST_BOOK", "starter")
# Where the pictures of a run go; the tour keeps the good ones.
PICTURES = os.environ.get("STOCKCAR_PICTURES")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(*options: str, book: str = BOOK, port: int | None = None):
    """A server process on a free port, as (address, process); ended by its id."""
    port = port or free_port()
    command = [sys.executable, "-m", "stockcar", "serve", "--port", str(port), "--book", book, *options]
    said = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- closed below; a pipe that nobody reads would fill up
    process = subprocess.Popen(command, stderr=said, text=True)
    process.stderr = said
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address, process)
        yield address, process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(10)
        process.stderr.close()


def wait_until_up(address: str, process, seconds: float = 30.0) -> None:
    """Until the page answers; a server that ended says why."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            process.stderr.seek(0)
            raise AssertionError(process.stderr.read())
        try:
            urllib.request.urlopen(f"{address}/assets/page.css", timeout=1).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the page did not come up")


class Visit:
    """A browser page that remembers everything that should not have happened."""

    def __init__(self, context, site: str) -> None:
        self.site = site
        self.faults: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(40_000)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)
        self.allowed: tuple[int, ...] = ()

    def _said(self, message) -> None:
        if message.type in ("error", "warning") and not (self.allowed and "status of" in message.text):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request) -> None:
        # A request that the page itself gave up when it was left is no fault.
        if "ERR_ABORTED" not in str(request.failure):
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _asked(self, request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"off the machine: {request.url}")

    def _answered(self, response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.faults.append(f"{response.status}: {response.url}")

    def go(self, path: str, until: str = "h1"):
        """Open a page and wait until it stands."""
        self.page.goto(self.site + path)
        self.page.wait_for_selector(until)
        return self.page

    def picture(self, name: str) -> None:
        """A picture of the whole page, where pictures are wanted."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def few_chances(page) -> None:
    """Chances from a handful of races a lap: enough for a picture, and the machine stays free."""
    page.route(
        lambda url: "/data/replay/" in url and "runs=200" in url,
        lambda route: route.continue_(url=route.request.url.replace("runs=200", "runs=4")),
    )


def run(work):
    """A coroutine to its end, in a thread of its own: the browser's tests keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()

"""A killed browser, a cut connection, a server that is started again: what was open goes on."""

import signal

from tests.web.browser import CHROMIUM, FLAGS, Visit, few_chances, served

REPLAY = "/replay/xfinity-2025-24?lap=20"
WHOLE = "window.stockcarPlayer && window.stockcarPlayer.lap > 0"
SOON = 60_000


def test_a_browser_that_dies_takes_nobody_with_it(chromium, visit):
    page = visit.go("/desk")
    other = chromium.browser_type.launch(executable_path=CHROMIUM, args=FLAGS)
    dying = Visit(other.new_context(), visit.site)
    few_chances(dying.page)
    dying.go(REPLAY)
    other.close()
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("nothing to check").wait_for(timeout=SOON)


def test_a_cut_connection_is_taken_up_again(chromium, site):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    few_chances(page)
    page.goto(f"{site}/desk")
    page.wait_for_selector("textarea")
    page.evaluate("window.before = true")
    context.set_offline(True)
    page.wait_for_timeout(300)
    context.set_offline(False)
    page.get_by_role("button", name="Check it").click()
    page.get_by_text("nothing to check").wait_for(timeout=SOON)
    # In the middle of a race that is being read: it is read on from where it broke.
    page.goto(site + REPLAY, wait_until="commit")
    page.wait_for_function("window.stockcarPlayer")
    context.set_offline(True)
    page.wait_for_timeout(300)
    context.set_offline(False)
    page.wait_for_function(WHOLE, timeout=SOON)
    laps = page.evaluate("window.stockcarPlayer.log.rows.map((row) => row.lap)")
    assert laps == list(range(1, len(laps) + 1))
    context.close()


def test_a_page_comes_back_when_its_server_does(chromium):
    context = chromium.new_context()
    page = context.new_page()
    with served() as (site, process):
        page.goto(f"{site}/desk")
        page.wait_for_selector("textarea")
        page.evaluate("window.before = true")
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        with served(port=int(site.rsplit(":", 1)[1])):
            page.wait_for_function("window.before === undefined && document.querySelector('textarea')", timeout=SOON)
            page.get_by_role("button", name="Check it").click()
            page.get_by_text("nothing to check").wait_for(timeout=SOON)
    context.close()

"""Live: the race on track as the feed shows it, from a feed server and from recordings of our own making."""

import pytest
from tests.live.feed_server import FeedServer
from tests.live.payloads import payload, sent, whole_race
from tests.web.browser import Visit, served

from stockcar.errors import UsageError
from stockcar.record import RecordBook
from stockcar.web.watching import NOTHING_ON, OVER, OnTrack, Watch

pytestmark = pytest.mark.usefixtures("site")  # skips where the page cannot be served


READ = "document.querySelector('[data-part=stream]').textContent !== 'reading the laps'"


def watch_of(feed: FeedServer) -> Watch:
    """A watch of that feed that never waits."""
    watch = Watch(RecordBook.open("starter"), feed.base, 0)
    wait = watch.wait
    watch.wait = lambda _: wait(0.0)
    return watch


def test_a_watch_tells_that_nothing_is_on_then_the_laps_then_that_it_is_over():
    feed = FeedServer(["empty", *whole_race()])
    watch = watch_of(feed)
    watch._write()
    feed.close()
    told = b"".join(watch.lines).decode()
    assert told.startswith('{"said": "' + NOTHING_ON[:20])
    assert [told.count(f'"lap": {lap},') for lap in range(1, 13)] == [1] * 12
    assert told.rstrip().endswith('{"said": "' + OVER + '"}')
    assert not watch.cut


def test_nobody_watches_so_the_feed_is_left_alone():
    feed = FeedServer(["empty"])
    watch = watch_of(feed)
    watch.wanted -= 3600.0
    watch.wait = lambda _: Watch.wait(watch, 1.0)
    watch._write()
    feed.close()
    assert watch.stale
    assert len(feed.asked) == 1


def test_offline_the_feed_is_not_asked():
    from stockcar.web.serving import Serving
    from stockcar.web.streams import live_tape

    serving = Serving(RecordBook.open("starter"), on_track=OnTrack(""))
    with pytest.raises(UsageError, match="offline"):
        live_tape(serving, 0)
    serving.close()


def test_the_official_feed_is_not_asked_before_the_visitor_says_so(visit):
    page = visit.go("/live")
    page.get_by_role("link", name="Follow the race on track").wait_for()
    page.get_by_text("This machine then asks the official feed").wait_for()
    assert page.locator("[data-part]").count() == 0


@pytest.fixture
def visitor(chromium):
    """A visitor who is shown around by the test; any fault fails it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    visits = []

    def at(site):
        visits.append(Visit(context, site))
        return visits[-1]

    yield at
    context.close()
    assert [fault for visit in visits for fault in visit.faults] == []


def test_a_race_on_track_is_followed_and_a_later_visitor_sees_all_of_it(visitor):
    last = payload(12, flag=4)
    last["vehicles"][1]["pit_stops"].append(
        {"pit_in_elapsed_time": 151.0, "pit_out_elapsed_time": 165.0, "pit_in_lap_count": 5, "pit_in_leader_lap": 5,
         "positions_gained_lossed": -1})  # fmt: skip
    feed = FeedServer(["empty"])
    with served("--feed", feed.base) as (site, _):
        page = visitor(site).go("/live")
        page.get_by_text("No lap has been seen").wait_for()
        feed.script = ["empty"] * len(feed.asked) + sent(payload(5), last)  # the race begins
        page.get_by_text("The race is over").wait_for(timeout=120_000)
        assert page.locator("table.tower tbody tr").count() == 6
        assert page.get_by_role("button", name="Live", exact=True).get_attribute("aria-pressed") == "true"
        later = visitor(site).go("/live")
        later.wait_for_function("document.querySelector('[data-part=status]').dataset.lap === '12'")
        later.get_by_label("delay").fill("120")
        later.wait_for_function("Number(document.querySelector('[data-part=status]').dataset.lap) < 12")
        page.close()
        later.close()
    feed.close()


def test_a_recording_of_the_feed_is_played_like_any_race(visitor, tmp_path):
    for number, body in enumerate(whole_race(), 1):
        (tmp_path / f"{number:06d}-live-feed.json").write_bytes(body)
    with served("--feed", str(tmp_path)) as (site, _):
        page = visitor(site).go("/live?follow=24")
        page.wait_for_function("window.stockcarPlayer?.log.length === 12 && " + READ)
        page.evaluate("window.stockcarPlayer.toLap(8)")
        page.wait_for_function("document.querySelector('[data-part=status]').dataset.lap === '8'")
        assert "Driver 24" in page.locator("tr.followed").inner_text()
        page.keyboard.press("4")
        page.keyboard.press(" ")
        page.wait_for_function("document.querySelector('[data-part=status]').dataset.lap === '12'")
        page.close()

"""The figures of a report that is one file: well-formed, self-contained, with every value where it belongs."""

import xml.etree.ElementTree as ElementTree

from stockcar.report.race_pictures import SHOWN, Trail, chances, gaps, places

LAPS, FLAGS = [1, 2, 3], ["green", "yellow", "green"]
TRAILS = [Trail("1", "A <b> & Co", [2, 1, 1]), Trail("01", "B", [1, 2, None])]


def drawn(figure):
    """The elements of a figure, by tag."""
    root = ElementTree.fromstring(figure.svg)
    return [element.tag for element in root.iter()], root


def test_places_are_lines_with_a_band_for_the_caution():
    tags, root = drawn(places(LAPS, FLAGS, TRAILS, "From the recorded laps."))
    assert tags.count("polyline") == 2
    assert tags.count("rect") == 1
    winner = list(root.iter("polyline"))[-1]  # drawn last, on top
    assert len(winner.attrib["points"].split()) == 3
    assert "A <b> & Co" in "".join(root.itertext())


def test_a_car_that_is_out_has_no_line_any_more():
    _, root = drawn(gaps(LAPS, FLAGS, TRAILS, ""))
    assert sorted(len(line.attrib["points"].split()) for line in root.iter("polyline")) == [2, 3]


def test_the_winner_is_among_the_chances_however_small_his_was():
    entries = [{"car": str(n), "driver": f"D{n}", "win": 0.1 - 0.005 * n} for n in range(15)]
    tags, root = drawn(chances(entries, "14"))
    assert tags.count("rect") == SHOWN + 1
    assert "14 D14 (won)" in "".join(root.itertext())


def test_nothing_is_fetched():
    figures = [places(LAPS, FLAGS, TRAILS, ""), gaps([], [], [], ""), chances([], None)]
    assert all("http" not in figure.svg and "href" not in figure.svg for figure in figures)

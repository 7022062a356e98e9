"""What a race looked like, as SVG text: what was expected, places lap by lap, seconds behind the leader.

The same pictures as on the page, for a file that needs nothing but itself. Each says in its title what it shows.
Known limits: the first ten are coloured and named, the others stay grey.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

COLOURS = (
    "#2b7bba", "#d1652a", "#1f9270", "#b0569a", "#a08000", "#5b8bd0", "#c24f4f", "#5f9a2f", "#8a6fd1", "#8c7a5e",
)  # fmt: skip
GREY, CAUTION = "#b8b2a4", "#f3e2a0"
WIDE, HIGH = 900, 420
LEFT, RIGHT, TOP, BOTTOM = 44, 150, 12, 34
FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="13"'
SHOWN = 10


class Figure(NamedTuple):
    """A picture and the line under it."""

    svg: str
    caption: str


class Trail(NamedTuple):
    """One car through the race: a value by lap, None where it has none."""

    car: str
    driver: str
    values: Sequence[float | None]


def chances(entries: Sequence[Mapping[str, Any]], winner: str | None) -> Figure:
    """The chances of the evening before, the winner's bar in the strong colour."""
    ordered = sorted(entries, key=lambda entry: -entry["win"])
    shown = ordered[:SHOWN] + [entry for entry in ordered[SHOWN:] if entry["car"] == winner]
    top = max((entry["win"] for entry in shown), default=0.0) or 1.0
    lines = []
    for at, entry in enumerate(shown):
        y, wide = 16 + 24 * at, 420 * entry["win"] / top
        hue = COLOURS[0] if entry["car"] == winner else "#9aa7b3"
        name = escape(f"{entry['car']} {entry['driver']}{' (won)' if entry['car'] == winner else ''}")
        lines.append(
            f'<text x="210" y="{y + 12}" text-anchor="end" {FONT}>{name}</text>'
            f'<rect x="220" y="{y}" width="{wide:.1f}" height="15" fill="{hue}"/>'
            f'<text x="{226 + wide:.1f}" y="{y + 12}" {FONT}>{100 * entry["win"]:.1f} %</text>'
        )
    svg = _svg("Chances of winning on the evening before", 720, 24 * len(shown) + 24, "".join(lines))
    return Figure(svg, "What was expected on the evening before the race: chances of winning.")


def places(laps: Sequence[int], flags: Sequence[str], trails: Sequence[Trail], note: str) -> Figure:
    """Places lap by lap, the winner first among ``trails``; cautions behind."""
    body = _lines(laps, flags, trails, 1.0, float(max(2, len(trails))), "place")
    return Figure(_svg("Places lap by lap", WIDE, HIGH, body), f"Places lap by lap; yellow: caution. {note}")


def gaps(laps: Sequence[int], flags: Sequence[str], trails: Sequence[Trail], note: str) -> Figure:
    """Seconds behind the leader of cars on the lead lap; gaps beyond nine in ten of all are cut off."""
    known = sorted(value for trail in trails for value in trail.values if value is not None)
    most = max(2.0, known[int(0.93 * (len(known) - 1))]) if known else 2.0
    body = _lines(laps, flags, trails, 0.0, most, "s behind")
    return Figure(_svg("Seconds behind the leader", WIDE, HIGH, body), f"Seconds behind the leader. {note}")


def _svg(title: str, wide: int, high: int, body: str) -> str:
    return f'<svg viewBox="0 0 {wide} {high}" role="img" width="100%"><title>{escape(title)}</title>{body}</svg>'


def _lines(
    laps: Sequence[int], flags: Sequence[str], trails: Sequence[Trail], low: float, high: float, axis: str
) -> str:
    last = laps[-1] if laps else 1
    right, bottom = WIDE - RIGHT, HIGH - BOTTOM

    def x(lap: float) -> float:
        return LEFT + (right - LEFT) * lap / max(1, last)

    def y(value: float) -> float:
        return TOP + (bottom - TOP) * (min(value, high) - low) / max(high - low, 1e-9)

    lap_wide, tall = x(1) - x(0) + 0.5, bottom - TOP
    parts = [
        f'<rect x="{x(lap - 1):.1f}" y="{TOP}" width="{lap_wide:.1f}" height="{tall}" fill="{CAUTION}"/>'
        for lap, flag in zip(laps, flags, strict=True)
        if flag == "yellow"
    ]
    for at in reversed(range(len(trails))):
        points = [(x(lap), y(v)) for lap, v in zip(laps, trails[at].values, strict=True) if v is not None]
        hue, weight = (COLOURS[at], 2) if at < SHOWN else (GREY, 1)
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{hue}" stroke-width="{weight}"/>')
    parts += _names(trails, right)
    ticks = sorted({0, last} | set(range(0, last, 50 if last > 150 else 20)))
    parts += [f'<text x="{x(lap):.1f}" y="{HIGH - 14}" text-anchor="middle" {FONT}>{lap}</text>' for lap in ticks]
    parts += [
        f'<text x="{LEFT - 6}" y="{y(value) + 5:.1f}" text-anchor="end" {FONT}>{value:g}</text>'
        for value in (low, round((low + high) / 2), round(high))
    ]
    parts.append(f'<text x="{LEFT}" y="{HIGH - 1}" {FONT}>lap; {axis} at the left</text>')
    return "".join(parts)


def _names(trails: Sequence[Trail], right: float) -> list[str]:
    """The coloured cars, one under the other, in the order of the finish."""
    return [
        f'<text x="{right + 10}" y="{TOP + 14 + 20 * at}" fill="{COLOURS[at]}" {FONT}>'
        f"{escape(f'{trail.car} {trail.driver}')}</text>"
        for at, trail in enumerate(trails[:SHOWN])
    ]

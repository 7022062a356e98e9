"""How does a race look at a glance? Small pictures as SVG text, without a plotting library.

Known limits: one picture, from the grid to the finish of the first ten.
"""

from collections.abc import Sequence
from html import escape

from stockcar.report.question import Row

_WIDTH, _STEP, _TOP = 640, 22, 16


def grid_to_finish(rows: Sequence[Row]) -> str:
    """A line for each of the first ten, from its place on the grid to its finish; empty where no grid is recorded."""
    first = [row for row in rows if row.finish and row.finish <= 10 and row.start]
    if not first:
        return ""
    places = max(max(row.start or 0 for row in first), 10)
    scale = (_STEP * 10) / places
    lines = []
    for row in first:
        y1 = _TOP + scale * (row.start or 0)
        y2 = _TOP + _STEP * (row.finish or 0)
        gained = (row.start or 0) >= (row.finish or 0)
        colour = "#2a6f4e" if gained else "#a33c3c"
        label = f"{row.finish}. {escape(row.driver)} (from {row.start})"
        lines.append(
            f'<line x1="40" y1="{y1:.0f}" x2="360" y2="{y2:.0f}" stroke="{colour}" stroke-width="2"/>'
            f'<text x="370" y="{y2 + 5:.0f}" font-size="14" font-family="Helvetica, Arial, sans-serif">{label}</text>'
        )
    height = _TOP + _STEP * 11
    title = "<title>From the grid to the finish</title>"
    return f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" width="100%">{title}{"".join(lines)}</svg>'

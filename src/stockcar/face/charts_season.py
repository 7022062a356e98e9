"""Pictures of a season: the playoff grid with its bubble line, who can still, title odds through a season.

Drawn from the documents of ``playoffs`` and nothing else, with matplotlib (extra ``[plot]``), imported only here.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from stockcar.errors import UsageError
from stockcar.face.drawing import COLOURS, GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SeasonKind = Literal["grid", "who", "odds"]
Document = Mapping[str, Any]
BELOW: Final = 6  # drivers shown under the bubble line
NAMED: Final = 6  # lines of a chart of odds that carry a name


def season_figure(kind: SeasonKind, documents: Sequence[Document]) -> "Figure":
    """The picture of one document (``grid``, ``who``) or of several of one season in order (``odds``).

    Raises:
        UsageError: matplotlib is not installed, no such picture, or no driver to draw.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError("charts need matplotlib", "it is not installed", 'pip install "stockcar[plot]"') from None
    if kind not in DRAWN:
        raise UsageError(f'no picture is called "{kind}"', "", "use one of these", tuple(DRAWN))
    if not documents or not documents[-1]["drivers"]:
        raise UsageError("nothing to draw", "no driver has scored", "choose a later race")
    last = documents[-1]
    made = Figure(figsize=(10, 7), dpi=110, layout="constrained")
    axes = made.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    title = DRAWN[kind](axes, documents)
    when = f"after {last['after']}" if last["after"] else "before the first race"
    axes.set_title(f"{last['series'].capitalize()} {last['season']} {when}: {title}", loc="left", fontsize=12)
    return made


def save_season(kind: SeasonKind, documents: Sequence[Document], path: str | Path) -> Path:
    """Write a picture; the ending says how (.png, .svg, .pdf). Errors as ``season_figure``."""
    from stockcar.face import drawing
    from stockcar.face.charts import ENDINGS
    from stockcar.record.whole import write_whole

    file = Path(path)
    if file.suffix.lower() not in ENDINGS:
        raise UsageError(f"{file}: what kind of picture?", f"the ending is {file.suffix!r}", "use one of", ENDINGS)
    made = season_figure(kind, documents)
    write_whole(file, lambda beside: drawing.save(made, beside))
    return file


def on_the_grid(document: Document) -> tuple[list[Document], int]:
    """Drivers from the safest to those just under the bubble line, and how many stand above it."""
    rows = [row for row in document["drivers"] if not row["eliminated"]]
    inside = [row for row in rows if row["in_now"]]
    outside = [row for row in rows if not row["in_now"]]
    for part in (inside, outside):
        part.sort(key=lambda row: (-row["next_chance"], row["rank"] or 99))
    return [*inside, *outside[:BELOW]], len(inside)


def _grid(axes: "Axes", documents: Sequence[Document]) -> str:
    document = documents[-1]
    rows, inside = on_the_grid(document)
    if not inside:  # nobody is cut any more: by title odds
        rows = sorted(document["drivers"], key=lambda row: -row["title"])[:16]
    width = [100 * (row["next_chance"] if inside else row["title"]) for row in rows]
    places = range(len(rows), 0, -1)
    colours = [COLOURS[0] if place <= inside or not inside else COLOURS[1] for place in range(1, len(rows) + 1)]
    axes.barh(list(places), width, color=colours, height=0.7)
    for place, row, long in zip(places, rows, width, strict=True):
        wins = f", {row['wins']} win{'s' if row['wins'] > 1 else ''}" if row["wins"] else ""
        axes.text(long + 1, place, f"{long:.1f} %  ({row['points']:g}{wins})", va="center", fontsize=8)
    axes.set_yticks(list(places), [row["driver"] for row in rows], fontsize=9)
    if inside:
        line = len(rows) - inside + 0.5
        axes.axhline(line, color="#333333", linewidth=1.5, linestyle="--")
        axes.text(118, line + 0.08, "bubble line", ha="right", va="bottom", fontsize=9)
    axes.set_xlim(0, 120)
    axes.set_xticks(range(0, 101, 20))
    step = document["next"]["step"] if document["next"] else "title"
    axes.set_xlabel(f"chance of the {step}, % (points so far)")
    return "playoff grid" if inside else "title odds"


def _who(axes: "Axes", documents: Sequence[Document]) -> str:
    document = documents[-1]
    rows, inside = on_the_grid(document)
    if not inside:
        rows = [row for row in document["drivers"] if not row["eliminated"]][:16]
    rounds = max(len(row["rounds"]) for row in rows)
    later = [f"round {number}" for number in range(2, rounds + 1)]
    heads = [*["playoffs", *later][:rounds], "title", "certain"]
    axes.set_xlim(0, len(heads) + 0.3)
    axes.set_ylim(0, len(rows))
    for line, row in enumerate(rows):
        y = len(rows) - line - 1
        for column, chance in enumerate([*row["rounds"], row["title"]]):
            axes.fill([column, column + 1, column + 1, column], [y, y, y + 1, y + 1], COLOURS[0], alpha=0.75 * chance)
            axes.text(column + 0.5, y + 0.5, _said(chance), ha="center", va="center", fontsize=9)
        axes.text(rounds + 1.05, y + 0.5, certain(row), va="center", fontsize=9)
    axes.set_yticks([len(rows) - line - 0.5 for line in range(len(rows))], [row["driver"] for row in rows], fontsize=9)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    axes.set_xticks([column + 0.5 for column in range(len(heads))], heads, fontsize=9, weight="bold")
    axes.spines[["left", "bottom"]].set_visible(False)
    return "who can still"


def _said(chance: float) -> str:
    """A chance in a cell: certain things as such, small ones not as nothing."""
    if chance in (0.0, 1.0):
        return "-" if chance == 0.0 else "in"
    whole = round(100 * chance)
    return "< 1 %" if whole == 0 else "> 99 %" if whole == 100 else f"{whole} %"


def certain(row: Document) -> str:
    """What is certain of a driver at the next decision, in few words."""
    if row["eliminated"]:
        return "out"
    if row["clinched_next"]:
        return "clinched"
    if row["must_win"]:
        return "must win"
    if row["magic_points"] is not None:
        return f"{row['magic_points']} points clinch"
    return "open"


def _odds(axes: "Axes", documents: Sequence[Document]) -> str:
    chances: dict[str, list[tuple[int, float]]] = {}
    for document in documents:
        number = int(document["after"].rsplit("-", 1)[1]) if document["after"] else 0
        for row in document["drivers"]:
            chances.setdefault(row["driver"], []).append((number, 100 * row["title"]))
    best = sorted(chances, key=lambda driver: -max(chance for _, chance in chances[driver]))
    for place, driver in enumerate(best[:20]):
        x, y = zip(*chances[driver], strict=True)
        named = place < NAMED
        axes.plot(
            x, y, color=COLOURS[place] if named else GREY, linewidth=2 if named else 0.8, marker="o", markersize=3
        )
    _named_ends(axes, {driver: chances[driver][-1] for driver in best[:NAMED]})
    axes.set_xlabel("races run")
    axes.set_ylabel("chance of the title, %")
    axes.set_ylim(bottom=0)
    axes.margins(x=0.02)
    return "title odds through the season"


def _named_ends(axes: "Axes", ends: Mapping[str, tuple[int, float]]) -> None:
    """Names at the ends of lines, moved apart where they would touch."""
    top = axes.get_ylim()[1]
    at = -1.0
    for place, (driver, (x, y)) in sorted(enumerate(ends.items()), key=lambda item: item[1][1][1]):
        at = max(y, at + 0.035 * top)
        axes.annotate(f" {driver}", (x, y), (x + 0.3, at), color=COLOURS[place], fontsize=9, va="center")
    first, last = axes.get_xlim()
    axes.set_xlim(right=last + 0.22 * (last - first))


DRAWN: Final[Mapping[str, Callable[["Axes", Sequence[Document]], str]]] = {"grid": _grid, "who": _who, "odds": _odds}

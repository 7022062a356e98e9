"""Drawing the rows of a chart with matplotlib (extra ``[plot]``), imported only when something is drawn.

Colours are told apart without relying on red against green; lines that matter carry their name at their end, so that
no legend has to be matched.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stockcar.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Rows = Sequence[Mapping[str, Any]]
COLOURS: Final = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#5B3A8C",
    "#7A5C00",
    "#333333",
    "#8C8C8C",
)
GREY, YELLOW = "#C3C8CE", "#F5D547"
NAMED = 5  # lines with a colour and a name in a chart of laps
SHOWN = 15  # bars


def figure(kind: str, title: str, rows: Rows) -> "Figure":
    """The picture of the rows.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError(
            "charts need matplotlib", "it is not installed", 'pip install "stockcar[plot]", or --format csv'
        ) from None
    made = Figure(figsize=(10, 6), dpi=110, layout="constrained")
    axes = made.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    DRAWN[kind](axes, rows)
    axes.set_title(title, loc="left", fontsize=12)
    return made


def save(made: "Figure", file: Path) -> None:
    """Write the picture so that the same rows give the same bytes: no date, no names made by chance."""
    from matplotlib import rc_context

    dated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(file.suffix.lower(), {})
    with rc_context({"svg.hashsalt": "stockcar"}):
        made.savefig(file, metadata=dated)


def _lines(axes: "Axes", rows: Rows, value: str) -> None:
    """A line a car by lap; those in front at the end have colour and name."""
    cars: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row[value] is not None:
            cars.setdefault(row["car"], []).append(row)
    last = {car: (-line[-1]["lap"], line[-1]["running"]) for car, line in cars.items()}
    order = sorted(cars, key=lambda car: last[car])
    for lap in sorted({row["lap"] for row in rows if row["flag"] == "yellow"}):
        axes.axvspan(lap - 0.5, lap + 0.5, color=YELLOW, alpha=0.35, lw=0)
    for place, car in reversed(list(enumerate(order))):
        named = place < NAMED
        style = {"color": COLOURS[place], "lw": 2.0, "zorder": 3} if named else {"color": GREY, "lw": 0.7}
        axes.plot([row["lap"] for row in cars[car]], [row[value] for row in cars[car]], **style)
        if named:
            end = cars[car][-1]
            # Names stand one below the other: the lines may end too close together for them.
            at = (1.01, 0.98 - 0.05 * place)
            said = f"{end['running']}  {end['driver']}, No. {car}"
            axes.annotate(said, at, xycoords="axes fraction", va="top", color=COLOURS[place], fontweight="bold")
    axes.set_xlim(1, max((row["lap"] for row in rows), default=2))
    axes.set_xlabel("lap")


def _laps(axes: "Axes", rows: Rows) -> None:
    _lines(axes, rows, "running")
    axes.set_ylim(max(row["running"] for row in rows) + 0.5, 0.5)
    axes.set_ylabel("running position")


def _trace(axes: "Axes", rows: Rows) -> None:
    _lines(axes, rows, "gap_s")
    gaps = sorted(row["gap_s"] for row in rows if row["gap_s"] is not None)
    # Cars many laps down would flatten all others.
    axes.set_ylim(max(5.0, gaps[int(0.9 * len(gaps))]) if gaps else 5.0, -1.0)
    axes.set_ylabel("seconds behind the leader")


def _points(axes: "Axes", rows: Rows) -> None:
    drivers: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        drivers.setdefault(row["driver"], []).append(row)
    for name, line in drivers.items():
        colour = COLOURS[(line[0]["rank"] - 1) % len(COLOURS)]
        axes.plot([row["race"] for row in line], [row["points"] for row in line], color=colour, lw=1.8)
        at = (1.01, 0.98 - 0.05 * (line[0]["rank"] - 1))
        said = f"{line[0]['rank']}  {name}  {line[-1]['points']}"
        axes.annotate(said, at, xycoords="axes fraction", va="top", color=colour)
    axes.set(xlabel="race of the season", ylabel="points, without resets", ylim=(0, None))


def _gained(axes: "Axes", rows: Rows) -> None:
    known = [row for row in rows if row["start"] is not None]
    for row in known:
        up = row["gained"] > 0
        colour = COLOURS[0] if up else COLOURS[1] if row["gained"] < 0 else GREY
        axes.plot([0, 1], [row["start"], row["finish"]], color=colour, lw=2.2 if row["finish"] <= 5 else 0.9)
        axes.annotate(f"{row['finish']}  {row['driver']}", (1, row["finish"]), xytext=(6, 0), fontsize=7.5,
                      textcoords="offset points", va="center")  # fmt: skip
    axes.set(
        xticks=[0, 1], xticklabels=["start", "finish"], ylim=(len(rows) + 0.5, 0.5), ylabel="position", xlim=(0, 1.25)
    )


def _bars(axes: "Axes", rows: Rows, value: str, said: str) -> None:
    shown = list(rows[:SHOWN])
    names = [f"{row['driver']}, No. {row['car']}" for row in shown]
    axes.barh(names, [row[value] for row in shown], color=COLOURS[0])
    axes.invert_yaxis()
    axes.set_xlabel(said)


def _led(axes: "Axes", rows: Rows) -> None:
    _bars(axes, rows, "led", "laps led")


def _chances(axes: "Axes", rows: Rows) -> None:
    shown = list(rows[:SHOWN])
    _bars(axes, shown, "top10", "chance (bar: top ten; dot: win, with three times its error)")
    for bar in axes.patches:
        bar.set_color(GREY)
    axes.errorbar([r["win"] for r in shown], range(len(shown)), xerr=[3 * r["win_se"] for r in shown], fmt="o",
                  color=COLOURS[1])  # fmt: skip
    axes.set_xlim(0, 1)


def _loop(axes: "Axes", rows: Rows) -> None:
    """Loop data as a table; the best value of a column in bold."""
    from stockcar.face.charts import LOOP

    best = {name: (min if name in ("avg_running", "best", "worst") else max) for name in LOOP}
    shown = list(rows[:SHOWN])
    cells = [
        [str(row["finish"]), row["driver"], *("-" if row[n] is None else f"{row[n]:g}" for n in LOOP)] for row in shown
    ]
    axes.axis("off")
    table = axes.table(
        cells, colLabels=["", "driver", *(n.replace("_", " ") for n in LOOP)], loc="center", edges="horizontal"
    )
    table.auto_set_font_size(False)
    table.set_fontsize(8.5)
    table.auto_set_column_width(range(len(LOOP) + 2))
    table.scale(1, 1.4)
    for column, name in enumerate(LOOP, start=2):
        values = [row[name] for row in shown if row[name] is not None]
        for line, row in enumerate(shown, start=1):
            if values and row[name] == best[name](values):
                table[line, column].get_text().set_fontweight("bold")


def _finishes(axes: "Axes", rows: Rows) -> None:
    """A shade for each car and place; darker is more often."""
    cars: dict[str, list[float]] = {}
    names: dict[str, str] = {}
    for row in rows:
        cars.setdefault(row["car"], []).append(row["share"])
        names[row["car"]] = row["driver"]
    mean = {car: sum(place * share for place, share in enumerate(line, 1)) for car, line in cars.items()}
    order = sorted(cars, key=lambda car: mean[car])
    picture = axes.imshow([cars[car] for car in order], aspect="auto", cmap="Blues", vmin=0)
    axes.set_yticks(range(len(order)), [f"{names[car]}, No. {car}" for car in order], fontsize=7)
    ticks = [place - 1 for place in range(1, len(order) + 1) if place == 1 or place % 5 == 0]
    axes.set_xticks(ticks, [str(tick + 1) for tick in ticks])
    axes.set_xlabel("finish")
    if axes.figure is not None:
        axes.figure.colorbar(picture, ax=axes, label="share of the races", shrink=0.6)


DRAWN: Final[dict[str, Callable[["Axes", Rows], None]]] = {
    "laps": _laps, "trace": _trace, "points": _points, "gained": _gained, "led": _led, "chances": _chances,
    "loop": _loop, "finishes": _finishes,
}  # fmt: skip

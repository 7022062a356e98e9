"""Make the pictures of the documentation from the starter book: ``python docs/pictures/make.py`` (extra ``[plot]``).

Everything drawn is simulated and says so.
"""

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

from stockcar import face

HERE = Path(__file__).parent
NAMED = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")  # tell apart without relying on red against green


def lap_chart(told: dict[str, Any], path: Path) -> None:
    """Running position by lap, the first five of the finish named, cautions shaded."""
    laps = [lap["lap"] for lap in told["laps"]]
    cars = [row["car"] for row in told["result"]]
    names = {row["car"]: f"{row['finish']}  {row['driver']}, No. {row['car']}" for row in told["result"]}
    figure, axes = plt.subplots(figsize=(11, 6.2), layout="constrained")
    for lap in told["laps"]:
        if lap["flag"] == "yellow":
            axes.axvspan(lap["lap"] - 0.5, lap["lap"] + 0.5, color="#F5D547", alpha=0.35, lw=0)
    for car in reversed(cars):
        at = [(lap["lap"], lap["order"].index(car) + 1) for lap in told["laps"] if car in lap["order"]]
        place = cars.index(car)
        named = place < len(NAMED)
        style = {"color": NAMED[place], "lw": 2.0, "zorder": 3} if named else {"color": "#B9BEC5", "lw": 0.7}
        axes.plot(*zip(*at, strict=True), **style)
        if place < len(NAMED):
            axes.annotate(names[car], (laps[-1], place + 1), xytext=(8, 0), textcoords="offset points", va="center",
                          color=NAMED[place], fontsize=10, fontweight="bold")  # fmt: skip
    for event in told["events"]:
        if event["kind"] == "stage":
            axes.axvline(event["lap"] + 0.5, color="#444444", lw=0.9, ls=(0, (4, 3)))
            axes.annotate(f"stage {event['value']:.0f}", (event["lap"] + 1.0, len(cars)), fontsize=9, va="bottom")
    axes.set(xlim=(1, laps[-1]), ylim=(len(cars) + 0.5, 0.5), xlabel="lap", ylabel="running position")
    title = f"SIMULATED  {told['name']}, seed {told['seed']}: a race that could have been"
    axes.set_title(title, loc="left", fontsize=12)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    lap_chart(face.demo(), HERE / "demo-lap-chart.png")

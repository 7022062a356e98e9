"""
What a place has been worth
===========================

The rulebook scores any frame of results, also one that never was: forty cars, nobody led a lap, no stages.
"""

import matplotlib.pyplot as plt
import polars as pl

import stockcar as sc

made_up = pl.DataFrame({
    "car": [str(n) for n in range(1, 41)], "driver_id": [f"driver-{n}" for n in range(1, 41)],
    "finish": range(1, 41), "laps": [200] * 40, "led": [0] * 40,
})  # fmt: skip

figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
colours = ("#0072B2", "#56B4E9", "#D55E00", "#E69F00", "#009E73")
for year, colour in zip((1985, 2010, 2013, 2016, 2025), colours, strict=True):
    points = sc.rules(f"cup-{year}-05", book="starter").points(made_up)["points"]
    axes.plot(range(1, 41), points / points[0], color=colour, label=str(year))
axes.legend(frameon=False)
axes.set(
    xlabel="finish", ylabel="points, as a share of the win's", ylim=(0, 1.02), title="Cup points by place"
)

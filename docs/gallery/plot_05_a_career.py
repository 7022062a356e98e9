"""
A career, season by season
==========================

Average finish of Parker Kligerman's Truck seasons, road courses beside all tracks. Each number is a question to the
record; a season without a start gives none.
"""

import matplotlib.pyplot as plt

import stockcar as sc

kligerman = sc.driver("Parker Kligerman", book="starter")
seasons = range(2010, 2026)

figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
for track_type, colour in ((None, "#B9BEC5"), ("road", "#D55E00")):
    lines = {year: kligerman.splits(series="truck", season=year, track_type=track_type) for year in seasons}
    known = {year: line for year, line in lines.items() if line.avg_finish is not None}
    axes.scatter(
        list(known), [line.avg_finish for line in known.values()], s=[20 + 20 * line.starts for line in known.values()],
        color=colour, label=track_type or "all tracks",
    )  # fmt: skip
axes.invert_yaxis()
axes.legend(frameon=False)
axes.set(xlabel="season", ylabel="average finish", title="Parker Kligerman, Trucks (size: number of starts)")

"""
From dirt to superspeedway
==========================

What kinds of tracks the Cup series has raced on.
"""

import matplotlib.pyplot as plt

import stockcar as sc

book = sc.RecordBook.open("starter")
kinds = ("dirt", "short", "intermediate", "superspeedway", "road")
rows = book.sql(
    "select season, track_type, count(*) from races where series = 'cup' group by all order by 1"
)[1]
seasons = sorted({season for season, _, _ in rows})
counts = {(season, kind): count for season, kind, count in rows}
shares = [
    [counts.get((s, kind), 0) / sum(counts.get((s, k), 0) for k in kinds) for s in seasons] for kind in kinds
]

figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
axes.stackplot(seasons, shares, labels=kinds, colors=("#A6761D", "#E69F00", "#0072B2", "#D55E00", "#009E73"))
axes.legend(frameon=False, bbox_to_anchor=(1, 1))
axes.set(
    xlim=(seasons[0], seasons[-1]),
    ylim=(0, 1),
    ylabel="share of races",
    title="Kinds of tracks, Cup 1949-2025",
)

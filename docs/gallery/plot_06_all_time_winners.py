"""
All-time winners
================

The index of races is whole on the starter book, so wins are too.
"""

import matplotlib.pyplot as plt

import stockcar as sc

book = sc.RecordBook.open("starter")
figure, panels = plt.subplots(1, 3, figsize=(11, 4.5), layout="constrained")
for axes, series in zip(panels, ("cup", "xfinity", "truck"), strict=True):
    rows = book.sql(
        f"""select winner, count(*) as wins from races where series = '{series}'
            group by winner order by wins desc, winner limit 12"""
    )[1]
    axes.barh([name for name, _ in rows], [wins for _, wins in rows], color="#0072B2")
    axes.invert_yaxis()
    axes.set(title=series, xlabel="wins")

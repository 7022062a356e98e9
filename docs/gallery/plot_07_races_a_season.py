"""
How many races a season had
===========================
"""

import matplotlib.pyplot as plt

import stockcar as sc

book = sc.RecordBook.open("starter")
figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
for series, colour in (("cup", "#0072B2"), ("xfinity", "#D55E00"), ("truck", "#009E73")):
    rows = book.sql(f"select season, count(*) from races where series = '{series}' group by 1 order by 1")[1]
    axes.plot([season for season, _ in rows], [count for _, count in rows], color=colour, label=series)
axes.legend(frameon=False)
axes.set(xlabel="season", ylabel="points races", ylim=(0, None), title="Points races a season, 1949-2025")

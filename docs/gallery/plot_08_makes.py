"""
Which make won
==============

Share of Cup wins by make and decade.
"""

import matplotlib.pyplot as plt

import stockcar as sc

rows = sc.RecordBook.open("starter").sql(
    """select season // 10 * 10 as decade, coalesce(winner_make, 'not recorded') as make, count(*) as wins
       from races where series = 'cup' group by all order by decade"""
)[1]
total = {}
for decade, _, wins in rows:
    total[decade] = total.get(decade, 0) + wins
overall = {}
for _, make, wins in rows:
    overall[make] = overall.get(make, 0) + wins
leading = sorted(overall, key=lambda make: -overall[make])[:7]
colours = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5B3A8C")

figure, axes = plt.subplots(figsize=(9, 4.8), layout="constrained")
base = dict.fromkeys(total, 0.0)
for make, colour in zip([*leading, "others"], (*colours, "#C3C8CE"), strict=True):
    share = {
        decade: sum(
            w for d, m, w in rows if d == decade and (m == make or (make == "others" and m not in leading))
        )
        / total[decade]
        for decade in total
    }
    axes.bar(
        [f"{d}s" for d in total], list(share.values()), bottom=list(base.values()), color=colour, label=make
    )
    base = {decade: base[decade] + share[decade] for decade in total}
axes.legend(frameon=False, bbox_to_anchor=(1, 1))
axes.set(ylabel="share of wins", title="Cup wins by make")

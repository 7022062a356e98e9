"""
A good day and a good finish
============================

Driver rating against finish in the Cup races of 2025: at superspeedways a good day says little about the finish.
"""

import matplotlib.pyplot as plt

import stockcar as sc

rows = sc.RecordBook.open("starter").sql(
    """select track_type, rating, finish from results join races using (key)
       where series = 'cup' and season = 2025 and rating is not null and finish is not null"""
)[1]
kinds = ("intermediate", "short", "road", "superspeedway")
figure, panels = plt.subplots(1, 4, figsize=(12, 3.6), sharey=True, layout="constrained")
for axes, kind in zip(panels, kinds, strict=True):
    here = [(rating, finish) for what, rating, finish in rows if what == kind]
    axes.scatter([r for r, _ in here], [f for _, f in here], s=6, color="#0072B2", alpha=0.5)
    axes.set(title=kind, xlabel="driver rating")
panels[0].set_ylabel("finish")
panels[0].invert_yaxis()

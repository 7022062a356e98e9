"""
What points are made of
=======================

The rulebook gives points as parts, each with its citation. Here the parts of the first twelve cars at Mid-Ohio.
"""

import matplotlib.pyplot as plt

import stockcar as sc

race = sc.race("truck-2022-15", book="starter")
scored = race.points[:12]
names = {row["driver_id"]: row["driver"] for row in race.rows}
kinds = ("finish", "stage 1", "stage 2")


def kind_of(what: str) -> str:
    return next((kind for kind in kinds if what.startswith(kind)), "finish")


figure, axes = plt.subplots(figsize=(9, 5), layout="constrained")
left = [0.0] * len(scored)
for kind, colour in zip(kinds, ("#0072B2", "#E69F00", "#009E73"), strict=True):
    values = [float(sum(part.points for part in line.parts if kind_of(part.what) == kind)) for line in scored]
    axes.barh([names[line.driver_id] for line in scored], values, left=left, color=colour, label=kind)
    left = [a + b for a, b in zip(left, values, strict=True)]
axes.invert_yaxis()
axes.legend(frameon=False)
axes.set(xlabel="points", title="O'Reilly Auto Parts 150 at Mid-Ohio, 2022")

# %%
# One line, explained:

print(scored[0])

"""
Two drivers in the same races
=============================

Every race that both started, and who was ahead.
"""

import matplotlib.pyplot as plt

import stockcar as sc

book = sc.RecordBook.open("starter")
first, second = book.driver("Parker Kligerman"), book.driver("Zane Smith")
met = first.versus(second)
print(f"{met.meetings} meetings, {first.name} ahead in {met.a_ahead}")

by_season: dict[str, int] = {}
for key in met.rows:
    by_season[key.split("-")[1]] = by_season.get(key.split("-")[1], 0) + 1
figure, axes = plt.subplots(figsize=(8, 3.6), layout="constrained")
axes.bar(list(by_season), list(by_season.values()), color="#0072B2")
axes.set(ylabel="races both started", title=f"{first.name} and {second.name}")

"""
Check a text
============

A few sentences, some of them wrong, held to the record.
"""

import matplotlib.pyplot as plt

import stockcar as sc

text = """Parker Kligerman won the Truck race at Mid-Ohio on July 9, 2022. He led 56 of the 67 laps and won the first
stage. Zane Smith finished third. It was Kligerman's fifth career win."""
document = sc.check(text, book="starter", race="truck-2022-15").to_json()
for claim in document["claims"]:
    print(f"{claim['verdict']:>14}  {claim['text']!r}  record: {claim['record']}")

counts = {verdict: count for verdict, count in document["counts"].items() if count}
figure, axes = plt.subplots(figsize=(7, 2.6), layout="constrained")
axes.barh(list(counts), list(counts.values()), color="#0072B2")
axes.set_xlabel("claims")

"""
How many cars start
===================
"""

import matplotlib.pyplot as plt

import stockcar as sc

rows = sc.RecordBook.open("starter").sql(
    """select season, min(n_cars), median(n_cars), max(n_cars) from races where series = 'cup' and n_cars > 0
       group by 1 order by 1"""
)[1]
seasons, least, middle, most = zip(*rows, strict=True)
figure, axes = plt.subplots(figsize=(9, 4.2), layout="constrained")
axes.fill_between(seasons, least, most, color="#C3C8CE", label="smallest to largest field")
axes.plot(seasons, middle, color="#0072B2", label="median")
axes.legend(frameon=False)
axes.set(xlabel="season", ylabel="cars", ylim=(0, None), title="Cup fields")

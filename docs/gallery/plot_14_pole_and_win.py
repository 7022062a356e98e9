"""
Where winners start
===================

Starting places of the winners in the three seasons of the starter book.
"""

import matplotlib.pyplot as plt

import stockcar as sc

rows = sc.RecordBook.open("starter").sql(
    """select series, start from results join races using (key)
       where finish = 1 and start is not null and (series, season) in
             (('truck', 2022), ('xfinity', 2025), ('cup', 2025))"""
)[1]
figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
series = ("cup", "xfinity", "truck")
starts = [[start for name, start in rows if name == one] for one in series]
axes.hist(starts, bins=range(1, 40, 3), label=[f"{n}, {len(s)} races" for n, s in zip(series, starts, strict=True)],
          color=("#0072B2", "#D55E00", "#009E73"))  # fmt: skip
axes.legend(frameon=False)
axes.set(xlabel="starting place of the winner", ylabel="races")

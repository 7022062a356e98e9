"""
A road course, for comparison
=============================

The same picture for Mid-Ohio, 2022: the grid and the rating say more here.
"""

import stockcar as sc

picture = sc.chart("truck-2022-15", "finishes", runs=1_000, seed=7, book="starter").figure()

"""
Chances as of the eve
=====================

Two thousand simulated races of Daytona, August 2025, from what was known before the day of the race, and the grid.
"""

import stockcar as sc

picture = sc.chart("xfinity-2025-24", "chances", runs=2_000, seed=7, book="starter").figure()

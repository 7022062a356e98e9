"""
A race that never happened
==========================

One simulated run of Daytona, August 2025: running position by lap. The seed makes it again.
"""

import stockcar as sc

picture = sc.chart("xfinity-2025-24", "laps", run=0, seed=75, book="starter").figure()

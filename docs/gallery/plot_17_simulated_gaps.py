"""
How close the pack runs
=======================

The same simulated run: seconds behind the leader.
"""

import stockcar as sc

picture = sc.chart("xfinity-2025-24", "trace", run=0, seed=75, book="starter").figure()

"""
Where they finish, a thousand times
===================================

Darker is more often. At Daytona nearly everyone finishes nearly everywhere.
"""

import stockcar as sc

picture = sc.chart("xfinity-2025-24", "finishes", runs=1_000, seed=7, book="starter").figure()

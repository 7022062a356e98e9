"""
From the grid to the finish
===========================

Blue gained, orange lost; the first five are thick.
"""

import stockcar as sc

picture = sc.chart("truck-2022-15", "gained", book="starter").figure()

"""
A season's points, race by race
===============================

The Truck Series of 2022 up to Mid-Ohio, points as recorded, without resets.
"""

import stockcar as sc

picture = sc.chart("truck-2022-15", "points", book="starter").figure()

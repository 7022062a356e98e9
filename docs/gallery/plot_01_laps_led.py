"""
Who led at Mid-Ohio
===================

Laps led in the Truck race at Mid-Ohio, 2022: one driver, one race.
"""

import stockcar as sc

made = sc.chart("truck 2022 mid-ohio", "led", book="starter")
picture = made.figure()

# %%
# The rows behind it are plain values.

print(made.rows)

"""The race itself: numbers in, counts out. Knows no names, dates or series.

Read ``reference`` first: one race in plain Python. The kernels say the same, compiled.
"""

from stockcar.sim.inputs import RaceInputs
from stockcar.sim.outcomes import Outcomes, RunRows
from stockcar.sim.simulate import replay, simulate, simulate_rows

__all__ = ["Outcomes", "RaceInputs", "RunRows", "replay", "simulate", "simulate_rows"]

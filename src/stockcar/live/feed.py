"""Four roads to the same thing: each yields ``TimingEvent``, and nothing below looks at a clock.

``from_laps`` reads the lap file of a recorded race, ``from_run`` a simulated run.
"""

from stockcar.live.lap_files import from_laps
from stockcar.live.runs import from_run

__all__ = ["from_laps", "from_run"]

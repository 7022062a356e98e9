"""Four roads to the same thing: each yields ``TimingEvent``, and nothing below looks at a clock.

``follow`` asks the official live feed, ``replay`` reads what was recorded of it, ``from_laps`` the lap file of a
recorded race, ``from_run`` a simulated run.
"""

from stockcar.live.follow import follow
from stockcar.live.lap_files import from_laps
from stockcar.live.recording import replay
from stockcar.live.runs import from_run

__all__ = ["follow", "from_laps", "from_run", "replay"]

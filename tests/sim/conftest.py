"""The evidence reports stand beside the package; their counts are tested here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

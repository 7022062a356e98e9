"""What was a race worth to its winner: points, playoff points, a berth or not?"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stockcar.rulebook import Rules


def worth(rules: "Rules", rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Steps with text, value and citation."""
    return []

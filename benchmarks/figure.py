"""What a benchmark returns: one figure, beside the rival or ceiling measured in the same run."""

import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """``value`` in ``unit``; ``beside`` is what the same run measured for the rival or ceiling, in the same unit."""

    name: str
    value: float
    unit: str
    beside: float | None = None
    beside_name: str = ""
    goal: str = ""


def machine() -> str:
    """The machine, in words: processor, cores, memory, Python."""
    import os

    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"

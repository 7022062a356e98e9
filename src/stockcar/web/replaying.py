"""The element that plays a race: a clock over an event log, and the panels that read from it (``assets/replay``)."""

from typing import Any

from nicegui.element import Element


class Replay(Element, component="replaying.js"):
    """Plays the race of ``options`` into the parts of the page that are marked ``data-part``."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self._props["options"] = options

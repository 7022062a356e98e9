"""What all charts share: a palette that stays apart for colour-blind eyes and on both papers, axes, flags."""

from typing import Any

# Okabe and Ito's order of hues, darkened or lightened until each stands 3:1 against both papers.
COLOURS = (
    "#2b7bba", "#d1652a", "#1f9270", "#b0569a", "#a08000", "#5b8bd0", "#c24f4f", "#5f9a2f", "#8a6fd1", "#8c7a5e",
)  # fmt: skip
SHAPES = ("circle", "triangle", "rect", "diamond", "pin")
GREY = "#8d8778"
PLAIN = {"color": GREY, "textBorderWidth": 0}  # words on a picture, without a halo
CAUTION, STAGE = "rgba(224,177,0,0.28)", "rgba(125,125,125,0.16)"


def axis(name: str, **more: Any) -> dict[str, Any]:
    """A value axis with its name in the middle of it."""
    return {"type": "value", "name": name, "nameLocation": "middle", "nameGap": 28, **more}


def colour(at: int) -> str:
    """The colour of the car in place ``at`` of a list; the palette comes round, the number label does not."""
    return COLOURS[at % len(COLOURS)]

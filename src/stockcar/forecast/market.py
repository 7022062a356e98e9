"""What do given prices say, and where does the forecast differ?

Prices become chances by taking out the book's margin: the implied chances are divided by their sum (times the places
paid). The edge is ours less theirs; the blend weighs the two on log odds, 30 to 70, which is what a study of closing
head-to-head lines found best. None of it enters the forecast.

Known limits: dividing by the sum leaves the bias against favourites that bookmakers' margins have; cars without a price
count as priced at what our forecast gives them.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from stockcar.errors import BadFile
from stockcar.forecast.forecast import EntryOdds

OUR_SHARE: Final = 0.3
SMALLEST: Final = 1e-6  # a million to one and beyond is no price
PLACES: Final = {"win": 1, "top5": 5, "top10": 10}
MEANS: Final = {"win": "win", "top5": "finish in the top 5", "top10": "finish in the top 10"}
_FRACTION = re.compile(r"(\d+)/(\d+)")


def implied_chance(price: str) -> float:
    """The chance a price implies, margin included: American +450 or -120, decimal 5.5, fractional 9/2.

    Raises:
        ValueError: none of these.
    """
    chance = _implied(price.strip().replace("−", "-"))
    if not SMALLEST <= chance <= 1 - SMALLEST:
        raise ValueError(f"{price} is no price")
    return chance


def _implied(text: str) -> float:
    fraction = _FRACTION.fullmatch(text)
    if fraction:
        against, on = float(fraction[1]), float(fraction[2])
        return on / (against + on) if against + on > 0 else 0.0
    value = float(text)
    if text[0] in "+-" and abs(value) >= 100:
        return 100 / (value + 100) if value > 0 else -value / (100 - value)
    return 1 / value if value > 1 else 0.0


def load_odds(path: Path) -> dict[str, dict[str, float]]:
    """Implied chances by market and car from a CSV with columns ``car, price`` and optionally ``market``.

    Raises:
        BadFile: not such a file; names row and column.
    """
    prices: dict[str, dict[str, float]] = {}
    rows: dict[tuple[str, str], int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            if not {"car", "price"} <= set(reader.fieldnames or ()):
                raise BadFile(f"{path}, row 1", "the columns car and price are needed", "name them so")
            for number, row in enumerate(reader, 2):
                market = (row.get("market") or "win").strip()
                if market not in PLACES:
                    raise BadFile(f'{path}, row {number}, column "market": "{market}"', "", f"use {', '.join(PLACES)}")
                car = (row["car"] or "").strip()
                if (first := rows.setdefault((market, car), number)) != number:
                    what = f"{path}, row {number}: car {car} has a price to {MEANS[market]} in row {first} already"
                    raise BadFile(what, "which of the two is meant cannot be known", "keep one of the rows")
                try:
                    prices.setdefault(market, {})[car] = implied_chance(row["price"] or "")
                except (ValueError, IndexError):
                    why = "a price is +450, -120, 5.5 or 9/2"
                    raise BadFile(
                        f'{path}, row {number}, column "price": "{row["price"]}"', why, "correct it"
                    ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as reason:
        raise BadFile(f"{path} cannot be read", str(reason), "give a CSV file") from reason
    return prices


def fair_chances(implied: Mapping[str, float], ours: Mapping[str, float], places: int = 1) -> dict[str, float]:
    """Chances without the margin; cars without a price keep ours, the priced ones share the rest."""
    rest = max(1e-6, places - sum(chance for car, chance in ours.items() if car not in implied))
    total = sum(implied.values())
    return {car: min(0.999, chance * rest / total) for car, chance in implied.items()}


def compare(entries: Sequence[EntryOdds], prices: Mapping[str, Mapping[str, float]]) -> list[dict[str, Any]]:
    """Ours beside the market's, per market and priced car: ``ours, market, edge, blend, hold``.

    Raises:
        BadFile: a price for a car that is not entered.
    """
    rows = []
    for market, implied in prices.items():
        ours = {odds.line.car: float(getattr(odds, market)) for odds in entries}
        error = {odds.line.car: float(getattr(odds, f"{market}_se")) for odds in entries}
        unknown = sorted(set(implied) - set(ours))
        if unknown:
            raise BadFile(
                f"prices for car {', '.join(unknown)}", "not entered in this race", "correct the file", [*ours]
            )
        fair = fair_chances(implied, ours, PLACES[market])
        hold = sum(implied.values()) / sum(fair.values()) - 1
        for odds in entries:
            car = odds.line.car
            if car in fair:
                row = {
                    "market": market,
                    "car": car,
                    "driver": odds.line.driver,
                    "ours": ours[car],
                    "ours_se": error[car],
                }
                edge = {"market_chance": fair[car], "edge": ours[car] - fair[car], "blend": blend(ours[car], fair[car])}
                rows.append({**row, **edge, "hold": hold})
    return rows


def blend(ours: float, market: float, our_share: float = OUR_SHARE) -> float:
    """The two chances weighed on log odds."""
    odds = our_share * np.log(ours / (1 - ours)) + (1 - our_share) * np.log(market / (1 - market))
    return float(1 / (1 + np.exp(-odds)))

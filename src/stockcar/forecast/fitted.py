"""A race's fitted inputs, whole: the numbers for the simulator, the names beside them, and a digest of both.

``to_bytes`` and ``of_bytes`` are each other's inverse to the last digit, so a forecast from frozen inputs is the same
forecast. Floats are rounded to nine significant digits when they are fitted: two ways to add the same numbers must not
give two digests.

Known limits: the bytes are for the version of the simulator that fitted them; another shape is refused.
"""

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple, get_type_hints

import msgspec
import numpy as np

from stockcar.errors import BadFile
from stockcar.sim import RaceInputs

FORMAT = 1


class FittedRace(msgspec.Struct, frozen=True):
    """What the numbers are of."""

    key: str
    mode: str
    cutoff: str  # ISO day; nothing of that day or later was used
    track_type: str
    thin: tuple[str, ...]  # what was assumed for want of a record


class Line(msgspec.Struct, frozen=True):
    """One entry beside its slot; ratings in normal-score units."""

    car: str
    driver: str
    driver_id: str
    team: str | None
    team_id: str | None
    make: str | None
    start: int | None  # None: not known in this mode
    strength: float  # expected normal score on race day
    rating: float
    rating_sd: float
    rating_parts: tuple[tuple[str, float], ...]
    out_prob: float
    place: float  # expected finishing place that the simulator is settled on


class FittedInputs(NamedTuple):
    """Everything a forecast needs, by slot."""

    race: FittedRace
    lines: tuple[Line, ...]
    rules: tuple[tuple[str, str], ...]  # procedure: what, with its citation
    inputs: RaceInputs

    @property
    def digest(self) -> str:
        """Of numbers and names: equal digests, equal forecasts."""
        return hashlib.blake2b(self._packed(), digest_size=8).hexdigest()

    @property
    def rules_digest(self) -> str:
        """Of the rules that the race is run under."""
        return hashlib.blake2b(repr(self.rules).encode(), digest_size=8).hexdigest()

    def to_bytes(self) -> bytes:
        """Frozen."""
        return zlib.compress(self._packed(), 9)

    @classmethod
    def of_bytes(cls, frozen: bytes) -> "FittedInputs":
        """Thawed.

        Raises:
            BadFile: not frozen inputs of this version.
        """
        try:
            document = msgspec.msgpack.decode(zlib.decompress(frozen))
            if document["format"] != FORMAT:
                raise ValueError(f"format {document['format']}, this version reads {FORMAT}")
            race = msgspec.convert(document["race"], FittedRace)
            lines = msgspec.convert(document["lines"], tuple[Line, ...])
            rules = msgspec.convert(document["rules"], tuple[tuple[str, str], ...])
            return cls(race, lines, rules, _inputs_of(document["inputs"]))
        except (zlib.error, msgspec.MsgspecError, ValueError, KeyError, TypeError) as reason:
            raise BadFile("frozen forecast inputs that cannot be read", str(reason), "fit them again") from reason

    def _packed(self) -> bytes:
        document = {
            "format": FORMAT,
            "race": self.race,
            "lines": self.lines,
            "rules": self.rules,
            "inputs": {name: _plain(part) for name, part in self.inputs._asdict().items()},
        }
        return msgspec.msgpack.encode(document, order="sorted")


def rounded(inputs: RaceInputs) -> RaceInputs:
    """The inputs with every float at nine significant digits."""
    parts: list[Any] = [type(part)(*(_round(value) for value in part)) for part in inputs]
    return RaceInputs(*parts)


def _round(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        flat = [float(f"{number:.9g}") for number in value.ravel().tolist()]
        return np.array(flat, np.float64).reshape(value.shape)
    return float(f"{value:.9g}") if isinstance(value, float) else value


def _plain(part: NamedTuple) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return {"kind": value.dtype.kind, "shape": list(value.shape), "values": value.ravel().tolist()}
        return value.item() if isinstance(value, np.generic) else value

    return {name: plain(value) for name, value in part._asdict().items()}


def _inputs_of(document: Mapping[str, Mapping[str, Any]]) -> RaceInputs:
    kinds = {"f": np.float64, "i": np.int64}

    def value_of(value: Any) -> Any:
        if isinstance(value, dict):
            return np.array(value["values"], kinds[value["kind"]]).reshape(value["shape"])
        return value

    parts = []
    for name, kind in get_type_hints(RaceInputs).items():
        given = document[name]
        if set(given) != set(kind._fields):
            raise ValueError(f"{name}: other fields than this version's")
        parts.append(kind(**{field: value_of(value) for field, value in given.items()}))
    return RaceInputs(*parts)

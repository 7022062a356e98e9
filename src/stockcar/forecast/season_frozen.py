"""The fitted races of the rest of a season in one file: what the starter book holds of its two seasons.

Races of one season share most of their numbers (who trusts whom, the laws of the kind of track), so they are packed
together. Known limits: as those of ``fitted``: the bytes are for the version of the simulator that fitted them.
"""

import lzma
import zlib
from collections.abc import Sequence
from typing import Final

import msgspec

from stockcar.errors import BadFile
from stockcar.forecast.fitted import FittedInputs

REST: Final = "rest"  # the part of the frozen inputs of a race: the races after it


def frozen_rest(fitted: Sequence[FittedInputs]) -> bytes:
    """All of them in one packet."""
    races = [zlib.decompress(each.to_bytes()) for each in fitted]
    return lzma.compress(msgspec.msgpack.encode(races), preset=9 | lzma.PRESET_EXTREME)


def thawed(frozen: bytes) -> tuple[FittedInputs, ...]:
    """The races of a packet.

    Raises:
        BadFile: not a packet of this version.
    """
    try:
        races = msgspec.msgpack.decode(lzma.decompress(frozen), type=list[bytes])
    except (lzma.LZMAError, msgspec.MsgspecError) as reason:
        raise BadFile(
            "the frozen rest of a season cannot be read", str(reason), "cut the starter book again"
        ) from reason
    return tuple(FittedInputs.of_bytes(zlib.compress(race, 1)) for race in races)

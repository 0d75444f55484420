"""The values of one metric on one day, of all subjects, in one row of bytes.

A row of SQLite for each value would need 14 bytes besides the value. Here a value needs its eight
bytes at most: numbers of subjects are kept as differences, which compress to almost nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from datetime import date
from itertools import accumulate, pairwise
from math import isfinite

_LEVEL = 6
_NUMBER, _VALUE = 4, 8

Pairs = list[tuple[int, float]]
"""Number of a subject and value, sorted; a subject may have several values."""


class DamagedRowError(ValueError):
    """A row of the history is not what was written."""


def pack(pairs: Iterable[tuple[int, float]]) -> bytes:
    """The bytes of the pairs."""
    ordered = sorted(pairs)
    numbers = [number for number, _ in ordered]
    steps = [after - before for before, after in pairwise([0, *numbers])]
    count = len(ordered)
    content = (
        _by_place(struct.pack(f"<{count}I", *steps), _NUMBER),
        _by_place(struct.pack(f"<{count}d", *(value for _, value in ordered)), _VALUE),
    )
    return zlib.compress(b"".join(content), _LEVEL)


def unpack(content: object) -> Pairs:
    """The pairs of what `pack` returned. Raises DamagedRowError for anything else."""
    if not isinstance(content, bytes):
        raise DamagedRowError("it has values that are no bytes")
    try:
        raw = zlib.decompress(content)
    except zlib.error as error:
        raise DamagedRowError("it has values that cannot be unpacked") from error
    count, rest = divmod(len(raw), _NUMBER + _VALUE)
    if rest:
        raise DamagedRowError("it has values that are cut off")
    split = count * _NUMBER
    steps = struct.unpack(f"<{count}I", _in_order(raw[:split], _NUMBER))
    values = struct.unpack(f"<{count}d", _in_order(raw[split:], _VALUE))
    if not all(map(isfinite, values)):
        raise DamagedRowError("it has a value that is no number")
    return list(zip(accumulate(steps), values, strict=True))


def day_of(number: object) -> date:
    """The day of a number, which counts days since 1 January of the year 1. Raises DamagedRowError."""
    try:
        return date.fromordinal(number)  # type: ignore[arg-type]  # whatever SQLite has
    except (TypeError, ValueError, OverflowError) as error:
        raise DamagedRowError("it has a day that is no day") from error


def _by_place(content: bytes, width: int) -> bytes:
    """All first bytes of the numbers, then all second ones: those compress far better."""
    return b"".join(content[place::width] for place in range(width))


def _in_order(content: bytes, width: int) -> bytes:
    count = len(content) // width
    ordered = bytearray(len(content))
    for place in range(width):
        ordered[place::width] = content[place * count : (place + 1) * count]
    return bytes(ordered)

"""Numbers as JavaScript stores and prints them, since Backstage's catalog does."""

from __future__ import annotations

import math
from decimal import Decimal

_SAFE_INTEGER = 2**53
_LONGEST_INTEGER = 1e21
_SHORTEST_FRACTION = 1e-6


def as_json(value: float) -> int | float | None:
    """A number as JSON stores it: `1.0` is 1, and infinity and NaN are null."""
    if isinstance(value, int) and abs(value) <= _SAFE_INTEGER:
        return value
    value = _double(value)
    if not math.isfinite(value):
        return None
    whole = value.is_integer() and abs(value) < _LONGEST_INTEGER
    return int(number_text(value)) if whole else value


def number_text(value: float) -> str:
    """The result of JavaScript's `String(value)`, as for a key that is a number."""
    value = _double(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' * (value < 0)}Infinity"
    if value == 0:
        return "0"
    if _SHORTEST_FRACTION <= abs(value) < _LONGEST_INTEGER:
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return repr(value).replace("e-0", "e-")


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)

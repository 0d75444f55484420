"""A bounded number of values that several outputs show: neighbours show most of them."""

from __future__ import annotations

from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")

MOST = 2**12


def keep(values: dict[_K, _V], key: _K, value: _V) -> None:
    """Keep a value under its key; where there are too many, all others are forgotten."""
    if len(values) >= MOST:
        values.clear()
    values[key] = value

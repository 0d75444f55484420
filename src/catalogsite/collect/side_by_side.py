"""Runs the collectors of a run at the same time: each one waits for a server of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_MOST = 16
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def side_by_side(run: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
    """The result for each item, in their order; a thread runs each."""
    if not items:
        return []
    with ThreadPoolExecutor(min(_MOST, len(items)), thread_name_prefix="collect") as executor:
        return list(executor.map(run, items))

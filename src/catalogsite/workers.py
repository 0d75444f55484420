"""Work in other processes, of which one that the system kills costs no more than its own item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from typing import TypeVar

KILLED = "the process that worked on it was killed, as the system does where memory runs out"
FIX = "give the run more memory, or leave this repository out"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Lost = TypeVar("_Lost")


def mapped(
    executor: Executor,
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    lost: Callable[[_Item], _Lost],
    chunk: int = 1,
) -> Iterator[_Result | _Lost]:
    """`work` of every item, in order; `lost` of one whose process was killed over it."""
    done = 0
    try:
        for result in executor.map(work, items, chunksize=chunk):
            yield result
            done += 1
    except BrokenExecutor:
        # Nobody says over which item. Each in its turn shows it, and asks for less memory at once.
        yield from _one_by_one(work, items[done:], lost)


def _one_by_one(
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    lost: Callable[[_Item], _Lost],
) -> Iterator[_Result | _Lost]:
    alone = ProcessPoolExecutor(1)
    try:
        for item in items:
            try:
                yield alone.submit(work, item).result()
            except BrokenExecutor:
                alone = ProcessPoolExecutor(1)
                yield lost(item)
    finally:
        alone.shutdown()

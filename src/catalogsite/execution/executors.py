"""Worker processes; one that the system kills costs only the item that it worked on."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

from catalogsite.execution.garbage_collection import frequent_gc
from catalogsite.execution.temporary import temporary_folder

KILLED = "its worker process was killed, probably because the machine ran out of memory"
FIX = "give the run more memory, or leave this repository out"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Lost = TypeVar("_Lost")


@contextmanager
def processes(number: int | None = None) -> Iterator[Executor]:
    """An executor of worker processes, which end with the block; at once, where it raises."""
    # A process that is killed leaves its temporary files; they go with this folder.
    with temporary_folder() as scratch:
        executor = ProcessPoolExecutor(number, initializer=_begin, initargs=(str(scratch),))
        try:
            yield executor
        except BaseException:
            _cut_off(executor)
            raise
        finally:
            executor.shutdown()


def _begin(scratch: str) -> None:
    frequent_gc()
    tempfile.tempdir = scratch
    # Ctrl-C and SIGTERM reach every process of the group; the parent ends its workers.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)


def _cut_off(executor: ProcessPoolExecutor) -> None:
    # The manager thread: without `wait`, `shutdown` does not join it, and Python 3.11 prints an
    # error where it closes its pipes while the interpreter ends.
    manager = getattr(executor, "_executor_manager_thread", None)
    with suppress(BrokenExecutor, CancelledError, TimeoutError):
        # Cancelled after all pending ones: Python 3.11 prints an error for those that it still has.
        last = executor.submit(int)
        executor.shutdown(wait=False, cancel_futures=True)
        last.result(timeout=1)
    for process in multiprocessing.active_children():
        process.kill()
    if manager is not None:
        manager.join(timeout=5)


def mapped(
    executor: Executor,
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    lost: Callable[[_Item], _Lost],
    chunk: int = 1,
) -> Iterator[_Result | _Lost]:
    """`work(item)` of every item, in order; `lost(item)` where its process was killed."""
    done = 0
    try:
        for result in executor.map(work, items, chunksize=chunk):
            yield result
            done += 1
    except BrokenExecutor:
        # The executor does not say at which item. One at a time shows it, and needs less memory.
        yield from _one_by_one(work, items[done:], lost)


def _one_by_one(
    work: Callable[[_Item], _Result],
    items: Sequence[_Item],
    lost: Callable[[_Item], _Lost],
) -> Iterator[_Result | _Lost]:
    remaining = iter(items)
    killed = True
    while killed:
        killed = False
        with processes(1) as alone:
            for item in remaining:
                try:
                    yield alone.submit(work, item).result()
                except BrokenExecutor:
                    killed = True
                    yield lost(item)
                    break

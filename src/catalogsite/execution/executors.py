"""Work in other processes, of which one that the system kills costs no more than its own item."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

KILLED = "the process that worked on it was killed, as the system does where memory runs out"
FIX = "give the run more memory, or leave this repository out"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_Lost = TypeVar("_Lost")


@contextmanager
def processes(number: int | None = None) -> Iterator[Executor]:
    """Processes of this machine, which end with the block: at once, where it ends early."""
    # A process that is killed leaves its temporary files: they are ours to take away.
    with tempfile.TemporaryDirectory(prefix="catalogsite-") as scratch:
        executor = ProcessPoolExecutor(number, initializer=_begin, initargs=(scratch,))
        try:
            yield executor
        except BaseException:
            _cut_off(executor)
            raise
        finally:
            executor.shutdown()


def _begin(scratch: str) -> None:
    tempfile.tempdir = scratch
    # Ctrl-C and the system ask all of us to end; the run that started this process answers.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)


def _cut_off(executor: ProcessPoolExecutor) -> None:
    # Who looks after the processes: nobody waits for it where `shutdown` was told not to wait, and
    # one that closes its pipes while Python 3.11 ends makes it complain.
    keeper = getattr(executor, "_executor_manager_thread", None)
    with suppress(BrokenExecutor, CancelledError, TimeoutError):
        # Dropped after all others that wait: Python 3.11 complains of those it still holds.
        last = executor.submit(int)
        executor.shutdown(wait=False, cancel_futures=True)
        last.result(timeout=1)
    for process in multiprocessing.active_children():
        process.kill()
    if keeper is not None:
        keeper.join(timeout=5)


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

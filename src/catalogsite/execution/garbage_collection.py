"""How often Python looks for reference cycles while millions of values are created."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_VALUES = 1_000_000
_NEW_VALUES_OF_A_WORKER = 20_000

_lock = threading.Lock()
_open_blocks = 0
_threshold_before = gc.get_threshold()


@contextmanager
def infrequent_gc() -> Iterator[None]:
    """Look for cycles rarely: a catalog has next to none, and each look costs a quarter more time.

    Values without cycles are freed at once as always, so memory does not grow. The threshold belongs
    to the process: the first of several overlapping blocks sets it, the last one restores it.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def frequent_gc() -> None:
    """Look for cycles often from now on, in a worker process, where a block of its parent looks rarely.

    A worker keeps little of what it makes, but readers of files leave cycles. What it inherited is
    not looked at.
    """
    gc.freeze()
    gc.set_threshold(_NEW_VALUES_OF_A_WORKER, *gc.get_threshold()[1:])


def _enter() -> None:
    global _open_blocks, _threshold_before  # noqa: PLW0603  (mirrors the state of the process)
    with _lock:
        if not _open_blocks:
            _threshold_before = gc.get_threshold()
            gc.set_threshold(_NEW_VALUES, *_threshold_before[1:])
        _open_blocks += 1


def _leave() -> None:
    global _open_blocks  # noqa: PLW0603  (mirrors the state of the process)
    with _lock:
        _open_blocks -= 1
        if not _open_blocks:
            gc.set_threshold(*_threshold_before)

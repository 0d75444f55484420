"""A limit on the time that one page may take, so that no page can hold up a build."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PAGE_SECONDS = 30.0


@contextmanager
def patience(seconds: float = PAGE_SECONDS) -> Iterator[None]:
    """Raise TimeoutError in the block when `seconds` are over.

    It needs the main thread of a process, which conversion has in its workers; elsewhere, and
    where the system has no timers, the block runs without a limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"it took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

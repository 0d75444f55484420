"""A time limit for a block of code, so that one documentation page cannot hold up a build."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PAGE_SECONDS = 30.0


@contextmanager
def time_limit(seconds: float = PAGE_SECONDS) -> Iterator[None]:
    """Raise TimeoutError in the block after `seconds`.

    It uses SIGALRM, which reaches only the main thread of a process; conversion runs there in its
    worker processes. In another thread, or on a system without timers, the block has no limit.
    Signal handler and timer of the caller are restored, the timer without the time that has passed.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"it took longer than {seconds:g} seconds")

    handler = signal.signal(signal.SIGALRM, stop)
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    started = time.monotonic()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if remaining:
            # Zero would stop the timer; one that is due fires at once.
            rest = max(remaining - (time.monotonic() - started), 1e-6)
            signal.setitimer(signal.ITIMER_REAL, rest, interval)

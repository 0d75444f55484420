"""A limit of CPU time for a block of code, so that one input cannot hold up a run."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from catalogsite.errors import CpuLimitError

_AGAIN = 0.5
"""Seconds after which the limit is raised again: a library may have caught it and gone on."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise CpuLimitError in the block when this process has used `seconds` of CPU time in it.

    CPU time, not the clock: on a busy machine an honest input may wait as long as it has to. It uses
    SIGPROF, which reaches only the main thread of a process; conversion and reading run there. In
    another thread, or on a system without timers, the block has no limit. Signal handler and timer
    of the caller are restored, the timer without the time that was used.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    reached = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal reached
        reached = True
        raise CpuLimitError(seconds)

    handler = signal.signal(signal.SIGPROF, stop)
    remaining, interval = signal.setitimer(signal.ITIMER_PROF, max(seconds, 1e-6), _AGAIN)
    started = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        if remaining:
            # Zero would stop the timer; one that is due fires at once.
            rest = max(remaining - (time.process_time() - started), 1e-6)
            signal.setitimer(signal.ITIMER_PROF, rest, interval)
    if reached:
        # Raised in a callback of native code, or of the garbage collector, it was ignored.
        raise CpuLimitError(seconds)

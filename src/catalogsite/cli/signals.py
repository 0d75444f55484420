"""What the system asks of a process that is to end, heeded as Ctrl-C is: nothing stays behind."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

_REQUESTS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]  # A terminal that closes hangs up; Windows knows no such signal.
_USUAL = (signal.SIG_DFL, signal.default_int_handler)


class Ending:
    """While it is entered, a request to end interrupts; a second one ends at once."""

    def __init__(self) -> None:
        self.code: int | None = None
        self._process = os.getpid()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            # Who ignores a signal, as `nohup` does, means it.
            found = {number: signal.getsignal(number) for number in _REQUESTS}
            self._before = {number: now for number, now in found.items() if now in _USUAL}
        for number in self._before:
            signal.signal(number, self._interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._heed_no_more()

    def _heed_no_more(self) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _interrupt(self, number: int, _: FrameType | None) -> None:
        self._heed_no_more()
        if os.getpid() != self._process:
            # A forked process has our handlers, but what lies about is not for it to clean up.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        # Ctrl-C is how one stops a server: its code is what the command says.
        if number != signal.SIGINT:
            self.code = 128 + number
        _end_git(number)
        raise KeyboardInterrupt


def _end_git(number: int) -> None:
    """A terminal tells git itself; who asks this process alone would wait for a silent server."""
    for process in list(_below("self")):
        with suppress(OSError):
            if (process / "comm").read_text().startswith("git"):
                os.kill(int(process.name), number)


def _below(process: str) -> Iterator[Path]:
    """What was started by a process, and by that; only Linux tells."""
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield Path("/proc") / child
                yield from _below(child)

"""Turns SIGINT, SIGTERM and SIGHUP into a clean shutdown: temporary files and locks are removed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from catalogsite.cli import exit_codes

# Windows has no SIGHUP; the message that it is not supported must be printed there all the same.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
_DEFAULT_HANDLERS = (signal.SIG_DFL, signal.default_int_handler)


class SignalHandler:
    """A context in which the first signal raises KeyboardInterrupt, and a second one kills.

    `code` is the exit code of the signal that came; None if none came, or for SIGINT, whose code
    the command decides: Ctrl-C is how one stops a server.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        self._process = os.getpid()
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            handlers = {number: signal.getsignal(number) for number in _SIGNALS}
            # A signal that the caller ignores or handles, as `nohup` does, stays so.
            self._previous = {
                number: handler
                for number, handler in handlers.items()
                if handler in _DEFAULT_HANDLERS
            }
        for number in self._previous:
            signal.signal(number, self._interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._restore_handlers()

    def _restore_handlers(self) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _interrupt(self, number: int, _: FrameType | None) -> None:
        self._restore_handlers()
        if os.getpid() != self._process:
            # A forked process inherits the handlers, but must not remove files of its parent.
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        code = exit_codes.of_signal(number)
        if number != signal.SIGINT:
            self.code = code
        _signal_git(number)
        raise exit_codes.Interrupted(code)


def _signal_git(number: int) -> None:
    """Pass a signal on to running git processes.

    A terminal sends it to them by itself; after a `kill` of this process alone, it would wait for
    git, and git for its server.
    """
    for process in list(_descendants("self")):
        with suppress(OSError):
            if (process / "comm").read_text().startswith("git"):
                os.kill(int(process.name), number)


def _descendants(process: str) -> Iterator[Path]:
    """The folder in /proc of each process that a process started, directly or not; Linux only."""
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield Path("/proc") / child
                yield from _descendants(child)

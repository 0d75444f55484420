"""A command in a pseudo-terminal: what it shows, and keys that are typed."""

from __future__ import annotations

import os
import pty
import re
import select
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>]|\][^\x07]*\x07)")
_PATIENCE = 60.0


class PseudoTerminal:
    """A child process whose standard streams are a terminal of 100 columns."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.shown = ""
        self._read_to = 0
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.environ.update(
                {"TERM": "xterm", "COLUMNS": "100", "LINES": "40", **(environment or {})}
            )
            os.environ.pop("CI", None)
            os.execv(command[0], list(command))

    def expect(self, text: str) -> str:
        """Wait until the text shows, after what was expected before; what came up to it."""
        end = time.monotonic() + _PATIENCE
        while text not in (plain := self._plain())[self._read_to :]:
            if not self._read(end):
                raise AssertionError(f"no {text!r} in {plain[self._read_to :]!r}")
        at = plain.index(text, self._read_to) + len(text)
        seen, self._read_to = plain[self._read_to : at], at
        return seen

    def type(self, keys: str) -> None:
        """Type keys, such as `\\r` for Enter."""
        os.write(self._master, keys.encode())

    def last_line(self, start: str) -> str:
        """The last line that starts so."""
        return [line for line in self._plain().splitlines() if line.startswith(start)][-1]

    def end(self) -> int:
        """Read until the process ends; its exit code."""
        end = time.monotonic() + _PATIENCE
        while self._read(end):
            pass
        os.close(self._master)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def _read(self, end: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
        try:
            data = os.read(self._master, 65536) if ready else b""
        except OSError:  # the child has closed its side
            data = b""
        self.shown += data.decode(errors="replace")
        if "\x1b[6n" in data.decode(errors="replace"):
            self.type("\x1b[1;1R")  # where the cursor is, which the program asked for
        return bool(data)

    def _plain(self) -> str:
        return _ESCAPES.sub("", self.shown).replace("\r", "")

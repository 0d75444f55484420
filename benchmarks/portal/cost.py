"""What a command costs: seconds, CPU and peak memory of all of its processes together."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

SOON, RARELY = 0.1, 1.0
"""Seconds between looks at memory, the first and the later ones: a look stops the process while
its pages are counted."""


class Cost(NamedTuple):
    """What a command took, its children included."""

    seconds: float
    cpu: float
    peak_mib: float

    def __str__(self) -> str:
        return f"{self.seconds:8.2f} s {self.cpu:8.2f} s CPU {self.peak_mib:6.0f} MiB"

    def over(self, floor: Cost) -> str:
        return f"{self.cpu / floor.cpu:6.1f} x parse, {self.peak_mib / floor.peak_mib:.1f} x memory"


def environment() -> dict[str, str]:
    """The variables of a measured command: byte code is kept, as in any installation."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_MKDOCS_2_WARNING": "1"}


def timed(
    command: Sequence[str], folder: Path, given: str = "", more: Mapping[str, str] | None = None
) -> Cost:
    """Run a command in a session of its own, and return what all of its processes took."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**environment(), **(more or {})},
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    peak = Peak(process.pid)
    peak.start()
    process.communicate(given.encode())
    seconds = time.perf_counter() - start
    peak.ended.set()
    peak.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, cpu, peak.bytes / 2**20)


class Peak(threading.Thread):
    """Looks again and again at the memory of all processes of a session together.

    Pages that processes share count once. What one process had at most is never undercut.
    """

    def __init__(self, session: int) -> None:
        super().__init__()
        self.bytes = 0
        self.ended = threading.Event()
        self._session = session

    def run(self) -> None:
        pause = SOON
        while not self.ended.wait(pause):
            pause = min(2 * pause, RARELY)
            found = [self._memory(process) for process in Path("/proc").glob("[0-9]*")]
            together = sum(shared for shared, _ in found)
            self.bytes = max(self.bytes, together, *(most for _, most in found))

    def _memory(self, process: Path) -> tuple[int, int]:
        """The share of a process in memory now, and the most that it ever had."""
        try:
            if os.getsid(int(process.name)) != self._session:
                return 0, 0
            texts = (process / "smaps_rollup").read_text(), (process / "status").read_text()
        except OSError:
            return 0, 0  # it ended between the two looks
        found = (
            re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
            for name, text in zip(("Pss", "VmHWM"), texts)
        )
        share, most = (int(match[1]) * 1024 if match else 0 for match in found)
        return share, most

"""Runs a command and says what it and its own processes used."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Measured(NamedTuple):
    """How a command ended, its CPU seconds, and the most memory that one of its processes had."""

    code: int
    cpu: float
    megabytes: int


def run_measured(command: list[str], folder: Path, output: Path) -> Measured:
    """Run a command in `folder`, with what it prints in the file `output`.

    A process of its own starts it: a new process counts the memory of the one that started it as
    its own peak, and a process that ran many tests is large.
    """
    used = output.with_suffix(".used.json")
    launcher = [sys.executable, "-m", "tests.measured", str(folder), str(used), *command]
    top = Path(__file__).parents[1]
    with output.open("w") as printed:
        subprocess.run(launcher, cwd=top, stdout=printed, stderr=subprocess.STDOUT, check=True)
    return Measured(**json.loads(used.read_text("utf-8")))


def _launch(folder: str, used: str, *command: str) -> None:
    code = subprocess.run(command, cwd=folder, check=False).returncode
    total = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, megabytes = total.ru_utime + total.ru_stime, total.ru_maxrss // 1024
    Path(used).write_text(json.dumps({"code": code, "cpu": cpu, "megabytes": megabytes}), "utf-8")


if __name__ == "__main__":
    _launch(*sys.argv[1:])

"""The stages of collecting and building, each with its CPU and peak memory."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.portal.commands import BUILD, COLLECT
from benchmarks.portal.cost import Cost, timed

SCRIPT = str(Path(__file__).with_name("stage_clock.py"))
ONE_JOB = "jobs: 1\n"


class Stage(NamedTuple):
    """A stage of a command: CPU seconds, and the most memory that its process had meanwhile."""

    command: str
    name: str
    cpu: float
    peak_mib: float


def measure_stages(folder: Path) -> tuple[list[Stage], dict[str, Cost]]:
    """The stages of a first collection and a first build, and what both took as a whole.

    One process does all, so that each stage has its own CPU and memory.
    """
    config = folder / "catalogsite.yaml"
    text = config.read_text("utf-8")
    if "jobs:" not in text:
        config.write_text(text + ONE_JOB, "utf-8")
    stages, costs = [], {}
    for command in (COLLECT, BUILD):
        figures = folder / f"stages-{command[0]}.json"
        costs[command[0]] = timed([sys.executable, SCRIPT, str(figures), *command], folder)
        found = json.loads(figures.read_text())
        stages += [
            Stage(command[0], "start" if name == "rest" else name, one["cpu"], one["peak_mib"])
            for name, one in found.items()
        ]
    config.write_text(text, "utf-8")
    return stages, costs

"""How the cost of each stage grows with the number of entities."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.portal import commands
from benchmarks.portal.cost import timed
from benchmarks.portal.stages import measure_stages

MOST = 1.1
WORTH = 1.0
"""Seconds of CPU at the largest size from which the exponent of a stage is judged."""
FILES_OF = 100
"""Entities in a file."""


def measure_growth(sizes: Sequence[int], kept: Path, docs: int, seed: int) -> dict[str, Any]:
    """The figures of each size; sizes that the file `kept` has already are not measured again.

    A size is one folder, which is deleted before the next one.
    """
    found: dict[str, Any] = json.loads(kept.read_text()) if kept.is_file() else {}
    for size in sizes:
        if str(size) not in found:
            found[str(size)] = _measure(size, docs, seed)
            kept.write_text(json.dumps(found, indent=2) + "\n")
        one = found[str(size)]
        totals = ", ".join(f"{name} {cpu:.1f} s" for name, cpu in one["cpu"].items())
        peak = max(one["peak_mib"].values())
        print(f"{size:>7,} entities   {totals}; peak {peak:,.0f} MiB", flush=True)
    return {str(size): found[str(size)] for size in sizes}


def _measure(size: int, docs: int, seed: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix=f"catalogsite-bench-{size}-"))
    try:
        files = commands.write_organisation(folder, size, max(1, size // FILES_OF), docs, seed)
        floor = commands.parse(folder, files)
        stages, costs = measure_stages(folder)
        costs["collect again"] = timed([*commands.OURS, *commands.COLLECT], folder)
        # The first one after a build makes the spare copy of the site.
        timed([*commands.OURS, *commands.BUILD], folder)
        costs["build unchanged"] = timed([*commands.OURS, *commands.BUILD], folder)
    finally:
        shutil.rmtree(folder)
    return {
        "parse": round(floor.cpu, 3),
        "cpu": {name: round(cost.cpu, 2) for name, cost in costs.items()},
        "peak_mib": {name: round(cost.peak_mib, 1) for name, cost in costs.items()},
        "stages": {f"{one.command}: {one.name}": one.cpu for one in stages},
    }


def exponents(figures: dict[str, Any]) -> dict[str, float]:
    """The exponent of each stage, command and peak: the slope of its logarithm.

    Stages that take less than a second at the largest size are left out.
    """
    sizes = sorted(map(int, figures))
    largest = figures[str(sizes[-1])]
    names = [name for name, cpu in largest["stages"].items() if cpu >= WORTH]
    found = {
        name: _slope(sizes, [figures[str(n)]["stages"].get(name, 0) for n in sizes])
        for name in names
    }
    for command in largest["cpu"]:
        found[command] = _slope(sizes, [figures[str(n)]["cpu"][command] for n in sizes])
    for command in largest["peak_mib"]:
        peaks = [figures[str(n)]["peak_mib"][command] for n in sizes]
        found[f"{command}: memory"] = _slope(sizes, peaks)
    return {name: round(slope, 2) for name, slope in found.items()}


def too_steep(slopes: dict[str, float]) -> list[str]:
    """What grows faster than it may."""
    return [name for name, slope in slopes.items() if slope > MOST]


def _slope(sizes: Sequence[int], values: Sequence[float]) -> float:
    pairs = [
        (math.log(n), math.log(value)) for n, value in zip(sizes, values, strict=True) if value > 0
    ]
    if len(pairs) < 2:
        return 0.0
    x_mean = sum(x for x, _ in pairs) / len(pairs)
    y_mean = sum(y for _, y in pairs) / len(pairs)
    over = sum((x - x_mean) * (y - y_mean) for x, y in pairs)
    return over / sum((x - x_mean) ** 2 for x, _ in pairs)

"""The commands of a night over a generated organisation: first, again, unchanged, next day, 1 % changed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.generate import write
from benchmarks.portal.cost import Cost, timed

PARSE = """
import sys, yaml
for path in sys.stdin.read().split():
    with open(path, "rb") as stream:
        for _ in yaml.load_all(stream, Loader=yaml.CSafeLoader):
            pass
"""
CONFIG = """title: Benchmark
url: https://portal.example/
sources: [{kind: folder, path: 'repos/*'}]
"""
OURS = [sys.executable, "-m", "catalogsite"]
COLLECT = ("collect", "-q")
BUILD = ("build", "-q", "--no-collect")


def write_organisation(folder: Path, entities: int, files: int, docs: int, seed: int) -> list[Path]:
    """Write the repositories and the configuration; return the descriptors."""
    found = write(folder / "repos", entities, files, seed, docs)
    (folder / "catalogsite.yaml").write_text(CONFIG)
    return found


def warm_bytecode(folder: Path) -> None:
    """Compile what the commands import, so that no figure has the cost of it."""
    empty = folder / "empty"
    (empty / "repos/one").mkdir(parents=True)
    (empty / "repos/one/catalog-info.yaml").write_text(
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: one}\n"
        "spec: {type: team, children: []}\n"
    )
    (empty / "catalogsite.yaml").write_text(CONFIG)
    timed([*OURS, *COLLECT], empty)
    timed([*OURS, *BUILD], empty)


def parse(folder: Path, files: Sequence[Path]) -> Cost:
    """PyYAML's C loader reads the same files and keeps nothing."""
    return timed([sys.executable, "-c", PARSE], folder, "\n".join(map(str, files)))


def costs(folder: Path, files: Sequence[Path]) -> Iterator[tuple[str, Cost]]:
    """The cost of each command, in the order of two nights and one with a change."""
    for label, command in (
        ("collect", COLLECT),
        ("collect again", COLLECT),
        ("build", BUILD),
        ("build again", BUILD),
        ("build unchanged", BUILD),
    ):
        yield label, timed([*OURS, *command], folder)
    # Every time and every trend has another day, and nothing else is new.
    later = _day(1)
    for label, command in (("collect next day", COLLECT), ("build next day", BUILD)):
        yield label, timed([*OURS, *command], folder, more=later)
    change(files)
    later = _day(2)
    for label, command in (("collect 1 %", COLLECT), ("build 1 %", BUILD)):
        yield label, timed([*OURS, *command], folder, more=later)


def _day(number: int) -> dict[str, str]:
    """The variable that makes a command run some days from now."""
    return {"SOURCE_DATE_EPOCH": str(int(time.time()) + 86_400 * number)}


def change(files: Sequence[Path]) -> None:
    """Write other descriptions into one of a hundred files."""
    for file in files[:: max(1, min(100, len(files)))]:
        file.write_text(file.read_text("utf-8").replace("Handles ", "Takes care of "), "utf-8")

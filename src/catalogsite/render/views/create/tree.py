"""The files that a template writes as the lines of a tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A line of a tree of files: a folder or a file, and its depth."""

    name: str
    depth: int
    folder: bool


def tree_lines(files: Iterable[str]) -> tuple[TreeLine, ...]:
    """Paths as the lines of a tree: each folder once, before its content."""
    lines: list[TreeLine] = []
    before: list[str] = []
    for path in sorted(files, key=_folders_first):
        parts = path.split("/")
        same = 0
        while same < len(parts) - 1 and parts[: same + 1] == before[: same + 1]:
            same += 1
        lines += [TreeLine(parts[at], at, folder=True) for at in range(same, len(parts) - 1)]
        lines.append(TreeLine(parts[-1], len(parts) - 1, folder=False))
        before = parts[:-1]
    return tuple(lines)


def _folders_first(path: str) -> list[tuple[bool, str]]:
    parts = path.split("/")
    return [(at == len(parts) - 1, part) for at, part in enumerate(parts)]

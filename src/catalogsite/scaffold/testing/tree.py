"""What a run wrote, or a golden folder holds: every file with its content."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class TreeFile(NamedTuple):
    """A file: its bytes (of a link, its target), and whether it can be run or is a link."""

    content: bytes
    executable: bool = False
    link: bool = False

    @property
    def text(self) -> str | None:
        """Its text; None where it is not UTF-8."""
        try:
            return self.content.decode("utf-8")
        except UnicodeDecodeError:
            return None


Tree = Mapping[str, TreeFile]


def read_tree(folder: Path) -> Tree:
    """The files below a folder by their paths; links are read as links."""
    found: dict[str, TreeFile] = {}
    for top, folders, names in os.walk(folder):
        linked = [name for name in folders if Path(top, name).is_symlink()]
        for name in (*names, *linked):
            path = Path(top, name)
            found[path.relative_to(folder).as_posix()] = _read(path)
    return dict(sorted(found.items()))


def write_tree(folder: Path, tree: Tree) -> None:
    """Put these files, and no others, into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, file in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.link:
            path.symlink_to(os.fsdecode(file.content))
            continue
        path.write_bytes(file.content)
        path.chmod(0o755 if file.executable else 0o644)


def _read(path: Path) -> TreeFile:
    if path.is_symlink():
        return TreeFile(os.fsencode(path.readlink()), link=True)
    return TreeFile(path.read_bytes(), executable=bool(path.stat().st_mode & 0o100))

"""The job of `check --fix`: mends the files of a report, each proved by reading it again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from catalogsite.catalog.globs import is_glob
from catalogsite.catalog.policy import Policy
from catalogsite.catalog.read import read_catalog
from catalogsite.fixing import FIXABLE, FixedFile, fix_file
from catalogsite.model import Problem, Repository
from catalogsite.report import CheckReport
from catalogsite.trees.folder import FolderTree
from catalogsite.trees.overlay import OverlayTree
from catalogsite.whole import write_whole

_MOST_BYTES = 1_000_000
_RULES = frozenset({*FIXABLE, "yaml-syntax"})


class Mended(NamedTuple):
    """A file of this machine, and what becomes of it."""

    file: Path
    change: FixedFile


def mend(report: CheckReport, policy: Policy) -> Iterator[Mended]:
    """Every file of the report that can be mended; nothing is written."""
    trees: dict[Path, FolderTree] = {}
    for repository, root, path in sorted(set(_broken_files(report))):
        tree = trees.setdefault(root, FolderTree(root))
        file = root / path
        text = _text(file)
        if text is None or is_glob(path) or path not in tree.paths():
            continue
        of = Repository(id=repository, name=repository, source="folder")
        change = fix_file(text, partial(_problems, tree, of, path, policy))
        if change.fixed:
            yield Mended(file, change)


def write_mended(mended: Iterable[Mended]) -> None:
    """Write the files, each whole."""
    for item in mended:
        write_whole(item.file, item.change.after.encode(), item.file.stat().st_mode)


def shown(file: Path, here: Path) -> str:
    """A file as seen from `here`, with `/` on every system."""
    return Path(os.path.relpath(file, here)).as_posix()


def _broken_files(report: CheckReport) -> Iterator[tuple[str, Path, str]]:
    for problem in report.problems:
        root = report.roots.get(problem.repository or "")
        if problem.rule in _RULES and problem.file and problem.repository and root is not None:
            yield problem.repository, root, problem.file


def _text(file: Path) -> str | None:
    try:
        if file.is_symlink() or file.stat().st_size > _MOST_BYTES:
            return None
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


def _problems(
    tree: FolderTree, repository: Repository, path: str, policy: Policy, text: str
) -> list[Problem]:
    overlay = OverlayTree(tree, path, text.encode())
    reading = read_catalog(overlay, repository, (path,), policy=policy)
    return [problem for problem in reading.problems if problem.file == path]

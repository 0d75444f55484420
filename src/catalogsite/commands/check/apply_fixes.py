"""The job of `check --fix`: mends the files of a report, each proved by reading it again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from catalogsite.catalog.descriptors.reader import read_catalog
from catalogsite.catalog.kinds.policy import Policy
from catalogsite.catalog.reading import ReadEntity
from catalogsite.catalog.relations.reference_case import case_problem
from catalogsite.catalog.relations.relations import references
from catalogsite.commands.check.fixing import FIXABLE, FixedFile, fix_file
from catalogsite.commands.check.report import CheckReport
from catalogsite.model.entity import ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.paths.glob import is_glob
from catalogsite.repositories.folder_tree import FolderTree
from catalogsite.repositories.overlay_tree import OverlayTree
from catalogsite.state.atomic import atomic_write

_MOST_BYTES = 1_000_000
_RULES = frozenset({*FIXABLE, "reference-case", "yaml-syntax"})


class AppliedFix(NamedTuple):
    """A file of this machine, and what becomes of it."""

    file: Path
    change: FixedFile


def mend(report: CheckReport, policy: Policy) -> Iterator[AppliedFix]:
    """Every file of the report that can be mended; nothing is written."""
    trees: dict[Path, FolderTree] = {}
    for repository, root, path in sorted(set(_broken_files(report))):
        tree = trees.setdefault(root, FolderTree(root))
        file = root / path
        text = _text(file)
        if text is None or is_glob(path) or path not in tree.paths():
            continue
        of = report.repositories[repository]
        verify = partial(_problems, tree, of, path, policy, report.names)
        change = fix_file(text, verify)
        if change.fixed:
            yield AppliedFix(file, change)


def write_fixed_files(mended: Iterable[AppliedFix]) -> None:
    """Write the files, each whole."""
    for item in mended:
        atomic_write(item.file, item.change.after.encode(), item.file.stat().st_mode)


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
    tree: FolderTree,
    repository: Repository,
    path: str,
    policy: Policy,
    names: Mapping[str, str],
    text: str,
) -> list[Problem]:
    overlay = OverlayTree(tree, path, text.encode())
    reading = read_catalog(overlay, repository, (path,), policy=policy)
    found = [problem for problem in reading.problems if problem.file == path]
    for entity in reading.entities:
        if entity.origin.file == path:
            found += _of_letters(entity, policy, names)
    return found


def _of_letters(entity: ReadEntity, policy: Policy, names: Mapping[str, str]) -> Iterator[Problem]:
    for reference in references(entity.data, policy.fields):
        name = names.get(reference.target)
        problem = name and case_problem(ref_of(entity.data), entity, reference, name)
        if problem:
            yield problem

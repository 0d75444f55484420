"""Finds and applies the fixes of `check --fix`; each is verified by reading the fixed text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.overlay_tree import OverlayTree
from catalogsite.state.atomic import atomic_write

_MAX_BYTES = 1_000_000
_RULES = frozenset({*FIXABLE, "reference-case", "yaml-syntax"})


class FileFix(NamedTuple):
    """The absolute path of a file, and its text before and after."""

    file: Path
    change: FixedFile


def find_fixes(report: CheckReport, policy: Policy) -> Iterator[FileFix]:
    """A fix for each file of a report that can be fixed automatically; nothing is written."""
    trees: dict[Path, FolderTree] = {}
    for repository, root, path in sorted(set(_fixable_files(report))):
        tree = trees.setdefault(root, FolderTree(root))
        if is_glob(path) or path not in tree.paths():
            continue
        file = root / path
        text = _read_text(file)
        if text is None:
            continue
        verify = _Verifier(tree, report.repositories[repository], path, policy, report.names)
        change = fix_file(text, verify)
        if change.fixed:
            yield FileFix(file, change)


def write_fixes(fixes: Iterable[FileFix]) -> None:
    """Write each fixed file atomically, with the permissions that it has."""
    for fix in fixes:
        atomic_write(fix.file, fix.change.after.encode(), fix.file.stat().st_mode)


def relative_path(file: Path, here: Path) -> str:
    """The path of a file from the folder `here`, with `/` on every system."""
    return Path(os.path.relpath(file, here)).as_posix()


def _fixable_files(report: CheckReport) -> Iterator[tuple[str, Path, str]]:
    for problem in report.problems:
        root = report.roots.get(problem.repository or "")
        if problem.rule in _RULES and problem.file and problem.repository and root is not None:
            yield problem.repository, root, problem.file


def _read_text(file: Path) -> str | None:
    """The text of a file; None where it is a link, over 1 MB, or not UTF-8."""
    try:
        if file.is_symlink() or file.stat().st_size > _MAX_BYTES:
            return None
        return file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


@dataclass(frozen=True, slots=True)
class _Verifier:
    """Reads a repository with another text of one file, as `fix_file` verifies its edits."""

    tree: FolderTree
    repository: Repository
    path: str
    policy: Policy
    names: Mapping[str, str]

    def __call__(self, text: str) -> list[Problem]:
        """The problems of the file with this text."""
        overlay = OverlayTree(self.tree, self.path, text.encode())
        reading = read_catalog(overlay, self.repository, (self.path,), policy=self.policy)
        found = [problem for problem in reading.problems if problem.file == self.path]
        for entity in reading.entities:
            if entity.origin.file == self.path:
                found += _case_problems(entity, self.policy, self.names)
        return found


def _case_problems(
    entity: ReadEntity, policy: Policy, names: Mapping[str, str]
) -> Iterator[Problem]:
    for reference in references(entity.data, policy.fields):
        name = names.get(reference.target)
        problem = name and case_problem(ref_of(entity.data), entity, reference, name)
        if problem:
            yield problem

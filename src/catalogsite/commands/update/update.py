"""Renders a template at two versions, and merges the difference into the project."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from catalogsite.commands.update.versions import TemplateVersions, version_of
from catalogsite.errors import UserError
from catalogsite.execution.temporary import temporary_folder
from catalogsite.model.entity import ref_of
from catalogsite.paths.inner_path import inner_path
from catalogsite.repositories.clone import Clone, clone_of
from catalogsite.repositories.three_way import (
    Merge,
    MergedFile,
    apply_merge,
    is_dirty,
    merge_folders,
    untracked_obstacles,
)
from catalogsite.scaffold import Template, form, parse_values
from catalogsite.scaffold import run as run_template
from catalogsite.scaffold.run.record import RECORD_FILE, Record, read_record

_OTHER_TOOLS = {".cruft.json": "cruft update"}


class Update(NamedTuple):
    """What an update changes: the template, the two versions, the files, and new questions.

    `files` is empty and both versions are the same where there is nothing new.
    """

    template: str
    old: str
    new: str
    files: tuple[MergedFile, ...]
    new_parameters: tuple[str, ...] = ()

    @property
    def conflicts(self) -> int:
        """How many files need a decision."""
        return sum(one.effect == "conflict" for one in self.files)


def update_project(
    folder: Path, versions: TemplateVersions, assignments: Sequence[str], *, dry_run: bool
) -> Update:
    """Bring the changes of its template into the project in `folder`; nothing is committed.

    `assignments` answer questions that are new. With `dry_run` nothing is written. Raises UserError.
    """
    clone, record = _project(folder)
    newest = versions.newest(record)
    version = version_of(newest)
    if version == record.source.version and not assignments:
        return Update(record.template, version, version, ())
    with temporary_folder() as temporary:
        scratch = temporary.resolve()
        renderings = _Renderings(versions, record, assignments, scratch)
        new_record = renderings.render(newest, version)
        merge = merge_folders(renderings.old, renderings.new, clone, folder, renderings.merge)
        if not dry_run:
            apply_to_project(merge, folder)
            (folder / RECORD_FILE).write_bytes(new_record)
    asked = tuple(name for name in _names(newest) if name not in record.values)
    files = (*merge.files, MergedFile(inner_path(RECORD_FILE), "change"))
    return Update(record.template, record.source.version, version, files, asked)


@dataclass(frozen=True)
class _Renderings:
    """The files that both versions of a template make of the answers, without their records."""

    versions: TemplateVersions
    record: Record
    assignments: Sequence[str]
    scratch: Path

    def __post_init__(self) -> None:
        for folder in (self.scratch / "template", self.old, self.new, self.merge):
            folder.mkdir()

    @property
    def old(self) -> Path:
        """The files of the version that the project was made from."""
        return self.scratch / "old"

    @property
    def new(self) -> Path:
        """The files of the version of today."""
        return self.scratch / "new"

    @property
    def merge(self) -> Path:
        """A place for the merge."""
        return self.scratch / "merge"

    def render(self, newest: Template, version: str) -> bytes:
        """Make both, and return the record of the new one."""
        record, snapshot = self.record, self.versions.snapshot
        entities = {ref_of(one): one for one in snapshot.entities} if snapshot else {}
        before = newest
        if version != record.source.version:
            before = self.versions.recorded(record, newest, self.scratch / "template")
        open_ones = _missing(before, record, self.assignments)
        values = _values(before, record.values, open_ones)
        run_template(before, values, self.old, entities=entities)
        values = _values(newest, record.values, self.assignments)
        run_template(newest, values, self.new, entities=entities)
        new_record = (self.new / RECORD_FILE).read_bytes()
        for folder in (self.old, self.new):
            (folder / RECORD_FILE).unlink()
        return new_record


def _project(folder: Path) -> tuple[Clone, Record]:
    """The clone of a project and its record. Raises UserError where it cannot be updated."""
    record_file = folder / RECORD_FILE
    if not record_file.is_file():
        other = next((name for name in _OTHER_TOOLS if (folder / name).is_file()), None)
        what = f"was made by another tool ({other})" if other else f"has no {RECORD_FILE}"
        fix = (
            f"run `{_OTHER_TOOLS[other]}`"
            if other
            else "name the top folder of a project that `catalogsite new` made"
        )
        raise UserError(f"the project {what}", where=str(folder), fix=fix)
    return clean_clone(folder), read_record(record_file.read_bytes(), str(record_file))


def clean_clone(folder: Path) -> Clone:
    """The clone whose top is a project. Raises UserError where an update could not be undone."""
    clone = clone_of(folder)
    if clone is None or clone.prefix:
        fix = "run `git init`, and commit what there is"
        raise UserError(
            "the project is not the top of a git repository", where=str(folder), fix=fix
        )
    if clone.commit("HEAD") is None or is_dirty(clone, folder):
        fix = "commit or stash them, so that an update can be looked at and undone"
        raise UserError(
            "the project has changes that are not committed", where=str(folder), fix=fix
        )
    return clone


def _names(template: Template) -> list[str]:
    return [field.name for page in form(template) for field in page.fields]


def _missing(template: Template, record: Record, assignments: Sequence[str]) -> list[str]:
    """The assignments of questions of this version that the record leaves open, such as secrets."""
    names = set(_names(template)) - record.values.keys()
    return [one for one in assignments if one.partition("=")[0].partition(".")[0] in names]


def _values(
    template: Template, recorded: Mapping[str, Any], assignments: Sequence[str]
) -> dict[str, Any]:
    names = set(_names(template))
    given = {name: value for name, value in recorded.items() if name in names}
    return parse_values(template, assignments, given, environment=os.environ)


def apply_to_project(merge: Merge, folder: Path) -> None:
    """Write a merge into a project. Raises UserError where that would cost a file that git ignores."""
    obstacles = untracked_obstacles(merge, folder)
    if obstacles:
        raise UserError(
            f"the template adds files that are here and not committed: {', '.join(obstacles[:5])}",
            where=str(folder),
            fix="move them away, or commit them",
        )
    apply_merge(merge, folder)

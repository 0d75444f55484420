"""Where a template is from, and its version: a commit, or a hash of its folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from catalogsite import __version__
from catalogsite.paths.package_data import resource_dir
from catalogsite.scaffold.run.entries import regular_files


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """Where a template is from: the id of its repository, its file there, and its version.

    `repository` is empty for a built-in template, and for one of no repository. `version` is the
    commit of the repository, or a hash of the template's folder.
    """

    repository: str
    path: str
    version: str


def source_without_history(file: Path) -> TemplateSource:
    """The source of a template that is built in, or in a folder of no repository."""
    version = content_version(file.parent)
    if is_builtin(file):
        path = file.resolve().relative_to(resource_dir("scaffolds").resolve()).as_posix()
        return TemplateSource("", path, f"{__version__}+{version}")
    return TemplateSource("", file.name, version)


def is_builtin(file: Path) -> bool:
    """Whether the file is one of a template that ships with us."""
    return file.resolve().is_relative_to(resource_dir("scaffolds").resolve())


def content_version(folder: Path) -> str:
    """The version of a template without a history: a hash of its files, names and modes."""
    total = hashlib.sha256()
    for path in regular_files(folder):
        name = path.relative_to(folder).as_posix()
        run = "x" if path.stat().st_mode & 0o100 else "-"
        inner = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{inner} {run} {name}\0".encode(errors="surrogateescape"))
    return f"sha256:{total.hexdigest()}"

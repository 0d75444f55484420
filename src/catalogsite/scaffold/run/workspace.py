"""The temporary folder of a scaffold run: nothing is written outside it, links are not followed."""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from catalogsite.errors import TemplateError, UnsafePathError
from catalogsite.paths.inner_path import inner_path, joined
from catalogsite.paths.wildcard import matches_path


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder of its own for one run, which starts empty and in which no link is ever made."""

    root: Path

    def path(self, name: str) -> Path:
        """The place of a relative path. Raises TemplateError where it leads outside."""
        return inside(self.root, name)

    def files(self) -> list[str]:
        """Every file in it, relative, sorted."""
        return [path.relative_to(self.root).as_posix() for path in regular_files(self.root)]

    def write(self, name: str, content: bytes, mode: int, replace: bool) -> bool:
        """Write one file; False where it was there already and may not be replaced."""
        target = self.path(name)
        if target.exists() and not replace:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(mode | 0o600)
        return True

    def delete(self, pattern: str) -> None:
        """Delete the files and folders that a glob names."""
        plain = self.path(pattern)
        for name in [f for f in self.files() if matches(f, pattern)]:
            self.path(name).unlink()
        if plain.is_dir() and plain != self.root:
            shutil.rmtree(plain)

    def rename(self, old: str, new: str, overwrite: bool) -> None:
        """Move a file or a folder."""
        source, target = self.path(old), self.path(new)
        if not source.exists():
            raise TemplateError(f"fs:rename: there is no {old!r}")
        if target.exists() and not overwrite:
            raise TemplateError(f"fs:rename: {new!r} is there already", fix="set overwrite: true")
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)


def inside(root: Path, name: str) -> Path:
    """The real path of `root/name`; `.` is `root` itself.

    Raises TemplateError where that is not below `root`, or where the name is not safe (a part
    `.git` would let a template install a hook).
    """
    plain = posixpath.normpath(name) if name else "."
    if plain == ".":
        return root.resolve()
    if plain.startswith(("/", "../")) or plain == "..":
        raise TemplateError(f"the path {name!r} leads out of the project")
    try:
        return joined(root, inner_path(plain))
    except UnsafePathError as error:
        raise TemplateError(error.what, fix="rename the file in the template") from error


def regular_files(folder: Path) -> Iterator[Path]:
    """The files below a folder, sorted, without those of `.git`; links are not followed."""
    for path in sorted(folder.rglob("*")):
        if ".git" in path.relative_to(folder).parts:
            continue
        if path.is_file() and not path.is_symlink() and not _below_link(path, folder):
            yield path


def matches(name: str, pattern: str) -> bool:
    """Whether a glob matches a relative path: `**` crosses folders, `*` does not."""
    return matches_path(name, PurePosixPath(pattern).as_posix())


def _below_link(path: Path, folder: Path) -> bool:
    return any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(folder))

"""The temporary folder of a scaffold run: nothing is written outside it, and no link is followed."""

from __future__ import annotations

import os
import posixpath
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from catalogsite.errors import TemplateError, UnsafePathError
from catalogsite.paths.inner_path import inner_path, is_inner_path, joined, printable
from catalogsite.scaffold.run.entries import Entry, entries
from catalogsite.scaffold.run.globs import Globs


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one run may write: how many times, and bytes, also of what it deletes again."""

    files: int = 20_000
    size: int = 200_000_000


@dataclass(slots=True)
class Workspace:
    """A folder of its own for one run, which starts empty; `root` is a real path.

    Its links stay within it, and no path goes through one.
    """

    root: Path
    limits: Limits = field(default_factory=Limits)
    _files: int = 0
    _size: int = 0

    def path(self, name: str) -> Path:
        """The place of a relative path. Raises TemplateError where it leads outside or through a link."""
        inside(self.root, name)
        place = self.root / posixpath.normpath(name or ".")
        for parent in place.parents:
            if parent.is_relative_to(self.root) and parent.is_symlink():
                link = parent.relative_to(self.root).as_posix()
                raise TemplateError(
                    f"the path `{printable(name)}` goes through the link `{link}`",
                    fix="name the place that the link leads to",
                )
        return place

    def entries(self, name: str = ".") -> list[Entry]:
        """Every file and link below a folder of it by name, relative to that folder."""
        return entries(self.path(name))

    def files(self) -> list[str]:
        """The relative paths of every file and link in it, sorted."""
        return [entry.name for entry in self.entries()]

    def write(self, name: str, content: bytes, mode: int, replace: bool) -> bool:
        """Write one file; False where it was there already and may not be replaced."""
        target = self.path(name)
        if not self._vacant(target, name, replace):
            return False
        self._count(len(content))
        target.write_bytes(content)
        target.chmod(mode | 0o600)
        return True

    def link(self, name: str, target: str, replace: bool) -> bool:
        """Make a link with a relative target. Raises TemplateError where that leads outside."""
        place = self.path(name)
        reason = link_refusal(name, target)
        if reason:
            raise TemplateError(
                f"the link `{printable(name)}` {reason}", fix="replace the link by its file"
            )
        if not self._vacant(place, name, replace):
            return False
        self._count(len(target))
        place.symlink_to(target)
        return True

    def delete(self, pattern: str) -> None:
        """Delete the files that a glob names, and those below the folders that it names."""
        self.path(pattern)
        globs = Globs((pattern,))
        for name in [f for f in self.files() if globs.match(f)]:
            self.path(name).unlink()
        self._remove_empty_folders()

    def rename(self, old: str, new: str, overwrite: bool) -> None:
        """Move a file, a link or a folder."""
        source, target = self.path(old), self.path(new)
        if not os.path.lexists(source):
            raise TemplateError(f"there is no {old!r}")
        if target == source:
            return
        if target.is_relative_to(source) or source.is_relative_to(target):
            raise TemplateError(f"{old!r} cannot be moved to {new!r}, which is inside or above it")
        if os.path.lexists(target):
            if not overwrite:
                raise TemplateError(f"{new!r} is there already", fix="set overwrite: true")
            _remove(target)
        _make_folder(target.parent, new)
        os.replace(source, target)

    def _vacant(self, place: Path, name: str, replace: bool) -> bool:
        """Make room for a file, with the folders above it; False where one stays."""
        if place.is_dir() and not place.is_symlink():
            raise TemplateError(f"the path `{printable(name)}` is a folder")
        if os.path.lexists(place):
            if not replace:
                return False
            place.unlink()
        _make_folder(place.parent, name)
        return True

    def _count(self, size: int) -> None:
        self._files += 1
        self._size += size
        if self._files > self.limits.files:
            raise TemplateError(f"writes more than {self.limits.files:,} files")
        if self._size > self.limits.size:
            raise TemplateError(f"writes more than {self.limits.size / 1e6:,.0f} MB")

    def _remove_empty_folders(self) -> None:
        for folder, _, _ in os.walk(self.root, topdown=False):
            if Path(folder) != self.root and not os.listdir(folder):
                Path(folder).rmdir()


def inside(root: Path, name: str) -> Path:
    """The real path of `root/name`; `.` is `root` itself.

    Raises TemplateError where that is not below `root`, or where the name is not safe (a part
    `.git` would let a template install a hook).
    """
    plain = posixpath.normpath(name) if name else "."
    if plain == ".":
        return root.resolve()
    if plain.startswith(("/", "../")) or plain == "..":
        raise TemplateError(
            f"the path {name!r} leads out of the project", fix="write a path below the project"
        )
    try:
        return joined(root, inner_path(plain))
    except UnsafePathError as error:
        raise TemplateError(error.what, fix="rename the file in the template") from error


def link_refusal(name: str, target: str) -> str | None:
    """Why a link at a relative path may not have this target; None if it stays inside."""
    if target.startswith(("/", "\\")) or (target[1:2] == ":" and target[:1].isalpha()):
        return "has an absolute target"
    lands = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    if lands == "." or (lands != name and is_inner_path(lands)):
        return None
    return "leads to itself" if lands == name else "leads out of its folder"


def _make_folder(folder: Path, name: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise TemplateError(f"the path `{printable(name)}` lies below a file") from None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()

"""Writes a site to a staging folder, then exchanges it with the published one in one step."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from catalogsite.errors import UserError
from catalogsite.paths.inner_path import inner_path, is_inner_path
from catalogsite.site.files import (
    exchange,
    hard_link,
    is_untouched,
    mtime_if_equal,
    prune,
    replace,
    write_new,
)
from catalogsite.site.manifest.records import Stamp

MARKER = ".catalogsite-site"
"""The file that marks a folder as written by catalogsite, so that it may be replaced."""

_CANNOT_RENAME = (errno.EXDEV, errno.EBUSY)


@dataclass(slots=True)
class WriteCount:
    """The paths that a writer has written or kept, and the number of new and of unchanged files."""

    paths: set[str]
    written: int = 0
    unchanged: int = 0
    refused: set[str] = field(default_factory=set)


class SiteWriter:
    """Stages a site; `publish` puts it in the place of `target` in one step.

    With `spare`, a folder of ours on the same file system, the site that was replaced stays there
    and the next one is staged on top of it: what has not changed is then neither written, linked
    nor deleted. The spare folder may hold anything, whole or half: every file in it is compared.
    Raises UserError where `target` is a folder with content that catalogsite did not write.
    """

    def __init__(
        self, target: Path, spare: Path | None = None, swap: Callable[[Path, Path], bool] = exchange
    ) -> None:
        self.target = target.resolve()
        self._exchange = swap
        self._spare = spare.absolute() if spare and _same_device(spare, self.target) else None
        self.staged = self._spare or self.target.with_name(self.target.name + ".new")
        self._old = self.target.with_name(self.target.name + ".old")
        self._on_top = self._replaces = False
        self._paths = {MARKER}
        self.unchanged = 0
        self.written = 0
        self.refused: set[str] = set()

    def take_count(self) -> WriteCount:
        """The count since the last call, which is reset.

        A process returns it in parts, since the paths of a large site are too many for each process.
        """
        done = WriteCount(self._paths, self.written, self.unchanged, self.refused)
        self._paths, self.written, self.unchanged, self.refused = set(), 0, 0, set()
        return done

    def merge(self, done: WriteCount) -> None:
        """Add the count that a copy of this writer in another process has handed over."""
        self._paths |= done.paths
        self.written += done.written
        self.unchanged += done.unchanged
        self.refused |= done.refused

    def __enter__(self) -> Self:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self._recover()
        _refuse_foreign(self.target)
        _refuse_foreign(self.staged)
        if self._spare is None and self.staged.exists():
            _remove(self.staged)
        # A file is not asked for in a tree that is not there.
        self._on_top, self._replaces = self.staged.exists(), self.target.exists()
        self.staged.mkdir(parents=True, exist_ok=True)
        write_marker(self.staged)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._spare is None and self.staged.exists():
            _remove(self.staged)

    def write(self, path: str, content: bytes | str) -> Stamp:
        """Write one file of the site; an unchanged one becomes a hard link to that of the old site.

        Raises UnsafePathError where the path could lead out of the site.
        """
        return self._stage(inner_path(path), content)

    def _stage(self, path: str, content: bytes | str) -> Stamp:
        data = content.encode() if isinstance(content, str) else content
        self._paths.add(path)
        file = f"{self.staged}/{path}"
        old = f"{self.target}/{path}"
        changed = mtime_if_equal(file, data) if self._on_top else None
        if changed is None and self._replaces:
            changed = mtime_if_equal(old, data)
            if changed is not None and not hard_link(old, file):
                changed = None
        if changed is None:
            changed = write_new(file, data)
            self.written += 1
        else:
            self.unchanged += 1
        return Stamp(path, len(data), changed)

    def keep(self, stamps: Collection[Stamp]) -> bool:
        """Keep files of the old site unread; False where one is not as it was written."""
        if not all(map(self._kept, stamps)):
            return False
        self._paths.update(stamp.path for stamp in stamps)
        self.unchanged += len(stamps)
        return True

    def _kept(self, stamp: Stamp) -> bool:
        if not is_inner_path(stamp.path):
            return False
        file, old = f"{self.staged}/{stamp.path}", f"{self.target}/{stamp.path}"
        if is_untouched(file, stamp.size, stamp.changed):
            return True
        return is_untouched(old, stamp.size, stamp.changed) and hard_link(old, file)

    def adopt(self, folder: Path) -> None:
        """Copy every file that another tool built, except where a generated file has its path."""
        for source in sorted(folder.rglob("*")):
            path = source.relative_to(folder).as_posix()
            if path not in self._paths and source.is_file():
                self._stage(path, source.read_bytes())

    def publish(self) -> Path:
        """Put the staged site in place; an interruption leaves the old site or the new one complete."""
        prune(str(self.staged), self._paths)
        try:
            self._swap()
        except OSError as error:
            if error.errno not in _CANNOT_RENAME:
                raise
            # The target is a mount point, as in containers: what is left is file by file.
            for path in sorted(self._paths):
                replace(f"{self.staged}/{path}", f"{self.target}/{path}")
            prune(str(self.target), self._paths)
        return self.target

    def _swap(self) -> None:
        if not self.target.exists():
            self.staged.rename(self.target)
        elif not self._exchange(self.staged, self.target):
            self.target.rename(self._old)
            self.staged.rename(self.target)
            self._old.rename(self.staged)

    def _recover(self) -> None:
        """Finish an exchange by renames that was interrupted between them."""
        if self._old.exists() and (self._old / MARKER).exists():
            if self.target.exists():
                _remove(self._old)
            else:
                self._old.rename(self.target)


def write_marker(folder: Path) -> None:
    """Mark a folder as ours to replace."""
    (folder / MARKER).write_text("This folder is written by catalogsite.\n")


def _same_device(spare: Path, target: Path) -> bool:
    """Whether both folders are, or would be, on one file system."""
    devices = [
        next(folder.stat().st_dev for folder in path.absolute().parents if folder.exists())
        for path in (spare, target)
    ]
    return devices[0] == devices[1]


def _remove(folder: Path) -> None:
    """Remove a folder of ours, its marker last: after an interruption it is still recognised."""
    with suppress(OSError):
        prune(str(folder), (MARKER,))
        shutil.rmtree(folder)


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists() or (folder / MARKER).exists():
        return
    if folder.is_dir() and not any(folder.iterdir()):
        return
    raise UserError(
        "catalogsite did not write what is there and will not replace it",
        where=str(folder),
        fix="choose another folder with --site-dir, or delete this one",
    )

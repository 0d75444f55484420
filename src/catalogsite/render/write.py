"""Writes a site so that readers only ever see a whole one: staged beside, then exchanged."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from catalogsite.errors import UserError

MARKER = ".catalogsite-site"
"""The file that says that a folder is ours to replace."""

_EXCHANGE = 2
_HERE = -100


class SiteWriter:
    """Stages a site in `<target>.new`; `publish` puts it in the place of `target` in one step.

    Use as a context manager: leaving it without `publish` throws the staged files away.
    Raises UserError where `target` is a folder with content that catalogsite did not write.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.absolute()
        self.staged = self.target.with_name(self.target.name + ".new")
        self._old = self.target.with_name(self.target.name + ".old")
        self.unchanged = 0
        self.written = 0

    def __enter__(self) -> Self:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self._recover()
        _refuse_foreign(self.target)
        if self.staged.exists():
            _refuse_foreign(self.staged)
            shutil.rmtree(self.staged)
        self.staged.mkdir()
        (self.staged / MARKER).write_text("This folder is written by catalogsite.\n")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.staged, ignore_errors=True)

    def write(self, path: str, content: bytes | str) -> None:
        """Write one file of the site; one that has not changed is linked to the old site's."""
        data = content.encode() if isinstance(content, str) else content
        file = self._place(path)
        old = self.target / path
        if _same(old, data) and _link(old, file):
            self.unchanged += 1
            return
        # Never write through: the file may be a hard link into the site that readers see.
        file.unlink(missing_ok=True)
        file.write_bytes(data)
        self.written += 1

    def adopt(self, folder: Path) -> None:
        """Take over every file of a folder that another tool built for us."""
        for source in sorted(folder.rglob("*")):
            if source.is_file():
                self.write(source.relative_to(folder).as_posix(), source.read_bytes())

    def link_unchanged(self) -> None:
        """Replace staged files that other tools wrote by links to equal ones of the old site."""
        for file in self.staged.rglob("*"):
            old = self.target / file.relative_to(self.staged)
            if file.is_file() and file.stat().st_nlink == 1 and _same(old, file.read_bytes()):
                file.unlink()
                if not _link(old, file):
                    shutil.copy2(old, file)

    def publish(self) -> Path:
        """Put the staged site in place. An interruption leaves the old site or the new, whole."""
        if not self.target.exists():
            self.staged.rename(self.target)
        elif _exchange(self.staged, self.target):
            shutil.rmtree(self.staged, ignore_errors=True)
        else:
            self.target.rename(self._old)
            self.staged.rename(self.target)
            shutil.rmtree(self._old, ignore_errors=True)
        return self.target

    def _place(self, path: str) -> Path:
        parts = path.split("/")
        if path.startswith("/") or ".." in parts or "\0" in path:
            raise UserError(f"a page wants to be written outside the site: {path!r}")
        file = self.staged.joinpath(*parts)
        file.parent.mkdir(parents=True, exist_ok=True)
        return file

    def _recover(self) -> None:
        """Finish an exchange by two renames that was interrupted between them."""
        if self._old.exists() and (self._old / MARKER).exists():
            if self.target.exists():
                shutil.rmtree(self._old)
            else:
                self._old.rename(self.target)


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


def _same(file: Path, data: bytes) -> bool:
    try:
        return file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _link(old: Path, new: Path) -> bool:
    try:
        new.unlink(missing_ok=True)
        os.link(old, new)
    except OSError:
        return False
    return True


def _exchange(first: Path, second: Path) -> bool:
    """Swap two folders in one step; False where the system or the file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    code = rename(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE)
    if code == 0:
        return True
    if ctypes.get_errno() in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM):
        return False
    raise OSError(ctypes.get_errno(), "cannot exchange the site folders", str(second))

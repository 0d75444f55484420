"""The files and links below a folder that a template reads from."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import TemplateError
from catalogsite.paths.inner_path import printable

MOST = 20_000
"""Files and folders that a skeleton may have."""
LARGEST = 50_000_000
"""Bytes that one file of a skeleton may have."""


class Entry(NamedTuple):
    """A file or a link: its path relative to the folder with `/`, its place, its mode.

    `target` is what a link says; None for a file.
    """

    name: str
    path: Path
    mode: int
    target: str | None = None

    def content(self) -> bytes:
        """The bytes of a file. Raises TemplateError if it is too large."""
        if self.path.stat().st_size > LARGEST:
            raise TemplateError(
                f"has more than {LARGEST / 1e6:g} MB",
                where=str(self.path),
                fix="fetch it when the project is built",
            )
        return self.path.read_bytes()


def entries(folder: Path) -> list[Entry]:
    """The files and links below a folder by name, without those of `.git`; links are not followed.

    Raises TemplateError for devices and pipes, and for more entries than a skeleton may have.
    """
    found: list[Entry] = []
    for count, entry in enumerate(_walk(folder)):
        if count >= MOST:
            raise TemplateError(f"has more than {MOST:,} files", where=str(folder))
        if not entry.is_dir(follow_symlinks=False):
            found.append(_entry(entry, folder))
    return sorted(found)


def regular_files(folder: Path) -> list[Path]:
    """The files below a folder, sorted, without those of `.git`; links are not followed."""
    found = (one for one in _walk(folder) if one.is_file(follow_symlinks=False))
    return sorted(Path(one.path) for one in found)


def one_entry(path: Path, name: str) -> Entry:
    """A single file as an entry."""
    return Entry(name, path, path.stat().st_mode & 0o777)


def _entry(entry: os.DirEntry[str], folder: Path) -> Entry:
    path = Path(entry.path)
    name = path.relative_to(folder).as_posix()
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        raise TemplateError(
            f"the name `{printable(name)}` is not UTF-8", where=str(folder), fix="rename the file"
        )
    status = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(status.st_mode):
        return Entry(name, path, 0o777, os.readlink(path))  # noqa: PTH115 - Path changes the text
    if not stat.S_ISREG(status.st_mode):
        raise TemplateError(
            f"`{printable(name)}` is neither a file, a folder nor a link",
            where=str(folder),
            fix="remove it from the template",
        )
    return Entry(name, path, status.st_mode & 0o777)


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as found:
            inner = sorted((one for one in found if one.name != ".git"), key=lambda one: one.name)
        for one in inner:
            yield one
            if one.is_dir(follow_symlinks=False):
                waiting.append(Path(one.path))

"""Temporary folders that a later run removes where the process that made them was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks; a killed process leaves its folder there
    fcntl = None  # type: ignore[assignment]  # checked before use

PREFIX = "catalogsite-run-"
"""How the names of temporary folders begin."""

_NEW = ".catalogsite-new-"
"""How the name of a folder begins that may not have its lock yet."""

_HOUR = 3600.0

_open_folders: set[int] = set()
"""The open descriptors of the folders of this process, each with a lock on its folder."""


@contextmanager
def temporary_folder(parent: Path | None = None, prefix: str = PREFIX) -> Iterator[Path]:
    """A new folder in `parent` (else the one for temporary files), removed when the block ends.

    Folders that killed processes of this user left there are removed first.
    """
    place = parent or Path(tempfile.gettempdir())
    _remove_leftovers_once(place, prefix)
    # It gets its name when it has its lock: with that name and without a lock it is a leftover.
    unlocked = Path(tempfile.mkdtemp(prefix=_NEW, dir=place))
    descriptor = _locked(unlocked)
    folder = place / f"{prefix}{unlocked.name.removeprefix(_NEW)}"
    try:
        unlocked.rename(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _open_folders.discard(descriptor)
        if descriptor >= 0:
            os.close(descriptor)


def remove_leftovers(place: Path, prefix: str = PREFIX) -> None:
    """Remove the folders with this prefix that belong to this user and that no process holds.

    A lock says that a process holds one, and not its number: containers may share the place.
    """
    if fcntl is None:
        return
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            age = _HOUR if entry.name.startswith(_NEW) else 0
            if entry.name.startswith((prefix, _NEW)) and _is_left(entry, age):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_left(entry: os.DirEntry[str], age: float) -> bool:
    try:
        status = entry.stat(follow_symlinks=False)
        if not entry.is_dir(follow_symlinks=False) or status.st_uid != os.geteuid():
            return False
        if age and time.time() - status.st_mtime < age:
            return False
        descriptor = os.open(entry.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)


@cache
def _remove_leftovers_once(place: Path, prefix: str) -> None:
    remove_leftovers(place, prefix)


def _locked(folder: Path) -> int:
    """An open descriptor of the folder with a lock on it; -1 where the system has no such locks."""
    if fcntl is None:
        return -1
    _release_in_workers()
    descriptor = os.open(folder, os.O_RDONLY)
    _open_folders.add(descriptor)
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return descriptor


@cache
def _release_in_workers() -> None:
    """Let only the process that made a folder hold it: workers may outlive one that is killed."""
    os.register_at_fork(after_in_child=_release)


def _release() -> None:
    while _open_folders:
        with suppress(OSError):
            os.close(_open_folders.pop())

"""Files of a tree that is kept from build to build: compared, linked, written, pruned.

Paths are strings and calls are few: a site has tens of thousands of files, most of them unchanged.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_EXCHANGE = 2
_HERE = -100
_CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM)


def mtime_if_equal(file: str, data: bytes) -> int | None:
    """The modification time in nanoseconds of a regular file with exactly these bytes, else None."""
    try:
        status = os.lstat(file)
        if status.st_size != len(data) or not stat.S_ISREG(status.st_mode):
            return None
        with open(file, "rb", buffering=0) as stream:
            return status.st_mtime_ns if stream.read() == data else None
    except OSError:
        return None


def is_untouched(file: str, size: int, changed: int) -> bool:
    """Whether a regular file has this size and modification time (in nanoseconds)."""
    try:
        status = os.lstat(file)
    except OSError:
        return False
    known = status.st_size == size and status.st_mtime_ns == changed
    return known and stat.S_ISREG(status.st_mode)


def hard_link(old: str, new: str) -> bool:
    """Make `new` a hard link to `old`; False where the file system has none."""
    try:
        os.link(old, new)
    except OSError:
        clear_path(new)
    else:
        return True
    try:
        os.link(old, new)
    except OSError:
        return False
    return True


def write_new(file: str, data: bytes) -> int:
    """Write a new file, never into an existing one, which may have other hard links.

    Returns its modification time in nanoseconds. Raises OSError with the name of the file.
    """
    with open(_create(file), "wb", buffering=0) as stream:
        left = memoryview(data)
        try:
            while left:
                left = left[stream.write(left) :]
        except OSError as error:
            # The error of a full disk comes without a name.
            error.filename = file
            raise
        return os.fstat(stream.fileno()).st_mtime_ns


def _create(file: str) -> int:
    try:
        return os.open(file, _NEW, 0o666)
    except OSError:
        # Most new files are the first of a new folder, whose parent exists.
        with suppress(OSError):
            os.mkdir(os.path.dirname(file))
            return os.open(file, _NEW, 0o666)
    clear_path(file)
    return os.open(file, _NEW, 0o666)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def replace(source: str, target: str) -> None:
    """Replace a file by a copy of another one in one step, unless they are equal."""
    with open(source, "rb") as stream:
        data = stream.read()
    if mtime_if_equal(target, data) is not None:
        return
    if os.path.isdir(target) or not os.path.isdir(os.path.dirname(target)):
        clear_path(target)
    write_new(f"{target}.new", data)
    os.replace(f"{target}.new", target)


def clear_path(file: str) -> None:
    """Remove what is at this path, or is a file where its folder must be, and make the folder."""
    if os.path.isdir(file) and not os.path.islink(file):
        shutil.rmtree(file)
    with suppress(OSError):
        os.unlink(file)
    folder = os.path.dirname(file)
    try:
        os.makedirs(folder, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        while not os.path.lexists(folder):
            folder = os.path.dirname(folder)
        # Another process may be doing the same for a file beside this one.
        with suppress(OSError):
            os.unlink(folder)
        os.makedirs(os.path.dirname(file), exist_ok=True)


def prune(root: str, keep: Collection[str]) -> None:
    """Remove every file below `root` that `keep` does not name, and every folder left empty."""
    _prune(root, "", keep)


def _prune(folder: str, prefix: str, keep: Collection[str]) -> bool:
    """Whether the folder still has files."""
    with os.scandir(folder) as found:
        entries = list(found)
    kept = False
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            if _prune(entry.path, f"{path}/", keep):
                kept = True
            else:
                os.rmdir(entry.path)
        elif path in keep:
            kept = True
        else:
            os.unlink(entry.path)
    return kept


def exchange(first: Path, second: Path) -> bool:
    """Swap two folders in one step; False where the system or the file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    code = rename(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE)
    if code == 0:
        return True
    if ctypes.get_errno() in _CANNOT_EXCHANGE:
        return False
    raise OSError(ctypes.get_errno(), "cannot exchange the site folders", str(second))

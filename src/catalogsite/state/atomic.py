"""Atomic writes, and the time of the last use of a file."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from threading import get_ident


def atomic_write(path: Path, content: bytes | Iterable[bytes], mode: int | None = None) -> None:
    """Replace the file at `path` in one step: a reader sees the old content or the new one.

    `content` may come in parts. The folder is created. `mode` are permission bits. Raises OSError
    with the name of the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Workers may write the same file at the same time, each a copy of its own.
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        with temporary.open("wb") as stream:
            stream.writelines((content,) if isinstance(content, bytes) else content)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        # The system names the temporary file, and none where the disk is full.
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        temporary.unlink(missing_ok=True)


def read_regular(path: Path) -> bytes:
    """The bytes of a regular file. Raises OSError for anything else too: a pipe would never end."""
    # Without O_NONBLOCK, to open a pipe would wait for somebody who writes into it.
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(descriptor)


def mark_used(path: Path) -> bool:
    """Set the time of a file to now, by which unused files are found; False where it does not exist."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True

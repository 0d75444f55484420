"""Writes files that a reader sees as they were or as they are, never half; marks those in use."""

from __future__ import annotations

import os
from pathlib import Path
from threading import get_ident


def atomic_write(path: Path, content: bytes, mode: int | None = None) -> None:
    """Put `content` at `path` in one step; its folder is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Workers may write the same file at the same time, each a copy of its own.
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}")
    try:
        temporary.write_bytes(content)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        # Of a disk without space the system tells no name.
        error.filename = error.filename or str(path)
        raise
    finally:
        temporary.unlink(missing_ok=True)


def mark_used(path: Path) -> bool:
    """Give a file that is there the present time, by which the unused are told; else False."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True

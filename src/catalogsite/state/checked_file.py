"""Files of a cache that say whether they are whole: a damaged one is as good as none."""

from __future__ import annotations

import hashlib
from pathlib import Path

from catalogsite.state.atomic import atomic_write, read_regular

_DIGEST = 64
_END = b"\n"


def write_checked(path: Path, content: bytes) -> None:
    """Replace the file by the digest of the content and the content, in one step. Raises OSError."""
    atomic_write(path, (_digest(content), _END, content))


def read_checked(path: Path) -> bytes | None:
    """The content of a file of `write_checked`; None where it is missing, unreadable or damaged."""
    try:
        whole = read_regular(path)
    except OSError:
        return None
    start = _DIGEST + len(_END)
    content = whole[start:]
    return content if whole[:start] == _digest(content) + _END else None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()

"""Files of a cache that say whether they are whole: a damaged one is as good as none."""

from __future__ import annotations

import hashlib
from pathlib import Path

from catalogsite.state.atomic import atomic_write

_DIGEST = 64
_END = b"\n"


def write_checked(path: Path, content: bytes) -> None:
    """Replace the file by the digest of the content and the content, in one step. Raises OSError."""
    atomic_write(path, (_digest(content), _END, content))


def read_checked(path: Path) -> bytes | None:
    """The content of a file of `write_checked`; None where it is missing, unreadable or damaged."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    digest, content = whole[:_DIGEST], whole[_DIGEST + len(_END) :]
    return content if digest == _digest(content) else None


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()

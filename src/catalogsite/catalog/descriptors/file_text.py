"""The text of a descriptor file, or the problem why it cannot be read as text."""

from __future__ import annotations

from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

MAX_BYTES = 10 * 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: str, data: bytes) -> str | Problem:
    """The text of a file; the problem if it is too large, binary, or not UTF-8."""
    if len(data) > MAX_BYTES:
        return too_large(path, len(data))
    if data.startswith(_UTF16):
        return problem("file-encoding", "utf-16", at=SourceLocation(path, 1))
    if b"\0" in data:
        return problem("file-binary", at=SourceLocation(path))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02x}"
        return problem("file-encoding", at=SourceLocation(path, line), byte=byte)


def too_large(path: str, size: int) -> Problem:
    """The problem of a file of `size` bytes, which is over the limit and not read."""
    return problem("file-size", at=SourceLocation(path), size=f"{size / 1024 / 1024:.1f}")

"""The text of a descriptor file as Backstage decodes it, or the problem why there is none."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.repositories.lfs import is_lfs_pointer

MAX_BYTES = 10 * 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class FileText(NamedTuple):
    """The text of a file, with U+FFFD for bytes that are not UTF-8, and the problem of these."""

    text: str
    problem: Problem | None = None


def file_text(path: str, data: bytes) -> FileText | Problem:
    """The text of a file; the problem if it is too large, in UTF-16, or a pointer of Git LFS."""
    if is_lfs_pointer(data):
        return problem("file-lfs", at=SourceLocation(path, 1))
    if len(data) > MAX_BYTES:
        return too_large(path, len(data))
    if data.startswith(_UTF16):
        return problem("file-encoding", "utf-16", at=SourceLocation(path, 1))
    try:
        return FileText(data.decode("utf-8"), _null_problem(path, data))
    except UnicodeDecodeError as error:
        return FileText(data.decode("utf-8", errors="replace"), _invalid(path, data, error.start))


def too_large(path: str, size: int) -> Problem:
    """The problem of a file of `size` bytes, which is over the limit and not read."""
    return problem("file-size", at=SourceLocation(path), size=f"{size / 1024 / 1024:.1f}")


def binary_file(path: str, *, matched: bool) -> Problem:
    """The problem of a file with NUL bytes in which no entity can be found.

    `matched` if only the wildcard of a glob found the file, which may hold anything.
    """
    return problem("file-binary", "matched" if matched else None, at=SourceLocation(path))


def _invalid(path: str, data: bytes, start: int) -> Problem:
    at = SourceLocation(path, data.count(b"\n", 0, start) + 1)
    return problem("file-encoding", at=at, byte=f"0x{data[start]:02X}")


def _null_problem(path: str, data: bytes) -> Problem | None:
    start = data.find(b"\0")
    if start < 0:
        return None
    at = SourceLocation(path, data.count(b"\n", 0, start) + 1)
    return problem("file-encoding", "null-byte", at=at)

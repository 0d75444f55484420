"""The bytes of a descriptor as text, or the one problem why they are none."""

from __future__ import annotations

from catalogsite.model.problem import Level, Problem

MAX_BYTES = 10 * 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: str, data: bytes) -> str | Problem:
    """The text of a file; where it is none, why."""
    if len(data) > MAX_BYTES:
        return too_large(path, len(data))
    if data.startswith(_UTF16):
        return _encoding(path, "the file is UTF-16", 1)
    if b"\0" in data:
        message = "the file is binary, not YAML"
        fix = "remove it, or exclude it from the source's `descriptors`"
        return Problem(rule="file-binary", level=Level.ERROR, message=message, fix=fix, file=path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _encoding(path, f"the byte 0x{data[error.start]:02x} is not UTF-8", line)


def empty_file(path: str) -> Problem:
    """A file in which no document holds anything."""
    message = "the file has no entity in it"
    fix = "write an entity, or remove the file"
    return Problem(rule="file-empty", level=Level.ERROR, message=message, fix=fix, file=path)


def too_large(path: str, size: int) -> Problem:
    """A file over the limit, which is not read."""
    message = f"the file has {size / 1024 / 1024:.1f} MB; descriptors of up to 10 MB are read"
    fix = "split it, and name the parts in a Location"
    return Problem(rule="file-size", level=Level.ERROR, message=message, fix=fix, file=path)


def unreadable(path: str) -> Problem:
    """A file that is named and cannot be had."""
    return Problem(
        rule="file-unreadable",
        level=Level.ERROR,
        file=path,
        message="the file cannot be read",
        fix="check that it exists and is a plain file",
    )


def _encoding(path: str, what: str, line: int) -> Problem:
    return Problem(
        rule="file-encoding", level=Level.ERROR, message=what, fix="save the file as UTF-8",
        file=path, line=line,
    )  # fmt: skip

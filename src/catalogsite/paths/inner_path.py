"""Paths inside a folder that others name: files of a repository, entries of a git tree, pages.

`InnerPath` is the only type with which a name of somebody else reaches the file system. `inner_path`
makes it, and refuses every text that could mean a place outside, here or on another system;
`joined` and `write_inside` are the two ways from there to a real file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NewType, TypeGuard
from urllib.parse import unquote

from catalogsite.errors import UnsafePathError

InnerPath = NewType("InnerPath", str)
"""A relative path with `/` that stays inside its folder, on every system, also when unquoted."""

MAX_PATH_BYTES = 1000
"""The longest path in UTF-8; macOS opens 1,024 bytes, with the folder that it lies in."""
MAX_PART_BYTES = 240
"""The longest part; file systems take 255, of which a temporary name needs some."""

_PLAIN = re.compile(r"[A-Za-z0-9_][\w.-]*(?:/[A-Za-z0-9_][\w.-]*)*", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DRIVE = re.compile(r"[A-Za-z]:")
# HFS+ ignores these letters in names, so `.g\u200cit` is `.git` there (git: utf8.c, is_hfs_dotgit).
_IGNORED_BY_HFS = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
_GIT_NAMES = frozenset({".git", "git~1"})


def inner_path(text: str) -> InnerPath:
    """The path `text`. Raises UnsafePathError, which says why it is refused."""
    reason = refusal(text)
    if reason is not None:
        raise UnsafePathError(f"the path `{printable(text)}` {reason}")
    return InnerPath(text)


def is_inner_path(text: str) -> TypeGuard[InnerPath]:
    """Whether `inner_path` accepts a text."""
    return refusal(text) is None


def refusal(text: str) -> str | None:
    """Why a text is not a path inside a folder, to follow its name in a message; None if it is."""
    if _PLAIN.fullmatch(text) and len(text) <= MAX_PART_BYTES:
        return None
    reason = _literal_refusal(text)
    if reason is None and "%" in text:
        reason = _literal_refusal(unquote(text, errors="replace"))
        return f"{reason} when it is decoded as an address" if reason else None
    return reason


def leads_outside(text: str) -> bool:
    """Whether a path is refused because of where it leads, not only because of its letters."""
    parts = text.replace("\\", "/").split("/")
    return any(part in {"", ".", ".."} or _is_git_name(part) for part in parts)


def printable(text: str) -> str:
    """A name for a message: control characters and what is not Unicode are escaped."""
    escaped = (letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    return "".join(escaped)


def joined(folder: Path, path: InnerPath) -> Path:
    """The file of a path in a real folder. Raises UnsafePathError where a link leads outside.

    Links that stay within the folder are resolved.
    """
    top = os.path.realpath(folder)
    target = os.path.realpath(os.path.join(top, path))  # noqa: PTH118 (Path drops the top before `/`)
    if not target.startswith(top.rstrip(os.sep) + os.sep):
        raise UnsafePathError(f"the path `{printable(path)}` leads outside through a link")
    return Path(target)


def write_inside(folder: Path, path: InnerPath, content: bytes, mode: int | None = None) -> Path:
    """Write a file in a real folder, with the folders above it, and return where it is.

    Raises UnsafePathError where a link leads outside, and OSError where it cannot be written.
    """
    target = joined(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if mode is not None:
        target.chmod(mode)
    return target


def link_inside(folder: Path, path: InnerPath, target: str) -> None:
    """Make a symbolic link in a real folder, which leads where its text says; one that is there stays.

    Raises UnsafePathError where the folder that it is to lie in is outside, and OSError.
    """
    parent, _, name = path.rpartition("/")
    above = joined(folder, InnerPath(parent)) if parent else folder
    above.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(above / name):
        (above / name).symlink_to(target)


def _literal_refusal(text: str) -> str | None:
    if not text:
        return "is empty"
    if text.startswith(("/", "\\")) or _DRIVE.match(text):
        return "is absolute"
    if _CONTROL.search(text):
        return "has a control character"
    if "\\" in text:
        return "has a backslash"
    parts = text.split("/")
    if not all(part.strip(". ") for part in parts):
        return "has an empty part, `.` or `..`"
    if any(map(_is_git_name, parts)):
        return "has a part that names the folder of git"
    return _length_refusal(text, parts)


def _length_refusal(text: str, parts: list[str]) -> str | None:
    try:
        longest = max(len(part.encode()) for part in parts)
    except UnicodeEncodeError:
        return "is not UTF-8"
    if longest > MAX_PART_BYTES:
        return f"has a part of more than {MAX_PART_BYTES} bytes"
    if len(text.encode()) > MAX_PATH_BYTES:
        return f"has more than {MAX_PATH_BYTES} bytes"
    return None


def _is_git_name(part: str) -> bool:
    """Whether a file system could take the name for `.git`: NTFS cuts it at a colon (`.git::$DATA`)."""
    plain = _IGNORED_BY_HFS.sub("", part).partition(":")[0].rstrip(". ")
    return plain.casefold() in _GIT_NAMES

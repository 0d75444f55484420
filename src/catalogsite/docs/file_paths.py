"""Paths inside a repository, joined so that none leads outside."""

from __future__ import annotations

import posixpath


def join(folder: str, path: str) -> str | None:
    """`path` relative to `folder`, both inside the repository; None where it leads outside.

    The top of the repository is `""`. A leading slash means outside, as on a file system.
    """
    if path.startswith("/") or "\\" in path or "\0" in path:
        return None
    joined = posixpath.normpath(posixpath.join(folder, path))
    if joined == ".":
        return ""
    return None if joined == ".." or joined.startswith("../") else joined


def below(path: str, folder: str) -> bool:
    """Whether `path` is below `folder`; every path is below `""`."""
    return not folder or path.startswith(f"{folder}/")


def relative_to(path: str, folder: str) -> str:
    """`path` relative to `folder`, which it is below."""
    return path[len(folder) + 1 :] if folder else path


def common_folder(folders: list[str]) -> str:
    """The deepest folder that holds all `folders`."""
    if not folders or "" in folders:
        return ""
    return posixpath.commonpath(folders)

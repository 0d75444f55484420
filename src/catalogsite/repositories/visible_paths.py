"""Which paths of a repository are looked at: one rule for a folder and for git objects."""

from __future__ import annotations

from catalogsite.errors import SourceError

DESCRIPTOR_NAMES = frozenset({"catalog-info.yaml", "catalog-info.yml", "catalog-info.json"})
"""The names by which descriptors are found."""

KEPT_HIDDEN = frozenset({".github", ".gitlab", ".gitea", ".forgejo"})
"""Hidden folders that hold CODEOWNERS and workflows."""

VENDORED = frozenset(
    {"node_modules", "vendor", ".venv", "venv", "dist", "__pycache__", "target", "site-packages"}
)
"""Folders of other people's code, or of code that a build wrote."""

MAX_FILE_BYTES = 20 * 1024 * 1024
"""The largest file that is read; a bigger one is no descriptor and no page."""


def too_large(path: str) -> SourceError:
    """Why a file over the limit is not read."""
    return SourceError(f"the file is larger than {MAX_FILE_BYTES >> 20} MB", where=path)


def is_visible_folder(name: str) -> bool:
    """Whether a folder of this name is walked into."""
    if name in VENDORED or not _is_text(name):
        return False
    return not name.startswith(".") or name in KEPT_HIDDEN


def is_visible_file(name: str) -> bool:
    """Whether a file of this name is listed: all but our own state and git's link file."""
    return not name.startswith(".catalogsite") and name != ".git"


def is_visible(path: str) -> bool:
    """Whether a path, relative with `/`, is listed."""
    *folders, name = path.split("/")
    return is_visible_file(name) and all(map(is_visible_folder, folders)) and _is_text(path)


def _is_text(path: str) -> bool:
    # A name that is no UTF-8 could stand neither in a snapshot nor in a URL.
    return path.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in path)

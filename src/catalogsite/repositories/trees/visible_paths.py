"""Which paths of a repository are looked at: one rule for a folder and for git objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeGuard

from catalogsite.errors import SourceError
from catalogsite.paths.descriptor_names import DESCRIPTOR_NAMES
from catalogsite.paths.glob import matching
from catalogsite.paths.inner_path import InnerPath, is_inner_path, leads_outside

KEPT_HIDDEN = frozenset({".github", ".gitlab", ".gitea", ".forgejo", ".backstage"})
"""Hidden folders that hold CODEOWNERS and workflows, or descriptors."""

SCAFFOLD_RECORD = ".catalogsite-scaffold.yaml"
"""The record of a scaffold, at the top of a repository that was made from a template."""

PAGE_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""How the names of pages end, in lower case."""

VENDORED = frozenset(
    {"node_modules", "vendor", ".venv", "venv", "dist", "__pycache__", "target", "site-packages"}
)
"""Folders of other people's code, or of code that a build wrote."""

GLOB_WORDS = re.compile(r"[/{},()|]")
"""What is between the names of a glob, also where it lists several."""

MAX_FILE_BYTES = 20 * 1024 * 1024
"""The largest file that is read, in bytes."""


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
    ours = name.startswith(".catalogsite") and name != SCAFFOLD_RECORD
    return not ours and name != ".git"


def is_visible(path: str) -> TypeGuard[InnerPath]:
    """Whether a path, relative with `/`, is listed."""
    return is_looked_at(path) and is_inner_path(path)


def unsafe_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that are not listed only because of their names, and that an author will miss.

    These are pages, descriptors, and every name that leads out of the repository or into `.git`.
    """
    return tuple(path for path in paths if not is_inner_path(path) and _is_missed(path))


def _is_missed(path: str) -> bool:
    name = path.rpartition("/")[2]
    read = name.lower().endswith(PAGE_SUFFIXES) or name in DESCRIPTOR_NAMES
    return leads_outside(path) or (read and is_looked_at(path))


def is_looked_at(path: str) -> bool:
    """Whether a path is listed if its name is safe: not hidden, not vendored, and UTF-8."""
    folder, _, name = path.rpartition("/")
    return is_visible_file(name) and _is_visible_folder_path(folder) and _is_text(path)


def is_named_only(path: str) -> TypeGuard[InnerPath]:
    """Whether a path is not listed, but read where a source or a descriptor names its folder.

    These are files in hidden and vendored folders; never those of git, nor our own state.
    """
    folder, _, name = path.rpartition("/")
    kept = is_visible_file(name) and _is_kept_folder_path(folder)
    return kept and not is_looked_at(path) and is_inner_path(path)


# A repository has many files in each folder, and a folder of packages has tens of thousands.
@lru_cache(maxsize=1024)
def _is_visible_folder_path(path: str) -> bool:
    return not path or all(map(is_visible_folder, path.split("/")))


@lru_cache(maxsize=1024)
def _is_kept_folder_path(path: str) -> bool:
    return not path or all(map(is_visible_file, path.split("/")))


def matching_named(paths: Iterable[str], glob: str) -> list[str]:
    """The paths that a glob matches, if it names the hidden and vendored folders in them."""
    words = set(GLOB_WORDS.split(glob))
    return [path for path in matching(paths, glob) if words.issuperset(_vendored_in(path))]


def _vendored_in(path: str) -> Iterator[str]:
    # A hidden folder is matched only by a pattern that begins with a dot.
    return (name for name in path.split("/")[:-1] if name in VENDORED)


def _is_text(path: str) -> bool:
    # A name that is not UTF-8 can stand neither in a snapshot nor in a URL.
    return path.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in path)

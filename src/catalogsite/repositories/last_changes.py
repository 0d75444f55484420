"""The last change of each file, from one walk through the history."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalogsite.errors import GitError
from catalogsite.repositories.git import parse_time, run_git_list
from catalogsite.repositories.trees.tree import LastChange

_LOG_HEAD = b"\x01"
_MOST = 128 * 1024 * 1024
"""The most bytes of a history; one commit can replace billions of paths."""


def last_changes(git_dir: Path, commit: str) -> dict[str, LastChange]:
    """The last change of every path up to a commit; empty where git fails, or lists too much.

    One walk answers for all: a repository may hold a hundred documentations, and a long history.
    A path that did not change within a shallow clone's depth is left out.
    """
    arguments = ["log", "--raw", "-z", "--no-renames", "--no-abbrev"]
    arguments += ["--format=%x01%H %cI %an", "--ignore-missing", "--stdin"]
    # The oldest commits of a shallow clone look as if they had added every file.
    wanted = "".join(f"{one}\n" for one in (commit, *(f"^{old}" for old in _oldest(git_dir))))
    try:
        output = run_git_list(arguments, git_dir=git_dir, stdin=wanted.encode(), most=_MOST)
    except GitError:
        return {}
    return _parse_log(output)


def changes_of(paths: Iterable[str], changes: Mapping[str, LastChange]) -> dict[str, LastChange]:
    """The last change of each of `paths` that has one."""
    return {path: changes[path] for path in paths if path in changes}


def _oldest(git_dir: Path) -> list[str]:
    """The oldest commits of a shallow clone."""
    try:
        return (git_dir / "shallow").read_text("ascii").split()
    except (OSError, ValueError):
        return []


def _parse_log(output: bytes) -> dict[str, LastChange]:
    found: dict[str, LastChange] = {}
    change: LastChange | None = None
    path_follows = False
    for raw in output.split(b"\0"):
        if path_follows:
            path_follows = False
            if change is not None:
                found.setdefault(os.fsdecode(raw), change)
            continue
        item = raw.lstrip(b"\n")
        if item.startswith(_LOG_HEAD):
            head, _, item = item[1:].partition(b"\n")
            change = _change(head)
            item = item.lstrip(b"\n")
        path_follows = item.startswith(b":")
    return found


def _change(head: bytes) -> LastChange | None:
    _, time, author = head.decode(errors="replace").split(" ", 2)
    known = parse_time(time)
    return None if known is None else LastChange(known, author)

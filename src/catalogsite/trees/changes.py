"""The last change of each file, from one walk through the history."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from catalogsite.git import run_git
from catalogsite.trees import LastChange

_LOG_HEAD = b"\x01"


def last_changes(git_dir: Path, commit: str, paths: Sequence[str]) -> dict[str, LastChange]:
    """The last change of each path up to a commit, from one walk through the history.

    A path that did not change within a shallow clone's depth is left out.
    """
    if not paths:
        return {}
    arguments = ["log", "--raw", "-z", "--no-renames", "--no-abbrev"]
    arguments += ["--format=%x01%H %cI %an", commit]
    output = run_git(arguments, git_dir=git_dir)
    return _parse_log(output, set(paths), _shallow_boundary(git_dir))


def _shallow_boundary(git_dir: Path) -> frozenset[str]:
    # The oldest commits of a shallow clone look as if they had added every file.
    try:
        return frozenset((git_dir / "shallow").read_text("ascii").split())
    except OSError:
        return frozenset()


def _parse_log(output: bytes, wanted: set[str], boundary: frozenset[str]) -> dict[str, LastChange]:
    found: dict[str, LastChange] = {}
    change: LastChange | None = None
    path_follows = False
    for raw in output.split(b"\0"):
        if path_follows:
            path_follows = False
            path = os.fsdecode(raw)
            if change is not None and path in wanted:
                found.setdefault(path, change)
                if len(found) == len(wanted):
                    break
            continue
        item = raw.lstrip(b"\n")
        if item.startswith(_LOG_HEAD):
            head, _, item = item[1:].partition(b"\n")
            change = _change(head, boundary)
            item = item.lstrip(b"\n")
        path_follows = item.startswith(b":")
    return found


def _change(head: bytes, boundary: frozenset[str]) -> LastChange | None:
    commit, time, author = head.decode(errors="replace").split(" ", 2)
    return None if commit in boundary else LastChange(datetime.fromisoformat(time), author)

"""What happened between two commits of a repository: read from trees and commits alone, nothing is fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from catalogsite.errors import GitError
from catalogsite.repositories.git import run_git, run_git_list

_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def full_commit(git_dir: Path, text: str) -> str | None:
    """The whole name of a commit that is there, by its hexadecimal name or the first digits of it."""
    if not _COMMIT.fullmatch(text):
        return None
    arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}"]
    try:
        return run_git(arguments, git_dir=git_dir).decode("ascii").strip()
    except GitError:
        return None


def count_commits(git_dir: Path, old: str, new: str, folders: Sequence[str] = ()) -> int | None:
    """How many commits after `old` and up to `new` change the folders; None where git does not know."""
    arguments = ["rev-list", "--count", f"{old}..{new}", "--", *_paths(folders)]
    try:
        return int(run_git(arguments, git_dir=git_dir, options=["--literal-pathspecs"]))
    except GitError:
        return None


def files_changed(
    git_dir: Path, old: str, new: str, folders: Sequence[str] = ()
) -> tuple[str, ...]:
    """The files of the folders that differ between two commits, sorted; empty where git does not know."""
    arguments = ["--literal-pathspecs", "diff-tree", "-r", "-z", "--name-only", "--no-renames"]
    try:
        output = run_git_list([*arguments, old, new, "--", *_paths(folders)], git_dir=git_dir)
    except GitError:
        return ()
    return tuple(sorted(os.fsdecode(name) for name in output.split(b"\0") if name))


def _paths(folders: Sequence[str]) -> list[str]:
    """The folders as arguments; one that is the top is all."""
    return [] if "" in folders else list(folders)

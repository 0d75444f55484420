"""Clones on this machine: their git folder, remote, branch, commit and files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import GitError
from catalogsite.network.redaction import redact
from catalogsite.repositories.git import parse_time, run_git, run_git_list


class CloneInfo(NamedTuple):
    """The remote `origin` (without secrets), branch, commit and time of a clone; None where unset."""

    remote: str | None
    branch: str | None
    commit: str | None
    committed: datetime | None


class Clone(NamedTuple):
    """The clone that contains a folder: its git folder, and the folder's path in it (`""`, `a/`)."""

    git_dir: Path
    prefix: str

    def commit(self, ref: str) -> str | None:
        """The commit that a branch, tag or hash names; None where the clone has no such thing."""
        arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"]
        try:
            return run_git(arguments, git_dir=self.git_dir).decode("ascii").strip()
        except GitError:
            return None


def clone_of(folder: Path) -> Clone | None:
    """The clone whose top is the folder or one above it; None where there is none."""
    folder = folder.resolve()
    for root in (folder, *folder.parents):
        git_dir = git_dir_of(root)
        if git_dir is not None:
            path = folder.relative_to(root).as_posix()
            return Clone(git_dir, "" if path == "." else f"{path}/")
    return None


def git_dir_of(root: Path) -> Path | None:
    """The git folder of a clone; None where the folder is not one.

    A `.git` that is a file or a link names a folder elsewhere (a worktree, a submodule). It counts
    only where that folder names this one too: it may come with files of strangers.
    """
    marker = root / ".git"
    if marker.is_dir() and not marker.is_symlink():
        return marker
    target = marker.resolve() if marker.is_symlink() else _linked_git_dir(root, marker)
    return target if target is not None and _belongs_to(target, root) else None


def _linked_git_dir(root: Path, marker: Path) -> Path | None:
    try:
        text = marker.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return (
        (root / text.removeprefix("gitdir:").strip()).resolve() if text[:7] == "gitdir:" else None
    )


def _belongs_to(git_dir: Path, root: Path) -> bool:
    """Whether a git folder names `root` as its worktree or submodule."""
    try:
        # A worktree's folder names the `.git` file.
        back = (git_dir / "gitdir").read_text(encoding="utf-8", errors="replace").strip()
        return (git_dir / back).resolve() == (root / ".git").resolve()
    except OSError:
        pass
    config = ["config", "--no-includes", "--file", str(git_dir / "config"), "core.worktree"]
    try:
        work_tree = os.fsdecode(run_git(config)).strip()
    except GitError:
        return False
    return bool(work_tree) and (git_dir / work_tree).resolve() == root.resolve()


def list_worktree(root: Path, git_dir: Path) -> list[str]:
    """Paths of a clone's files: committed ones, and new ones that git does not ignore."""
    arguments = ["ls-files", "-co", "--exclude-standard", "--deduplicate", "-z"]
    output = run_git_list(arguments, git_dir=git_dir, work_tree=root)
    return [os.fsdecode(path) for path in output.split(b"\0") if path]


def describe_clone(root: Path, git_dir: Path) -> CloneInfo:
    """Remote, branch and commit of a clone; None for what it does not have."""
    remote = _output_or_none(["config", "--get", "remote.origin.url"], git_dir, root)
    branch = _output_or_none(["symbolic-ref", "--short", "-q", "HEAD"], git_dir, root)
    tip = _output_or_none(["log", "-1", "--format=%H %cI"], git_dir, root)
    commit, _, committed = (tip or "").partition(" ")
    return CloneInfo(
        remote=redact(remote) if remote else None,
        branch=branch,
        commit=commit or None,
        committed=parse_time(committed),
    )


def _output_or_none(arguments: Sequence[str], git_dir: Path, root: Path) -> str | None:
    try:
        output = run_git(arguments, git_dir=git_dir, work_tree=root)
    except GitError:
        return None
    return output.decode(errors="replace").strip() or None

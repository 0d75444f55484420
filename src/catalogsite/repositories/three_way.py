"""Merges what changed between two folders into the files of a clone, as `git merge` does.

Git itself merges, in a repository of its own beside the clone: renames, modes, links and binary files
are its business. No attribute, hook, filter or driver of the clone is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from catalogsite.errors import GitError
from catalogsite.paths.inner_path import InnerPath, inner_path, joined
from catalogsite.repositories.clone import Clone
from catalogsite.repositories.git import run_git, run_git_list

Effect = Literal["add", "change", "delete", "conflict"]

_EFFECTS: dict[str, Effect] = {"A": "add", "D": "delete"}
# They win over the attributes that a tree of files brings along.
_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding merge\n"
_ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "catalogsite",
    "GIT_AUTHOR_EMAIL": "catalogsite@localhost",
    "GIT_COMMITTER_NAME": "catalogsite",
    "GIT_COMMITTER_EMAIL": "catalogsite@localhost",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
}


class MergedFile(NamedTuple):
    """A file that a merge changes; its path is relative to the folder that is merged into."""

    path: InnerPath
    effect: Effect


@dataclass(frozen=True, slots=True)
class Merge:
    """The result of a merge: the files that it changes, sorted, and the folder that has them now."""

    files: tuple[MergedFile, ...]
    folder: Path

    @property
    def conflicts(self) -> tuple[InnerPath, ...]:
        """The files that somebody must look at: they have conflict markers, or two versions."""
        return tuple(one.path for one in self.files if one.effect == "conflict")


def is_dirty(clone: Clone, root: Path) -> bool:
    """Whether files of a clone differ from its commit, or are not in it (ignored ones do not count)."""
    arguments = ["status", "--porcelain", "--untracked-files=normal"]
    return bool(run_git(arguments, git_dir=clone.git_dir, work_tree=root))


def merge_folders(base: Path, theirs: Path, clone: Clone, root: Path, scratch: Path) -> Merge:
    """What the change from folder `base` to folder `theirs` makes of the committed files of a clone.

    `root` is the top of the clone. Nothing is written there. Raises GitError.
    """
    git_dir, work = scratch / "merge.git", scratch / "merged"
    work.mkdir()
    run_git(["init", "-q", "--bare", "--template=", str(git_dir)])
    (git_dir / "info").mkdir(exist_ok=True)
    (git_dir / "info/attributes").write_text(_ATTRIBUTES)
    start = _commit(git_dir, _tree_of_folder(git_dir, base), "base")
    template = _commit(git_dir, _tree_of_folder(git_dir, theirs), "template", start)
    ours = _commit(git_dir, _tree_of_clone(git_dir, clone, root), "project", start)
    _git(git_dir, work, "update-ref", "refs/heads/template", template)
    _git(git_dir, work, "update-ref", "--no-deref", "HEAD", ours)
    _git(git_dir, work, "reset", "-q", "--hard", ours)
    unmerged = _merge(git_dir, work)
    return Merge(tuple(changed_files_of(git_dir, work, ours, unmerged)), work)


def apply_merge(merge: Merge, root: Path) -> None:
    """Write the changed files of a merge into the folder, and delete those that are gone.

    Raises UnsafePathError where a link of the folder leads outside.
    """
    targets = {one.path: _target(root, one.path) for one in merge.files}
    for path, target in targets.items():
        source = merge.folder / path
        if not os.path.lexists(source):
            target.unlink(missing_ok=True)
            _remove_empty(target.parent, root)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink() or source.is_symlink():
            target.unlink(missing_ok=True)
        if source.is_symlink():
            target.symlink_to(source.readlink())
        else:
            target.write_bytes(source.read_bytes())
            target.chmod(source.stat().st_mode & 0o777)


def untracked_obstacles(merge: Merge, root: Path) -> tuple[InnerPath, ...]:
    """Files that a merge adds, in whose place the folder has one that git ignores."""
    added = (one.path for one in merge.files if one.effect == "add")
    return tuple(path for path in added if os.path.lexists(root / path))


def _merge(git_dir: Path, work: Path) -> set[str]:
    """The paths that git could not merge. Where it kept one version, the other is beside it as `.rej`."""
    arguments = ["merge", "-q", "--no-edit", "--no-ff", "--no-commit", "template"]
    try:
        _git(git_dir, work, *arguments)
    except GitError:
        listed = run_git_list(["ls-files", "-u", "-z"], git_dir=git_dir, work_tree=work)
        stages: dict[str, dict[str, str]] = {}
        for line in listed.split(b"\0")[:-1]:
            head, _, path = line.partition(b"\t")
            _, blob, stage = head.decode("ascii").split(" ")
            stages.setdefault(os.fsdecode(path), {})[stage] = blob
        if not stages:
            raise
        return {path for path, blobs in stages.items() if _reject(git_dir, work, path, blobs)}
    return set()


def _reject(git_dir: Path, work: Path, path: str, blobs: Mapping[str, str]) -> bool:
    """Write the version of the template beside a file that git left as it is, such as a binary one."""
    file = joined(work, inner_path(path))
    if {"2", "3"} <= blobs.keys() and file.is_file():
        kept = _git(git_dir, work, "hash-object", "--no-filters", "--", str(file))
        if kept == blobs["2"]:
            theirs = run_git(["cat-file", "blob", blobs["3"]], git_dir=git_dir)
            file.with_name(f"{file.name}.rej").write_bytes(theirs)
    return True


def unmerged_files(git_dir: Path, work: Path) -> set[str]:
    """The paths that a merge in a clone left for somebody to decide."""
    listed = run_git_list(["ls-files", "-u", "-z"], git_dir=git_dir, work_tree=work)
    return {os.fsdecode(line.partition(b"\t")[2]) for line in listed.split(b"\0") if line}


def changed_files_of(
    git_dir: Path, work: Path, ours: str, unmerged: set[str]
) -> Iterator[MergedFile]:
    """The files of a work tree that differ from the commit `ours`, sorted; its index is renewed."""
    _git(git_dir, work, "add", "-A", "-f", ".")
    arguments = ["diff-index", "--cached", "--no-renames", "--name-status", "-z", ours]
    words = run_git_list(arguments, git_dir=git_dir, work_tree=work).split(b"\0")[:-1]
    found = {
        os.fsdecode(path): status.decode()[:1]
        for status, path in zip(words[::2], words[1::2], strict=True)
    }
    for path in sorted(found.keys() | unmerged):
        effect: Effect = "conflict" if path in unmerged else _EFFECTS.get(found[path], "change")
        yield MergedFile(inner_path(path), effect)


def _tree_of_folder(git_dir: Path, folder: Path) -> str:
    _git(git_dir, folder, "read-tree", "--empty")
    _git(git_dir, folder, "add", "-A", "-f", ".")
    return _git(git_dir, folder, "write-tree")


def _tree_of_clone(git_dir: Path, clone: Clone, root: Path) -> str:
    """The tree of the files that the commit of the clone has, as they are in its folder."""
    listed = run_git_list(["ls-files", "-s", "-z"], git_dir=clone.git_dir, work_tree=root)
    entries = (line.partition(b"\t") for line in listed.split(b"\0") if line)
    # The commit of a submodule is no file.
    paths = [path for head, _, path in entries if not head.startswith(b"160000")]
    _git(git_dir, root, "read-tree", "--empty")
    stdin = b"".join(path + b"\0" for path in paths)
    arguments = ["update-index", "--add", "-z", "--stdin"]
    run_git(arguments, git_dir=git_dir, work_tree=root, stdin=stdin, environment=_ALONE)
    return _git(git_dir, root, "write-tree")


def _commit(git_dir: Path, tree: str, message: str, parent: str | None = None) -> str:
    parents: Sequence[str] = ["-p", parent] if parent else []
    return _git(git_dir, None, "commit-tree", tree, *parents, "-m", message)


def _git(git_dir: Path, work: Path | None, *arguments: str) -> str:
    output = run_git([*arguments], git_dir=git_dir, work_tree=work, environment=_ALONE)
    return os.fsdecode(output).strip()


def _target(root: Path, path: InnerPath) -> Path:
    parent, _, name = path.rpartition("/")
    # A link itself may be replaced; the folders above it may not lead outside.
    return (joined(root, inner_path(parent)) if parent else root) / name


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

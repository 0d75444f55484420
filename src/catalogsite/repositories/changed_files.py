"""The files of a clone that differ from those at the merge base with another commit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from catalogsite.errors import GitError, UserError
from catalogsite.repositories.clone import clone_of
from catalogsite.repositories.git import run_git, run_git_list


class ChangedFiles(NamedTuple):
    """The top folder of a clone, the commit that is compared with, and the files that differ, sorted.

    Paths are relative to the top. Files of later commits count, those that are not committed yet,
    and those that are gone.
    """

    root: Path
    merge_base: str
    files: tuple[str, ...]


def changed_files(folder: Path, base: str) -> ChangedFiles:
    """What changed in the clone around a folder since it left the branch or commit `base`.

    Raises UserError where the folder is in no clone, or the clone does not have the commits.
    """
    clone = clone_of(folder)
    if clone is None:
        fix = "name a folder of a clone, or run the command in one"
        raise UserError("the folder is in no git repository", where=str(folder), fix=fix)
    commit = clone.commit(base)
    if commit is None:
        fix = "fetch it first (`git fetch origin`), or check the name"
        raise UserError(f"the repository has no commit `{base}`", where=str(folder), fix=fix)
    root = (
        folder.resolve().parents[clone.prefix.count("/") - 1] if clone.prefix else folder.resolve()
    )
    try:
        found = run_git(["merge-base", commit, "HEAD"], git_dir=clone.git_dir)
    except GitError as error:
        raise UserError(
            f"`{base}` and the current commit have no common one in this clone",
            where=str(folder),
            fix="fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in CI",
        ) from error
    start = found.decode("ascii").strip()
    differ = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", start]
    new = ["ls-files", "--others", "--exclude-standard", "-z"]
    names = b"".join(
        run_git_list(arguments, git_dir=clone.git_dir, work_tree=root)
        for arguments in (differ, new)
    )
    files = sorted({os.fsdecode(name) for name in names.split(b"\0") if name})
    return ChangedFiles(root, start, tuple(files))

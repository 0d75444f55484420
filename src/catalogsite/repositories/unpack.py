"""Writes the files of one commit into a folder, from git's objects alone: no filter, hook or setting."""

from __future__ import annotations

import os
from pathlib import Path

from catalogsite.paths.inner_path import inner_path, joined, write_inside
from catalogsite.repositories.git import Objects, run_git_list
from catalogsite.repositories.trees.symlinks import leads_out

_MODES = {"100644": 0o644, "100755": 0o755}
_LINK = "120000"


def unpack_commit(git_dir: Path, commit: str, dest: Path) -> None:
    """Write every file of a commit, and the links that stay inside. Submodules are left out.

    Raises UnsafePathError where a name leads out of the folder.
    """
    objects = Objects(git_dir)
    listed = run_git_list(["ls-tree", "-r", "-z", commit], git_dir=git_dir)
    for line in listed.split(b"\0"):
        head, _, raw = line.partition(b"\t")
        if not head:
            continue
        mode, _, blob = head.decode("ascii").split(" ")
        path = inner_path(os.fsdecode(raw))
        if mode in _MODES:
            write_inside(dest, path, objects.read(blob, path), _MODES[mode])
        elif mode == _LINK:
            text = os.fsdecode(objects.read(blob, path))
            if not leads_out(path, text):
                link = joined(dest, path)
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(text)

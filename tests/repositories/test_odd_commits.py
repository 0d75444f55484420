"""Commits whose author, committer or time git cannot read: the clone is read, without that time."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from catalogsite.repositories.clone import clone_of, describe_clone
from catalogsite.repositories.last_changes import last_changes
from catalogsite.repositories.trees.folder_tree import FolderTree

ANN = "Ann <ann@example.org>"
COMMITS = {
    "no author": "",
    "no committer": f"author {ANN} 1700000000 +0000\n",
    "empty names": "author\ncommitter \n",
    "no time": f"author {ANN}\ncommitter {ANN}\n",
    "words for a time": f"author {ANN} soon now\ncommitter {ANN} soon now\n",
    "a time before all others": f"author {ANN} -5 +0000\ncommitter {ANN} -5 +0000\n",
    "a time after all others": f"author {ANN} {10**20} +0000\ncommitter {ANN} {10**20} +0000\n",
    "an odd zone": f"author {ANN} 1700000000 +9999\ncommitter {ANN} 1700000000 +9999\n",
}


def git(folder: Path, *arguments: str, given: str | None = None) -> str:
    line = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(line, check=True, capture_output=True, input=given, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize("header", COMMITS.values(), ids=COMMITS)
def test_an_odd_commit_costs_its_time_only(workshop, header):
    root = workshop.repository(files={"catalog-info.yaml": "kind: Component\n"})
    tree = git(root, "rev-parse", "HEAD^{tree}")
    text = f"tree {tree}\n{header}\nA message\n"
    commit = git(root, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=text)
    git(root, "update-ref", "HEAD", commit)
    found = clone_of(root)
    assert found is not None
    assert describe_clone(root, found.git_dir).commit == commit
    assert list(FolderTree(root).paths()) == ["catalog-info.yaml"]
    assert set(last_changes(found.git_dir, commit)) <= {"catalog-info.yaml"}

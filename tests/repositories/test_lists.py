"""A few objects of git can stand for billions of files: lists of them have a limit."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from catalogsite.errors import GitError
from catalogsite.repositories.clone import clone_of
from catalogsite.repositories.git import OutputLimitError, run_git_list
from catalogsite.repositories.last_changes import last_changes
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.remote import Remote
from catalogsite.repositories.trees.commit_tree import CommitTree
from catalogsite.repositories.trees.mirror_tree import GitTree

NOW = datetime(2026, 2, 1, tzinfo=UTC)
MOST_SECONDS = 60


def bomb(workshop, root, kind):
    """A tree of ten levels, each of which holds the one below ten times."""
    blob = workshop.git(root, "hash-object", "-w", "--stdin", stdin=b"text").strip()
    entry = {"files": ("100644", blob), "links": ("120000", blob), "modules": ("160000", "1" * 40)}
    mode, name = entry[kind]
    tree = workshop.raw_tree(root, [(mode, f"f{n}", name) for n in range(10)])
    for _ in range(10):
        tree = workshop.raw_tree(root, [("40000", f"d{n}", tree) for n in range(10)])
    return tree


def commit(workshop, root, tree, *parents):
    """Let the branch be a commit of a tree, and return its name."""
    above = [word for parent in parents for word in ("-p", parent)]
    name = workshop.git(root, "commit-tree", tree, *above, "-m", "x").strip()
    workshop.git(root, "update-ref", "refs/heads/trunk", name)
    return name


@pytest.fixture
def started():
    return time.monotonic()


@pytest.mark.parametrize("kind", ["files", "links", "modules"])
def test_a_tree_of_billions_of_files_is_refused(workshop, tmp_path, started, kind):
    root = workshop.repository()
    commit(workshop, root, bomb(workshop, root, kind))
    mirror = Mirror(Remote(root.as_uri()), tmp_path / "state/git")
    record, _ = mirror.update(NOW)
    with pytest.raises(OutputLimitError, match="lists more files than can be read"):
        GitTree(mirror, record.commit).prefetch()
    assert time.monotonic() - started < MOST_SECONDS


def test_a_commit_of_a_clone_with_billions_of_files_is_refused(workshop, started):
    root = workshop.repository()
    name = commit(workshop, root, bomb(workshop, root, "files"))
    clone = clone_of(root)
    with pytest.raises(OutputLimitError):
        CommitTree(clone, name).paths()
    assert time.monotonic() - started < MOST_SECONDS


def test_a_history_of_billions_of_files_only_hides_when_files_changed(workshop, started):
    root = workshop.repository(files={"a.md": "a"})
    small = workshop.git(root, "rev-parse", "HEAD^{tree}").strip()
    first = commit(workshop, root, bomb(workshop, root, "files"))
    name = commit(workshop, root, small, first)
    assert last_changes(root / ".git", name) == {}
    assert list(CommitTree(clone_of(root), name).paths()) == ["a.md"]
    assert time.monotonic() - started < MOST_SECONDS


@pytest.mark.parametrize("most", [0, 1, 40])
def test_output_over_the_limit_is_an_error(workshop, most):
    root = workshop.repository(files={"a.md": "a"})
    with pytest.raises(OutputLimitError):
        run_git_list(["ls-tree", "-r", "HEAD"], git_dir=root / ".git", most=most)


def test_output_at_the_limit_is_whole(workshop):
    root = workshop.repository(files={"a.md": "a", "b.md": "b"})
    whole = run_git_list(["ls-tree", "-r", "HEAD"], git_dir=root / ".git")
    assert run_git_list(["ls-tree", "-r", "HEAD"], git_dir=root / ".git", most=len(whole)) == whole
    assert whole.endswith(b"b.md\n")


def test_a_failure_of_git_is_told(workshop):
    root = workshop.repository(files={"a.md": "a"})
    with pytest.raises(GitError, match="Not a valid object name"):
        run_git_list(["ls-tree", "-r", "nothing"], git_dir=root / ".git")

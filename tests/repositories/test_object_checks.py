"""What git finds in the objects of a repository: harmless in an old one, or fatal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogsite.errors import GitError
from catalogsite.repositories.git import ObjectCheckError
from catalogsite.repositories.mirror import Mirror
from catalogsite.repositories.remote import Remote
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.mirror_tree import GitTree

NOW = datetime(2026, 2, 1, tzinfo=UTC)
AUTHOR = "Ann <ann@example.com> 1000000000 +0000"


@pytest.fixture
def root(workshop):
    return workshop.repository()


def commit(workshop, root, tree, author=AUTHOR, message="old"):
    text = f"tree {tree}\nauthor {author}\ncommitter {author}\n\n{message}\n"
    arguments = ("hash-object", "-w", "-t", "commit", "--literally", "--stdin")
    name = workshop.git(root, *arguments, stdin=text.encode()).strip()
    workshop.git(root, "update-ref", "refs/heads/trunk", name)


def files(workshop, root, *entries):
    """A tree of files and folders; each folder holds one file `x`."""
    blob = workshop.git(root, "hash-object", "-w", "--stdin", stdin=b"text").strip()
    below = workshop.raw_tree(root, [("100644", "x", blob)])
    objects = {"40000": below, "040000": below, "160000": "0" * 40}
    return workshop.raw_tree(
        root, [(mode, name, objects.get(mode, blob)) for mode, name in entries]
    )


def fetched(root, tmp_path):
    mirror = Mirror(Remote(root.as_uri()), tmp_path / "state/git")
    record, _ = mirror.update(NOW)
    tree = GitTree(mirror, record.commit)
    tree.prefetch()
    mirror.write_record(record)
    return tree


@pytest.mark.parametrize(
    ("entries", "finding"),
    [
        ([("100644", "/abs/x.md")], "fullPathname"),
        ([("100644", "docs/x.md")], "fullPathname"),
        ([("40000", "..")], "hasDotdot"),
        ([("40000", ".")], "hasDot"),
        ([("40000", ".git")], "hasDotgit"),
        ([("40000", ".GIT")], "hasDotgit"),
        ([("40000", "git~1")], "hasDotgit"),
        ([("40000", ".g\u200cit")], "hasDotgit"),
        ([("100644", "a"), ("100644", "a")], "duplicateEntries"),
        ([("100644", "b"), ("100644", "a")], "treeNotSorted"),
        ([("120000", ".gitmodules")], "gitmodulesSymlink"),
        # With a harmless finding beside it.
        ([("040000", "..")], "hasDotdot"),
    ],
)
def test_names_that_lead_out_are_refused(workshop, root, tmp_path, entries, finding):
    commit(workshop, root, files(workshop, root, *entries))
    with pytest.raises(ObjectCheckError, match=f"git refuses the repository: {finding} ") as caught:
        fetched(root, tmp_path)
    assert caught.value.fix.startswith("remove the entry from the history")
    assert Mirror(Remote(root.as_uri()), tmp_path / "state/git").record() is None


def test_a_harmless_finding_hides_no_other(workshop, root, tmp_path):
    """Git stops at the first object that it refuses; here that is the commit."""
    tree = files(workshop, root, ("100644", "/abs/x.md"))
    commit(workshop, root, tree, "Ann <ann@example.com> 1000000000 +051800")
    with pytest.raises(GitError, match=r"fullPathname|`/abs/x\.md` leads out of the repository"):
        fetched(root, tmp_path)


@pytest.mark.parametrize(
    "author",
    [
        "Ann <ann@example.com> 1000000000 +051800",
        "Ann <ann@example.com>1000000000 +0000",
        "Ann<ann@example.com> 1000000000 +0000",
        "<ann@example.com> 1000000000 +0000",
        "Ann <ann@example.com>> 1000000000 +0000",
        "Ann <ann@example.com> 01000000000 +0000",
        "Ann 1000000000 +0000",
    ],
)
def test_an_old_author_line_is_harmless(workshop, root, tmp_path, author):
    commit(workshop, root, files(workshop, root, ("100644", "README.md")), author)
    tree = fetched(root, tmp_path)
    assert tree.read("README.md") == b"text"
    changed = tree.last_changes(["README.md"])
    assert not changed or changed["README.md"].time.timestamp() in {0, 1000000000}
    folder = FolderTree(root)
    assert folder.info.commit == tree.commit


def test_old_modes_are_harmless(workshop, root, tmp_path):
    entries = [("100664", "README.md"), ("040000", "docs"), ("160000", "sub")]
    commit(workshop, root, files(workshop, root, *entries))
    tree = fetched(root, tmp_path)
    assert tree.read("docs/x") == b"text"


def test_a_hook_in_the_mirror_is_not_run(workshop, root, tmp_path):
    """Whoever can write a hook into the state must not have it run by the next fetch."""
    commit(workshop, root, files(workshop, root, ("100644", "README.md")))
    tree = fetched(root, tmp_path)
    hooks = tree.mirror.git_dir / "hooks"
    hooks.mkdir()
    mark = tmp_path / "ran"
    for name in ("reference-transaction", "post-fetch", "update"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (hooks / name).chmod(0o755)
    commit(workshop, root, files(workshop, root, ("100644", "new.md")))
    assert fetched(root, tmp_path).read("new.md") == b"text"
    assert not mark.exists()

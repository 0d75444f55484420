import os
import shutil

import pytest

from catalogsite.errors import SourceError
from catalogsite.repositories.clone import CloneInfo, clone_of
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.visible_paths import MAX_FILE_BYTES

FILES = {
    "catalog-info.yaml": "kind: Component\n",
    "docs/index.md": "# Payments\n",
    ".github/CODEOWNERS": "* @payments\n",
    ".editorconfig": "root = true\n",
    ".cache/catalog-info.yaml": "hidden",
    ".catalogsite.lock": "ours",
    "node_modules/left/catalog-info.yaml": "vendored",
    "service/vendor/x/catalog-info.yaml": "vendored",
    "service/src/main.py": "print()\n",
}
VISIBLE = [
    ".editorconfig",
    ".github/CODEOWNERS",
    "catalog-info.yaml",
    "docs/index.md",
    "service/src/main.py",
]


def test_a_folder_shows_neither_hidden_nor_vendored_folders(tmp_path, workshop):
    workshop.write(tmp_path, FILES)
    tree = FolderTree(tmp_path)
    assert list(tree.paths()) == VISIBLE
    assert tree.paths()["docs/index.md"] == len(FILES["docs/index.md"])
    assert tree.read("docs/index.md") == b"# Payments\n"


def test_a_clone_shows_what_git_tracks_or_would_track(workshop):
    root = workshop.repository(files={**FILES, ".gitignore": "secret.env\n"})
    workshop.write(root, {"secret.env": "TOKEN=1", "new.md": "# New"})
    (root / "docs/index.md").unlink()
    paths = FolderTree(root).paths()
    assert "new.md" in paths
    assert "secret.env" not in paths
    assert "docs/index.md" not in paths


def test_an_ignored_file_cannot_be_read_by_its_name(workshop):
    root = workshop.repository(files={".gitignore": "secret.env\n"})
    workshop.write(root, {"secret.env": "TOKEN=1"})
    with pytest.raises(SourceError, match="no such file"):
        FolderTree(root).read("secret.env")


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../outside", ".git/config"])
def test_nothing_outside_is_readable(workshop, path):
    root = workshop.repository(files={"a/b": "x"})
    (root.parent / "outside").write_text("x")
    with pytest.raises(SourceError):
        FolderTree(root).read(path)


@pytest.mark.parametrize("is_clone", [True, False])
def test_links_that_lead_outside_are_named_and_left_out(workshop, tmp_path, is_clone):
    root = workshop.repository(files={"README.md": "x"}) if is_clone else tmp_path / "plain"
    root.mkdir(exist_ok=True)
    (root / "evil").symlink_to("/etc/passwd")
    (root / "folder").symlink_to("..")
    (root / "absolute").symlink_to(root / "README.md")
    tree = FolderTree(root)
    assert tree.outside_links() == ("absolute", "evil", "folder")
    assert {"absolute", "evil"}.isdisjoint(tree.paths())


@pytest.mark.parametrize("is_clone", [True, False])
def test_a_link_within_the_repository_is_the_file_it_leads_to(workshop, tmp_path, is_clone):
    root = workshop.repository(files={}) if is_clone else tmp_path / "plain"
    workshop.write(root, {"README.md": "read me", "api/a/x.md": "x", "docs/own.md": "own"})
    for path, target in {
        "docs/index.md": "../README.md",
        "docs/api": "../api",
        "again": "docs/index.md",
        "api/loop": "../api",
        "nowhere": "missing.md",
        "self": "self",
    }.items():
        (root / path).symlink_to(target)
    tree = FolderTree(root)
    assert tree.inside_links() == {
        "again": "README.md",
        "docs/api/a/x.md": "api/a/x.md",
        "docs/index.md": "README.md",
    }
    assert tree.read("again") == tree.read_many(["docs/index.md"])["docs/index.md"] == b"read me"
    assert tree.read("docs/api/a/x.md") == b"x"
    assert list(tree.paths()) == sorted(tree.paths())
    assert tree.outside_links() == ()


def test_the_key_changes_with_a_link(tmp_path):
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "b.md").write_text("b")
    (tmp_path / "link").symlink_to("a.md")
    before = FolderTree(tmp_path).key
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("b.md")
    assert FolderTree(tmp_path).key != before


def test_a_committed_folder_that_became_a_link_is_not_followed(workshop, tmp_path):
    root = workshop.repository(files={"docs/a.md": "x", "README.md": "x"})
    elsewhere = tmp_path / "elsewhere"
    workshop.write(elsewhere, {"a.md": "secret"})
    (root / "docs/a.md").unlink()
    (root / "docs").rmdir()
    (root / "docs").symlink_to(elsewhere)
    tree = FolderTree(root)
    assert list(tree.paths()) == ["README.md"]
    assert tree.outside_links() == ("docs",)


def test_a_file_over_the_limit_is_an_error_and_left_out_of_many(tmp_path):
    with (tmp_path / "big.bin").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    (tmp_path / "small.md").write_text("x")
    tree = FolderTree(tmp_path)
    with pytest.raises(SourceError, match="larger than 20 MB"):
        tree.read("big.bin")
    assert tree.read_many(["big.bin", "small.md", "none"]) == {"small.md": b"x"}


def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "catalog-info.yaml")
    assert FolderTree(tmp_path).paths() == {}


def test_the_key_changes_with_the_content_and_only_then(workshop):
    root = workshop.repository(files={"a.md": "one"})
    before = FolderTree(root).key
    assert FolderTree(root).key == before
    (root / "a.md").write_text("other")
    assert FolderTree(root).key != before


def test_last_changes_come_from_history(workshop):
    root = workshop.repository(files={"a.md": "one", "b.md": "one"})
    workshop.commit(root, {"b.md": "two"})
    changes = FolderTree(root).last_changes(["a.md", "b.md", "none.md"])
    assert {path: change.time.day for path, change in changes.items()} == {"a.md": 1, "b.md": 2}
    assert changes["b.md"].author == "Ann Author"


def test_one_walk_through_the_history_answers_for_every_documentation(
    workshop, tmp_path, monkeypatch
):
    root = workshop.repository(files={"a.md": "one", "b.md": "one"})
    calls = tmp_path / "calls"
    git = tmp_path / "bin/git"
    git.parent.mkdir()
    git.write_text(f'#!/bin/sh\necho "$*" >> "{calls}"\nexec "{shutil.which("git")}" "$@"\n')
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(git.parent), prepend=os.pathsep)
    tree = FolderTree(root)
    assert [list(tree.last_changes([path])) for path in ("a.md", "b.md")] == [["a.md"], ["b.md"]]
    assert calls.read_text("utf-8").count("log --raw") == 1


def test_a_repository_that_would_start_a_program_starts_none(workshop, tmp_path):
    root = workshop.repository(files={"a.md": "one"})
    trap = tmp_path / "trap"
    workshop.git(root, "config", "core.fsmonitor", f"touch {trap}")
    tree = FolderTree(root)
    tree.paths()
    tree.last_changes(["a.md"])
    assert not trap.exists()


def test_a_git_hook_around_us_does_not_redirect_git(workshop, monkeypatch):
    root = workshop.repository(files={"a.md": "one"})
    other = workshop.repository("other", files={"z.md": "z"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    assert list(FolderTree(root).paths()) == ["a.md"]


def test_a_damaged_clone_is_read_as_a_folder(workshop):
    root = workshop.repository(files={"a.md": "one"})
    (root / ".git/HEAD").unlink()
    tree = FolderTree(root)
    assert list(tree.paths()) == ["a.md"]
    assert tree.info.commit is None


def test_a_worktree_is_a_clone(workshop):
    root = workshop.repository(files={"a.md": "one"})
    workshop.git(root, "worktree", "add", "-q", "../side", "-b", "side")
    tree = FolderTree(root.parent / "side")
    assert list(tree.paths()) == ["a.md"]
    assert tree.info.branch == "side"
    assert tree.info.commit


def test_a_git_file_counts_only_where_its_clone_states_so(workshop, tmp_path):
    """A `.git` file may come with files of a stranger, and name any clone of this machine."""
    secret = workshop.repository("secret", files={"secret.md": "secret"})
    workshop.git(secret, "worktree", "add", "-q", "-b", "side", str(tmp_path / "worktree"))
    inner = workshop.repository("inner", files={"a.md": "a"})
    workshop.git(
        secret, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub"
    )
    commits = {
        tmp_path / "worktree": workshop.git(secret, "rev-parse", "side").strip(),
        secret / "sub": workshop.git(inner, "rev-parse", "HEAD").strip(),
    }
    for folder, commit in commits.items():
        assert FolderTree(folder).info.commit == commit
    names = [secret / ".git", secret / ".git/worktrees/worktree", secret / ".git/modules/sub"]
    for number, target in enumerate(names):
        folder = tmp_path / f"stranger-{number}"
        folder.mkdir()
        (folder / "README.md").write_text("x")
        (folder / ".git").write_text(f"gitdir: {target}\n")
        tree = FolderTree(folder)
        assert tree.info == CloneInfo(None, None, None, None)
        assert list(tree.paths()) == ["README.md"]
        assert clone_of(folder) is None
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / ".git").symlink_to(secret / ".git")
    assert FolderTree(linked).info.commit is None


def test_the_index_of_the_repository_that_runs_us_is_not_read(workshop, monkeypatch):
    """Git sets `GIT_INDEX_FILE` while it runs a hook, and catalogsite may be run by one."""
    around = workshop.repository("around", files={"around.md": "x"})
    root = workshop.repository("own", files={"own.md": "x"})
    # Tracked and ignored: only the index knows of it.
    workshop.commit(root, {".gitignore": "own.md"})
    monkeypatch.setenv("GIT_INDEX_FILE", str(around / ".git/index"))
    assert list(FolderTree(root).paths()) == [".gitignore", "own.md"]

"""A recorded tree answers as the tree that it was recorded from."""

from __future__ import annotations

import pickle
import subprocess

import pytest

from catalogsite.errors import SourceError
from catalogsite.repositories.trees import recorded_tree
from catalogsite.repositories.trees.folder_tree import FolderTree
from catalogsite.repositories.trees.recorded_tree import record

FILES = {
    "README.md": "# Pay\n",
    "docs/index.md": "# Docs\n",
    "run.sh": "#!/bin/sh\n",
    ".github/CODEOWNERS": "* @a\n",
    ".hidden/x.yaml": "a: 1\n",
    "node_modules/x/package.json": "{}\n",
    "bad\\name.md": "x\n",
}


@pytest.fixture
def folder(tmp_path):
    for path, text in FILES.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    (tmp_path / "run.sh").chmod(0o755)
    (tmp_path / "link.md").symlink_to("docs/index.md")
    (tmp_path / "out.md").symlink_to("/etc/passwd")
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for arguments in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    return tmp_path


@pytest.fixture
def tree(folder):
    return FolderTree(folder)


ANSWERS = {
    "paths": lambda tree: list(tree.paths().items()),
    "named_only": lambda tree: list(tree.named_only_paths().items()),
    "executables": lambda tree: tree.executables(),
    "inside": lambda tree: tree.inside_links(),
    "outside": lambda tree: tree.outside_links(),
    "unsafe": lambda tree: tree.unsafe_paths(),
    "changes": lambda tree: tree.last_changes(list(tree.paths())),
    "contents": lambda tree: tree.read_many(list(tree.paths())),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_answers_are_the_same(tree, answer):
    recorded = pickle.loads(pickle.dumps(record(tree)))
    assert answer(recorded) == answer(tree)
    assert answer(recorded) or answer is ANSWERS["unsafe"]
    assert not recorded.is_missed


def test_a_file_that_cannot_be_read_says_why(folder, tree):
    tree.paths()
    (folder / "README.md").unlink()
    recorded = record(tree)
    with pytest.raises(SourceError) as error:
        recorded.read("README.md")
    assert (error.value.what, error.value.where) == ("No such file or directory", "README.md")
    assert not recorded.is_missed


def test_a_file_that_was_not_recorded_is_noted(tree):
    recorded = record(tree)
    with pytest.raises(SourceError):
        recorded.read("nowhere.md")
    assert not recorded.is_missed
    with pytest.raises(SourceError):
        recorded.read("node_modules/x/package.json")
    assert recorded.is_missed


@pytest.mark.parametrize("limit", ["MAX_FILES", "MAX_BYTES"])
def test_what_is_too_large_is_not_recorded(tree, monkeypatch, limit):
    monkeypatch.setattr(recorded_tree, limit, 1)
    assert record(tree) is None

"""The folder of a run: what is written, replaced, renamed and deleted in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.errors import TemplateError
from catalogsite.scaffold.run.workspace import Workspace, regular_files


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "run")
    made.root.mkdir()
    for name in ("a.txt", "b/c.txt", "b/d/e.txt"):
        assert made.write(name, name.encode(), 0o644, replace=False)
    return made


def test_a_file_is_replaced_only_where_that_is_asked_for(workspace: Workspace) -> None:
    assert not workspace.write("a.txt", b"new", 0o644, replace=False)
    assert workspace.path("a.txt").read_bytes() == b"a.txt"
    assert workspace.write("a.txt", b"new", 0o644, replace=True)
    assert workspace.path("a.txt").read_bytes() == b"new"


@pytest.mark.parametrize(("mode", "written"), [(0o755, 0o755), (0o444, 0o644), (0o640, 0o640)])
def test_the_mode_is_kept_and_the_owner_may_write(
    workspace: Workspace, mode: int, written: int
) -> None:
    workspace.write("x", b"x", mode, replace=True)
    assert workspace.path("x").stat().st_mode & 0o777 == written


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("a.txt", ["b/c.txt", "b/d/e.txt"]),
        ("b", ["a.txt"]),
        ("b/*", ["a.txt", "b/d/e.txt"]),
        ("b/**", ["a.txt"]),
        ("**/*.txt", []),
        ("none", ["a.txt", "b/c.txt", "b/d/e.txt"]),
        (".", ["a.txt", "b/c.txt", "b/d/e.txt"]),
    ],
)
def test_what_is_deleted(workspace: Workspace, pattern: str, left: list[str]) -> None:
    workspace.delete(pattern)
    assert workspace.files() == left


@pytest.mark.parametrize("pattern", ["../run/a.txt", "../*", "/*", "/etc"])
def test_nothing_outside_is_deleted(workspace: Workspace, pattern: str) -> None:
    with pytest.raises(TemplateError, match="leads out of the project"):
        workspace.delete(pattern)
    assert workspace.files() == ["a.txt", "b/c.txt", "b/d/e.txt"]


def test_a_rename_replaces_only_where_that_is_asked_for(workspace: Workspace) -> None:
    with pytest.raises(TemplateError, match=r"'b/c\.txt' is there already") as caught:
        workspace.rename("a.txt", "b/c.txt", overwrite=False)
    assert caught.value.fix == "set overwrite: true"
    workspace.rename("a.txt", "b/c.txt", overwrite=True)
    assert workspace.files() == ["b/c.txt", "b/d/e.txt"]
    assert workspace.path("b/c.txt").read_bytes() == b"a.txt"
    with pytest.raises(TemplateError, match=r"there is no 'a\.txt'"):
        workspace.rename("a.txt", "x", overwrite=True)


def test_files_below_a_link_are_not_listed(workspace: Workspace) -> None:
    (workspace.root / "link").symlink_to(workspace.root / "b")
    (workspace.root / "b/up.txt").symlink_to(workspace.root / "a.txt")
    assert workspace.files() == ["a.txt", "b/c.txt", "b/d/e.txt"]
    assert list(regular_files(workspace.root / "link")) == []

"""The folder of a run: what is written, replaced, renamed and deleted in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.errors import TemplateError
from catalogsite.scaffold.run.workspace import Limits, Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "run").mkdir()
    made = Workspace((tmp_path / "run").resolve())
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
        ("b/*", ["a.txt"]),
        ("b/*.txt", ["a.txt", "b/d/e.txt"]),
        ("{a.txt,b/c.txt}", ["b/d/e.txt"]),
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


def test_a_folder_is_replaced_and_not_moved_into_itself(workspace: Workspace) -> None:
    workspace.write("n/c.txt", b"new", 0o644, replace=False)
    workspace.rename("n", "b", overwrite=True)
    assert workspace.files() == ["a.txt", "b/c.txt"]
    for old, new in (("b", "b/n"), ("b/c.txt", "b"), ("b", "."), (".", "b")):
        with pytest.raises(TemplateError, match="which is inside or above it"):
            workspace.rename(old, new, overwrite=True)


def test_links_are_listed_and_nothing_goes_through_them(workspace: Workspace) -> None:
    assert workspace.link("link", "b", replace=False)
    assert workspace.files() == ["a.txt", "b/c.txt", "b/d/e.txt", "link"]
    for act in (
        lambda: workspace.write("link/x.txt", b"x", 0o644, replace=True),
        lambda: workspace.delete("link/c.txt"),
        lambda: workspace.rename("link/c.txt", "c.txt", overwrite=True),
    ):
        with pytest.raises(TemplateError, match="goes through the link `link`"):
            act()
    workspace.delete("link")
    assert workspace.files() == ["a.txt", "b/c.txt", "b/d/e.txt"]


@pytest.mark.parametrize("limits", [Limits(files=4), Limits(size=30)])
def test_a_run_writes_so_much_and_no_more(tmp_path: Path, limits: Limits) -> None:
    workspace = Workspace(tmp_path.resolve(), limits)
    for _ in range(limits.files if limits.files < 5 else 3):
        workspace.write("same.txt", b"0123456789", 0o644, replace=True)
    with pytest.raises(TemplateError, match="writes more than"):
        workspace.write("same.txt", b"0123456789", 0o644, replace=True)

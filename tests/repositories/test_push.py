"""Pushing a folder: the bytes and modes of its files, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from catalogsite.errors import GitError, SourceError
from catalogsite.repositories.change import Author, Change
from catalogsite.repositories.push import configured_author, push_change, stored_token
from catalogsite.repositories.remote import GitToken, Remote

ANN = Author("Ann Author", "ann@acme.example")


@pytest.fixture
def bare(workshop: Any) -> Path:
    """A bare repository with two files on `trunk`."""
    root = workshop.repository("seed", {"a.txt": "a", "b/c.txt": "c"})
    target = workshop.folder / "bare.git"
    workshop.git(workshop.folder, "clone", "-q", "--bare", str(root), str(target))
    return target


def _push(bare: Path, folder: Path, **options: Any) -> str | None:
    given: dict[str, Any] = {"branch": "work", "message": "Change", "author": ANN, **options}
    return push_change(Remote(str(bare)), Change(folder, **given))


def _files(workshop: Any, bare: Path, branch: str) -> list[str]:
    return workshop.git(bare, "ls-tree", "-r", "--name-only", branch).split()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "new.txt").write_text("new")
    return folder


def test_a_folder_is_the_first_commit_of_a_repository(
    workshop: Any, made: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.git"
    workshop.git(tmp_path, "init", "-q", "--bare", str(empty))
    commit = _push(empty, made, branch="main", message="  Start\n\nBody\n\n")
    assert workshop.git(empty, "rev-parse", "main").strip() == commit
    assert workshop.git(empty, "log", "-1", "--format=%an %ae %cn|%B", "main").strip() == (
        "Ann Author ann@acme.example Ann Author|Start\n\nBody"
    )
    assert not (made / ".git").exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"base": "trunk"}, ["a.txt", "b/c.txt", "new.txt"]),
        ({"base": "trunk", "target": "b/"}, ["a.txt", "b/c.txt", "b/new.txt"]),
        ({"base": "trunk", "target": "."}, ["a.txt", "b/c.txt", "new.txt"]),
        ({"base": "trunk", "removed": ("a.txt", "absent")}, ["b/c.txt", "new.txt"]),
        ({"base": "trunk", "handling": "create"}, ["a.txt", "b/c.txt", "new.txt"]),
        ({"base": "trunk", "handling": "delete"}, ["a.txt", "b/c.txt"]),
        ({"base": "trunk", "branch": "trunk"}, ["a.txt", "b/c.txt", "new.txt"]),
    ],
)
def test_a_folder_is_a_change_of_a_branch(
    options: dict[str, Any], expected: list[str], workshop: Any, bare: Path, made: Path
) -> None:
    _push(bare, made, **options)
    assert _files(workshop, bare, options.get("branch", "work")) == expected


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"base": "trunk", "handling": "create"}, "the repository has a.txt already"),
        ({"branch": "trunk"}, "there is a branch trunk already"),
        ({"branch": "a b"}, "invalid refspec"),
        ({"base": "absent"}, "couldn't find remote ref refs/heads/absent"),
        ({"base": "trunk", "target": "../out"}, "the path `../out`"),
        ({"base": "trunk", "target": ".git"}, "the path `.git`"),
    ],
)
def test_a_change_is_refused(
    options: dict[str, Any], what: str, workshop: Any, bare: Path, made: Path
) -> None:
    (made / "a.txt").write_text("other")
    before = workshop.git(bare, "for-each-ref")
    with pytest.raises(SourceError) as raised:
        _push(bare, made, **options)
    assert what in raised.value.what
    assert workshop.git(bare, "for-each-ref") == before


def test_a_branch_is_replaced_where_that_is_asked(workshop: Any, bare: Path, made: Path) -> None:
    _push(bare, made, base="trunk")
    (made / "new.txt").write_text("newer")
    commit = _push(bare, made, base="trunk", replace=True)
    assert workshop.git(bare, "rev-parse", "work").strip() == commit


def test_what_changes_nothing_is_not_pushed(workshop: Any, bare: Path, tmp_path: Path) -> None:
    same = tmp_path / "same"
    same.mkdir()
    (same / "a.txt").write_text("a")
    assert _push(bare, same, base="trunk", allow_empty=False) is None
    assert "work" not in workshop.git(bare, "for-each-ref")
    assert _push(bare, same, base="trunk") is not None


def test_a_file_that_the_base_has_is_kept_where_that_is_asked(
    workshop: Any, bare: Path, made: Path
) -> None:
    (made / "a.txt").write_text("other")
    _push(bare, made, base="trunk", kept=("a.txt",))
    assert workshop.git(bare, "cat-file", "blob", "work:a.txt") == "a"
    _push(bare, made, base="trunk", branch="below", target="b", kept=("a.txt",))
    assert workshop.git(bare, "cat-file", "blob", "below:b/a.txt") == "other"


@pytest.mark.skipif(os.name != "posix", reason="needs such names")
def test_odd_names_are_kept(workshop: Any, bare: Path, made: Path) -> None:
    for name in ('"quoted"', "-dash", "ä", "tab\there", ":colon", " "):
        (made / name).write_text(name)
    _push(bare, made, base="trunk")
    listed = workshop.git(bare, "ls-tree", "-z", "--name-only", "work").split("\0")
    assert {'"quoted"', "-dash", "ä", "tab\there", ":colon", " "} <= set(listed)
    (made / "two\nlines").write_text("")
    with pytest.raises(GitError, match="a file name with a line end cannot be committed"):
        _push(bare, made, base="trunk", branch="other")


def test_hooks_and_filters_of_the_user_do_not_run(
    workshop: Any, bare: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks, ran = tmp_path / "hooks", tmp_path / "ran"
    hooks.mkdir()
    for name in ("pre-push", "pre-commit", "post-checkout"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (hooks / name).chmod(0o755)
    config = tmp_path / "config"
    config.write_text(
        f'[core]\n\thooksPath = {hooks}\n\tautocrlf = input\n[filter "x"]\n\tclean = touch {ran}\n'
        "[commit]\n\tgpgSign = true\n[init]\n\ttemplateDir = " + str(hooks) + "\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    (made / ".gitattributes").write_text("* filter=x text\n")
    (made / "crlf.txt").write_bytes(b"a\r\n")
    _push(bare, made, base="trunk")
    assert not ran.exists()
    assert workshop.git(bare, "cat-file", "blob", "work:crlf.txt") == "a\r\n"


def test_a_token_is_in_no_representation() -> None:
    assert "s3cret" not in repr(Remote("https://acme.example/x", credential=GitToken("s3cret")))


def test_the_user_of_git_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text("[user]\n\tname = Ann\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    assert configured_author() == ("Ann", None)
    assert stored_token("https://acme.example") is None

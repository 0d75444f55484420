"""A state folder in which anything may be of the wrong type, damaged or left over."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogsite.errors import UserError
from catalogsite.state.atomic import read_regular
from catalogsite.state.checked_file import read_checked, write_checked
from catalogsite.state.folders import State
from catalogsite.state.repair import BROKEN, locked, repair, set_aside

FILES = [
    *("snapshot.json", "accepted", "run.json", "catalogsite.prom", "history.db", "made.json"),
    *("cache/http.db", "store/ab/cd", "fragments/ab/cd.json", "fragments/pages/ab.json"),
    *("readings/ab.json", "listings/ab.json", "snapshots/2026-01-01.zip"),
]
FOLDERS = ["store", "store/ab", "fragments", "fragments/ab", "fragments/pages", "readings"]
FOLDERS += ["listings", "snapshots", "fulltext", "site", "git", "git/pay-123.git", "cache"]


def folder(path: Path) -> None:
    path.mkdir()
    (path / "of a person").write_text("kept")


def sock(path: Path) -> None:
    here = os.open(path.parent, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            # The path may be too long for an address.
            one.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


OBSTACLES: dict[str, Callable[[Path], None]] = {
    "a folder": folder,
    "a pipe": os.mkfifo,
    "a socket": sock,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("/nonexistent/elsewhere"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_is_where_a_file_belongs_is_moved_away(tmp_path: Path, obstacle: str) -> None:
    state = State(tmp_path)
    for place in FILES:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        OBSTACLES[obstacle](tmp_path / place)
    assert repair(state) == sorted(FILES)
    assert not any(os.path.lexists(tmp_path / place) for place in FILES)
    kept = {path.name for path in (tmp_path / BROKEN).iterdir()}
    assert kept == {place.replace("/", "-") for place in FILES}
    assert repair(state) == []


@pytest.mark.parametrize("obstacle", [*list(OBSTACLES)[1:], "a file"])
@pytest.mark.parametrize("depth", [0, 1])
def test_what_is_where_a_folder_belongs_is_moved_away(
    tmp_path: Path, obstacle: str, depth: int
) -> None:
    state = State(tmp_path)
    places = [place for place in FOLDERS if place.count("/") == depth]
    for place in places:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (OBSTACLES | {"a file": Path.touch})[obstacle](tmp_path / place)
    assert repair(state) == sorted(places)
    assert repair(state) == []


def test_a_whole_state_is_left_alone(tmp_path: Path) -> None:
    for place in FILES:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("x")
    (tmp_path / "site/.catalogsite-site").parent.mkdir()
    (tmp_path / "site/.catalogsite-site").write_text("x")
    (tmp_path / "published.json").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert repair(State(tmp_path)) == []
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_is_lost_where_much_is_moved(tmp_path: Path) -> None:
    state = State(tmp_path)
    for text in ("one", "two", "three"):
        state.history.write_text(text)
        (tmp_path / "history.db-journal").write_text(f"journal of {text}")
        set_aside(state, state.history)
    kept = {path.name: path.read_text() for path in (tmp_path / BROKEN).iterdir()}
    assert kept == {
        "history.db": "one",
        "history.db-journal": "journal of one",
        "history.db.2": "two",
        "history.db.2-journal": "journal of two",
        "history.db.3": "three",
        "history.db.3-journal": "journal of three",
    }


def test_unfinished_files_of_dead_processes_go(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    left = [".snapshot.json", "store/ab/.cd", "fragments/pages/.ab.json", "readings/.ab.json"]
    left += ["listings/.ab.json", "git/pay-123.git/.catalogsite.json", "fulltext/.made-from"]
    others = [f".snapshot.json.{os.getppid()}-1", ".gitignore", ".x.json.old", "x.1-2"]
    for name in (*(f"{one}.{dead.pid}-140" for one in left), *others):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    with locked(State(tmp_path)) as moved:
        assert moved == []
    files = {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert files == {"lock", *others}


@pytest.mark.parametrize("obstacle", ["a folder", "a link to itself", "a socket"])
def test_a_lock_that_cannot_be_opened_states_what_to_do(tmp_path: Path, obstacle: str) -> None:
    OBSTACLES[obstacle](tmp_path / "lock")
    with pytest.raises(UserError, match="cannot be locked") as caught, State(tmp_path).lock():
        pass
    assert caught.value.where == str(tmp_path / "lock")
    assert caught.value.fix == "move it away: nothing is kept in it"


@pytest.mark.parametrize("name", ["state", "state/below"])
@pytest.mark.parametrize("obstacle", ["a pipe", "a link to itself", "a link to nothing", "a file"])
def test_a_state_folder_that_is_none_states_what_to_do(
    tmp_path: Path, obstacle: str, name: str
) -> None:
    (OBSTACLES | {"a file": Path.touch})[obstacle](tmp_path / "state")
    with pytest.raises((UserError, OSError)) as caught, State(tmp_path / name).lock():
        pass
    if isinstance(caught.value, UserError):
        assert caught.value.fix == "move it away, or name another folder with --state-dir"


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_only_a_regular_file_is_read(tmp_path: Path, obstacle: str) -> None:
    OBSTACLES[obstacle](tmp_path / "file")
    with pytest.raises(OSError):
        read_regular(tmp_path / "file")
    assert read_checked(tmp_path / "file") is None


@pytest.mark.parametrize("content", [b"", b"x", b"\n" * 100, os.urandom(5000)])
def test_a_checked_file_is_whole_or_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    write_checked(path, content)
    whole = path.read_bytes()
    assert read_checked(path) == content
    changed = bytearray(whole)
    changed[-1] ^= 1
    for damaged in (whole[:-1], whole + b"x", b"", whole[:10], bytes(changed), content):
        path.write_bytes(damaged)
        assert read_checked(path) is None

"""Temporary folders of killed processes are removed by the next one; no others are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalogsite.execution.temporary import PREFIX, remove_leftovers, temporary_folder

HOLDER = """
import multiprocessing, sys, time
from pathlib import Path
from catalogsite.execution.temporary import temporary_folder

place = Path(sys.argv[1])
with temporary_folder(place) as folder:
    (folder / "part").mkdir()
    (folder / "part" / "file").write_text("x")
    if "workers" in sys.argv:
        multiprocessing.get_context("fork").Process(target=time.sleep, args=(5,)).start()
    (place / "ready").write_text(folder.name)
    time.sleep(60)
"""


def start(place: Path, *arguments: str) -> tuple[subprocess.Popen[bytes], Path]:
    command = [sys.executable, "-c", HOLDER, str(place), *arguments]
    process = subprocess.Popen(command)
    while not (place / "ready").exists():
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.1)
    return process, place / (place / "ready").read_text()


def test_a_folder_goes_with_its_block(tmp_path: Path) -> None:
    with temporary_folder(tmp_path) as folder:
        (folder / "file").write_text("x")
        assert folder.name.startswith(PREFIX)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [(), ("workers",)])
def test_a_killed_process_leaves_a_folder_that_the_next_one_removes(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    process, folder = start(tmp_path, *arguments)
    remove_leftovers(tmp_path)
    assert (folder / "part" / "file").exists(), "its process lives"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert folder.exists()
    with temporary_folder(tmp_path):
        assert not folder.exists()


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    others = [tmp_path / "catalogsite-old", tmp_path / "another", tmp_path / ".catalogsite-new-x"]
    for folder in others:
        folder.mkdir()
    (tmp_path / f"{PREFIX}file").write_text("x")
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "another")
    (tmp_path / f"{PREFIX}left").mkdir()
    remove_leftovers(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*(one.name for one in others), f"{PREFIX}file", f"{PREFIX}link"}
    os.utime(others[2], (0, 0))
    remove_leftovers(tmp_path)
    assert not others[2].exists(), "an hour is enough to be given a lock"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder of another user")
def test_a_folder_of_another_user_stays(tmp_path: Path) -> None:
    folder = tmp_path / f"{PREFIX}theirs"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    remove_leftovers(tmp_path)
    assert folder.exists()


def test_a_place_that_cannot_be_listed_is_no_error(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "gone")

"""A file is replaced in one step, or stays as it was."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from catalogsite.state.atomic import atomic_write


def test_the_folder_is_made_and_the_file_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.json"
    atomic_write(file, b"old")
    atomic_write(file, b"new", 0o640)
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    (folder / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="taken"):
        atomic_write(folder, b"new")
    assert list(tmp_path.iterdir()) == [folder]

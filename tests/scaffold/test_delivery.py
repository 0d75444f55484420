"""What a run made is moved into its folder as a whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.errors import DiskError, TemplateError
from catalogsite.scaffold.run.delivery import deliver, refuse_overwriting
from catalogsite.scaffold.run.entries import Entry, entries


@pytest.fixture
def made(tmp_path: Path) -> list[Entry]:
    folder = tmp_path / "workspace"
    for name, mode in (("a.txt", 0o600), ("b/c/run.sh", 0o755), ("d.txt", 0o444)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
        (folder / name).chmod(mode)
    (folder / "b/link").symlink_to("./c/run.sh")
    return entries(folder)


def test_files_links_and_modes(made: list[Entry], tmp_path: Path) -> None:
    dest = tmp_path / "new/er/folder"
    deliver(made, dest)
    found = {path.relative_to(dest).as_posix(): path for path in dest.rglob("*")}
    modes = {name: path.lstat().st_mode & 0o777 for name, path in found.items() if path.is_file()}
    assert {name: modes[name] for name in ("a.txt", "b/c/run.sh", "d.txt")} == {
        "a.txt": 0o644, "b/c/run.sh": 0o755, "d.txt": 0o644,
    }  # fmt: skip
    assert (dest / "b/link").read_text() == "b/c/run.sh"
    assert str((dest / "b/link").readlink()) == "c/run.sh"


def test_all_files_that_are_there_are_named(made: list[Entry], tmp_path: Path) -> None:
    dest = tmp_path / "dest"
    (dest / "b").mkdir(parents=True)
    (dest / "a.txt").touch()
    (dest / "b/c").touch()
    (dest / "d.txt").symlink_to("nothing")
    with pytest.raises(TemplateError) as caught:
        refuse_overwriting(dest, made)
    assert caught.value.what == "would overwrite a.txt, b/c/run.sh, d.txt"


def test_a_destination_that_is_a_file(made: list[Entry], tmp_path: Path) -> None:
    (tmp_path / "dest").touch()
    with pytest.raises(TemplateError, match="is a file"):
        refuse_overwriting(tmp_path / "dest", made)


@pytest.mark.parametrize("there", [False, True], ids=["new folder", "own files"])
def test_what_was_moved_is_removed_when_the_rest_fails(
    there: bool, made: list[Entry], tmp_path: Path
) -> None:
    dest = tmp_path / "new/dest"
    if there:
        (dest / "b").mkdir(parents=True)
        (dest / "b/own.txt").touch()
    made[-1].path.unlink()
    with pytest.raises(DiskError, match=r"d\.txt"):
        deliver(made, dest)
    left = sorted(path.relative_to(tmp_path).as_posix() for path in (tmp_path / "new").rglob("*"))
    assert left == (["new/dest", "new/dest/b", "new/dest/b/own.txt"] if there else [])
    assert (tmp_path / "new").exists() == there


def test_a_file_that_appears_meanwhile_is_kept(made: list[Entry], tmp_path: Path) -> None:
    dest = tmp_path / "dest"
    dest.mkdir()
    (dest / "d.txt").write_text("own")
    with pytest.raises(TemplateError, match="would overwrite"):
        deliver(made, dest)
    assert [path.name for path in dest.iterdir()] == ["d.txt"]
    assert (dest / "d.txt").read_text() == "own"

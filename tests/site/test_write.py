"""The site appears whole or not at all, and only where a site of ours may stand."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogsite.errors import UnsafePathError, UserError
from catalogsite.site.files import exchange
from catalogsite.site.write import MARKER, SiteWriter


def _publish(
    target: Path,
    files: dict[str, str],
    spare: Path | None = None,
    swap: Callable[[Path, Path], bool] = exchange,
) -> SiteWriter:
    with SiteWriter(target, spare, swap) as writer:
        for path, content in files.items():
            writer.write(path, content)
        writer.publish()
    return writer


def _files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MARKER
    }


def test_a_second_site_replaces_the_first_and_links_what_is_unchanged(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _publish(site, {"index.html": "one", "a/index.html": "same", "gone.txt": "x"})
    inode = (site / "a/index.html").stat().st_ino
    writer = _publish(site, {"index.html": "two", "a/index.html": "same"})
    assert _files(site) == {"index.html": "two", "a/index.html": "same"}
    assert (site / "a/index.html").stat().st_ino == inode
    assert (writer.unchanged, writer.written) == (1, 1)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_an_interrupted_build_leaves_the_old_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _publish(site, {"index.html": "old"})
    with SiteWriter(site) as writer:
        writer.write("index.html", "half")
    assert _files(site) == {"index.html": "old"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_a_staged_file_is_never_written_through_a_link(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _publish(site, {"index.html": "old"})
    with SiteWriter(site) as writer:
        writer.write("index.html", "old")
        writer.write("index.html", "new")
        assert (site / "index.html").read_text() == "old"
        writer.publish()
    assert _files(site) == {"index.html": "new"}


def test_leftovers_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _publish(site, {"index.html": "old"})
    left = tmp_path / "site.new"
    left.mkdir()
    (left / MARKER).write_text("")
    (left / "half.html").write_text("")
    _publish(site, {"index.html": "new"})
    assert _files(site) == {"index.html": "new"}


@pytest.mark.parametrize("killed", ["between the renames", "before the old one went"])
def test_an_exchange_by_two_renames_is_finished_at_the_next_start(
    tmp_path: Path, killed: str
) -> None:
    site = tmp_path / "site"
    _publish(site, {"index.html": "old"})
    site.rename(tmp_path / "site.old")
    if killed == "before the old one went":
        _publish(site, {"index.html": "newer"})
    with SiteWriter(site):
        pass
    wanted = "old" if killed == "between the renames" else "newer"
    assert _files(site) == {"index.html": wanted}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_without_renameat2_two_renames_do(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _publish(site, {"index.html": "old"})
    _publish(site, {"index.html": "new"}, swap=lambda *_: False)
    assert _files(site) == {"index.html": "new"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_a_foreign_folder_is_never_replaced(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    _publish(site, {"index.html": "into an empty folder"})
    (site / MARKER).unlink()
    with pytest.raises(UserError, match="--site-dir"):
        _publish(site, {"index.html": "new"})
    assert _files(site) == {"index.html": "into an empty folder"}


@pytest.mark.parametrize("path", ["../out.html", "/etc/x", "a/../../x", "a/\0b"])
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(UnsafePathError, match="the path"):
        _publish(tmp_path / "site", {path: "x"})


FIRST = {"index.html": "one", "a/index.html": "same", "a/b/index.html": "deep", "gone/x.txt": "x"}

CHANGES = {
    "nothing changed": ({}, (), 0),
    "one changed": ({"a/b/index.html": "other"}, (), 1),
    "one added in a new folder": ({"new/folder/x.html": "x"}, (), 1),
    "one removed, and its folder": ({}, ("gone/x.txt",), 0),
    "a file becomes a folder": ({"gone/x.txt/y.txt": "y"}, ("gone/x.txt",), 1),
    "a folder becomes a file": ({"a": "file"}, ("a/index.html", "a/b/index.html"), 1),
    "same size, other bytes": ({"index.html": "two"}, (), 1),
}


def _next(changed: dict[str, str], removed: tuple[str, ...]) -> dict[str, str]:
    return {path: text for path, text in FIRST.items() if path not in removed} | changed


@pytest.mark.parametrize("spare", [False, True], ids=["staged beside", "staged on a spare"])
@pytest.mark.parametrize("case", CHANGES)
def test_the_next_site_is_what_was_written_and_no_more(
    tmp_path: Path, case: str, spare: bool
) -> None:
    changed, removed, written = CHANGES[case]
    site, kept = tmp_path / "site", tmp_path / "state" / "site" if spare else None
    wanted = _next(changed, removed)
    _publish(site, FIRST, kept)
    assert _publish(site, wanted, kept).written == written
    assert _files(site) == wanted
    _publish(site, FIRST, kept)
    assert _files(site) == FIRST
    # The spare has this very content by now.
    assert _publish(site, wanted, kept).written == (0 if spare else written)
    assert _files(site) == wanted
    assert {p for p in site.rglob("*") if p.is_dir() and not any(p.iterdir())} == set()


def test_on_a_spare_what_is_unchanged_is_not_touched(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / "spare"
    for _ in range(3):
        _publish(site, FIRST, spare)
    before = [(p, p.stat().st_ino, p.stat().st_ctime_ns) for p in sorted(spare.rglob("*.html"))]
    _publish(site, FIRST, spare)
    after = [(p.stat().st_ino, p.stat().st_ctime_ns) for p in sorted(site.rglob("*.html"))]
    assert [facts for _, *facts in before] == [list(facts) for facts in after]


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.unlink(),
        lambda file: (file.unlink(), file.mkdir(), (file / "x").write_text("")),
        lambda file: (file.unlink(), file.symlink_to("/etc/hostname")),
        lambda file: (file.parent / "foreign.html").write_text("left by a hand"),
    ],
    ids=["cut short", "deleted", "a folder", "a link", "a foreign file"],
)
def test_damage_in_the_spare_or_the_site_never_reaches_the_next_one(tmp_path: Path, damage) -> None:
    site, spare = tmp_path / "site", tmp_path / "spare"
    for _ in range(2):
        _publish(site, FIRST, spare)
    for folder in (spare, site):
        damage(folder / "a" / "index.html")
    _publish(site, FIRST, spare)
    assert _files(site) == FIRST
    assert not any(file.is_symlink() for file in site.rglob("*"))


def test_a_run_killed_while_staging_changes_nothing_and_helps_the_next(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / "spare"
    for _ in range(2):
        _publish(site, FIRST, spare)
    with SiteWriter(site, spare) as writer:
        writer.write("a/index.html", "half a run")
        writer.write("new.html", "half a run")
    assert _files(site) == FIRST
    _publish(site, FIRST, spare)
    assert _files(site) == FIRST


def test_leftovers_stay_ours_when_their_removal_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    _publish(site, FIRST)
    left = tmp_path / "site.new"
    shutil.copytree(site, left)
    removed: list[str] = []

    def unlink(path: str) -> None:
        if len(removed) == 2:
            raise KeyboardInterrupt
        removed.append(path)
        Path(path).unlink()

    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(KeyboardInterrupt):
        _publish(site, FIRST)
    monkeypatch.undo()
    assert (left / MARKER).exists()
    _publish(site, FIRST)
    assert _files(site) == FIRST


def test_a_mount_point_is_updated_file_by_file(tmp_path: Path) -> None:
    def busy(*_: object) -> bool:
        raise OSError(errno.EBUSY, "a mount point")

    site, spare = tmp_path / "site", tmp_path / "spare"
    _publish(site, FIRST)
    inode = (site / "a/index.html").stat().st_ino
    wanted = {"index.html": "two", "a/index.html": "same", "gone/x.txt/y": "y"}
    _publish(site, wanted, spare, busy)
    assert _files(site) == wanted
    assert (site / "a/index.html").stat().st_ino == inode


def test_generated_files_win_over_adopted_ones(tmp_path: Path) -> None:
    built = tmp_path / "built"
    (built / "a").mkdir(parents=True)
    (built / "index.html").write_text("of the tool")
    (built / "a" / "own.html").write_text("of the tool")
    with SiteWriter(tmp_path / "site") as writer:
        writer.write("index.html", "generated")
        writer.adopt(built)
        writer.publish()
    assert _files(tmp_path / "site") == {"index.html": "generated", "a/own.html": "of the tool"}
    assert writer.written == 2

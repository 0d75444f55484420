"""The site appears whole or not at all, and only where a site of ours may stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.errors import UserError
from catalogsite.render import write
from catalogsite.render.write import MARKER, SiteWriter


def _publish(target: Path, files: dict[str, str]) -> SiteWriter:
    with SiteWriter(target) as writer:
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


def test_without_renameat2_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_exchange", lambda *_: False)
    site = tmp_path / "site"
    _publish(site, {"index.html": "old"})
    _publish(site, {"index.html": "new"})
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
    with pytest.raises(UserError, match="outside"):
        _publish(tmp_path / "site", {path: "x"})


def test_what_another_tool_staged_is_linked_where_equal(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _publish(site, {"same.html": "same", "other.html": "old"})
    inode = (site / "same.html").stat().st_ino
    with SiteWriter(site) as writer:
        (writer.staged / "same.html").write_text("same")
        (writer.staged / "other.html").write_text("new")
        writer.link_unchanged()
        writer.publish()
    assert _files(site) == {"same.html": "same", "other.html": "new"}
    assert (site / "same.html").stat().st_ino == inode

"""A site that is current is not made again, and one that anybody touched is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogsite.execution.progress import NoProgress
from catalogsite.model.page import Asset, OutputGroup
from catalogsite.model.read_log import ReadLog
from catalogsite.render.shell.fill import ShellRenderer
from catalogsite.site.outputs import SiteOutputs
from catalogsite.site.publish import publish
from catalogsite.site.unchanged.current import made_from
from catalogsite.site.unchanged.listing import Listing, listing

TEXTS = {"a.txt": b"one", "b/c.txt": b"two", "b/d/e.txt": b"three"}


def _build(folder: Path, made: str, *, complete: bool = True) -> bool:
    """Whether the site was kept as it is."""

    def make(path: str, reads: ReadLog) -> tuple[Asset]:
        reads.complete = complete
        return (Asset(path, TEXTS[path]),)

    groups = [OutputGroup(path, lambda reads, path=path: make(path, reads)) for path in TEXTS]
    with publish(
        folder / "site", folder / "spare", NoProgress(), folder / "made", folder / "current"
    ) as published:
        if published.is_current(made):
            return True
        published.write_outputs(
            SiteOutputs(groups, lambda _: 0, lambda: None), ShellRenderer({}), ""
        )
    return False


def _contents(folder: Path) -> dict[str, bytes]:
    return {path: (folder / "site" / path).read_bytes() for path in TEXTS}


def test_a_current_site_stays_as_it_is(tmp_path: Path) -> None:
    assert not _build(tmp_path, "one")
    before = listing(tmp_path / "site")
    assert before is not None
    assert before.files == len(TEXTS) + 1
    assert _build(tmp_path, "one")
    assert listing(tmp_path / "site") == before


def test_a_site_of_other_inputs_is_made_again(tmp_path: Path) -> None:
    _build(tmp_path, "one")
    assert not _build(tmp_path, "two")
    assert _build(tmp_path, "two")


def test_what_lacked_something_is_made_again(tmp_path: Path) -> None:
    _build(tmp_path, "one", complete=False)
    assert not _build(tmp_path, "one")


def _same_size(site: Path) -> None:
    (site / "a.txt").write_bytes(b"two")


def _older(site: Path) -> None:
    os.utime(site / "a.txt", ns=(1, 1))


def _linked(site: Path) -> None:
    (site / "a.txt").unlink()
    (site / "a.txt").symlink_to(site / "b/c.txt")


TOUCHED: dict[str, Callable[[Path], object]] = {
    "other content of the same size": _same_size,
    "another time": _older,
    "a link in its place": _linked,
    "a file gone": lambda site: (site / "b/d/e.txt").unlink(),
    "a folder gone": lambda site: shutil.rmtree(site / "b"),
    "a file too many": lambda site: (site / "b/new.txt").write_bytes(b""),
    "a file moved": lambda site: (site / "a.txt").rename(site / "b/a.txt"),
    "the site gone": shutil.rmtree,
}


@pytest.mark.parametrize("name", TOUCHED)
def test_a_touched_site_is_repaired(tmp_path: Path, name: str) -> None:
    _build(tmp_path, "one")
    TOUCHED[name](tmp_path / "site")
    assert not _build(tmp_path, "one")
    assert _contents(tmp_path) == TEXTS
    assert listing(tmp_path / "site").files == len(TEXTS) + 1


@pytest.mark.parametrize("name", TOUCHED)
def test_a_listing_is_not_that_of_a_touched_site(tmp_path: Path, name: str) -> None:
    _build(tmp_path, "one")
    site = tmp_path / "site"
    # Long ago, so that a change has another time whatever the clock of the file system counts.
    for folder in (site, site / "b", site / "b/d"):
        os.utime(folder, ns=(1_000, 1_000))
    known = listing(site)
    assert known is not None
    assert known.is_now(site)
    assert Listing.unpacked(*known.packed()) == known
    TOUCHED[name](site)
    assert not known.is_now(site)


def test_a_folder_behind_a_link_is_another_one(tmp_path: Path) -> None:
    _build(tmp_path, "one")
    site, moved = tmp_path / "site", tmp_path / "moved"
    known = listing(site)
    assert known is not None
    (site / "b").rename(moved)
    (site / "b").symlink_to(moved)
    assert not known.is_now(site)


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_a_damaged_record_is_none(tmp_path: Path, content: bytes | None) -> None:
    _build(tmp_path, "one")
    record = tmp_path / "current"
    record.write_bytes(record.read_bytes()[:-2] if content is None else content)
    assert not _build(tmp_path, "one")
    assert _build(tmp_path, "one")


def test_every_input_counts(tmp_path: Path) -> None:
    human = tmp_path / "human"
    human.mkdir()
    found = [made_from("x", {"a": 1}, human)]
    found += [made_from("y", {"a": 1}, human), made_from("x", {"a": 2}, human)]
    (human / "index.html").write_text("one")
    found.append(made_from("x", {"a": 1}, human))
    (human / "index.html").write_text("two")
    found.append(made_from("x", {"a": 1}, human))
    assert len(set(found)) == len(found)

"""The build manifest says what a site was made from, or nothing where it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsite.model.page import OutputGroup
from catalogsite.model.read_log import ReadLog
from catalogsite.site.manifest.build_manifest import BuildManifest
from catalogsite.site.manifest.records import OutputRecords, Stamp

GROUP = OutputGroup("catalog/", lambda _: (), recorded=True)
STAMP = Stamp("catalog/index.html", 12, 34)


def _saved(path: Path) -> bytes:
    manifest = BuildManifest(path)
    manifest.verify("builder", lambda _: 7)
    records = OutputRecords()
    records.add(GROUP.at, ReadLog(), (STAMP,))
    manifest.record(records)
    manifest.save()
    return path.read_bytes()


def _found(path: Path) -> object:
    manifest = BuildManifest(path)
    manifest.verify("builder", lambda _: 7)
    return manifest.find(GROUP)


def test_a_whole_manifest_is_read(tmp_path: Path) -> None:
    _saved(tmp_path / "made.json")
    assert list(_found(tmp_path / "made.json")) == [STAMP]


def test_a_lost_manifest_says_nothing(tmp_path: Path) -> None:
    assert _found(tmp_path / "made.json") is None


@pytest.mark.parametrize("bit", [0x01, 0x10, 0x80])
def test_any_damaged_byte_is_noticed(tmp_path: Path, bit: int) -> None:
    path = tmp_path / "made.json"
    whole = _saved(path)
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        assert _found(path) is None, place


def test_any_part_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "made.json"
    whole = _saved(path)
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert _found(path) is None, end
    path.write_bytes(whole + b"x")
    assert _found(path) is None

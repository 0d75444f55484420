"""What a path inside a folder is, and that no file is read or written by any other."""

from __future__ import annotations

import posixpath
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from catalogsite.errors import UnsafePathError
from catalogsite.paths.inner_path import (
    MAX_PART_BYTES,
    MAX_PATH_BYTES,
    inner_path,
    is_inner_path,
    joined,
    leads_outside,
    printable,
    refusal,
    write_inside,
)

_CASES = yaml.safe_load((Path(__file__).parent / "cases/inner_paths.yaml").read_text("utf-8"))
_NAMES = [case["path"] for case in _CASES]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: ascii(case["path"]))
def test_what_is_refused_and_why(case: dict[str, str | None]) -> None:
    path = case["path"] or ""
    assert refusal(path) == case["reason"]
    assert is_inner_path(path) is (case["reason"] is None)
    if case["reason"] is None:
        assert inner_path(path) == path
        return
    with pytest.raises(UnsafePathError) as caught:
        inner_path(path)
    assert caught.value.what == f"the path `{printable(path)}` {case['reason']}"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("x" * MAX_PART_BYTES, None),
        ("x" * (MAX_PART_BYTES + 1), f"has a part of more than {MAX_PART_BYTES} bytes"),
        ("ü" * (MAX_PART_BYTES // 2 + 1), f"has a part of more than {MAX_PART_BYTES} bytes"),
        ("x/" * (MAX_PATH_BYTES // 2 - 1) + "xx", None),
        ("x/" * (MAX_PATH_BYTES // 2) + "x", f"has more than {MAX_PATH_BYTES} bytes"),
        ("a\udcffb", "is not UTF-8"),
    ],
)
def test_what_is_too_long_or_not_unicode(path: str, reason: str | None) -> None:
    assert refusal(path) == reason


@pytest.mark.parametrize(
    ("path", "outside"),
    [
        *(("/x", True), ("a/../x", True), ("a\\..\\x", True), ("a/.git/x", True), ("a//x", True)),
        *(("a\tb", False), ("a%2f..", False), ("x" * 300, False), ("a:b", False)),
    ],
)
def test_what_leads_outside(path: str, *, outside: bool) -> None:
    assert leads_outside(path) is outside


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "folder-beside"
    (folder / "real").mkdir(parents=True)
    outside.mkdir()
    (folder / "out").symlink_to(outside)
    (folder / "in").symlink_to("real")
    (folder / "file").symlink_to(outside / "x")
    (folder / "self").symlink_to(".")
    for path in ("out/x", "out", "file", "self"):
        with pytest.raises(UnsafePathError, match=f"`{path}` leads outside through a link"):
            write_inside(folder, inner_path(path), b"x")
    assert write_inside(folder, inner_path("in/x"), b"x", 0o755) == folder.resolve() / "real/x"
    assert (folder / "real/x").stat().st_mode & 0o777 == 0o755
    assert joined(folder, inner_path("a/b")) == folder.resolve() / "a/b"
    assert list(outside.iterdir()) == []


_PIECES = st.sampled_from(
    ["/", "\\", "..", ".", "%2f", "%2e", "%5c", "%00", "\0", "C:", ".git", "GIT~1", "\u200c", " ",
     "\u2044", "\u2215", "\uff0e", "\uff0f", "\u2024", "~", "a", "x.md", "ü", "\n", "%", "%252f"]
)  # fmt: skip
NAMES = st.one_of(st.lists(_PIECES, max_size=8).map("".join), st.text(max_size=30))
"""Names that a stranger may choose."""


@given(NAMES)
@example("a/\uff0e\uff0e/b")
def test_every_inner_path_stays_in_its_folder(name: str) -> None:
    if not is_inner_path(name):
        return
    top = "/top/folder"
    for spelling in (name, unquote(name), name.replace("\\", "/"), f"./{name}"):
        reached = posixpath.normpath(posixpath.join(top, spelling))
        assert reached.startswith(f"{top}/")
    assert "\0" not in name
    assert ".git" not in name.lower().split("/")


@given(st.one_of(st.text(), st.text(alphabet=st.characters(categories=["Cs", "Cc", "L"]))))
def test_what_is_shown_of_a_name_can_be_printed(name: str) -> None:
    assert printable(name).isprintable()
    assert printable(name).encode().decode() == printable(name)

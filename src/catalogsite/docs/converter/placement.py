"""Where each file of a documentation is: its place for MkDocs, and which of two pages has an address."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs.structure.files import File

from catalogsite.docs.file_paths import below
from catalogsite.docs.includes import Layout
from catalogsite.docs.mount import Mount
from catalogsite.paths.inner_path import is_inner_path


class Replaced(NamedTuple):
    """A page that is left out: its file, and the file of the page that has its address."""

    file: str
    by: str


class _Placed(NamedTuple):
    file: File
    path: str


@dataclass(slots=True)
class Placement:
    """MkDocs' files with their paths in the tree, by address.

    `unsafe` are files whose address is refused; `replaced` are pages that another one of the same
    address replaces, by their place.
    """

    files: dict[str, _Placed] = field(default_factory=dict)
    unsafe: list[str] = field(default_factory=list)
    replaced: dict[str, Replaced] = field(default_factory=dict)

    def add(self, path: str, place: str, content: bytes) -> None:
        """Add a file of the tree at its place; `content` is that of a page."""
        file = File(place, None, "/nonexistent", use_directory_urls=True)
        if not is_inner_path(file.dest_uri):
            self.unsafe.append(path)
            return
        if file.is_documentation_page():
            # What File.generated would do, which works inside a plugin only.
            file._content = _text(content)  # noqa: SLF001
        placed, rival = _Placed(file, path), self.files.get(file.dest_uri)
        # README.md and index.md of a folder have one address; index.md comes first.
        is_first = rival is None or posixpath.basename(place).lower().startswith("index.")
        winner, other = (placed, rival) if is_first else (rival, placed)
        assert winner is not None  # noqa: S101  (the page is the first where it has no rival)
        self.files[file.dest_uri] = winner
        if other is not None and other.file.is_documentation_page():
            self.replaced[other.file.src_uri] = Replaced(other.path, winner.path)


def place_files(places: Mapping[str, str], contents: Mapping[str, bytes]) -> Placement:
    """The files at their places; `contents` are the bytes of pages."""
    placement = Placement()
    for path, place in places.items():
        placement.add(path, place, contents.get(path, b""))
    return placement


def places_of(layout: Layout, files: list[str]) -> dict[str, str]:
    """The path in the documentation of each file of the tree that is part of it."""
    places: dict[str, str] = {}
    for mount in layout.mounts:
        for path, place in _published(layout, mount, files):
            places.setdefault(path, place)
    return places


def _published(layout: Layout, mount: Mount, files: list[str]) -> Iterator[tuple[str, str]]:
    excluded = mount.excluded()
    for path in files:
        if path in layout.configs or not below(path, mount.docs_dir):
            continue
        place = mount.inside(path)
        if place is None or _is_fallback(mount, path, files):
            continue
        inner = place[len(mount.alias) + 1 :] if mount.alias else place
        if not excluded.matches(inner):
            yield path, place


def _is_fallback(mount: Mount, path: str, files: list[str]) -> bool:
    """Whether a file of no language is there for other languages, beside one of the default one."""
    languages = mount.languages
    if languages is None or languages.by_folder:
        return False
    stem, ending = posixpath.splitext(path)
    named = f"{stem}.{languages.default}{ending}"
    at = bisect_left(files, named)
    return at < len(files) and files[at] == named


def address_of(file: File) -> str:
    """The address of a page below the root of its documentation."""
    return posixpath.dirname(file.dest_uri) + "/" if "/" in file.dest_uri else ""


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")

"""Resolves the links and images of converted pages, so that none is dead or leads abroad.

MkDocs has resolved what it understood; what is left are raw HTML, files outside the docs folder,
Backstage's absolute addresses, and mistakes. A mistake becomes text with a mark, and a problem.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote, unquote

from catalogsite.docs.file_paths import below, join, relative_to
from catalogsite.docs.includes import MARKDOWN
from catalogsite.model.repository import Repository
from catalogsite.model.urls import relative
from catalogsite.repositories.hosts import file_url, tree_url
from catalogsite.repositories.visible_paths import is_looked_at

SCHEME = re.compile(r"([A-Za-z][\w+.-]*):|//")
"""The beginning of an address; anything else is a path."""

_BACKSTAGE = re.compile(r"/(docs|catalog)/([^/?#]+)/([^/?#]+)/([^/?#]+)(?:/([^?#]*))?")
_LISTS = {
    "catalog": "catalog/",
    "docs": "docs/",
    "create": "create/",
    "api-docs": "catalog/?kind=api",
}
_SAFE = "/-._~!$&'()*+,;=@"


@dataclass(frozen=True, slots=True)
class Place:
    """A page while its links are resolved: its address, its file in the tree, and its source."""

    path: str
    file: str


@dataclass(frozen=True, slots=True)
class Site:
    """What one documentation can link to.

    `addresses` are the pages and assets by address below the documentation's root, `by_file` the
    address of each file of the tree that has one, `files` all files of the tree, `unpublished` those
    of the documentation's folders that are of no published kind, `refused` drawings that are not
    safe; `root` and `docs_dirs` are folders of the repository and of the tree. `at_address` are the
    files at addresses where nothing is published, `moved` the addresses of pages that lead on, with
    the address that they lead to.
    """

    repository: Repository
    root: str
    addresses: frozenset[str]
    by_file: dict[str, str]
    files: frozenset[str]
    docs_dirs: tuple[str, ...]
    unpublished: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    at_address: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


class Unpublished(NamedTuple):
    """A link, as written, to the `file` of the tree, which is of no published kind, and its host's `url`."""

    target: str
    url: str | None
    file: str


@dataclass(slots=True)
class Outcome:
    """What resolving the links of one page brought up besides its HTML.

    `unpublished` are links to files of no published kind.
    """

    broken: list[tuple[str, str]] = field(default_factory=list)
    anchors: list[tuple[str, str, str]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    unpublished: list[Unpublished] = field(default_factory=list)


class Resolved(NamedTuple):
    """The new address of a link, else None and the reason; `file` where only the host shows it."""

    href: str | None
    reason: str = ""
    file: str | None = None


@dataclass(frozen=True, slots=True)
class _Target:
    """The address of a link; `file` is the file of the tree that only the host shows."""

    href: str | None
    reason: str = ""
    file: str | None = None


def resolve(target: str, place: Place, site: Site, outcome: Outcome) -> Resolved:
    """The address that a link of the page should have; None and the reason where it has none."""
    path, query, fragment = _split(target)
    if not path:
        if fragment:
            outcome.anchors.append((place.path, fragment, target))
        return Resolved(target)
    scheme = SCHEME.match(path)
    if scheme:
        return Resolved(target)
    local = unquote(path)
    found = _absolute(path, place, site) if path.startswith("/") else _relative(local, place, site)
    if found.href is None:
        return Resolved(None, found.reason, found.file)
    if found.reason:
        return Resolved(found.href + (fragment and f"#{fragment}"), file=found.file)
    address = site.moved.get(found.href, found.href)
    if SCHEME.match(address):
        return Resolved(address)
    address, _, part = address.partition("#")
    return Resolved(_inside(address, query, fragment or part, target, place, outcome))


def _inside(
    address: str, query: str, fragment: str, target: str, place: Place, outcome: Outcome
) -> str:
    outcome.used.add(address)
    if fragment:
        outcome.anchors.append((address, fragment, target))
    href = quote(relative(place.path, address), safe=_SAFE)
    return href + (query and f"?{query}") + (fragment and f"#{fragment}")


def _split(target: str) -> tuple[str, str, str]:
    rest, _, fragment = target.partition("#")
    path, _, query = rest.partition("?")
    return path, query, fragment


def _absolute(path: str, place: Place, site: Site) -> _Target:
    match = _BACKSTAGE.fullmatch(path)
    if match:
        area, namespace, kind, name, page = match.groups()
        reference = f"{kind}:{namespace}/{name}".lower()
        rest = page.strip("/") if area == "docs" and page else ""
        scheme = "docs" if area == "docs" else "entity"
        return _Target(f"{scheme}:{reference}" + (rest and f"/{rest}"), "entity")
    top = Place("", posixpath.join(site.docs_dirs[0], "x") if site.docs_dirs else "x")
    found = _relative(unquote(path.lstrip("/")), top, site)
    if found.href is not None and not found.reason:
        return found
    in_repository = join("", unquote(path.lstrip("/")))
    if in_repository and below(in_repository, site.root):
        file = relative_to(in_repository, site.root)
        if file in site.by_file:
            return _Target(site.by_file[file])
        if file in site.files:
            return _on_host(in_repository, file, path, site)
    if found.file is not None:
        return found
    if area := _LISTS.get(path.strip("/")):
        # From a page of docs/<namespace>/<kind>/<name>/ the root lies four folders up.
        return _Target("../" * (4 + place.path.count("/")) + area, "portal")
    return _Target(None, "the address is not part of this documentation")


def _relative(path: str, place: Place, site: Site) -> _Target:
    """A relative link: as seen from the page's address, from its file, or in the repository.

    The reason of a target is `"host"` where its href is complete already.
    """
    address = _address(path, place, site)
    if address is not None:
        return _Target(address)
    file = join(posixpath.dirname(place.file), path)
    for candidate in _spellings(file):
        if candidate in site.by_file:
            return _Target(site.by_file[candidate])
    in_repository = join(posixpath.dirname(posixpath.join(site.root, place.file)), path)
    served = _unpublished(path, file, place, site)
    if served is not None:
        return _on_host(posixpath.join(site.root, served), served, path, site)
    if in_repository is None:
        return _Target(None, "leads outside the repository")
    return _on_host(in_repository, file, path, site)


def _unpublished(path: str, file: str | None, place: Place, site: Site) -> str | None:
    """The file that a web server would show for a link, where it is of no published kind.

    That is ready-made HTML above all: the address of a folder shows its `index.html`.
    """
    joined = _joined(path, place)
    if joined is not None:
        for candidate in (joined, posixpath.join(joined, "index.html")):
            if candidate in site.at_address:
                return site.at_address[candidate]
    index = None if file is None else posixpath.join(file, "index.html")
    return index if index in site.files else None


def _joined(path: str, place: Place) -> str | None:
    """The address that a browser makes of a relative link on a page."""
    joined = posixpath.normpath(posixpath.join("/", place.path, path)).lstrip("/")
    climbs = path.split("/").count("..")
    return None if climbs > place.path.count("/") or joined.startswith("..") else joined


def _address(path: str, place: Place, site: Site) -> str | None:
    joined = _joined(path, place)
    if joined is None:
        return None
    folder = joined.removesuffix("index.html") if posixpath.basename(joined) == "index.html" else ""
    for candidate in (joined, f"{joined}/" if joined else "", *filter(None, [folder])):
        if candidate in site.addresses:
            return candidate
    return None


def _spellings(file: str | None) -> list[str]:
    if file is None:
        return []
    names = [file, *(f"{file}{ending}" for ending in MARKDOWN[:1])]
    names += [posixpath.join(file, name) for name in ("index.md", "README.md")]
    if file.endswith(".html"):
        names.append(f"{file.removesuffix('.html')}.md")
    return names


def _on_host(in_repository: str, file: str | None, path: str, site: Site) -> _Target:
    is_folder = path.endswith("/") or "." not in posixpath.basename(in_repository)
    hidden = not is_looked_at(in_repository)
    if hidden or (file is not None and file in site.files):
        url = file_url(site.repository, in_repository)
    elif _holds_files(file, site) or (is_folder and not _in_docs(file, site)):
        url = tree_url(site.repository, in_repository)
    else:
        return _Target(None, "no such file")
    if url is None:
        return _Target(None, f"{in_repository} in the repository", file)
    return _Target(url, "host", file)


def _holds_files(folder: str | None, site: Site) -> bool:
    return folder is not None and any(name.startswith(f"{folder}/") for name in site.files)


def _in_docs(file: str | None, site: Site) -> bool:
    return file is not None and any(
        not folder or file.startswith(f"{folder}/") for folder in site.docs_dirs
    )

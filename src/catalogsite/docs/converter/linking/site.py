"""What one documentation can link to, and what its links turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

from catalogsite.model.documentation.documentation import LinkTargets
from catalogsite.model.repository import Repository


@dataclass(frozen=True, slots=True)
class Place:
    """A page while its links are resolved: its address, and its file in the repository.

    `target` is the file itself, where `file` is a symbolic link.
    """

    path: str
    file: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What one documentation can link to; files and folders are paths of the repository.

    `addresses` are the pages and assets by address below the documentation's root, `by_file` the
    address of each file that has one, `files` all stored files, `docs_dir` the folder that an address
    with a leading slash begins at. `unpublished` are files of the documentation's folders that are
    of no published kind, `refused` drawings that are not safe. `at_address` are the files at
    addresses where nothing is published, `moved` the addresses of pages that lead on, with the
    address that they lead to.
    """

    repository: Repository
    addresses: frozenset[str]
    by_file: Mapping[str, str]
    files: frozenset[str]
    docs_dir: str = ""
    unpublished: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    targets: LinkTargets = field(default_factory=LinkTargets)
    at_address: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


class LinkKind(Enum):
    """What a link leads to.

    KEPT: an address of its own that is left as it is, or an anchor. INSIDE: a page or a file of
    this documentation. CATALOG: an entity, or its documentation. PORTAL: a list of the portal.
    HOST: a file or folder that only the repository's host shows; SUBMODULE, POINTER (Git LFS),
    UNPUBLISHED and DRAWING say why that is so. FOREIGN: media of another host, which the page does
    not load. BROKEN: nothing.
    """

    KEPT = auto()
    INSIDE = auto()
    CATALOG = auto()
    PORTAL = auto()
    HOST = auto()
    SUBMODULE = auto()
    POINTER = auto()
    UNPUBLISHED = auto()
    DRAWING = auto()
    FOREIGN = auto()
    BROKEN = auto()


class Resolved(NamedTuple):
    """The new address of a link, None where it has none.

    `detail` is the reason of a broken link, the folder of a submodule, and else the path in the
    repository of what only the host shows.
    """

    kind: LinkKind
    href: str | None
    detail: str = ""


class LinkReport(NamedTuple):
    """A link, as it was written, that is worth a problem."""

    target: str
    resolved: Resolved
    is_image: bool = False


@dataclass(slots=True)
class Outcome:
    """What resolving the links of one page brought up besides its HTML.

    An anchor is (address of the page, id, the link as written); `used` are addresses.
    """

    reports: list[LinkReport] = field(default_factory=list)
    anchors: list[tuple[str, str, str]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

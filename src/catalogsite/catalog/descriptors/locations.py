"""The targets of Locations: files of the repository, or addresses outside it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from catalogsite.errors import SourceError
from catalogsite.model.repository import Repository
from catalogsite.paths.glob import is_glob
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import near_miss
from catalogsite.repositories import hosts
from catalogsite.repositories.file_links import split_file_url
from catalogsite.repositories.trees.visible_paths import matching_named
from catalogsite.yaml12.documents import Path

_BLANKS = "".join(map(chr, range(0x21)))
_BREAKS = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class Target(NamedTuple):
    """A target of a Location as written, and the path of its field."""

    text: str
    path: Path


def refused_type(given: str | None, repository: Repository, *, fetched: bool) -> list[Finding]:
    """The finding about a `spec.type` of a Location that is not followed; none if it is.

    A Location without a type has the type by which it was read itself: `url` from a host, else
    `file`.
    """
    path: Path = ("spec", "type")
    if given in (None, "url") or (given == "file" and repository.web_url is None):
        return []
    if given == "file":
        return [finding("location-type", path, "file" if fetched else "file-in-clone")]
    return [finding("location-type", path, type=given)]


def refused_address(
    repository: Repository, text: str, allowed: Iterable[str]
) -> SourceError | None:
    """The reason why an address in a placeholder may not be read; None if it may.

    As in Backstage, it may neither be in another repository nor on a host that is not allowed.
    """
    parts, link = hosts.parts_of(text), split_file_url(text)
    if parts is None or not parts.hostname:
        return SourceError("it is not an address", where=text, fix="correct the address")
    own = repository.web_url
    if own and link and link.path and link.web_url.lower() != own.lower():
        fix = "copy the file into this repository"
        return SourceError("it is in another repository", where=text, fix=fix)
    host = hosts.authority_of(parts)
    own_host = hosts.authority_of(urlsplit(own)) if own else ""
    if hosts.is_among(host, (*hosts.PUBLIC, own_host, *allowed)):
        return None
    fix = f"copy the file into the repository, or add `{host}` to `catalog.hosts`"
    return SourceError("the catalog is not allowed to read from its host", where=text, fix=fix)


def targets(entity: dict[str, Any]) -> Iterator[Target]:
    """The targets of a valid Location, in order."""
    spec = entity["spec"]
    if "target" in spec:
        yield Target(spec["target"], ("spec", "target"))
    for index, text in enumerate(spec.get("targets") or ()):
        yield Target(text, ("spec", "targets", index))


def is_address(text: str) -> bool:
    """Whether a text is an address and not a path."""
    return _SCHEME.match(text) is not None


def inside(repository: Repository, base: str, text: str) -> str | None:
    """The path in the repository that a text in the file `base` refers to; None if it is outside."""
    if repository.web_url is not None:
        text = _trimmed(text)
        if not text or text[0] in "?#":
            return base
    if is_address(text):
        return _path_of_url(repository, text)
    text = text.replace("\\", "/")
    folder = "" if text.startswith("/") else posixpath.dirname(base)
    path = posixpath.normpath(posixpath.join(folder, text.lstrip("/")))
    if path == ".." or path.startswith("../"):
        return None
    return f"{path}/" if text.endswith("/") else path


def _trimmed(text: str) -> str:
    """A text without line breaks and surrounding blanks, as browsers read an address."""
    return _BREAKS.sub("", text.strip(_BLANKS))


def _path_of_url(repository: Repository, text: str) -> str | None:
    if repository.web_url is None:
        return None
    parts = split_file_url(text)
    if parts is None or parts.web_url.lower() != repository.web_url.lower():
        return None
    # Another branch is another version of the files than the one that is read here.
    known = {repository.branch, repository.commit, "HEAD", "main", "master", None}
    return posixpath.normpath(parts.path) if parts.ref in known else None


def file_named(paths: Container[str], path: str, *, address: bool = False) -> str | None:
    """The file at a path in the repository, or None.

    With `address` the path is read as a relative URL: it may have a query and escapes.
    """
    plain = path.partition("?")[0].partition("#")[0]
    names = (path, plain, unquote(plain)) if address else (path,)
    return next((name for name in names if name in paths), None)


def files_named(paths: Mapping[str, int], path: str, *, address: bool = False) -> list[str]:
    """The files at a path or glob in the repository."""
    name = file_named(paths, path, address=address)
    if name is not None:
        return [name]
    return matching_named(paths, path) if is_glob(path) else []


def is_folder(paths: Iterable[str], path: str) -> bool:
    """Whether a path is a folder of the repository, or ends like one."""
    folder = "" if path.rstrip("/") in ("", ".") else f"{path.rstrip('/')}/"
    return path.endswith("/") or any(name.startswith(folder) for name in paths)


def similar_file(paths: Iterable[str], path: str, text: str) -> str | None:
    """The target `text`, which leads to the missing `path`, with the name of a similar file.

    None if no file of the same folder has a similar name.
    """
    folder, name = posixpath.split(path)
    siblings = [posixpath.basename(one) for one in paths if posixpath.dirname(one) == folder]
    similar = near_miss(name, siblings)
    return f"{text.removesuffix(name)}{similar}" if similar and text.endswith(name) else None

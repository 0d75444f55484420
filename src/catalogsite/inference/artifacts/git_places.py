"""Folders and files of repositories as package URLs, and the addresses that name them."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import parse_qs

from packageurl import PackageURL

_SCHEME = re.compile(r"(?:git::)?(?:(?:https?|ssh|git)://)?")
_GIT = re.compile(
    r"(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)+)(?::\d+(?=/))?[:/](?P<path>[\w.~/-]+)"
)
_KNOWN = ("github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/")
_TWO_PARTS = frozenset({"github.com", "bitbucket.org", "codeberg.org"})
"""Hosts whose repositories have an owner and a name, so that a folder may follow."""

_FILE = re.compile(r".+\.(?:ya?ml|json)", re.IGNORECASE)


class GitPlace(NamedTuple):
    """A place in a repository as a package URL, its name, and the tag, branch or commit."""

    purl: str
    name: str
    ref: str | None = None


def place_purl(repository: str, path: str = "") -> str | None:
    """The package URL of a place in the repository `host/owner/name`; None where it has no name."""
    host, _, rest = repository.partition("/")
    kind, base = ("github", rest) if host.lower() == "github.com" else ("generic", repository)
    namespace, _, name = base.strip("/").rpartition("/")
    try:
        return PackageURL(kind, namespace or None, name, subpath=path or None).to_string()
    except ValueError:
        return None


def inner_place(folder: str, path: str) -> str | None:
    """A path that is counted from a folder of the repository; `""` is its top, None outside."""
    found = posixpath.normpath(posixpath.join(folder, path))
    if found.startswith(("..", "/")):
        return None
    return "" if found == "." else found


def named_place(repository: str, path: str, ref: str | None = None) -> GitPlace | None:
    """A place of a repository with its name."""
    purl = place_purl(repository, path)
    name = repository.partition("/")[2] or repository
    return GitPlace(purl, f"{name}/{path}" if path else name, ref) if purl else None


def remote_place(address: str) -> GitPlace | None:
    """The folder of a repository that an address names; None for a file, and for no address."""
    stated, _, query = address.strip().partition("?")
    found = _SCHEME.match(stated)
    scheme = found[0] if found else ""
    rest = stated.removeprefix(scheme)
    if not scheme and not rest.startswith(("git@", *_KNOWN)):
        return None
    rest, _, below = rest.partition("//")
    git = _GIT.fullmatch(rest)
    if git is None or (not below and _FILE.fullmatch(rest)):
        return None
    path, below = _cut(git["host"].lower(), git["path"].strip("/"), below.strip("/"))
    values = parse_qs(query)
    ref = next((values[key][0] for key in ("ref", "version") if key in values), None)
    return named_place(f"{git['host'].lower()}/{path}", below, ref)


def _cut(host: str, path: str, below: str) -> tuple[str, str]:
    """The path of the repository, and the folder in it where no `//` shows it."""
    if not below and ".git/" in path:
        path, _, below = path.partition(".git/")
    elif not below and host in _TWO_PARTS:
        parts = path.split("/")
        path, below = "/".join(parts[:2]), "/".join(parts[2:])
    return path.removesuffix(".git"), below

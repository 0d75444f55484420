"""The source of a Terraform module as a package URL: of a registry, of a repository, or of a folder in it."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import parse_qs

from packageurl import PackageURL

_REGISTRY = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?/)?([\w-]+)/([\w-]+)/([a-z0-9]+)")
_GIT = re.compile(
    r"(?:git::)?(?:(?:https?|ssh|git)://)?(?:[\w.-]+@)?(?P<host>[\w-]+(?:\.[\w-]+)*)(?::\d+)?[:/](?P<path>.+)"
)
_SCHEME = re.compile(r"(?:\w+::)?(?:\w+://)?")
_HOSTS = ("github.com/", "bitbucket.org/", "gitlab.com/")
_PUBLISHED = re.compile(r"terraform-([a-z0-9]+)-([\w-]+)")


class ModuleSource(NamedTuple):
    """The module that a source names, and the tag, branch or commit of it."""

    purl: str
    name: str
    ref: str | None = None


def module_purl(source: str, folder: str, repository: str) -> ModuleSource | None:
    """The module that `source` names from a folder; None for an archive and for a source in a bucket."""
    if source.startswith(("./", "../")):
        place = posixpath.normpath(posixpath.join(folder, source))
        if place.startswith(".."):
            return None
        return _named(repository, "" if place == "." else place, None)
    address, _, query = source.partition("?")
    ref = parse_qs(query).get("ref", [None])[0]
    stated = _SCHEME.match(address)
    scheme = stated[0] if stated else ""
    address, _, below = address.removeprefix(scheme).partition("//")
    found = _REGISTRY.fullmatch(address)
    if not scheme and found and not address.startswith(_HOSTS):
        return _named("/".join(found.groups()), below, None)
    if not (scheme.startswith("git::") or address.startswith((*_HOSTS, "git@"))):
        return None
    git = _GIT.fullmatch(address)
    return _named(f"{git['host']}/{git['path'].removesuffix('.git')}", below, ref) if git else None


def _named(base: str, below: str, ref: str | None) -> ModuleSource | None:
    purl = purl_in(base, below)
    name = f"{base}//{below}" if below else base
    return ModuleSource(purl, name, ref) if purl is not None else None


def purl_in(base: str, folder: str) -> str | None:
    """The package URL of a folder in what a registry or a host has; None where it has no name."""
    namespace, _, name = base.strip("/").rpartition("/")
    try:
        return PackageURL("terraform", namespace or None, name, subpath=folder or None).to_string()
    except ValueError:
        return None


def registry_name(repository: str) -> str | None:
    """The name in a registry of `…/<owner>/terraform-<provider>-<name>`: `<owner>/<name>/<provider>`."""
    above, _, last = repository.rpartition("/")
    found = _PUBLISHED.fullmatch(last)
    owner = above.rpartition("/")[2]
    return f"{owner}/{found[2]}/{found[1]}" if found and owner else None

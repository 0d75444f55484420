"""The one version that a manifest states, where it does not state a range."""

from __future__ import annotations

import re

_ECOSYSTEM = re.compile(r"pkg:([a-z]+)/")
_EXACT = {
    "pypi": re.compile(r"={2,3}\s*([^\s,*;]+)"),
    "npm": re.compile(r"[=v]?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)"),
    # Go builds with the version that is named, if no other module needs a later one.
    "golang": re.compile(r"(v\d\S*)"),
    # A version without brackets is the one that is taken, unless something nearer asks for another.
    "maven": re.compile(r"\[?(\d[\w.+-]*)\]?"),
    "nuget": re.compile(r"\[?(\d[\w.+-]*)\]?"),
    "cargo": re.compile(r"=\s*(\d\S*)"),
    "composer": re.compile(r"v?(\d+(?:\.\d+){1,3}(?:-[\w.]+)?)"),
    "gem": re.compile(r"=\s*(\d\S*)"),
}


def pinned_version(purl: str, requirement: str | None) -> str | None:
    """The version of a package with this purl; None for a range, and where nothing is stated."""
    ecosystem = _ECOSYSTEM.match(purl)
    exact = _EXACT.get(ecosystem[1]) if ecosystem else None
    found = exact.fullmatch(requirement.strip()) if exact and requirement else None
    return found[1] if found else None


_DIGEST = re.compile(r"(sha256:[0-9a-f]{12})[0-9a-f]+")
_NAMED = {
    # What stands there is one version: a tag, a digest, a branch or a commit.
    "docker": re.compile(r"([^\s@]+)(?:@\S+)?"),
    "github": re.compile(r"(\S+)"),
    "helm": re.compile(r"v?(\d+\.\d+\.\d+\S*)"),
    "terraform": re.compile(r"=?\s*v?(\d+\.\d+\.\d+\S*)"),
}


def stated_version(purl: str, requirement: str | None) -> str | None:
    """As pinned_version, and the tag or version of images, actions, charts and modules too."""
    ecosystem = _ECOSYSTEM.match(purl)
    named = _NAMED.get(ecosystem[1]) if ecosystem else None
    if named is None:
        return pinned_version(purl, requirement)
    found = named.fullmatch(requirement.strip()) if requirement else None
    # As tools print digests; the whole one stays in the requirement.
    return _DIGEST.sub(r"\1", found[1]) if found else None

"""The one version that a manifest states, where it does not state a range."""

from __future__ import annotations

import re

_ECOSYSTEM = re.compile(r"pkg:([a-z]+)/")
_EXACT = {
    "pypi": re.compile(r"={2,3}\s*([^\s,*;]+)"),
    "npm": re.compile(r"[=v]?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)"),
    # Go builds with the version that is named, if no other module needs a later one.
    "golang": re.compile(r"(v\d\S*)"),
}


def pinned_version(purl: str, requirement: str | None) -> str | None:
    """The version of a package with this purl; None for a range, and where nothing is stated."""
    ecosystem = _ECOSYSTEM.match(purl)
    exact = _EXACT.get(ecosystem[1]) if ecosystem else None
    found = exact.fullmatch(requirement.strip()) if exact and requirement else None
    return found[1] if found else None

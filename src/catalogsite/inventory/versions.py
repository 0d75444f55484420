"""The order of versions, and which of them belong to one major version."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from packaging.version import InvalidVersion, Version

from catalogsite.inventory.names import ecosystem_of

_PARTS = re.compile(r"\d+|[a-z]+")
_BEFORE_RELEASE = frozenset(
    [
        "a",
        "alpha",
        "b",
        "beta",
        "c",
        "cr",
        "canary",
        "dev",
        "ea",
        "m",
        "milestone",
        "next",
        "nightly",
        "pre",
        "preview",
        "rc",
        "snapshot",
    ]
)
_LONGEST = 100
_END = (1, 0, "")


@lru_cache(maxsize=2**16)
def version_order(ecosystem: str, version: str) -> tuple[int, Any]:
    """A sort key of a version among those of one package; no version comes first.

    Python's versions are ordered as Python says; all others by their numbers, where a word such as
    `rc` stands for a version before the release.
    """
    if not version or len(version) > _LONGEST:
        return (0, version)
    if ecosystem == "pypi":
        try:
            return (2, Version(version))
        except InvalidVersion:
            pass
    return (1, _numbers(version))


def _numbers(version: str) -> tuple[tuple[int, int, str], ...]:
    parts = _PARTS.findall(version.lower().removeprefix("v").partition("+")[0])
    release = next((at for at, part in enumerate(parts) if not part.isdigit()), len(parts))
    while release and not parts[release - 1].strip("0"):
        release -= 1
        del parts[release]
    return (*map(_part, parts), _END)


def _part(part: str) -> tuple[int, int, str]:
    if part.isdigit():
        return (2, int(part), "")
    return (0 if part in _BEFORE_RELEASE else 1, 1, part)


def newest_first(ecosystem: str, versions: Any) -> list[str]:
    """Versions of one package, each once, the newest first."""
    return sorted(set(versions), key=lambda one: (version_order(ecosystem, one), one), reverse=True)


def is_older(purl: str, version: str, other: str) -> bool:
    """Whether a version of a package is older than another one, and not the same in other letters."""
    if version == other:
        return False
    ecosystem = ecosystem_of(purl)
    return version_order(ecosystem, version) < version_order(ecosystem, other)


@lru_cache(maxsize=2**16)
def major_version(version: str) -> str:
    """The part of a version that says whether another one is compatible: `2` of 2.1.0, `0.4` of 0.4.2.

    Empty for a version without numbers.
    """
    numbers = re.match(r"\D*(\d+)(?:\.(\d+))?", version)
    if numbers is None:
        return ""
    first, second = numbers[1].lstrip("0"), numbers[2]
    if first or second is None:
        return first or "0"
    return f"0.{second.lstrip('0') or '0'}"

"""Whether a range of versions allows a version, in the notations of npm, Cargo and PyPI."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_Release = tuple[int, int, int]
_Bounds = tuple[_Release, _Release | None]

_VERSION = re.compile(r"[v=]?(\d+)\.(\d+)\.(\d+)(?:\+[\w.-]+)?")
_PARTIAL = re.compile(
    r"(?P<sign>\^|~>?|>=|<=|>|<|=)?\s*v?(?P<major>\d{1,9}|[xX*])"
    r"(?:\.(?P<minor>\d{1,9}|[xX*]))?(?:\.(?P<patch>\d{1,9}|[xX*]))?(?:\+[\w.-]+)?"
)
_HYPHEN = re.compile(r"(\S+)\s+-\s+(\S+)")
_LONGEST = 200


def allows(purl: str, requirement: str, version: str) -> bool | None:
    """Whether the range of a package with this purl allows the version.

    None where that is unknown: another ecosystem, a tag, an address, a version before its release.
    """
    if len(requirement) > _LONGEST or len(version) > _LONGEST:
        return None
    if purl.startswith("pkg:pypi/"):
        return _allows_python(requirement, version)
    if purl.startswith("pkg:npm/"):
        return _allows_parts(requirement, version, bare="=", between="||")
    if purl.startswith("pkg:cargo/"):
        return _allows_parts(requirement.replace(",", " "), version, bare="^", between="")
    return None


def _allows_python(requirement: str, version: str) -> bool | None:
    try:
        return SpecifierSet(requirement).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return None


def _allows_parts(requirement: str, version: str, *, bare: str, between: str) -> bool | None:
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        return None
    wanted = (int(found[1]), int(found[2]), int(found[3]))
    alternatives = requirement.split(between) if between else [requirement]
    answers = [_allows_all(one, wanted, bare) for one in alternatives]
    if any(answers):
        return True
    return None if None in answers else False


def _allows_all(text: str, version: _Release, bare: str) -> bool | None:
    """Whether all comparators of a text allow the version; None where one cannot be read."""
    spaced = _HYPHEN.sub(r">=\1 <=\2", text.strip())
    parts = re.sub(r"([\^~<>=])\s+", r"\1", spaced).split()
    bounds = [_bounds(part, bare) for part in parts]
    if None in bounds:
        return None
    return all(_is_within(version, one) for one in bounds if one is not None)


def _is_within(version: _Release, bounds: _Bounds) -> bool:
    low, high = bounds
    return low <= version and (high is None or version < high)


def _bounds(part: str, bare: str) -> _Bounds | None:
    """The lowest version that a comparator allows, and the first above it that it does not."""
    found = _PARTIAL.fullmatch(part)
    if found is None:
        return None
    sign, given = found["sign"] or bare, list(_numbers(found))
    low = (*given, 0, 0, 0)[:3]
    release = (low[0], low[1], low[2])
    if not given:
        return (0, 0, 0), None
    whole = _next(release, len(given) - 1)
    above = {
        "^": _next(release, min(_first_number(release), len(given) - 1)),
        "~": _next(release, min(1, len(given) - 1)),
        "~>": _next(release, min(1, len(given) - 1)),
        "=": whole,
    }
    if sign in above:
        return release, above[sign]
    return {
        ">=": (release, None),
        ">": (whole, None),
        "<": ((0, 0, 0), release),
        "<=": ((0, 0, 0), whole),
    }[sign]


def _numbers(found: re.Match[str]) -> Iterator[int]:
    """The parts of a version before the first that stands for any."""
    for name in ("major", "minor", "patch"):
        if found[name] is None or not found[name].isdigit():
            return
        yield int(found[name])


def _first_number(release: _Release) -> int:
    """The place of the first part that is not 0; the last where all are."""
    return next((place for place, part in enumerate(release) if part), 2)


def _next(release: _Release, place: int) -> _Release:
    major, minor, patch = release
    return ((major + 1, 0, 0), (major, minor + 1, 0), (major, minor, patch + 1))[place]

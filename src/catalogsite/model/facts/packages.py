"""`packages`: the third-party packages that an entity uses, by the files that name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

from pydantic import ConfigDict, RootModel

from catalogsite.model.facts.kind import FactKind
from catalogsite.model.value import Text

Scope = Literal["runtime", "build", "test"]
"""What a package is needed for."""

_SCOPES: tuple[Scope, ...] = ("runtime", "build", "test")
_AFTER_VERSION = re.compile(r"(?=[?#])")
_FIELD, _DIRECT, _TRANSITIVE = "\t", "direct", "transitive"


class PackageUse(NamedTuple):
    """A package that a file names.

    `purl` is the package URL without a version, `version` the one that is used, where a lock file or
    a pin says it, and `requirement` the range as the manifest has it. What no manifest asks for,
    and only a lock file lists, is not `direct`. `line` counts from 1; 0 is unknown.
    """

    purl: str
    version: str
    requirement: str
    scope: Scope
    direct: bool
    file: str
    line: int
    license: str


class Packages(RootModel[dict[Text, tuple[Text, ...]]]):
    """The packages by scope, by whether they are asked for directly, and by file.

    A key is `SCOPE direct FILE` or `SCOPE transitive FILE`. A value lists packages: the package URL
    with its version, the line, the requirement and the licence, with tabs between them; empty ones
    at the end are left out. A portal may have half a million of them: as objects they would need
    ten times the memory.
    """

    model_config = ConfigDict(frozen=True, revalidate_instances="always")


def packages_value(uses: Iterable[PackageUse]) -> Packages:
    """The fact for packages in any order."""
    found: dict[str, set[str]] = {}
    for use in uses:
        kind = _DIRECT if use.direct else _TRANSITIVE
        found.setdefault(f"{use.scope} {kind} {use.file}", set()).add(_row(use))
    return Packages({key: tuple(sorted(rows)) for key, rows in sorted(found.items())})


def _row(use: PackageUse) -> str:
    purl = versioned_purl(use.purl, use.version)
    fields = (purl, str(use.line) if use.line else "", use.requirement, use.license)
    return _FIELD.join(one.replace(_FIELD, " ") for one in fields).rstrip(_FIELD)


def versioned_purl(purl: str, version: str) -> str:
    """The package URL with a version, which stands before qualifiers and a path; as it is for none."""
    if not version:
        return purl
    end = re.search(r"[?#]|$", purl)
    at = end.start() if end else len(purl)
    return f"{purl[:at]}@{quote(version, safe='.-+_~:')}{purl[at:]}"


# The same packages, versions and files are named again and again.
@lru_cache(maxsize=2**17)
def _without_version(written: str) -> tuple[str, str]:
    purl, _, version = written.partition("@")
    if "?" in version or "#" in version:
        version, rest = _AFTER_VERSION.split(version, maxsplit=1)
        purl += rest
    return purl, unquote(version) if "%" in version else version


def package_uses(value: Packages) -> Iterator[PackageUse]:
    """The packages of a fact, in its order; rows that nobody could have written are left out."""
    for key, rows in value.root.items():
        for row in rows:
            if (use := package_use(key, row)) is not None:
                yield use


def package_use(key: str, row: str) -> PackageUse | None:
    """One package by its key and row in the fact; None where they are of another form."""
    about = file_of_key(key)
    if about is None:
        return None
    scope, direct, file = about
    written, line, requirement, license_name = (*row.split(_FIELD, 3), "", "", "")[:4]
    number = int(line) if line.isdecimal() and len(line) < 10 else 0
    purl, version = _without_version(written)
    return PackageUse(purl, version, requirement, scope, direct, file, number, license_name)


@lru_cache(maxsize=2**12)
def file_of_key(key: str) -> tuple[Scope, bool, str] | None:
    """Scope, directness and file of a key of the fact; None for a key of another form."""
    scope, kind, file = (*key.split(" ", 2), "", "")[:3]
    named = next((one for one in _SCOPES if one == scope), None)
    if named is None or kind not in {_DIRECT, _TRANSITIVE}:
        return None
    return named, kind == _DIRECT, file


def named_in_row(row: str) -> tuple[str, str]:
    """The package URL of a row without its version, and the version; without reading the rest."""
    return _without_version(row.partition(_FIELD)[0])


def license_of_row(row: str) -> str:
    """The licence that a row states; without reading the rest."""
    return row.rpartition(_FIELD)[2] if row.count(_FIELD) == 3 else ""


KIND = FactKind(key="packages", label="Packages", model=Packages)

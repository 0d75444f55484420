"""The registry of lock files: which files they are, and what they say about a repository's manifests."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from catalogsite.inference.inferred import Dependency, LockedPackage
from catalogsite.inference.lock_files import (
    bundler,
    cargo,
    composer,
    golang,
    gradle,
    npm,
    nuget,
    pnpm,
    python,
    terraform,
    yarn,
)
from catalogsite.inference.lock_files.lock_file import LockFile
from catalogsite.inference.manifest import Manifest, ManifestError, broken
from catalogsite.inference.pinned import pinned_version
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

MOST_LOCKED = 5_000
"""Locked packages that are kept of one repository; those that manifests name go first."""


class Format(Protocol):
    """A module for one format of lock files."""

    @property
    def FILES(self) -> re.Pattern[str]:  # noqa: N802  (a constant of a module)
        """The pattern of the whole names of its files."""

    @property
    def ECOSYSTEM(self) -> str:  # noqa: N802  (a constant of a module)
        """The type of the package URLs that it has."""

    def read(self, text: str, /) -> LockFile:
        """One file. Raises ManifestError, ValueError or RecursionError."""


FORMATS: tuple[Format, ...] = (
    npm,
    yarn,
    pnpm,
    python,
    golang,
    cargo,
    composer,
    bundler,
    gradle,
    nuget,
    terraform,
)


class Locked(NamedTuple):
    """The manifests with the chosen versions, all that is locked, and what could not be read."""

    manifests: tuple[Manifest, ...]
    packages: tuple[LockedPackage, ...]
    problems: tuple[Problem, ...]


class _Read(NamedTuple):
    path: str
    ecosystem: str
    content: LockFile
    only: Mapping[str, str | None]


def is_lock_file(path: str) -> bool:
    """Whether a file is a lock file of any format, by its name."""
    return _format(path) is not None


def lock(manifests: Sequence[Manifest], texts: Mapping[str, str]) -> Locked:
    """What lock files (texts by path) say about manifests: each is served by the nearest above it."""
    read: dict[tuple[str, str], list[_Read]] = {}
    problems: list[Problem] = []
    for path, text in texts.items():
        found, complaint = _read_file(path, text)
        if found is not None:
            read.setdefault((posixpath.dirname(path), found.ecosystem), []).append(found)
        problems += complaint
    used: set[tuple[str, str]] = set()
    resolved = tuple(_resolved(manifest, read, used) for manifest in manifests)
    kept, cut = _kept(read, used)
    return Locked(resolved, kept, (*problems, *cut))


def _format(path: str) -> Format | None:
    name = posixpath.basename(path)
    return next((one for one in FORMATS if one.FILES.fullmatch(name)), None)


def _read_file(path: str, text: str) -> tuple[_Read | None, list[Problem]]:
    form = _format(path)
    if form is None:
        return None, []
    try:
        content = form.read(text)
    except ManifestError as error:
        return None, [broken(path, error.line, error.form, str(error))]
    except (ValueError, RecursionError) as error:
        deep = isinstance(error, RecursionError)
        reason = "it is nested too deeply" if deep else str(error)
        return None, [broken(path, None, "readable", reason)]
    only: dict[str, str | None] = {}
    for one in content.entries:
        # Of several versions none is the answer.
        same = only.setdefault(one.purl, one.version) == one.version
        only[one.purl] = one.version if same else None
    return _Read(path, form.ECOSYSTEM, content, only), []


def _resolved(
    manifest: Manifest,
    read: Mapping[tuple[str, str], Sequence[_Read]],
    used: set[tuple[str, str]],
) -> Manifest:
    found = []
    for needed in manifest.dependencies:
        version = _version(needed, manifest.file, read, used)
        changed = version is not None and version != needed.version
        found.append(needed.model_copy(update={"version": version}) if changed else needed)
    if not any(one is not other for one, other in zip(found, manifest.dependencies, strict=True)):
        return manifest
    return manifest.model_copy(update={"dependencies": tuple(found)})


def _version(
    needed: Dependency,
    file: str,
    read: Mapping[tuple[str, str], Sequence[_Read]],
    used: set[tuple[str, str]],
) -> str | None:
    """The version of the nearest lock file that knows the package, else the one that is pinned."""
    ecosystem = needed.purl.removeprefix("pkg:").partition("/")[0]
    top = posixpath.dirname(file)
    for folder in _upwards(top):
        for one in read.get((folder, ecosystem), ()):
            below = posixpath.relpath(top or ".", folder or ".")
            version = _chosen(needed, "" if below == "." else below, one)
            if version is not None:
                used.add((one.path, f"{needed.purl}@{version}"))
                return version
    return needed.version or pinned_version(needed.purl, needed.requirement)


def _chosen(needed: Dependency, below: str, one: _Read) -> str | None:
    content = one.content
    if content.direct:
        for owner in (needed.package or "", *_upwards(below)):
            if (owner, needed.purl) in content.direct:
                return content.direct[owner, needed.purl]
    wanted = content.wanted.get((needed.purl, (needed.requirement or "").removeprefix("npm:")))
    return wanted or one.only.get(needed.purl)


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _kept(
    read: Mapping[tuple[str, str], Sequence[_Read]], used: set[tuple[str, str]]
) -> tuple[tuple[LockedPackage, ...], list[Problem]]:
    found: dict[tuple[str, str, str], LockedPackage] = {}
    for files in read.values():
        known: set[str] = set()
        for one in files:
            here: set[str] = set()
            for purl, version, line, scope, license_name in one.content.entries:
                direct = (one.path, f"{purl}@{version}") in used
                # go.mod says the version of what go.sum only lists.
                if purl not in known or direct:
                    here.add(purl)
                    package = LockedPackage(
                        purl, version, one.path, line, direct, scope, license_name
                    )
                    found.setdefault((one.path, purl, version), package)
            known |= here
    order = sorted(found.values(), key=lambda one: not one.direct)[:MOST_LOCKED]
    if len(found) <= MOST_LOCKED:
        return tuple(found.values()), []
    last = order[-1].file
    cut = problem(
        "locked-packages-cut",
        at=SourceLocation(last),
        count=f"{len(found):,}",
        most=f"{MOST_LOCKED:,}",
    )
    return tuple(order), [cut]

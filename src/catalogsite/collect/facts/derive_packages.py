"""The third-party packages of each component, from its manifests and lock files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice

from catalogsite.collect.facts.manifest_provenance import component_folders, provenance
from catalogsite.collect.reading.read_repository import RepositoryReading
from catalogsite.inference import publishers_of
from catalogsite.inference.inferred import Dependency, LockedPackage
from catalogsite.inference.linking import Publisher
from catalogsite.inference.pinned import stated_version
from catalogsite.inventory.names import ECOSYSTEMS, ecosystem_of
from catalogsite.model.entity import Origin
from catalogsite.model.fact import Fact
from catalogsite.model.facts.dependencies import DEPENDS_ON
from catalogsite.model.facts.packages import KIND, PackageUse, packages_value

MOST = 5_000
"""Packages of one component, those that it asks for directly first."""


def package_facts(
    readings: Sequence[RepositoryReading], origins: Mapping[str, Origin], now: datetime
) -> Iterator[Fact]:
    """A fact for each component that uses packages which no repository of the catalog publishes.

    Only packages of ecosystems count; folders of repositories and names of Protocol Buffers do not.
    """
    own = frozenset(_published(readings))
    folders = component_folders(origins)
    for reading in readings:
        if reading.inferred is None:
            continue
        inside = folders.get(reading.repository.id, {})
        # Of a package it matters that it is used at all: the main component answers for it.
        for one in publishers_of(reading.inferred, inside, otherwise=reading.repository.name):
            uses = tuple(islice((use for use in _uses(one) if _is_foreign(use, own)), MOST))
            if uses:
                yield Fact(
                    subject=one.ref,
                    key=KIND.key,
                    value=packages_value(uses),
                    provenance=provenance("manifests", reading.repository, now, uses[0].file),
                )


def _published(readings: Iterable[RepositoryReading]) -> Iterator[str]:
    for reading in readings:
        if reading.inferred is not None:
            yield from (package.purl for package in reading.inferred.packages)


def _uses(publisher: Publisher) -> Iterator[PackageUse]:
    locked: dict[str, list[LockedPackage]] = {}
    for one in publisher.locked:
        locked.setdefault(one.purl, []).append(one)
    asked = {needed.purl for needed in publisher.dependencies}
    for needed in publisher.dependencies:
        if needed.relation == DEPENDS_ON:
            yield _direct(needed, locked.get(needed.purl, ()))
    for one in chain.from_iterable(locked.values()):
        # A lock file may hold a second version of what a manifest asks for.
        if one.purl not in asked or not one.direct:
            yield _transitive(one)


def _is_foreign(use: PackageUse, own: frozenset[str]) -> bool:
    return use.purl not in own and ecosystem_of(use.purl) in ECOSYSTEMS.keys() - {"generic"}


def _direct(needed: Dependency, locked: Sequence[LockedPackage]) -> PackageUse:
    chosen = next((one for one in locked if one.direct), locked[0] if len(locked) == 1 else None)
    version = needed.version or (chosen.version if chosen else None)
    stated = next((one.license for one in locked if one.version == version and one.license), None)
    return PackageUse(
        purl=needed.purl,
        version=version or stated_version(needed.purl, needed.requirement) or "",
        requirement=needed.requirement or "",
        scope=needed.scope,
        direct=True,
        file=needed.file,
        line=needed.line or 0,
        license=stated or "",
    )


def _transitive(one: LockedPackage) -> PackageUse:
    return PackageUse(
        purl=one.purl,
        version=one.version,
        requirement="",
        scope=one.scope,
        direct=False,
        file=one.file,
        line=one.line or 0,
        license=one.license or "",
    )

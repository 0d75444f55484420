"""Turns packages and dependencies into relations between entities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from catalogsite.inference.inferred import (
    Dependency,
    InferredRepository,
    LockedPackage,
    Package,
)


class Publisher(NamedTuple):
    """The packages and dependencies of one entity, and what its lock files list."""

    ref: str
    packages: tuple[Package, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    locked: tuple[LockedPackage, ...] = ()


class InferredDependency(NamedTuple):
    """`source` depends on `target`, because a file of the first names something of the second.

    `declared` tells that the catalog states this relation too.
    """

    source: str
    target: str
    dependency: Dependency
    declared: bool = False


Stated = Collection[tuple[str, str, str]]
"""(source, relation, target) for relations that the catalog states."""


def publishers_of(
    inferred: InferredRepository, folders: Mapping[str, str], otherwise: str = ""
) -> tuple[Publisher, ...]:
    """The packages and dependencies of a repository, given to the components in it.

    `folders` maps each component to the folder of its descriptor (`""` is the top). A manifest
    belongs to the nearest folder above it; where several components share that folder, to the
    one that has the package's name, else to the one with the name `otherwise`, else to nobody.
    """
    by_folder: dict[str, list[str]] = {}
    for ref, folder in sorted(folders.items()):
        by_folder.setdefault(folder.strip("/"), []).append(ref)
    by_purl = {package.purl: package for package in inferred.packages}
    packages: dict[str, list[Package]] = {}
    dependencies: dict[str, list[Dependency]] = {}
    for package in inferred.packages:
        place = _place(_made_in(package), package.name, by_folder, otherwise)
        if place:
            packages.setdefault(place, []).append(package)
    for dependency in inferred.dependencies:
        # What is inherited from a parent's manifest belongs to the package that inherits it.
        owner = by_purl.get(dependency.package or "")
        file, name = (_made_in(owner), owner.name) if owner else (dependency.file, None)
        place = _place(file, name, by_folder, otherwise)
        if place:
            dependencies.setdefault(place, []).append(dependency)
    locked: dict[str, list[LockedPackage]] = {}
    for one in inferred.locked:
        place = _place(one.file, None, by_folder, otherwise)
        if place:
            locked.setdefault(place, []).append(one)
    return tuple(
        Publisher(
            ref,
            tuple(packages.get(ref, ())),
            tuple(dependencies.get(ref, ())),
            tuple(locked.get(ref, ())),
        )
        for ref in sorted(folders)
    )


def component_near(file: str, folders: Mapping[str, str]) -> str | None:
    """The only component whose folder is the nearest above a file; `folders` are those of components."""
    by_folder: dict[str, list[str]] = {}
    for ref, folder in sorted(folders.items()):
        by_folder.setdefault(folder.strip("/"), []).append(ref)
    return _place(file, None, by_folder)


def _made_in(package: Package) -> str:
    """A path in the folder that a package is made from."""
    return package.file if package.folder is None else f"{package.folder}/"


def _place(
    file: str, name: str | None, by_folder: Mapping[str, list[str]], otherwise: str = ""
) -> str | None:
    folder = file.rpartition("/")[0]
    while folder and folder not in by_folder:
        folder = folder.rpartition("/")[0]
    refs = by_folder.get(folder, [])
    if len(refs) == 1:
        return refs[0]
    names = {ref.rpartition("/")[2]: ref for ref in reversed(refs)}
    short = (name or "").rpartition("/")[2].lower()
    return names.get(short) or names.get(otherwise.lower())


def link_dependencies(
    publishers: Iterable[Publisher], stated: Stated = frozenset()
) -> tuple[InferredDependency, ...]:
    """Every relation that files give, sorted: one for each source, target, relation, purl and scope.

    Of several files or lines that name the same, the first is the evidence; where one of them is not
    `optional`, none is. A package that two entities publish belongs to nobody, so no relation is
    guessed from it.
    """
    everyone = tuple(publishers)
    owners = _owners(everyone)
    found: dict[tuple[str, str, str, str, str], Dependency] = {}
    for publisher in everyone:
        for dependency in sorted(publisher.dependencies, key=_strongest_first):
            target = owners.get(_same(dependency.purl))
            if target is not None and target != publisher.ref:
                relation, purl, scope = dependency.relation, dependency.purl, dependency.scope
                found.setdefault((publisher.ref, target, relation, purl, scope), dependency)
    return tuple(
        InferredDependency(source, target, found[key], declared=(source, key[2], target) in stated)
        for key in sorted(found)
        for source, target in [key[:2]]
    )


def _strongest_first(one: Dependency) -> tuple[bool, bool, str, int]:
    return one.optional, one.condition is not None, one.file, one.line or 0


def _same(purl: str) -> str:
    """A purl in the form in which it is compared: NuGet does not regard the case of ids."""
    return purl.lower() if purl.startswith("pkg:nuget/") else purl


def _owners(publishers: tuple[Publisher, ...]) -> dict[str, str]:
    owners: dict[str, str] = {}
    contested: set[str] = set()
    for publisher in publishers:
        for package in publisher.packages:
            purl = _same(package.purl)
            if owners.setdefault(purl, publisher.ref) != publisher.ref:
                contested.add(purl)
    return {purl: ref for purl, ref in owners.items() if purl not in contested}

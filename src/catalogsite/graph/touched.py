"""Which entities a change of files touches, and who needs any of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname
from typing import NamedTuple

from catalogsite.graph.graph import Graph
from catalogsite.graph.reach import Reached, reached
from catalogsite.model.entity import EntityData, Origin, stored_digest

_BUILT = ("component", "resource")
"""The kinds whose folder holds what they are made of, those that come first win."""


class FileTouch(NamedTuple):
    """The changed files of each entity by its reference, and those of none."""

    files: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]


def touched_by_files(origins: Mapping[str, Origin], files: Iterable[str]) -> FileTouch:
    """The components that each changed file belongs to: those of the nearest folder above it.

    `origins` are those of the entities of one repository. In a folder without a component the
    resources count.
    """
    folders: dict[str, list[str]] = {}
    for ref in sorted(origins):
        if ref.partition(":")[0] in _BUILT:
            folders.setdefault(_folder(origins[ref].file or ""), []).append(ref)
    found: dict[str, list[str]] = {}
    others = []
    for file in files:
        refs = _nearest(folders, file)
        if not refs:
            others.append(file)
        for ref in refs:
            found.setdefault(ref, []).append(file)
    return FileTouch({ref: tuple(names) for ref, names in sorted(found.items())}, tuple(others))


def _folder(file: str) -> str:
    """The folder that a descriptor describes; one in a hidden folder describes that above it."""
    folder = dirname(file)
    while folder.rpartition("/")[2].startswith("."):
        folder = dirname(folder)
    return folder


def _nearest(folders: Mapping[str, list[str]], file: str) -> list[str]:
    folder = file
    while folder:
        folder = dirname(folder)
        here = folders.get(folder, [])
        for kind in _BUILT:
            refs = [ref for ref in here if ref.startswith(f"{kind}:")]
            if refs:
                return refs
    return []


def changed_definitions(
    before: Mapping[str, EntityData], after: Mapping[str, EntityData]
) -> Iterator[str]:
    """The references of the APIs whose definition is another one now, sorted."""
    for ref in sorted(before.keys() & after.keys()):
        if ref.startswith("api:") and _definition(before[ref]) != _definition(after[ref]):
            yield ref


def _definition(entity: EntityData) -> object:
    spec = entity.get("spec")
    stated = spec.get("definition") if isinstance(spec, dict) else None
    return stored_digest(stated) or stated


def dependents_of_any(graph: Graph, refs: Iterable[str]) -> tuple[Reached, ...]:
    """Everyone who needs any of the entities, the nearest first, without these themselves.

    Linear in the edges that are reached.
    """
    return reached(graph, refs, reverse=True)

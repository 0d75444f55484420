"""Checks the annotations of entities that show the documentation of another entity, or a page of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogsite.docs.fragments import Fragments
from catalogsite.model.documentation.shared_documentation import (
    ENTITY,
    PATH,
    documentation_link,
    shared_documentation,
)
from catalogsite.model.entity import EntityData, Origin, annotations_of, ref_of
from catalogsite.model.problem import Problem
from catalogsite.model.snapshot import Snapshot
from catalogsite.problems.create import SourceLocation, problem
from catalogsite.problems.suggest import near_miss


def shared_problems(snapshot: Snapshot, converted: Mapping[str, Fragments]) -> Iterator[Problem]:
    """A problem for each annotation that refers to no entity, no documentation or no page."""
    for entity in snapshot.entities:
        stated = annotations_of(entity)
        if ENTITY in stated or PATH in stated:
            origin = snapshot.origins.get(ref_of(entity), Origin())
            yield from _problems(snapshot, converted, entity, origin)


def _problems(
    snapshot: Snapshot, converted: Mapping[str, Fragments], entity: EntityData, origin: Origin
) -> Iterator[Problem]:
    stated, shared = annotations_of(entity), shared_documentation(entity)
    at = _location(origin, ENTITY, ref_of(entity))
    if shared is not None and shared not in snapshot.origins:
        near = near_miss(shared, converted)
        yield problem("docs-entity", at=at, value=stated[ENTITY], suggestion=near)
        return
    if shared is not None and shared not in converted:
        yield problem("docs-entity", "no-documentation", at=at, value=stated[ENTITY])
        return
    link = documentation_link(entity, converted.keys())
    if PATH not in stated:
        return
    at = _location(origin, PATH, ref_of(entity))
    if link is None:
        yield problem("docs-entity", "path-alone", at=at, path=stated[PATH])
    elif link.page and link.page not in converted[link.ref].addresses:
        yield problem("docs-entity", "no-page", at=at, path=stated[PATH], ref=link.ref)


def _location(origin: Origin, annotation: str, ref: str) -> SourceLocation:
    """The place of the annotation, else of the entity."""
    line, column = origin.annotations.get(annotation, (origin.line, None))
    return SourceLocation(origin.file, line, column, ref, origin.repository)

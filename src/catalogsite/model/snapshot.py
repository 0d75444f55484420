"""The snapshot: all that collect found, and all that build needs besides the store."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, FiniteFloat

from catalogsite.model.catalog_size import SourceSize
from catalogsite.model.documentation import Documentation
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.problem import Problem
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import Score, Scorecard
from catalogsite.model.source_run import SourceRun
from catalogsite.model.value import Value

SCHEMA = 1
"""Version of the snapshot format; raised when a reader of the old one would misread the new."""


Trend = tuple[tuple[str, FiniteFloat], ...]
"""Points of a sparkline, oldest first: (ISO day, value)."""


def _stitched(entity: EntityData) -> EntityData:
    """The entity, with the parts that every reader of a snapshot relies on."""
    fault = _fault(entity)
    if fault is not None:
        raise ValueError(fault)
    return entity


def _fault(entity: EntityData) -> str | None:
    metadata, spec, relations = (entity.get(key) for key in ("metadata", "spec", "relations"))
    if not isinstance(entity.get("kind"), str):
        return "an entity needs the text `kind`"
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        return "an entity needs the text `metadata.name`"
    if not isinstance(spec, dict | None):
        return "the `spec` of an entity must be an object"
    if not isinstance(relations, list | None) or not all(map(_is_relation, relations or ())):
        return "`relations` must be a list of objects with `type` and `targetRef`"
    return None


def _is_relation(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("type"), str) and isinstance(value.get("targetRef"), str)


class Snapshot(Value):
    """The result of collect, and the input of build besides the content store.

    `entities` are stitched Backstage entities sorted by reference; an API's long definition is
    kept in the store and stands there as `{"$text": "store:<hash>"}`. Everything else is keyed
    by entity reference (`kind:namespace/name`, lower case): `skeletons` are the paths that a
    Template would write. `sizes` are what each source gave, by which catalogs are compared.
    """

    schema_: int = Field(default=SCHEMA, alias="schema")
    version: str
    created: datetime
    title: str = "Developer portal"
    sources: tuple[SourceRun, ...] = ()
    repositories: tuple[Repository, ...] = ()
    entities: tuple[Annotated[EntityData, AfterValidator(_stitched)], ...] = ()
    origins: dict[str, Origin] = Field(default_factory=dict)
    documentation: tuple[Documentation, ...] = ()
    facts: tuple[Fact, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    scores: dict[str, Score] = Field(default_factory=dict)
    trends: dict[str, dict[str, Trend]] = Field(default_factory=dict)
    skeletons: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    sizes: tuple[SourceSize, ...] = ()

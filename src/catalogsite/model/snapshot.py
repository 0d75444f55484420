"""The snapshot: all that collect found, and all that build needs besides the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    FiniteFloat,
    WrapSerializer,
    WrapValidator,
)

from catalogsite.model.api.api import ApiDefinition
from catalogsite.model.catalog_size import SourceSize
from catalogsite.model.changes.moved import Moves
from catalogsite.model.changes.night import Night
from catalogsite.model.delivery.figures import Delivery
from catalogsite.model.documentation.documentation import Documentation
from catalogsite.model.end_of_life import Product
from catalogsite.model.entity import EntityData, Origin
from catalogsite.model.fact import Fact
from catalogsite.model.packed.entities import PackedEntities
from catalogsite.model.packed.mapping import PackedMapping
from catalogsite.model.problem import Problem
from catalogsite.model.relations.dependency_rule import DependencyRule
from catalogsite.model.relations.types import RelationType
from catalogsite.model.repository import Repository
from catalogsite.model.scorecard import Score, Scorecard
from catalogsite.model.source_run import SourceRun
from catalogsite.model.templates.template_files import StoredTemplate
from catalogsite.model.value import Value

SCHEMA = 1
"""Version of the snapshot format; raised when a reader of the old one would misread the new."""


Trend = tuple[tuple[str, float], ...]
"""Points of a sparkline, oldest first: (ISO day, value)."""


def trend_line(points: Iterable[tuple[str, float]]) -> TrendLine:
    """The points of a trend, of which there is at least one, as a snapshot holds them."""
    values = {date.fromisoformat(day).toordinal(): value for day, value in points}
    days = range(min(values), max(values) + 1)
    return date.fromordinal(days.start).isoformat(), tuple(map(values.get, days))


def trend_points(line: TrendLine) -> Trend:
    """The points of a trend: of a day without a value there is none."""
    first, values = date.fromisoformat(line[0]), line[1]
    return tuple(
        ((first + timedelta(place)).isoformat(), value)
        for place, value in enumerate(values)
        if value is not None
    )


def _as_line(given: object) -> object:
    """A list of points, as earlier versions wrote it, as a line; anything else as it is."""
    if not isinstance(given, list | tuple) or not given or isinstance(given[0], str):
        return given
    try:
        return trend_line((day, value) for day, value in given)
    except (TypeError, ValueError) as error:
        raise ValueError("a trend needs days and values") from error


def _is_day(line: tuple[str, tuple[float | None, ...]]) -> tuple[str, tuple[float | None, ...]]:
    date.fromisoformat(line[0])
    return line


TrendLine = Annotated[
    tuple[str, tuple[FiniteFloat | None, ...]], BeforeValidator(_as_line), AfterValidator(_is_day)
]
"""An ISO day, and the values of it and of each day after it, None where nothing was measured.

Points with their days would need four times the space, in the file and in memory.
"""


def stitched(entity: EntityData) -> EntityData:
    """The entity, with the parts that every reader of a snapshot relies on. Raises ValueError."""
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


def _packed(given: object, validate: Callable[[object], Any]) -> Any:
    """What is packed has been validated."""
    return given if isinstance(given, PackedEntities | PackedMapping) else validate(given)


# Where few read it: `state/snapshot_text.py` writes these fields without a copy of all values.
def _decoded(value: object, serialize: Callable[[object], Any]) -> Any:
    if isinstance(value, PackedEntities):
        return serialize(tuple(value))
    return serialize(dict(value) if isinstance(value, PackedMapping) else value)


_PACKED, _DECODED = WrapValidator(_packed), WrapSerializer(_decoded)

Entities = Annotated[
    Sequence[Annotated[EntityData, AfterValidator(stitched)]],
    AfterValidator(tuple),
    _PACKED,
    _DECODED,
]


class Snapshot(Value):
    """The result of collect, and the input of build besides the content store.

    `entities` are stitched Backstage entities sorted by reference; an API's long definition is
    kept in the store and stands there as `{"$text": "store:<hash>"}`. `relation_types` and
    `end_of_life` are what the company adds to the built-in ones, `dependency_rules` say who must not
    depend on whom. Everything else is keyed by entity reference
    (`kind:namespace/name`, lower case): `skeletons` are the paths that a Template would write.
    `template_files` are what its steps fetch, and `definitions` those of APIs.
    `sizes` are what each source gave, by which catalogs are compared. `tools` are the addresses of
    tools by id, and by `id/instance` of one of several servers. `changes` are those of this snapshot
    and of the nights before it, newest first; `moved` says where old references and pages lead.
    """

    schema_: int = Field(default=SCHEMA, alias="schema")
    version: str
    created: datetime
    title: str = "Developer portal"
    sources: tuple[SourceRun, ...] = ()
    repositories: tuple[Repository, ...] = ()
    entities: Entities = ()
    origins: Annotated[Mapping[str, Origin], _PACKED, _DECODED] = Field(default_factory=dict)
    documentation: tuple[Documentation, ...] = ()
    facts: tuple[Fact, ...] = ()
    scorecards: tuple[Scorecard, ...] = ()
    scores: Annotated[Mapping[str, Score], _PACKED, _DECODED] = Field(default_factory=dict)
    trends: dict[str, dict[str, TrendLine]] = Field(default_factory=dict)
    delivery: dict[str, Delivery] = Field(default_factory=dict)
    skeletons: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    template_files: dict[str, StoredTemplate] = Field(default_factory=dict)
    definitions: dict[str, ApiDefinition] = Field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    sizes: tuple[SourceSize, ...] = ()
    tools: dict[str, str] = Field(default_factory=dict)
    relation_types: tuple[RelationType, ...] = ()
    end_of_life: tuple[Product, ...] = ()
    dependency_rules: tuple[DependencyRule, ...] = ()
    changes: tuple[Night, ...] = ()
    moved: Moves = Moves()

    @property
    def entity_count(self) -> int:
        """The number of entities."""
        return len(self.entities)

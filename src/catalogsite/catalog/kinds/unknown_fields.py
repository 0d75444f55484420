"""Unknown fields with names similar to those of known ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from catalogsite.catalog.kinds.core_kinds import AI_RESOURCES, MCP_SERVER, SPECS
from catalogsite.catalog.kinds.field_docs import METADATA
from catalogsite.catalog.relations.relations import FIELDS
from catalogsite.model.entity import EntityData
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.suggest import near_miss
from catalogsite.yaml12.positions import Path

_METADATA = frozenset(METADATA)
# One company uses the same few fields of its own in thousands of entities.
_similar = lru_cache(maxsize=4096)(near_miss)


def misspelled_fields(entity: EntityData) -> Iterator[Finding]:
    """A finding for each unknown field of a valid entity whose name is similar to a known, unused one."""
    metadata, spec = entity["metadata"], entity.get("spec")
    yield from _misspelled(metadata, _METADATA, ("metadata",))
    if isinstance(spec, dict) and (known := _fields(entity["kind"])):
        yield from _misspelled(spec, known, ("spec",))


@cache
def _fields(kind: str) -> frozenset[str]:
    """The names of the fields of a core kind's spec; empty for any other kind."""
    shapes = (
        [*AI_RESOURCES.values()] if kind == "AiResource" else [SPECS[kind]] if kind in SPECS else []
    )
    if kind == "API":
        shapes.append(MCP_SERVER)
    stated = (name for shape in shapes for name in shape.fields)
    return frozenset((*stated, *(relation.name for relation in FIELDS.get(kind, ()))))


def _misspelled(value: dict[str, Any], known: frozenset[str], path: Path) -> Iterator[Finding]:
    for key in value.keys() - known:
        similar = _similar(key, known)
        if similar is not None and similar not in value:
            yield finding("unknown-field", (*path, key), suggestion=similar)

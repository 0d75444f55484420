"""Keys that are spelt nearly like known ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from catalogsite.catalog.findings import Finding, field
from catalogsite.catalog.kinds.core_kinds import AI_RESOURCES, MCP_SERVER, SPECS
from catalogsite.catalog.kinds.field_docs import METADATA
from catalogsite.catalog.relations.relations import FIELDS
from catalogsite.model.entity import EntityData
from catalogsite.model.problem import Level
from catalogsite.yaml12.positions import Path

_NEAR = 0.84


def nearest(text: str, known: Collection[str]) -> str | None:
    """The known key that was probably meant."""
    spelt = {plain(name): name for name in known}
    if plain(text) in spelt:
        return spelt[plain(text)]
    found = difflib.get_close_matches(text, known, 1, _NEAR)
    return found[0] if found else None


def misspelled_fields(entity: EntityData) -> Iterator[Finding]:
    """Keys of a valid entity which mean nothing, where a key nearly like them would."""
    metadata, spec = entity["metadata"], entity.get("spec")
    yield from _misspelt(metadata, METADATA.keys(), ("metadata",))
    if isinstance(spec, dict) and (known := _fields(entity["kind"])):
        yield from _misspelt(spec, known, ("spec",))


@cache
def _fields(kind: str) -> frozenset[str]:
    """The fields of a core kind's spec; none for any other kind."""
    shapes = (
        [*AI_RESOURCES.values()] if kind == "AiResource" else [SPECS[kind]] if kind in SPECS else []
    )
    if kind == "API":
        shapes.append(MCP_SERVER)
    stated = (name for shape in shapes for name in shape.fields)
    return frozenset((*stated, *(relation.name for relation in FIELDS.get(kind, ()))))


def _misspelt(value: dict[str, Any], known: Collection[str], path: Path) -> Iterator[Finding]:
    for key in value.keys() - known:
        near = nearest(key, known)
        if near is not None and near not in value:
            message = f"`{field((*path, key))}` means nothing"
            fix = f"did you mean `{near}`?"
            yield Finding("unknown-field", (*path, key), message, fix, Level.WARNING)


def plain(text: str) -> str:
    """A word without signs, capitals and plural, in which spellings of one word are equal."""
    return re.sub(r"[^a-z0-9]", "", text.lower()).removesuffix("s")

"""Moves long API definitions from entities to the store."""

from __future__ import annotations

from collections.abc import Callable

from catalogsite.model.entity import EntityData, as_stored

MAX_DEFINITION = 2048
"""The longest API definition that stays in its entity, in bytes of UTF-8."""

_MOST_BYTES_PER_CHARACTER = 4


def with_stored_definition(entity: EntityData, put: Callable[[bytes], str] | None) -> EntityData:
    """The entity with a reference to the store in the place of a long API definition.

    `put` writes a blob and returns its digest; without it the entity is returned as it is.
    """
    if put is None or entity["kind"] != "API":
        return entity
    definition = entity["spec"].get("definition")
    if not isinstance(definition, str):
        return entity
    if len(definition) * _MOST_BYTES_PER_CHARACTER <= MAX_DEFINITION:
        return entity
    data = definition.encode("utf-8", errors="replace")
    if len(data) <= MAX_DEFINITION:
        return entity
    spec = {**entity["spec"], "definition": as_stored(put(data))}
    return {**entity, "spec": spec}

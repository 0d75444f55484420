"""Backstage's `catalogFilter`: which entities a picker offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.model.entity import EntityData

_MOST_LEVELS = 12


def fits_filter(stated: Any, entity: EntityData) -> bool:
    """Whether an entity matches one of the filters, or the only one; without any, every one does.

    A filter names fields by their path, such as `spec.type` or `relations.ownedBy`, and for each a
    value, several of which one must match, or `{exists: true}`. Upper and lower case are the same.
    """
    filters = stated if isinstance(stated, list) else [stated]
    real = [one for one in filters if isinstance(one, Mapping)]
    if not real:
        return True
    values = _values(entity)
    return any(_fits(one, values) for one in real)


def _fits(one: Mapping[str, Any], values: Mapping[str, set[str]]) -> bool:
    return all(_accepts(wanted, values.get(str(key).lower())) for key, wanted in one.items())


def _accepts(wanted: Any, there: set[str] | None) -> bool:
    if isinstance(wanted, Mapping):
        return (there is not None) == bool(wanted.get("exists", True))
    accepted = wanted if isinstance(wanted, list) else [wanted]
    return there is not None and any(_text(one) in there for one in accepted)


def _values(entity: EntityData) -> dict[str, set[str]]:
    """The values of an entity by path, as Backstage's search has them."""
    found: dict[str, set[str]] = {}
    for name in ("apiVersion", "kind", "metadata", "spec"):
        for path, value in _leaves(entity.get(name), name, 0):
            found.setdefault(path.lower(), set()).add(_text(value))
    metadata = entity["metadata"]
    found.setdefault("metadata.namespace", {_text(metadata.get("namespace") or "default")})
    for relation in entity.get("relations") or ():
        path = f"relations.{relation['type']}".lower()
        found.setdefault(path, set()).add(_text(relation["targetRef"]))
    return found


def _leaves(value: Any, path: str, level: int) -> Iterator[tuple[str, Any]]:
    if level > _MOST_LEVELS:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}", level + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path, level + 1)
            if isinstance(inner, str):
                yield f"{path}.{inner}", True
    elif value is not None:
        yield path, value


def _text(value: Any) -> str:
    return str(value).lower()

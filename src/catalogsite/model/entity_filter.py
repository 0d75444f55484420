"""Backstage's entity filters: `kind=component,spec.type=service`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from catalogsite.errors import UserError
from catalogsite.model.entity import EntityData
from catalogsite.yaml12.scalars import key_text

Matches = Callable[[EntityData], bool]

_MAX_LENGTH = 200
_NEVER_SEARCHED = frozenset({"attachments", "status", "relations"})


def entity_filter(filters: Sequence[str]) -> Matches:
    """A function that says whether an entity matches: all parts of any one of the filters.

    `key=a,key=b` matches either value, `key` alone any value. Without filters every entity
    matches. Raises UserError for a filter of another form.
    """
    wanted = [asked for asked in map(_parse, filters) if asked]

    def matches(entity: EntityData) -> bool:
        if not wanted:
            return True
        rows = search_rows(entity)
        return any(_fits(one, rows) for one in wanted)

    return matches


def search_rows(entity: EntityData) -> dict[str, set[str | None]]:
    """The rows of Backstage's search table for an entity: lower-case dotted keys to their values.

    A value over 200 characters is None: it exists, and equals nothing.
    """
    rows: dict[str, set[str | None]] = {}
    for key, value in _leaves(entity):
        if len(key) <= _MAX_LENGTH:
            rows.setdefault(key.lower(), set()).add(_searchable(value))
    for relation in entity.get("relations", ()):
        key = f"relations.{relation['type']}".lower()
        rows.setdefault(key, set()).add(relation["targetRef"].lower())
    rows["metadata.namespace"] = rows.get("metadata.namespace") or {"default"}
    return rows


def _parse(text: str) -> dict[str, set[str] | None]:
    """Key to the values that match; None where any value does."""
    asked: dict[str, set[str] | None] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        key, equals, value = part.partition("=")
        name = key.strip()
        if not name:
            fix = "write it like `kind=component,spec.type=service`"
            raise UserError(f"`{part}` in the filter names no field", fix=fix)
        if not equals:
            asked.setdefault(name, None)
        else:
            asked[name] = (asked.get(name) or set()) | {value.strip().lower()}
    return asked


def _fits(asked: dict[str, set[str] | None], rows: dict[str, set[str | None]]) -> bool:
    return all(
        key.lower() in rows if values is None else not values.isdisjoint(rows.get(key.lower(), ()))
        for key, values in asked.items()
    )


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            if path or name not in _NEVER_SEARCHED:
                yield from _leaves(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)
            if isinstance(item, str):
                yield f"{path}.{item}", True
    elif path:
        yield path, value


def _searchable(value: Any) -> str | None:
    if value is None:
        return None
    text = (value if isinstance(value, str) else key_text(value)).lower()
    return text if len(text) <= _MAX_LENGTH else None


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _understood(filters: tuple[str, ...]) -> tuple[str, ...]:
    try:
        entity_filter(filters)
    except UserError as error:
        raise ValueError(f"{error.what}; {error.fix}") from error
    return filters


_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Filters = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    AfterValidator(_understood),
    WithJsonSchema(_SCHEMA),
]
"""Filters in a settings file: one, or a list of which any one must match."""

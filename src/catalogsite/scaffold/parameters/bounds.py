"""Refuses forms that have no end, or are too large to ask: those that contain themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.errors import TemplateError
from catalogsite.scaffold.parameters.places import page_path, place
from catalogsite.scaffold.parameters.references import resolved
from catalogsite.scaffold.templates.template import Template

_MOST_SCHEMAS = 20_000
_MOST_LEVELS = 60
_VALUES = frozenset(
    {"const", "default", "enum", "enumNames", "examples", "required", "definitions"}
)


def refuse_endless_pages(template: Template) -> None:
    """Raise TemplateError for pages that contain themselves or too many schemas, by file and line."""
    for index, page in enumerate(template.pages):
        reason = page_fault(page)
        if reason is not None:
            where = place(template, page_path(template, index))
            raise TemplateError(f"the form {reason}", where=where, fix="make the form smaller")


def page_fault(page: Mapping[str, Any]) -> str | None:
    """Why a page cannot be asked, with all that its references lead to; None where it can."""
    left = _MOST_SCHEMAS
    open_: list[tuple[Any, int]] = [(page, 0)]
    while open_:
        part, level = open_.pop()
        left -= 1
        if left < 0:
            return f"has more than {_MOST_SCHEMAS} parts, or contains itself"
        if level > _MOST_LEVELS:
            return f"is nested more than {_MOST_LEVELS} levels deep, or contains itself"
        open_ += ((inner, level + 1) for inner in _inner(part, page))
    return None


def _inner(part: Any, page: Mapping[str, Any]) -> Iterator[Any]:
    if isinstance(part, list):
        yield from (one for one in part if isinstance(one, Mapping | list))
    elif isinstance(part, Mapping):
        if "$ref" in part:
            target = resolved(part, page)
            yield target or {"$ref": None, "allOf": [part]}  # one that leads to itself
            return
        for key, value in part.items():
            schemas = key not in _VALUES and not str(key).startswith("ui:")
            if schemas and isinstance(value, Mapping | list):
                yield value

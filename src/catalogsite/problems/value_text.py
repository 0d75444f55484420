"""How messages write the path of a field, and a value that was found there."""

from __future__ import annotations

from typing import Any

from catalogsite.yaml12.positions import Path

_MAX_SHOWN = 60


def path_text(path: Path) -> str:
    """The dotted path of a field, such as `spec.dependsOn[0]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text or "the document"


def value_text(value: Any) -> str:
    """A string in backticks, cut to 60 characters; the type of any other value, such as `a list`."""
    if isinstance(value, str):
        text = value if len(value) <= _MAX_SHOWN else value[: _MAX_SHOWN - 1] + "…"
        return f"`{text}`" if text.strip() else repr(text)
    return "null" if value is None else with_article(type_name(value))


def type_name(value: Any) -> str:
    """The JSON name of a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "list" if isinstance(value, list) else "object"


def with_article(noun: str) -> str:
    """The noun with its indefinite article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"

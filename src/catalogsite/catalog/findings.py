"""What a rule has to say about a field, before it is known where the field stands."""

from __future__ import annotations

from typing import Any, NamedTuple

from catalogsite.model.problem import Level
from catalogsite.yaml12.documents import Path

_MAX_SHOWN = 60


class Finding(NamedTuple):
    """One broken rule: its id, the field, what is wrong, how to mend it."""

    rule: str
    path: Path
    message: str
    fix: str | None = None
    level: Level = Level.ERROR


def field(path: Path) -> str:
    """How a message names a field: `spec.dependsOn[0]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text or "the document"


def shown(value: Any) -> str:
    """How a message shows a value that was found."""
    if isinstance(value, str):
        text = value if len(value) <= _MAX_SHOWN else value[: _MAX_SHOWN - 1] + "…"
        return f"`{text}`" if text.strip() else repr(text)
    return {"null": "nothing"}.get(type_name(value), f"{article(type_name(value))}")


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


def article(noun: str) -> str:
    """The noun with its indefinite article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"

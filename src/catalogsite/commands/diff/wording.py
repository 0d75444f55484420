"""Writes values of changes on one line of limited length."""

from __future__ import annotations

import json
from typing import Any

from catalogsite.changes.change import Named
from catalogsite.model.problem import Problem

_WIDTH = 160


def short(value: Any) -> str:
    """A value of a field on one line: a text as it is, anything else as JSON."""
    if value is None:
        return "nothing"
    if isinstance(value, str) and value.strip():
        return cut(" ".join(value.split()))
    return cut(json.dumps(value, ensure_ascii=False, default=str))


def cut(text: str, width: int = _WIDTH) -> str:
    """The text, cut to `width` characters with an ellipsis at its end."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def place(item: Named | Problem) -> str:
    """`repository/file:line`, as far as they are known; empty if nothing is."""
    path = "/".join(part for part in (item.repository, item.file) if part)
    return f"{path}:{item.line}" if path and item.line else path

"""How values of a difference are written for people: on one line, and never long."""

from __future__ import annotations

import json
from typing import Any

from catalogsite.commands.diff.change import Named
from catalogsite.model.problem import Problem

_WIDTH = 160


def short(value: Any) -> str:
    """A value of a field on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, str) and value.strip():
        return cut(" ".join(value.split()))
    return cut(json.dumps(value, ensure_ascii=False, default=str))


def cut(text: str, width: int = _WIDTH) -> str:
    """The text, ended by an ellipsis where it is too long."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def place(item: Named | Problem) -> str:
    """The repository, file and line of something, as far as they are known."""
    path = "/".join(part for part in (item.repository, item.file) if part)
    return f"{path}:{item.line}" if path and item.line else path

"""Values of a provider's JSON: each function returns a value of one type, or None for any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogsite.model.facts.fields import is_iso_time


def text_or_none(value: object) -> str | None:
    """A text."""
    return value if isinstance(value, str) else None


def time_or_none(value: object) -> str | None:
    """An ISO 8601 time with a time zone, as the provider wrote it."""
    return value if isinstance(value, str) and is_iso_time(value) else None


def whole_or_none(value: object) -> int | None:
    """A whole number from 0 to 2^63 - 1, as ids and numbers of runs are."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < 2**63 else None


def object_or_empty(value: object) -> Mapping[str, Any]:
    """An object; an empty one instead of None."""
    return value if isinstance(value, dict) else {}


def list_or_empty(value: object) -> list[Any]:
    """A list; an empty one instead of None."""
    return value if isinstance(value, list) else []

"""Makes text of other people's files fit for UTF-8, whatever their escapes say."""

from __future__ import annotations

from typing import Any


def replace_surrogates(value: Any) -> Any:
    """The same JSON value, in which no text holds half of a surrogate pair."""
    if isinstance(value, str):
        if value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value):
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [replace_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {replace_surrogates(key): replace_surrogates(item) for key, item in value.items()}
    return value

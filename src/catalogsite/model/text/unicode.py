"""Text that UTF-8 can hold, from JSON and YAML whose escapes may form half of a surrogate pair."""

from __future__ import annotations

from typing import Any


def replace_surrogates(value: Any) -> Any:
    """The JSON value with U+FFFD in the place of every half of a surrogate pair."""
    if isinstance(value, str):
        if value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value):
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [replace_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {replace_surrogates(key): replace_surrogates(item) for key, item in value.items()}
    return value

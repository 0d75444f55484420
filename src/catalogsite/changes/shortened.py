"""Values of fields as short texts."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 160


def shortened(value: Any) -> str | None:
    """A value on one line of at most 160 characters: a text as it is, else JSON; None for none."""
    if value is None:
        return None
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(value[: 4 * _WIDTH].split())
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1].rstrip()}…"

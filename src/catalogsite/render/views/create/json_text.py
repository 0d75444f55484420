"""JSON that no reader takes for HTML, whatever texts of strangers are in it."""

from __future__ import annotations

import json
from typing import Any

_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&'\u2028\u2029"}


def json_text(value: Any) -> bytes:
    """Compact JSON in which what could begin a tag, an entity or end a line of a script is escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return text.translate(_ESCAPES).encode("utf-8", errors="replace") + b"\n"

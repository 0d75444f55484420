"""How messages write the path of a field, and a value that was found there."""

from __future__ import annotations

import json
import re
from typing import Any

from catalogsite.yaml12.positions import Path

_MAX_SHOWN = 60
_SOUNDS_LIKE_Y_OR_W = re.compile(r"(?i)uni(?!m|n)|us[ae]|ut[ei]|ur[aiu]|eu|one(?![a-z])|once")


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
    """A string in backticks, cut to 60 characters; the type of any other value, such as `a list`.

    A string with backticks, line breaks or other control characters is written as JSON writes it.
    """
    if not isinstance(value, str):
        return "null" if value is None else with_article(type_name(value))
    text = value if len(value) <= _MAX_SHOWN else value[: _MAX_SHOWN - 1] + "…"
    visible = text.isprintable() and "`" not in text and text.strip()
    return f"`{text}`" if visible else json.dumps(text, ensure_ascii=not text.isprintable())


def json_text(value: Any) -> str:
    """A value as JSON: `true`, `1.5`, `"text"`."""
    return json.dumps(value, ensure_ascii=False)


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
    """The noun with its indefinite article as it is spoken: `an API`, `a User`, `an SVG`."""
    word = re.split(r"[^A-Za-z]", noun)[0]
    if len(word) > 1 and word.isupper():
        vowel = word[0] in "AEFHILMNORSX"
    else:
        vowel = word[:1].lower() in tuple("aeiou") and not _SOUNDS_LIKE_Y_OR_W.match(word)
    return f"{'an' if vowel else 'a'} {noun}"

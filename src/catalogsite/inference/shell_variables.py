"""Variables in the manner of a shell, as Dockerfiles and Compose files have them."""

from __future__ import annotations

import re
from collections.abc import Mapping

UNKNOWN = "\0"
"""Stands where a value is not known, so that what is around it can still be read."""

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_VARIABLE = re.compile(
    rf"\$(?:(?P<plain>{_NAME})|\{{(?P<name>{_NAME})(?:(?P<mark>:?[-+?])(?P<word>[^{{}}]*))?\}})"
)


def expand(text: str, values: Mapping[str, str]) -> str:
    """A text with its variables filled in: by value, else by the default that the text has."""
    return _VARIABLE.sub(lambda found: _value(found, values), text.replace(UNKNOWN, ""))


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    name, mark, word = found["plain"] or found["name"], found["mark"], found["word"]
    value = values.get(name)
    if mark and mark.endswith("+"):
        return word if value else UNKNOWN
    if value or (value is not None and not (mark or "").startswith(":")):
        return value
    return word if mark and mark.endswith("-") else UNKNOWN

"""What an unquoted word means in YAML 1.2's core schema, as JSON will carry it."""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Any

_CONSTANTS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_LEGACY_WORDS: dict[str, bool] = {
    **{word: True for base in ("y", "yes", "on") for word in (base, base.title(), base.upper())},
    **{word: False for base in ("n", "no", "off") for word in (base, base.title(), base.upper())},
}
STARTS = frozenset(("", *"0123456789+-.~nNtTfF"))
"""First letters of plain scalars that may mean something else than their text."""
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_SAFE_INTEGER = 2**53
_LONGEST_INTEGER = 1e21
_LEGACY_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_CORE = "tag:yaml.org,2002:"
_TAG_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,), "null": (type(None),), "bool": (bool,),
}  # fmt: skip


def plain_value(text: str, legacy: bool = False) -> Any:
    """The value of an unquoted scalar; `legacy` asks for the rules of YAML 1.1."""
    if legacy and text in _LEGACY_WORDS:
        return _LEGACY_WORDS[text]
    if not text:
        return None
    if text[0] not in STARTS:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if legacy and _LEGACY_OCTAL.fullmatch(text):
        return int(text.replace("_", ""), 8)
    return _number(text)


def tagged_value(tag: str, text: str) -> Any:
    """The value of a scalar with an explicit tag; a tag that does not fit is ignored."""
    name = tag.removeprefix(_CORE) if tag.startswith(_CORE) else ""
    if name == "binary":
        return _binary(text)
    if name == "float":
        fits = _FLOAT.fullmatch(text) and not _INTEGER.fullmatch(text)
        return _number(text) if fits else text
    if name in _TAG_TYPES:
        value = plain_value(text)
        return value if type(value) in _TAG_TYPES[name] else text
    return text


def _number(text: str) -> Any:
    if _INTEGER.fullmatch(text):
        return _precise(int(text)) if len(text) < 400 else None
    if _FLOAT.fullmatch(text):
        return _as_json(float(text))
    if _OCTAL.fullmatch(text):
        return _precise(int(text, 0))
    if _HEXADECIMAL.fullmatch(text):
        return _precise(int(text, 0))
    return None if _NOT_FINITE.fullmatch(text) else text


def _precise(value: int) -> int | float:
    # The catalog's numbers are doubles, as everywhere in JavaScript.
    return value if abs(value) <= _SAFE_INTEGER else _as_json(float(value))


def _as_json(value: float) -> Any:
    if not math.isfinite(value):
        return None
    whole = value.is_integer() and abs(value) < _LONGEST_INTEGER
    return int(value) if whole else value


def _binary(text: str) -> Any:
    try:
        data = base64.b64decode(text, validate=False)
    except binascii.Error:
        return text
    return {"type": "Buffer", "data": list(data)}

"""The values of plain scalars in the core schema of YAML 1.2, and as JSON stores them."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

from catalogsite.yaml12.js_numbers import as_json, number_text
from catalogsite.yaml12.yaml11 import Moment, timestamp, yaml11_value

_CONSTANTS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
STARTS = frozenset(("", *"0123456789+-.~nNtTfF"))
"""First letters of plain scalars that may be something else than a string."""
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MOST_DIGITS = 400
_CORE = "tag:yaml.org,2002:"
_TAG_TYPES: dict[str, type] = {"int": int, "float": float, "null": type(None), "bool": bool}
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_URL_SAFE = str.maketrans("-_", "+/")


def plain_value(text: str, yaml11: bool = False) -> Any:
    """The JSON value of a plain scalar; `yaml11` selects the rules of YAML 1.1."""
    if text and text[0] not in STARTS and not yaml11:
        return text
    return as_stored(native_value(text, yaml11))


def native_value(text: str, yaml11: bool = False) -> Any:
    """The same value before JSON: `1.0` is a float, and infinity and NaN are kept."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if found := _NOT_FINITE.fullmatch(text):
        return _not_finite(found[1])
    if yaml11:
        value = yaml11_value(text)
        return text if value is None else value
    return _number(text)


def native_tagged(tag: str, text: str, yaml11: bool = False) -> Any:
    """The value of a scalar with an explicit tag, before JSON; a tag that does not fit is ignored.

    Raises ValueError if the tag is `!!timestamp` and the text is not a date.
    """
    name = tag.removeprefix(_CORE) if tag.startswith(_CORE) else ""
    if name == "merge":
        return None
    if name == "binary":
        return _binary(text)
    if name == "timestamp":
        moment = timestamp(text)
        if moment is None:
            raise ValueError("`!!timestamp` needs a date that begins with yyyy-mm-dd")
        return moment
    if name in _TAG_TYPES:
        value = native_value(text, yaml11)
        return value if type(value) is _TAG_TYPES[name] else text
    return text


def as_stored(value: Any) -> Any:
    """The JSON form of a value: dates as text, numbers as JavaScript stores them."""
    if isinstance(value, Moment):
        return str(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return as_json(value) if number else value


def key_text(value: Any) -> str:
    """The text of a mapping key of any type, since keys of JSON objects are strings."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return bytes(value["data"]).decode("utf-8", "replace")
    return number_text(value) if isinstance(value, int | float) else str(value)


def _not_finite(sign: str | None) -> float:
    if sign is None:
        return math.nan
    return -math.inf if sign == "-" else math.inf


def _number(text: str) -> Any:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < _MOST_DIGITS else math.inf
    if _FLOAT.fullmatch(text):
        return float(text)
    if _BASED.fullmatch(text):
        return int(text, 0) if len(text) < _MOST_DIGITS else math.inf
    return text


def _binary(text: str) -> Any:
    plain = _NOT_BASE64.sub("", text.partition("=")[0].translate(_URL_SAFE))
    whole = plain[: len(plain) - 1] if len(plain) % 4 == 1 else plain
    data = base64.b64decode(whole + "=" * (-len(whole) % 4))
    return {"type": "Buffer", "data": list(data)}

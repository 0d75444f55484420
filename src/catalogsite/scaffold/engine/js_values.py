"""How values behave in the template language: JavaScript's text, truth, equality and sums."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2.runtime import Undefined


class JsList(list[Any]):
    """A list that is true even when it is empty, as in JavaScript."""

    def __bool__(self) -> bool:
        return True


class JsObject(dict[str, Any]):
    """An object that is true even when it is empty, as in JavaScript."""

    def __bool__(self) -> bool:
        return True


def as_text(value: Any) -> str:
    """A value as a template prints it."""
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, list | tuple | range | Iterator):
        return ",".join(map(as_text, value))
    return "[object Object]" if isinstance(value, Mapping) else str(value)


def plain(value: Any) -> Any:
    """The same JSON in plain dictionaries and lists, as the writers of JSON and YAML want it."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | range | Iterator):
        return [plain(item) for item in value]
    if isinstance(value, Undefined) or (isinstance(value, float) and math.isnan(value)):
        return None
    return str(value) if isinstance(value, str) else value


def wrap(value: Any) -> Any:
    """The same JSON, with lists and objects that are true when empty."""
    if isinstance(value, Mapping):
        return JsObject((key, wrap(item)) for key, item in value.items())
    return JsList(map(wrap, value)) if isinstance(value, list | tuple) else value


def truthy(value: Any) -> bool:
    """Whether a step's `if` lets it run: JavaScript's truth, but an empty list is false."""
    if isinstance(value, list | tuple):
        return len(value) > 0
    return True if isinstance(value, Mapping) else bool(value)


def equal(left: Any, right: Any) -> bool:
    """`==`: a number equals the text that says it; nothing equals undefined."""
    if _nothing(left) or _nothing(right):
        return _nothing(left) and _nothing(right)
    if isinstance(left, str) != isinstance(right, str):
        return number(left) == number(right)
    return bool(left == right)


def less(left: Any, right: Any) -> bool:
    """`<`: texts by letter, all else by number."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return number(left) < number(right)


def add(left: Any, right: Any) -> Any:
    """`+`: the sum of numbers, otherwise the texts joined."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left + right
    return joined(left, right)


def joined(*values: Any) -> str:
    """Texts one after the other, as `+` and `~` join them."""
    return "".join(map(_joined, values))


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """`-`, `*`, `/`, `%` and `**`: NaN where a side is no number."""
    one, two = number(left), number(right)
    try:
        result = _RULES[operator](one, two)
    except (ZeroDivisionError, OverflowError, ValueError):
        return math.nan
    return int(result) if result.is_integer() and abs(result) < 2**53 else result


def number(value: Any) -> float:
    """A value as a number; NaN where it is none."""
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    try:
        return float(value.strip() or 0) if isinstance(value, str) else math.nan
    except ValueError:
        return math.nan


def _power(base: float, exponent: float) -> float:
    return math.pow(base, exponent)


_RULES = {
    "-": lambda one, two: one - two,
    "*": lambda one, two: one * two,
    "/": lambda one, two: one / two,
    "//": lambda one, two: float(math.floor(one / two)),
    "%": math.fmod,
    "**": _power,
}


def _nothing(value: Any) -> bool:
    return value is None or isinstance(value, Undefined)


def _joined(value: Any) -> str:
    if value is None:
        return "null"
    return "undefined" if isinstance(value, Undefined) else as_text(value)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return str(int(value)) if value.is_integer() else str(value)

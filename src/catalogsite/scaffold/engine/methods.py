"""The methods of strings, lists and numbers that templates call by their JavaScript names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalogsite.scaffold.engine.js_values import JsList, as_text


def method(obj: Any, name: str) -> Any:
    """The value or the bound method of this name; None where there is none."""
    if isinstance(obj, str):
        return len(obj) if name == "length" else _bound(_STRING.get(name), obj)
    if isinstance(obj, list):
        return len(obj) if name == "length" else _bound(_LIST.get(name), obj)
    return (lambda: as_text(obj)) if name == "toString" and obj is not None else None


def _bound(known: Callable[..., Any] | None, obj: Any) -> Any:
    return None if known is None else lambda *given: known(obj, *given)


def _slice(obj: Any, start: int = 0, end: int | None = None) -> Any:
    return obj[start:end]


def _split(text: str, mark: str | None = None) -> JsList:
    if mark is None:
        return JsList([text])
    return JsList(text.split(mark) if mark else text)


def _substring(text: str, start: int, end: int | None = None) -> str:
    one, two = max(start, 0), len(text) if end is None else max(end, 0)
    return text[min(one, two) : max(one, two)]


_STRING: dict[str, Callable[..., Any]] = {
    "toUpperCase": str.upper,
    "toLowerCase": str.lower,
    "trim": str.strip,
    "includes": lambda text, part: part in text,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "indexOf": str.find,
    "charAt": lambda text, place=0: text[place : place + 1] if place >= 0 else "",
    "slice": _slice,
    "substring": _substring,
    "split": _split,
    "concat": lambda text, *more: text + "".join(map(as_text, more)),
    "replace": lambda text, old, new: text.replace(old, new, 1),
}
_LIST: dict[str, Callable[..., Any]] = {
    "includes": lambda items, item: item in items,
    "indexOf": lambda items, item: items.index(item) if item in items else -1,
    "join": lambda items, mark=",": mark.join(map(as_text, items)),
    "slice": lambda items, *given: JsList(_slice(items, *given)),
    "concat": lambda items, other: JsList([*items, *other]),
    "sort": lambda items: JsList(sorted(items, key=as_text)),
}

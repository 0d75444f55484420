"""Label selectors of Kubernetes: which labels they accept.

See https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

Labels = Mapping[str, str]
Selector = Callable[[Labels], bool]

_OUTSIDE_BRACKETS = re.compile(r",(?![^(]*\))")
_KEY = r"(?P<key>[A-Za-z0-9][\w./-]*)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<not>!?)\s*{_KEY}",
        rf"{_KEY}\s*(?P<sign>==|=|!=|<|>)\s*(?P<value>[\w.-]*)",
        rf"{_KEY}\s+(?P<word>in|notin)\s*\((?P<values>[\w.\s,-]*)\)",
    )
)


@lru_cache(maxsize=4096)
def selector_of(text: str) -> Selector:
    """Whether labels meet every requirement of a selector. Raises ValueError for a wrong one."""
    requirements = [_requirement(one.strip()) for one in _OUTSIDE_BRACKETS.split(text)]
    return lambda labels: all(accepts(labels) for accepts in requirements)


def pair_of(text: str) -> tuple[str, str] | None:
    """A label and its value that a selector requires, by which what it may accept is found."""
    for piece in _OUTSIDE_BRACKETS.split(text):
        found = _FORMS[1].fullmatch(piece.strip())
        if found and found["sign"] in ("=", "=="):
            return found["key"], found["value"]
    return None


def _requirement(text: str) -> Selector:
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if found is None:
        raise ValueError(f"`{text}` is not a requirement of a label selector")
    parts = found.groupdict()
    key = parts["key"]
    if "not" in parts:
        return lambda labels: (key in labels) != bool(parts["not"])
    if "word" in parts:
        values = frozenset(one.strip() for one in parts["values"].split(","))
        # What lacks the label is none of the values.
        return lambda labels: (labels.get(key) in values) == (parts["word"] == "in")
    return _compared(key, parts["sign"], parts["value"])


def _compared(key: str, sign: str, value: str) -> Selector:
    if sign == "!=":
        return lambda labels: labels.get(key) != value
    if sign in ("=", "=="):
        return lambda labels: labels.get(key) == value
    limit = _number(value)
    if limit is None:
        raise ValueError(f"`{key} {sign} {value}` compares with something that is no number")

    def accepts(labels: Labels) -> bool:
        number = _number(labels.get(key, ""))
        return number is not None and (number > limit if sign == ">" else number < limit)

    return accepts


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else None

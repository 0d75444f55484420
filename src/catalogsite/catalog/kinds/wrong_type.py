"""Findings about values of a wrong type: what was expected, what is there, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from catalogsite.catalog.kinds.field_examples import DEFINITION, EXAMPLES
from catalogsite.problems.create import Finding, finding
from catalogsite.problems.value_text import json_text, type_name, with_article
from catalogsite.yaml12.flow_scalar import flow_scalar, quoted
from catalogsite.yaml12.positions import Path

A_STRING, A_LIST, AN_OBJECT = "a string", "a list", "an object"
"""The types that a field can require, as messages name them."""

_LONGEST = 60
"""Characters of a value that a fix repeats; a longer one is shown by an example."""

ScalarText = Callable[[Path], str | None]
"""The text of an unquoted scalar of a document as its author wrote it; None if there is none."""


def wrong_type(value: Any, expected: str, path: Path) -> Finding:
    """The finding about a value that is not of the type `expected`."""
    if value is None and expected != A_STRING:
        return finding("field-type", path, "no-value", key=_key(path))
    if value is None:
        return _null(path, None)
    if expected == A_STRING:
        return _not_a_string(value, path)
    if expected == A_LIST:
        return _not_a_list(value, path)
    if expected == AN_OBJECT and not isinstance(value, dict):
        return _not_an_object(value, path)
    return finding("field-type", path, expected=expected, actual=_actual(value))


def with_written_text(found: Finding, value: Any, written: ScalarText) -> Finding:
    """The same finding, with the value as its author wrote it: `1.10`, where the number is 1.1."""
    if found.rule != "field-type":
        return found
    at = (*found.path, 0) if isinstance(value, list) else found.path
    text = written(at)
    if text is None:
        return found
    if value is None:
        return found if found.variant == "no-value" else _null(found.path, text)
    if isinstance(value, list):
        only = len(value) == 1 and _is_unquoted(value[0]) and found.variant == "only-item"
        return found.with_values(item=quoted(text)) if only else found
    if found.variant == "not-quoted":
        return found.with_values(text=quoted(text))
    if found.variant == "not-a-list" and _is_unquoted(value):
        return found.with_values(text=quoted(text))
    return found


def _null(path: Path, written: str | None) -> Finding:
    if written:
        return finding("field-type", path, "null", value=written, text=quoted(written))
    if isinstance(path[-1], int):
        return finding("field-type", path, "empty-item")
    return finding("field-type", path, "empty", key=_key(path))


def _not_a_string(value: Any, path: Path) -> Finding:
    expected, actual, key = A_STRING, _actual(value), _key(path)
    if _is_unquoted(value):
        text = quoted(json_text(value))
        return finding(
            "field-type", path, "not-quoted", expected=expected, actual=actual, text=text
        )
    if key == DEFINITION and path[-1] == DEFINITION:
        return finding("field-type", path, "definition", expected=expected, actual=actual)
    if isinstance(value, dict) and (text := _pair(value) or _reference(value) or ""):
        return finding("field-type", path, "pair", expected=expected, actual=actual, text=text)
    before = _before(path)
    if isinstance(value, list) and (items := _items(value)):
        return finding(
            "field-type", path, "only-item" if len(items) == 1 else "several-items",
            expected=expected, actual=actual, before=before, item=items[0],
        )  # fmt: skip
    if key in EXAMPLES:
        return finding(
            "field-type", path, "example",
            expected=expected, actual=actual, before=before, item=EXAMPLES[key],
        )  # fmt: skip
    return finding("field-type", path, expected=expected, actual=actual)


def _not_a_list(value: Any, path: Path) -> Finding:
    expected, actual, key = A_LIST, _actual(value), _key(path)
    if isinstance(value, dict):
        if any(name.startswith("$") for name in value):
            return finding("field-type", path, expected=expected, actual=actual)
        return finding("field-type", path, "one-object", expected=expected, actual=actual, key=key)
    text = _as_items(value) or EXAMPLES.get(key, "value")
    if key == "links" and isinstance(value, str):
        text = f"{{url: {flow_scalar(value)}}}"
    return finding(
        "field-type", path, "not-a-list", expected=expected, actual=actual, key=key, text=text
    )


def _not_an_object(value: Any, path: Path) -> Finding:
    expected, actual, key = AN_OBJECT, _actual(value), _key(path)
    if key == "links" and isinstance(value, str):
        text = flow_scalar(value)
        return finding("field-type", path, "link", expected=expected, actual=actual, text=text)
    return finding("field-type", path, "not-an-object", expected=expected, actual=actual, key=key)


def _actual(value: Any) -> str:
    return with_article(type_name(value))


def _key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _before(path: Path) -> str:
    """What stands before the value in its line."""
    return "-" if path and isinstance(path[-1], int) else f"{_key(path)}:"


def _is_unquoted(value: Any) -> bool:
    """Whether a value is a number or a boolean, which quotes would make a text."""
    return isinstance(value, bool | int | float)


def _as_items(value: Any) -> str | None:
    """The items of a list that a text or a number could have been meant as."""
    if _is_unquoted(value):
        return quoted(json_text(value))
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    items = [item for piece in re.split(r"[,\n]", value) if (item := piece.strip())]
    return ", ".join(map(flow_scalar, items)) or None


def _items(value: list[Any]) -> list[str]:
    """The items of a list, each of which could stand alone; empty if one cannot."""
    if not all(isinstance(item, str) or _is_unquoted(item) for item in value):
        return []
    texts = [item if isinstance(item, str) else json_text(item) for item in value]
    if any(len(text) > _LONGEST or "\n" in text for text in texts):
        return []
    return [flow_scalar(text) for text in texts]


def _pair(value: Mapping[str, Any]) -> str | None:
    """The text that was meant by `component: payments`, where the space makes it an object."""
    if len(value) != 1:
        return None
    ((key, inner),) = value.items()
    if inner is None:
        return None if key.startswith("{") else flow_scalar(key)
    plain = isinstance(inner, str) and inner and not ("\n" in inner or len(inner) > _LONGEST)
    if not plain or key.startswith("$") or key == "name":
        return _reference(value)
    return flow_scalar(f"{key}:{inner}")


def _reference(value: Mapping[str, Any]) -> str | None:
    """The reference that an object of kind, namespace and name means."""
    if not value.keys() <= {"kind", "namespace", "name"}:
        return None
    parts = [value.get(part) for part in ("kind", "namespace", "name")]
    if not parts[2] or not all(part is None or isinstance(part, str) for part in parts):
        return None
    kind, namespace, name = parts
    before = f"{str(kind).lower()}:" if kind else ""
    return flow_scalar(f"{before}{f'{namespace}/' if namespace else ''}{name}")

"""The text of a collection that is a mapping key: JSON keys are strings, so it is written as flow YAML."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import yaml

from catalogsite.yaml12.compose import PLAIN
from catalogsite.yaml12.js_numbers import number_text
from catalogsite.yaml12.scalars import native_value

_LONGEST_LINE = 80
_STEP = "  "
_BLOCKS = ("|", ">")
_NULL = "tag:yaml.org,2002:null"


def flow_text(node: yaml.Node, text: str, indent: str = "") -> str:
    """A collection or scalar as flow YAML, as npm `yaml` writes it; `text` is the source of the node."""
    if isinstance(node, yaml.MappingNode):
        pairs = [_pair(key, value, text, indent + _STEP) for key, value in node.value]
        return _joined("{", pairs, "}", indent)
    if isinstance(node, yaml.SequenceNode):
        items = [flow_text(item, text, indent + 2 * _STEP) for item in node.value]
        return _joined("[", items, "]", indent)
    return _scalar(node)


def _joined(start: str, items: list[str], end: str, indent: str) -> str:
    if not items:
        return start + end
    lines = [f"{item}," for item in items[:-1]] + items[-1:]
    width = 2 + sum(len(line) + 2 for line in lines)
    if width <= _LONGEST_LINE and not any("\n" in line for line in lines):
        return f"{start} {' '.join(lines)} {end}"
    return "".join((start, *(f"\n{indent}{_STEP}{line}" for line in lines), f"\n{indent}{end}"))


def _pair(key: yaml.Node, value: yaml.Node, text: str, indent: str) -> str:
    name = flow_text(key, text, indent + _STEP)
    explicit = not isinstance(key, yaml.ScalarNode) or key.style in _BLOCKS
    if _is_absent(key, value, text):
        return (f"? {name}" if explicit else name) if name else "?"
    shown = flow_text(value, text, indent + _STEP)
    if explicit:
        return f"? {name}\n{indent}: {shown}".rstrip(" ")
    if "\n" in shown and not isinstance(value, yaml.ScalarNode):
        return f"{name}:\n{indent}{_STEP}{shown}"
    return f"{name}: {shown}" if shown else f"{name}:"


def _is_absent(key: yaml.Node, value: yaml.Node, text: str) -> bool:
    """Whether the key has neither a value nor a colon, as in `{a}`."""
    empty = isinstance(value, yaml.ScalarNode) and not value.value and not value.style
    return empty and ":" not in text[key.end_mark.index : value.start_mark.index]


def _scalar(node: Any) -> str:
    value: str = node.value
    if node.tag == _NULL:
        return value
    if node.style == "'":
        return "'" + value.replace("'", "''") + "'"
    if node.style == '"' or node.style in _BLOCKS:
        return json.dumps(value, ensure_ascii=False)
    if node.tag != PLAIN:
        return value
    return _number(value)


def _number(text: str) -> str:
    """A plain scalar as it was written, or a number normalised within its notation."""
    value = native_value(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else f"{'-' * (value < 0)}.inf"
    if text[:2] in ("0x", "0o"):
        return f"{value:#x}" if text[1] == "x" else f"{value:#o}"
    if isinstance(value, float) and "e" in text.lower():
        return _exponential(value)
    plain = number_text(value)
    if value == 0 and text.startswith("-"):
        plain = f"-{plain}"
    zeros = len(text.partition(".")[2]) if text.endswith("0") and "." in text else 0
    whole, _, fraction = plain.partition(".")
    return f"{whole}.{fraction.ljust(zeros, '0')}" if zeros else plain


def _exponential(value: float) -> str:
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    first, *rest = map(str, digits)
    fraction = f".{''.join(rest)}" if rest else ""
    return f"{'-' * sign}{first}{fraction}e{int(exponent) + len(rest):+d}"

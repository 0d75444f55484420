"""An entity as YAML text, written by ourselves: a page must not wait for a general dumper."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

# A plain scalar that YAML 1.1 and 1.2 both read as this very string.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def to_yaml(value: dict[str, Any]) -> str:
    """JSON data as block YAML; keys stay in their order."""
    return "\n".join(_mapping(value, "")) + "\n"


def _mapping(value: dict[str, Any], indent: str) -> Iterator[str]:
    for key, item in value.items():
        yield from _entry(f"{indent}{_scalar(str(key))}:", item, indent)


def _entry(head: str, item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict) and item:
        yield head
        yield from _mapping(item, indent + "  ")
    elif isinstance(item, (list, tuple)) and item:
        yield head
        for part in item:
            yield from _item(part, indent + "  ")
    elif isinstance(item, str) and "\n" in item and _is_block(item):
        yield f"{head} |{'' if item.endswith(chr(10)) else '-'}"
        for line in item.removesuffix("\n").split("\n"):
            yield f"{indent}  {line}" if line else ""
    else:
        yield f"{head} {_scalar(item)}"


def _is_block(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    clean = all(line.isprintable() for line in lines)
    return clean and bool(lines[0].strip() and lines[-1].strip()) and lines[0][0] != " "


def _item(part: Any, indent: str) -> Iterator[str]:
    if isinstance(part, dict) and part:
        lines = _mapping(part, indent + "  ")
        yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
        yield from lines
    elif isinstance(part, (list, tuple)) and part:
        yield f"{indent}-"
        for inner in part:
            yield from _item(inner, indent + "  ")
    else:
        yield f"{indent}- {_scalar(part)}"


def _scalar(value: Any) -> str:
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return str(value) if plain else json.dumps(value, ensure_ascii=False, default=str)

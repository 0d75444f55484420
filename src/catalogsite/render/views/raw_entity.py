"""An entity as YAML text; a general YAML dumper takes longer than the rest of the page."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

# A plain scalar that YAML 1.1 and 1.2 both read as this very string.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./@+-]*(?: [A-Za-z0-9_./@+-]+)*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def to_yaml(value: dict[str, Any]) -> str:
    """JSON data as block YAML; keys stay in their order."""
    lines: list[str] = []
    _mapping(value, "", lines)
    return "\n".join(lines) + "\n"


def _mapping(value: dict[str, Any], indent: str, lines: list[str]) -> None:
    for key, item in value.items():
        _entry(f"{indent}{_scalar(str(key))}:", item, indent, lines)


def _entry(head: str, item: Any, indent: str, lines: list[str]) -> None:
    if isinstance(item, dict) and item:
        lines.append(head)
        _mapping(item, indent + "  ", lines)
    elif isinstance(item, (list, tuple)) and item:
        lines.append(head)
        for part in item:
            _item(part, indent + "  ", lines)
    elif isinstance(item, str) and "\n" in item and _is_block(item):
        lines.append(f"{head} |{'' if item.endswith(chr(10)) else '-'}")
        rows = item.removesuffix("\n").split("\n")
        lines.extend(f"{indent}  {line}" if line else "" for line in rows)
    else:
        lines.append(f"{head} {_scalar(item)}")


def _is_block(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    clean = all(line.isprintable() for line in lines)
    return clean and bool(lines[0].strip() and lines[-1].strip()) and lines[0][0] != " "


def _item(part: Any, indent: str, lines: list[str]) -> None:
    if isinstance(part, dict) and part:
        first = len(lines)
        _mapping(part, indent + "  ", lines)
        lines[first] = f"{indent}- {lines[first][len(indent) + 2 :]}"
    elif isinstance(part, (list, tuple)) and part:
        lines.append(f"{indent}-")
        for inner in part:
            _item(inner, indent + "  ", lines)
    else:
        lines.append(f"{indent}- {_scalar(part)}")


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value, ensure_ascii=False, default=str)


# Keys, kinds, references: the same words come back on every page.
@lru_cache(maxsize=2**12)
def _text(value: str) -> str:
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)

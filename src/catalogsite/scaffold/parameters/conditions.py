"""The condition of a schema in words: when a question is asked, as a reader without a form needs it.

A condition is a phrase such as "`docs` is off", in which names and values stand in backticks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

_MOST_LEVELS = 8


def words(schema: Any, *, negated: bool = False, within: str = "", level: int = 0) -> str:
    """What the answers must be so that they fit the schema; with `negated`, so that they do not."""
    if not isinstance(schema, Mapping) or level > _MOST_LEVELS:
        return ""
    parts = list(_object_parts(schema, negated, within, level))
    return joined(parts, "or" if negated else "and")


def joined(parts: Sequence[str], word: str) -> str:
    """Conditions joined by `and` or by `or`; those that hold the other word stand in parentheses."""
    present = list(dict.fromkeys(part for part in parts if part))
    other = " or " if word == "and" else " and "
    if len(present) > 1:
        present = [f"({part})" if other in part else part for part in present]
    return f" {word} ".join(present)


def alternative_words(alternatives: Sequence[Any], index: int, key: str | None = None) -> str:
    """When one of several alternatives holds: by the values that tell them apart, or by its title.

    `key` is the property that the alternatives depend on, which alone decides where it is given.
    """
    chosen = alternatives[index]
    stated = _properties(chosen)
    deciding = [key] if key is not None else _deciding(alternatives)
    stated_here = {name: stated[name] for name in deciding if name in stated}
    if stated_here:
        return words({"properties": stated_here})
    if len(alternatives) == 1:
        return ""
    title = chosen.get("title") if isinstance(chosen, Mapping) else None
    if isinstance(title, str) and title:
        return f"“{title}” is chosen"
    return f"alternative {index + 1} of {len(alternatives)} is chosen"


def _deciding(alternatives: Sequence[Any]) -> list[str]:
    """The properties that each alternative fixes."""
    named = [
        {name for name, part in _properties(one).items() if _is_fixed(part)} for one in alternatives
    ]
    return sorted(set.intersection(*named)) if named else []


def _is_fixed(schema: Any) -> bool:
    return isinstance(schema, Mapping) and ("const" in schema or "enum" in schema)


def _properties(schema: Any) -> Mapping[str, Any]:
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    return properties if isinstance(properties, Mapping) else {}


def _object_parts(
    schema: Mapping[str, Any], negated: bool, within: str, level: int
) -> Iterator[str]:
    properties = _properties(schema)
    for name, part in properties.items():
        yield _value_words(f"{within}{name}", part, negated, level)
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if name not in properties:
            yield f"`{within}{name}` is {'not ' if negated else ''}given"
    for word, joint in (("allOf", "and"), ("anyOf", "or"), ("oneOf", "or")):
        parts = schema.get(word)
        said = [
            words(part, negated=negated, within=within, level=level + 1)
            for part in (parts if isinstance(parts, list) else ())
        ]
        yield joined(said, {"and": "or", "or": "and"}[joint] if negated else joint)
    if "not" in schema:
        yield words(schema["not"], negated=not negated, within=within, level=level + 1)


def _value_words(name: str, schema: Any, negated: bool, level: int) -> str:
    if not isinstance(schema, Mapping):
        return f"`{name}` is {'given' if bool(schema) != negated else 'not given'}"
    said = [
        f"`{name}` {describe(schema[word], negated)}"
        for word, describe in _KEYWORDS.items()
        if word in schema
    ]
    if isinstance(schema.get("not"), Mapping):
        said.append(_value_words(name, schema["not"], not negated, level + 1))
    if isinstance(schema.get("properties"), Mapping):
        inner = words(schema, negated=negated, within=f"{name}.", level=level + 1)
        said.append(inner)
    if not any(said):
        said = [f"`{name}` is {'not ' if negated else ''}given"]
    return joined(said, "or" if negated else "and")


def _const(value: Any, negated: bool) -> str:
    if isinstance(value, bool):
        return "is on" if value != negated else "is off"
    return f"is {'not ' if negated else ''}{_shown(value)}"


def _enum(values: Any, negated: bool) -> str:
    listed = values if isinstance(values, list) else []
    if len(listed) == 1:
        return _const(listed[0], negated)
    if any(value is True for value in listed) and any(value is False for value in listed):
        return "is not given" if negated else "is given"
    shown = [_shown(value) for value in listed]
    if negated:
        return f"is neither {' nor '.join(shown)}"
    return f"is one of {', '.join(shown)}"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"`{text}`" if text else "empty"


def _contains(wanted: Any, negated: bool) -> str:
    fixed = wanted if isinstance(wanted, Mapping) else {}
    values = [fixed["const"]] if "const" in fixed else fixed.get("enum")
    verb = "does not contain" if negated else "contains"
    if not isinstance(values, list) or not values:
        return f"{verb} what its condition names"
    return f"{verb} {' or '.join(map(_shown, values))}"


def _length(wanted: Any, negated: bool) -> str:
    if wanted == 1:
        return "is empty" if negated else "is not empty"
    return f"has {'fewer than' if negated else 'at least'} {wanted} characters"


def _items(wanted: Any, negated: bool) -> str:
    if wanted == 1:
        return "is empty" if negated else "is not empty"
    return f"has {'fewer than' if negated else 'at least'} {wanted} items"


def _either(plain: str, opposite: str) -> Callable[[Any, bool], str]:
    return lambda wanted, negated: f"{opposite if negated else plain} {wanted}"


_KEYWORDS: Mapping[str, Callable[[Any, bool], str]] = {
    "const": _const,
    "enum": _enum,
    "contains": _contains,
    "minLength": _length,
    "minItems": _items,
    "maxLength": lambda wanted, negated: (
        f"has {'more than' if negated else 'at most'} {wanted} characters"
    ),
    "maxItems": lambda wanted, negated: (
        f"has {'more than' if negated else 'at most'} {wanted} items"
    ),
    "pattern": lambda wanted, negated: (
        f"{'does not match' if negated else 'matches'} {_shown(wanted)}"
    ),
    "minimum": _either("is at least", "is less than"),
    "maximum": _either("is at most", "is more than"),
    "exclusiveMinimum": _either("is more than", "is at most"),
    "exclusiveMaximum": _either("is less than", "is at least"),
}

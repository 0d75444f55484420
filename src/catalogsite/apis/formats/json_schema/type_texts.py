"""How readers see the type of a schema, such as `Payment[]` or `map of string`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node
from catalogsite.model.api.types import TypeText

_DEEPEST = 6
_MOST_PARTS = 12
_JOINED = (("oneOf", " or "), ("anyOf", " or "), ("allOf", " and "))
_CHOICES = frozenset(key for key, _ in _JOINED)
_WORDS = {
    "float": "number",
    "int": "integer",
    "bool": "boolean",
    "str": "string",
    "NoneType": "null",
}

Named = Callable[[Node], tuple[str, str] | None]
"""Name and id of the type that a schema is, where it is one that has a name."""


def type_text(node: Node, documents: Documents, named: Named, depth: int = 0) -> TypeText:
    """The written form of the type of a schema; types with a name are linked by their ids."""
    target = documents.resolved(node) if node.reference is not None else node
    known = named(target)
    if known is not None and (node.reference is not None or depth):
        return (known,)
    if depth > _DEEPEST:
        return (("…", ""),)
    schema = target.value
    if isinstance(schema, bool):
        return (("any" if schema else "never", ""),)
    if not isinstance(schema, dict) or target.reference is not None:
        return (("any", ""),)

    def inner(one: Node) -> TypeText:
        return type_text(one, documents, named, depth + 1)

    for key, word in _JOINED if target.has_any(_CHOICES) else ():
        parts = [inner(one) for one in target.items(key)]
        parts = [one for one in parts if key != "allOf" or _says_something(one)]
        if parts:
            return joined(parts, word)
    return _plain(target, inner)


def _says_something(text: TypeText) -> bool:
    return text != (("any", ""),)


def _plain(node: Node, inner: Callable[[Node], TypeText]) -> TypeText:
    stated = types_of(node.value)
    parts = [_of_type(name, node, inner) for name in stated if name != "null"]
    if len(parts) == 1:
        return parts[0]
    return joined(parts, " or ") if parts else (("null" if stated else "any", ""),)


def _of_type(name: str, node: Node, inner: Callable[[Node], TypeText]) -> TypeText:
    if name == "array":
        item = node.get("items")
        if item is not None and not item.is_list:
            text = inner(item)
            many = len(text) > 1 and " " in "".join(part for part, _ in text)
            return (("(", ""), *text, (")[]", "")) if many else (*text, ("[]", ""))
        tuple_items = [*node.items("prefixItems"), *node.items("items")]
        if tuple_items:
            listed = joined([inner(one) for one in tuple_items], ", ", is_set=False)
            return (("[", ""), *listed, ("]", ""))
        return (("array", ""),)
    if name == "object" and not node.value.get("properties"):
        more = node.get("additionalProperties")
        if more is not None and (more.is_object or more.value is True):
            return (("map of ", ""), *inner(more))
    return ((name, ""),)


def types_of(schema: Any) -> Sequence[str]:
    """The names of the types of a schema: what it says, else what its keywords mean."""
    if not isinstance(schema, dict):
        return ()
    stated = schema.get("type")
    if isinstance(stated, str):
        return (stated,)
    if isinstance(stated, list):
        return tuple(one for one in stated if isinstance(one, str))
    if any(key in schema for key in ("properties", "additionalProperties", "patternProperties")):
        return ("object",)
    if "items" in schema or "prefixItems" in schema:
        return ("array",)
    values = schema.get("enum") if isinstance(schema.get("enum"), list) else None
    values = [schema["const"]] if values is None and "const" in schema else values
    found = {type(one).__name__ for one in values or ()}
    return tuple(sorted({_WORDS[one] for one in found if one in _WORDS}))


def joined(parts: Iterable[TypeText], word: str, *, is_set: bool = True) -> TypeText:
    """The parts with a word between them, each once in a set, at most twelve."""
    kept = list(dict.fromkeys(parts) if is_set else parts)
    pieces: list[tuple[str, str]] = []
    for number, part in enumerate(kept[:_MOST_PARTS]):
        pieces += [(word, "")] if number else []
        pieces += part
    if len(kept) > _MOST_PARTS:
        pieces.append((f"{word}{len(kept) - _MOST_PARTS} more", ""))
    return tuple(pieces)


def is_nullable(schema: Any) -> bool:
    """Whether null is a value, as every version of the schemas says it."""
    if not isinstance(schema, dict):
        return False
    if schema.get("nullable") is True or schema.get("x-nullable") is True:
        return True
    return schema.get("type") != "null" and "null" in types_of(schema)

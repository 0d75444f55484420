"""Written forms of GraphQL types, values and directives, as readers of a schema know them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from graphql import (
    ConstDirectiveNode,
    ConstValueNode,
    ListTypeNode,
    NonNullTypeNode,
    StringValueNode,
    TypeNode,
    print_ast,
)
from graphql.utilities import value_from_ast_untyped

from catalogsite.apis.formats.graphql.schema import Schema
from catalogsite.model.api.types import TypeText

_LONGEST_VALUE = 2000
_LONGEST_NOTE = 120
_TOLD_ELSEWHERE = frozenset({"deprecated", "specifiedBy"})


def type_id(name: str) -> str:
    """The id of a type in the model."""
    return f"type-{name}"


def named(name: str, schema: Schema) -> tuple[str, str]:
    """A piece of a written type: its name, and its id where the schema has it."""
    return (name, type_id(name) if name in schema.types else "")


def type_text(node: TypeNode, schema: Schema) -> TypeText:
    """The written form of a type, such as `[Payment!]!`."""
    before, after = "", ""
    while isinstance(node, ListTypeNode | NonNullTypeNode):
        if isinstance(node, ListTypeNode):
            before, after = before + "[", "]" + after
        else:
            after = "!" + after
        node = node.type
    parts = [(before, ""), named(type_name(node), schema), (after, "")]
    return tuple(part for part in parts if part[0])


def type_name(node: TypeNode) -> str:
    """The name of the type that lists and `!` are around."""
    while isinstance(node, ListTypeNode | NonNullTypeNode):
        node = node.type
    return str(node.name.value)  # type: ignore[attr-defined] # the only other kind of a type


def value_json(node: ConstValueNode | None) -> str | None:
    """A value as JSON, where an enum value is text; None where there is none."""
    if node is None:
        return None
    try:
        return json.dumps(value_from_ast_untyped(node), ensure_ascii=False)[:_LONGEST_VALUE]
    except (ValueError, RecursionError):  # a number of thousands of digits
        return json.dumps(print_ast(node)[:_LONGEST_VALUE], ensure_ascii=False)


def deprecation(directives: Iterable[ConstDirectiveNode] | None) -> tuple[bool, str]:
    """Whether `@deprecated` is among the directives, and its reason."""
    for one in directives or ():
        if one.name.value == "deprecated":
            return True, text_argument(one, "reason")
    return False, ""


def text_argument(directive: ConstDirectiveNode, name: str) -> str:
    """The text that a directive is given under a name; `""` where it is none."""
    for argument in directive.arguments or ():
        if argument.name.value == name and isinstance(argument.value, StringValueNode):
            return argument.value.value
    return ""


def notes(directives: Iterable[ConstDirectiveNode] | None) -> tuple[str, ...]:
    """The other directives as they are written, such as `@key(fields: "id")`, each shortened."""
    written = []
    for one in directives or ():
        if one.name.value not in _TOLD_ELSEWHERE:
            text = " ".join(print_ast(one).split())
            written.append(text if len(text) <= _LONGEST_NOTE else text[: _LONGEST_NOTE - 1] + "…")
    return tuple(written)

"""Example operations made from a GraphQL schema: bounded in depth and width, never executed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from graphql import (
    FieldDefinitionNode,
    InputValueDefinitionNode,
    ListTypeNode,
    NonNullTypeNode,
    TypeNode,
    print_ast,
)

from catalogsite.apis.formats.graphql.schema import STANDARD_SCALARS, Schema, SchemaType
from catalogsite.apis.formats.graphql.type_texts import deprecation, type_name, value_json
from catalogsite.model.api.operations import Content, Example

_DEPTH = 3
_FIELDS = 8
_OBJECTS = 2
_ARGUMENTS = 8
_LONGEST_DEFAULT = 200
_VALUES: Mapping[str, object] = {
    "ID": "1", "Int": 1, "Float": 1.5, "Boolean": True, "String": "text", "JSON": {},
    "Date": "2026-01-31", "DateTime": "2026-01-31T12:00:00Z", "Time": "12:00:00Z",
    "UUID": "5f0c0a3e-6f0b-4d5c-9d59-6c1c2f1f9f10", "URL": "https://example.com/",
    "Email": "name@example.com", "EmailAddress": "name@example.com",
}  # fmt: skip


def example_operation(kind: str, node: FieldDefinitionNode, schema: Schema) -> Content:
    """A document that asks for a field of `Query`, `Mutation` or `Subscription`, and its variables."""
    arguments = _shown_arguments(node.arguments or ())
    name = node.name.value
    declared = ", ".join(f"${one.name.value}: {print_ast(one.type)}" for one in arguments)
    given = ", ".join(f"{one.name.value}: ${one.name.value}" for one in arguments)
    selected = _selection(type_name(node.type), schema, _DEPTH, "    ")
    title = name[:1].upper() + name[1:]
    lines = [
        f"{kind} {title}{f'({declared})' if declared else ''} {{",
        f"  {name}{f'({given})' if given else ''}{' {' if selected else ''}",
        *selected,
        *(["  }"] if selected else []),
        "}",
    ]
    examples = [Example(text="\n".join(lines), name=kind, made=True)]
    if arguments:
        values = _values_of(arguments, schema, _DEPTH)
        text = json.dumps(values, indent=2, ensure_ascii=False)
        examples.append(Example(text=text, name="variables", made=True))
    return Content(media_type="application/graphql", examples=tuple(examples))


def _shown_arguments(
    arguments: Iterable[InputValueDefinitionNode],
) -> list[InputValueDefinitionNode]:
    """All arguments that must be given, and as many others as there is room for."""
    listed = list({one.name.value: one for one in arguments}.values())
    needed = [one for one in listed if _required(one)]
    others = [one for one in listed if not _required(one) and not deprecation(one.directives)[0]]
    shown = {one.name.value for one in (*needed, *others[: max(_ARGUMENTS - len(needed), 0)])}
    return [one for one in listed if one.name.value in shown]


def _required(node: InputValueDefinitionNode) -> bool:
    return isinstance(node.type, NonNullTypeNode) and node.default_value is None


def _selection(name: str, schema: Schema, depth: int, indent: str) -> list[str]:
    """The lines of a selection of fields; none for a type that has no fields."""
    known = schema.types.get(name)
    if known is None or known.kind not in {"object", "interface", "union"}:
        return []
    lines = [f"{indent}__typename"] if known.kind != "object" else []
    if known.kind == "union":
        return lines + _first_member(known, schema, depth, indent)
    leaves, objects = 0, 0
    for node, _ in known.fields.values():
        if any(map(_required, node.arguments or ())) or deprecation(node.directives)[0]:
            continue
        if _is_leaf(type_name(node.type), schema):
            leaves += 1
            if leaves > _FIELDS:
                continue
            lines.append(f"{indent}{node.name.value}")
        elif depth > 1 and objects < _OBJECTS:
            inner = _selection(type_name(node.type), schema, depth - 1, indent + "  ")
            if inner:
                objects += 1
                lines += [f"{indent}{node.name.value} {{", *inner, f"{indent}}}"]
    return lines or [f"{indent}__typename"]


def _first_member(union: SchemaType, schema: Schema, depth: int, indent: str) -> list[str]:
    first = next(iter(union.members), "")
    inner = _selection(first, schema, depth - 1, indent + "  ") if depth > 1 else []
    return [f"{indent}... on {first} {{", *inner, f"{indent}}}"] if inner else []


def _is_leaf(name: str, schema: Schema) -> bool:
    known = schema.types.get(name)
    return name in STANDARD_SCALARS or (known is not None and known.kind in {"enum", "scalar"})


def _values_of(
    nodes: Iterable[InputValueDefinitionNode], schema: Schema, depth: int
) -> dict[str, object]:
    """A value for each argument or field: its default, else one that is made."""
    values = {}
    for one in nodes:
        default = value_json(one.default_value)
        made = default is None or len(default) > _LONGEST_DEFAULT
        values[one.name.value] = (
            _value(one.type, schema, depth) if made else json.loads(default or "null")
        )
    return values


def _value(node: TypeNode, schema: Schema, depth: int) -> object:
    """A value of a type as JSON; null where it may be and the type lies too deep."""
    if isinstance(node, NonNullTypeNode):
        return _value(node.type, schema, depth)
    if isinstance(node, ListTypeNode):
        return [_value(node.type, schema, depth)] if depth else []
    name = type_name(node)
    known = schema.types.get(name)
    if known is None or known.kind == "scalar":
        return _VALUES.get(name, "text")
    if known.kind == "enum":
        return next(iter(known.values), "")
    if known.kind != "input" or not depth:
        return {}
    shown = _shown_arguments(node for node, _ in known.inputs.values())
    if any(one.name.value == "oneOf" for one in known.directives):
        shown = shown[:1]
    return _values_of(shown, schema, depth - 1)

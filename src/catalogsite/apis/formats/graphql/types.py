"""The named types of a GraphQL schema as values of the model."""

from __future__ import annotations

from collections.abc import Iterable

from graphql import (
    DirectiveDefinitionNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    NonNullTypeNode,
)

from catalogsite.apis.formats.graphql.schema import Schema, SchemaType, description_of
from catalogsite.apis.formats.graphql.type_texts import (
    deprecation,
    named,
    notes,
    text_argument,
    type_id,
    type_text,
    value_json,
)
from catalogsite.model.api.types import EnumValue, Field, NamedType, Place, TypeText


def argument(node: InputValueDefinitionNode, place: Place | None, schema: Schema) -> Field:
    """An argument of a field or directive, or a field of an input type."""
    is_deprecated, reason = deprecation(node.directives)
    return Field(
        name=node.name.value,
        type=type_text(node.type, schema),
        required=isinstance(node.type, NonNullTypeNode) and node.default_value is None,
        description=description_of(node),
        default=value_json(node.default_value),
        deprecated=is_deprecated,
        deprecation=reason,
        notes=notes(node.directives),
        place=place,
    )


def output_field(node: FieldDefinitionNode, place: Place | None, schema: Schema) -> Field:
    """A field of an object or interface, with its arguments."""
    is_deprecated, reason = deprecation(node.directives)
    return Field(
        name=node.name.value,
        type=type_text(node.type, schema),
        description=description_of(node),
        deprecated=is_deprecated,
        deprecation=reason,
        notes=notes(node.directives),
        arguments=tuple(argument(one, _beside(one, place), schema) for one in node.arguments or ()),
        place=place,
    )


def named_type(one: SchemaType, schema: Schema, implementations: Iterable[str]) -> NamedType:
    """A type; `implementations` are the names of the types that implement an interface."""
    is_deprecated, reason = deprecation(one.directives)
    variants = tuple((named(name, schema),) for name in (*one.members, *implementations))
    return NamedType(
        id=type_id(one.name),
        name=one.name,
        kind=one.kind,
        description=one.description,
        type=_implements(one, schema),
        fields=(
            *(output_field(node, place, schema) for node, place in one.fields.values()),
            *(argument(node, place, schema) for node, place in one.inputs.values()),
        ),
        values=tuple(_enum_value(one, name) for name in one.values),
        choice="one of" if variants else "",
        variants=variants,
        constraints=_constraints(one),
        deprecated=is_deprecated,
        deprecation=reason,
        place=one.place,
    )


def directive_type(node: DirectiveDefinitionNode, place: Place | None, schema: Schema) -> NamedType:
    """The definition of a directive, which is listed among the types under its name with `@`."""
    places = " | ".join(one.value for one in node.locations or ())
    return NamedType(
        id=f"directive-{node.name.value}",
        name=f"@{node.name.value}",
        kind="directive",
        description=description_of(node),
        fields=tuple(argument(one, _beside(one, place), schema) for one in node.arguments or ()),
        constraints=(f"on {places}", *(("repeatable",) if node.repeatable else ())),
        place=place,
    )


def _beside(node: InputValueDefinitionNode, place: Place | None) -> Place | None:
    """The place of an argument, which is in the file of its field."""
    if place is None or node.name.loc is None:
        return None
    return Place(file=place.file, line=max(node.name.loc.start_token.line, 1))


def _implements(one: SchemaType, schema: Schema) -> TypeText:
    parts: list[tuple[str, str]] = []
    for name in one.interfaces:
        parts += [(" & " if parts else "implements ", ""), named(name, schema)]
    return tuple(parts)


def _enum_value(one: SchemaType, name: str) -> EnumValue:
    node, place = one.values[name]
    is_deprecated, reason = deprecation(node.directives)
    return EnumValue(
        name=name,
        description=description_of(node),
        deprecated=is_deprecated,
        deprecation=reason,
        place=place,
    )


def _constraints(one: SchemaType) -> tuple[str, ...]:
    addresses = [
        text_argument(node, "url") for node in one.directives if node.name.value == "specifiedBy"
    ]
    extends = () if one.defined else ("extends a type that is defined elsewhere",)
    return (*extends, *(f"specified by {url}" for url in addresses if url), *notes(one.directives))

"""What is wrong in a GraphQL schema that could be parsed, and a few rules of style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphql import (
    build_ast_schema,
    validate_schema,
)
from graphql.language import DocumentNode

from catalogsite.apis.definition_format import DefinitionFinding
from catalogsite.apis.formats.graphql.schema import STANDARD_SCALARS, Schema, SchemaType
from catalogsite.apis.formats.graphql.type_texts import type_name
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.types import Place

_MOST = 20
"""Of each rule in one definition: the first ones show what is wrong."""
_FEDERATION = frozenset(
    {
        "_Any",
        "_Entity",
        "_Service",
        "FieldSet",
        "_FieldSet",
        "federation__FieldSet",
        "link__Import",
        "link__Purpose",
    }
)


def findings_of(schema: Schema, model: ApiModel) -> Iterator[DefinitionFinding]:
    """The findings of a schema and its model, at most 20 of each rule."""
    unknown = list(_unknown(schema, model.files))
    yield from unknown[:_MOST]
    for name, place in schema.repeated[:_MOST]:
        yield DefinitionFinding(
            "graphql-duplicate", None, *_at(model.files, place), values={"name": name}
        )
    if not model.operations:
        yield DefinitionFinding("graphql-no-operations", None, model.files[0])
    if not unknown and not schema.repeated:
        yield from _invalid(schema, model)
    yield from _undescribed(model)
    yield from _unused(model)


def _at(files: Sequence[str], place: Place | None) -> tuple[str, int | None]:
    return (files[place.file], place.line) if place else (files[0], None)


def _unknown(schema: Schema, files: Sequence[str]) -> Iterator[DefinitionFinding]:
    """The first use of each type that is nowhere defined."""
    known = schema.types.keys() | STANDARD_SCALARS | _FEDERATION
    reported: set[str] = set()
    for one in schema.types.values():
        for name, user, place in _uses(one):
            if name not in known and name not in reported:
                reported.add(name)
                yield DefinitionFinding(
                    "graphql-unknown-type",
                    None,
                    *_at(files, place),
                    values={"name": name, "user": user},
                )


def unknown_types(schema: Schema) -> list[str]:
    """The names of all types that are used and nowhere defined."""
    known = schema.types.keys() | STANDARD_SCALARS
    uses = (name for one in schema.types.values() for name, _, _ in _uses(one))
    arguments = (
        type_name(one.type)
        for node, _ in schema.directives.values()
        for one in node.arguments or ()
    )
    return [name for name in dict.fromkeys((*uses, *arguments)) if name not in known]


def _uses(one: SchemaType) -> Iterator[tuple[str, str, Place | None]]:
    for name, (field, place) in one.fields.items():
        yield type_name(field.type), f"{one.name}.{name}", place
        for argument in field.arguments or ():
            user = f"{one.name}.{name}({argument.name.value}:)"
            yield type_name(argument.type), user, place
    for name, (value, place) in one.inputs.items():
        yield type_name(value.type), f"{one.name}.{name}", place
    for names in (one.interfaces, one.members):
        for name, place in names.items():
            yield name, one.name, place


def _invalid(schema: Schema, model: ApiModel) -> Iterator[DefinitionFinding]:
    """What the specification forbids: fields that an interface asks for, cycles of inputs, and so on."""
    if any(not one.defined for one in schema.types.values()) or not model.operations:
        return  # a part of a schema, which is valid only with the others
    document = DocumentNode(definitions=tuple(schema.definitions))
    try:
        errors = validate_schema(build_ast_schema(document, assume_valid_sdl=True))
    except Exception as error:  # a schema of a stranger, in the many ways in which it may be wrong
        reason = " ".join(str(error).split())[:300].rstrip(".")
        yield DefinitionFinding("graphql-invalid", None, model.files[0], None, {"reason": reason})
        return
    for found in errors[:_MOST]:
        lines = [one.line for one in found.locations or ()]
        # The places of several files cannot be distinguished.
        line = lines[0] if lines and len(model.files) == 1 and _has_places(model) else None
        reason = " ".join(found.message.split())[:300].rstrip(".")
        yield DefinitionFinding("graphql-invalid", None, model.files[0], line, {"reason": reason})


def _has_places(model: ApiModel) -> bool:
    return any(one.place for one in model.types)


def _undescribed(model: ApiModel) -> Iterator[DefinitionFinding]:
    """One finding for all operations, and one for all types, each at the first of them."""
    operations = [one for one in model.operations if not one.description]
    if operations:
        yield DefinitionFinding(
            "graphql-undescribed",
            None,
            *_at(model.files, operations[0].place),
            values={
                "count": len(operations),
                "total": len(model.operations),
                "first": operations[0].name,
            },
        )
    types = [one for one in model.types if not one.description]
    if types:
        yield DefinitionFinding(
            "graphql-undescribed",
            "types",
            *_at(model.files, types[0].place),
            values={"count": len(types), "total": len(model.types), "first": types[0].name},
        )


def _unused(model: ApiModel) -> Iterator[DefinitionFinding]:
    """One finding for all unused types; one that implements an interface is used through it."""
    unused = [
        one
        for one in model.types
        if not one.used_by and one.kind != "directive" and not one.type and model.operations
    ]
    if unused:
        yield DefinitionFinding(
            "graphql-unused-type",
            None,
            *_at(model.files, unused[0].place),
            values={"count": len(unused), "total": len(model.types), "first": unused[0].name},
        )

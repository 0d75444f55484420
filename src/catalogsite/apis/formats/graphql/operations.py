"""The queries, mutations and subscriptions of a GraphQL schema as operations of the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from catalogsite.apis.formats.graphql.examples import example_operation
from catalogsite.apis.formats.graphql.schema import Schema
from catalogsite.apis.formats.graphql.types import output_field
from catalogsite.model.api.api import Group
from catalogsite.model.api.operations import Operation, Parameter

_GROUPS: dict[Literal["query", "mutation", "subscription"], str] = {
    "query": "Queries",
    "mutation": "Mutations",
    "subscription": "Subscriptions",
}


def groups_of(schema: Schema) -> tuple[Group, ...]:
    """A group for each kind of operations that there is, described as its type is."""
    found = []
    for kind, name in _GROUPS.items():
        root = schema.types.get(schema.roots.get(kind, ""))
        if root is not None and root.fields:
            found.append(Group(name=name, description=root.description))
    return tuple(found)


def operations_of(schema: Schema) -> Iterator[Operation]:
    """Every field of the three root types; its id is `query-NAME`, `mutation-NAME` and so on."""
    for kind, group in _GROUPS.items():
        root = schema.types.get(schema.roots.get(kind, ""))
        for name, (node, place) in root.fields.items() if root is not None else ():
            field = output_field(node, place, schema)
            yield Operation(
                id=f"{kind}-{name}",
                kind=kind,
                name=name,
                description=field.description,
                groups=(group,),
                deprecated=field.deprecated,
                deprecation=field.deprecation,
                parameters=tuple(Parameter(where="argument", field=one) for one in field.arguments),
                body=(example_operation(kind, node, schema),),
                result=field.type,
                notes=field.notes,
                place=place,
            )

"""Requests and responses, compared with a GraphQL schema by graphql-core."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import graphql
import httpx
from graphql.execution.values import get_variable_values


class Schema:
    """A GraphQL schema."""

    def __init__(self, schema: graphql.GraphQLSchema) -> None:
        self.schema = schema
        self._parsed = cache(self._valid)

    def problems(self, request: httpx.Request, response: httpx.Response | None) -> list[str]:
        """What the schema does not allow in a request, and in the response where one is given."""
        asked = json.loads(request.content)
        document, problems = self._parsed(asked["query"])
        if problems:
            return problems
        (operation,) = (
            one for one in document.definitions if isinstance(one, graphql.OperationDefinitionNode)
        )
        given = asked.get("variables") or {}
        values = get_variable_values(self.schema, operation.variable_definitions or [], given)
        if isinstance(values, list):
            return [one.message for one in values]
        declared = {one.variable.name.value for one in operation.variable_definitions or []}
        if unknown := sorted(set(given) - declared):
            return [f"variables that the query does not declare: {unknown}"]
        return [] if response is None else self._differences(document, given, response.json())

    def _valid(self, query: str) -> tuple[graphql.DocumentNode, list[str]]:
        document = graphql.parse(query)
        return document, [one.message for one in graphql.validate(self.schema, document)]

    def _differences(
        self, document: graphql.DocumentNode, variables: dict[str, Any], answer: dict[str, Any]
    ) -> list[str]:
        """What a server of this schema could not have answered to a query."""
        data = answer["data"]
        result = graphql.execute_sync(
            self.schema,
            document,
            root_value=data,
            variable_values=variables,
            field_resolver=lambda value, info, **_: value.get(info.path.key),
            type_resolver=_type_of,
        )
        if result.errors:
            return [str(one) for one in result.errors]
        return [] if result.data == data else [f"{data} is not {result.data}"]


def _type_of(value: dict[str, Any], info: graphql.GraphQLResolveInfo, abstract: Any) -> str | None:
    """The type of a value in a recording: what it says of itself, else the one whose fields it has."""
    for one in info.schema.get_possible_types(abstract):
        selected = {key for node in info.field_nodes for key in _keys(node, one, info)}
        if value.get("__typename", one.name) == one.name and selected == set(value):
            return one.name
    return None


def _keys(node: Any, type_: Any, info: graphql.GraphQLResolveInfo) -> Iterator[str]:
    """The keys of a value of a type, as the selections of a node say."""
    for one in node.selection_set.selections:
        if isinstance(one, graphql.FieldNode):
            yield (one.alias or one.name).value
            continue
        part = info.fragments[one.name.value] if hasattr(one, "name") else one
        condition = part.type_condition and info.schema.get_type(part.type_condition.name.value)
        if condition in (None, type_) or (
            graphql.is_abstract_type(condition) and info.schema.is_sub_type(condition, type_)
        ):
            yield from _keys(part, type_, info)

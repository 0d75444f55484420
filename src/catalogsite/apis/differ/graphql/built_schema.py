"""A schema that can be compared, also of a part: what is missing in it is filled in."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    GraphQLSchema,
    NameNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    build_ast_schema,
)
from graphql.language import ast

from catalogsite.apis.definition_format import Definition
from catalogsite.apis.differ.api_version import ApiVersion
from catalogsite.apis.formats.graphql.documents import read_documents
from catalogsite.apis.formats.graphql.findings import unknown_types
from catalogsite.apis.formats.graphql.schema import Schema, merge


def built_schema(version: ApiVersion) -> GraphQLSchema | None:
    """The schema of a version; None where it breaks so many rules that it cannot be built."""
    files = dict(version.files)
    schema = merge(read_documents(Definition("graphql", next(iter(files)), files)).parsed)
    names = unknown_types(schema)
    missing = [ScalarTypeDefinitionNode(name=NameNode(value=name)) for name in names]
    document = DocumentNode(definitions=(*_definitions(schema), *missing))
    try:
        return build_ast_schema(document, assume_valid_sdl=True)
    except Exception:  # a schema of a stranger, in the many ways in which it may be wrong
        return None


def _definitions(schema: Schema) -> Iterator[DefinitionNode]:
    """Each type once; the first extension of one that is defined elsewhere is its definition."""
    seen: set[str] = set()
    for node in schema.definitions:
        if isinstance(node, TypeDefinitionNode | DirectiveDefinitionNode):
            name = f"{'@' if isinstance(node, DirectiveDefinitionNode) else ''}{node.name.value}"
            if name not in seen:
                seen.add(name)
                yield node
        elif isinstance(node, TypeExtensionNode) and not schema.types[node.name.value].defined:
            if node.name.value in seen:
                yield node
            else:
                seen.add(node.name.value)
                yield _as_definition(node)
        else:
            yield node


def _as_definition(node: TypeExtensionNode) -> DefinitionNode:
    kind = type(node).__name__.replace("Extension", "Definition")
    made: type[DefinitionNode] = getattr(ast, kind)
    parts = {key: getattr(node, key) for key in node.keys if key != "loc" and hasattr(node, key)}
    return made(**parts)

"""The types of a GraphQL schema with their extensions merged, before anything is resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from graphql import (
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)

from catalogsite.apis.formats.graphql.documents import Document
from catalogsite.model.api.types import Place

STANDARD_SCALARS = frozenset({"Int", "Float", "String", "Boolean", "ID"})
_KINDS: dict[type[Node], str] = {
    ObjectTypeDefinitionNode: "object",
    ObjectTypeExtensionNode: "object",
    InterfaceTypeDefinitionNode: "interface",
    InterfaceTypeExtensionNode: "interface",
    InputObjectTypeDefinitionNode: "input",
    InputObjectTypeExtensionNode: "input",
    UnionTypeDefinitionNode: "union",
    UnionTypeExtensionNode: "union",
    EnumTypeDefinitionNode: "enum",
    EnumTypeExtensionNode: "enum",
    ScalarTypeDefinitionNode: "scalar",
    ScalarTypeExtensionNode: "scalar",
}


@dataclass(slots=True)
class SchemaType:
    """One type: its definition and extensions, in the order in which they stand.

    `defined` is False where only extensions of it are there: it belongs to another subgraph.
    """

    name: str
    kind: str
    place: Place | None
    defined: bool = False
    description: str = ""
    directives: list[ConstDirectiveNode] = field(default_factory=list)
    fields: dict[str, tuple[FieldDefinitionNode, Place | None]] = field(default_factory=dict)
    inputs: dict[str, tuple[InputValueDefinitionNode, Place | None]] = field(default_factory=dict)
    values: dict[str, tuple[EnumValueDefinitionNode, Place | None]] = field(default_factory=dict)
    interfaces: dict[str, Place | None] = field(default_factory=dict)
    members: dict[str, Place | None] = field(default_factory=dict)


@dataclass(slots=True)
class Schema:
    """All types, the types of its three kinds of operations, and directives, each by name.

    `repeated` are names that are defined twice, with the place of the second.
    """

    types: dict[str, SchemaType] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    directives: dict[str, tuple[DirectiveDefinitionNode, Place | None]] = field(
        default_factory=dict
    )
    repeated: list[tuple[str, Place | None]] = field(default_factory=list)
    operations: list[tuple[str, Place | None]] = field(default_factory=list)
    description: str = ""
    definitions: list[DefinitionNode] = field(default_factory=list)


def merge(documents: Iterable[Document]) -> Schema:
    """One schema of all documents: the first of two definitions counts, extensions are added."""
    schema = Schema()
    explicit = False
    for document in documents:
        for node in document.tree.definitions:
            place = place_of(node, document)
            if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
                _add_type(schema, node, document, place)
            elif isinstance(node, DirectiveDefinitionNode):
                schema.directives.setdefault(node.name.value, (node, place))
            elif isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
                explicit = explicit or isinstance(node, SchemaDefinitionNode)
                _add_roots(schema, node)
            else:
                schema.operations.append((node.kind.replace("_", " "), place))
                continue
            schema.definitions.append(node)
    if not explicit:
        for kind in ("query", "mutation", "subscription"):
            if kind.capitalize() in schema.types:
                schema.roots.setdefault(kind, kind.capitalize())
    return schema


def place_of(node: Node, document: Document) -> Place | None:
    """The line of a node's name, or of the node; None where the file has no such line."""
    at = getattr(node, "name", None) or node
    if not document.has_lines or at.loc is None:
        return None
    return Place(file=document.file, line=max(at.loc.start_token.line, 1))


def description_of(node: Node) -> str:
    """The description of a definition; `""` where there is none."""
    found = getattr(node, "description", None)
    return found.value if isinstance(found, StringValueNode) else ""


def _add_roots(schema: Schema, node: SchemaDefinitionNode | SchemaExtensionNode) -> None:
    schema.description = schema.description or description_of(node)
    for root in node.operation_types or ():
        schema.roots.setdefault(root.operation.value, root.type.name.value)


def _add_type(
    schema: Schema,
    node: TypeDefinitionNode | TypeExtensionNode,
    document: Document,
    place: Place | None,
) -> None:
    name, kind = node.name.value, _KINDS[type(node)]
    is_definition = isinstance(node, TypeDefinitionNode)
    known = schema.types.get(name)
    if known is None:
        known = schema.types[name] = SchemaType(name, kind, place)
    if is_definition:
        if known.defined:
            schema.repeated.append((name, place))
            return
        known.defined, known.place, known.kind = True, place, kind
        known.description = description_of(node)
    known.directives += node.directives or ()
    _add_parts(schema, known, node, document)


def _add_parts(schema: Schema, known: SchemaType, node: Node, document: Document) -> None:
    for part in _parts(node, "fields"):
        place = place_of(part, document)
        if isinstance(part, FieldDefinitionNode):
            if part.name.value in known.fields:
                schema.repeated.append((f"{known.name}.{part.name.value}", place))
            known.fields.setdefault(part.name.value, (part, place))
        elif isinstance(part, InputValueDefinitionNode):
            known.inputs.setdefault(part.name.value, (part, place))
    for part in _parts(node, "values"):
        if isinstance(part, EnumValueDefinitionNode):
            known.values.setdefault(part.name.value, (part, place_of(part, document)))
    for attribute, names in (("interfaces", known.interfaces), ("types", known.members)):
        for part in _parts(node, attribute):
            if isinstance(part, NamedTypeNode):
                names.setdefault(part.name.value, place_of(part, document))


def _parts(node: Node, attribute: str) -> Iterator[Node]:
    parts: Sequence[Node] | None = getattr(node, attribute, None)
    yield from parts or ()

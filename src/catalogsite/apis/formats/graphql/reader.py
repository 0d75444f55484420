"""The format of GraphQL schemas: from the texts of a definition to its model and findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFinding,
    DefinitionFormat,
    ReadDefinition,
)
from catalogsite.apis.formats.graphql.documents import read_documents, recognises, references
from catalogsite.apis.formats.graphql.findings import findings_of
from catalogsite.apis.formats.graphql.operations import groups_of, operations_of
from catalogsite.apis.formats.graphql.schema import Schema, merge
from catalogsite.apis.formats.graphql.types import directive_type, named_type
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.operations import Operation
from catalogsite.model.api.types import Field, NamedType, Place


def read_graphql(definition: Definition) -> ReadDefinition:
    """The model of a schema; None where no file of it can be parsed or none defines a type."""
    documents = read_documents(definition)
    schema = merge(documents.parsed)
    files = tuple(definition.files)
    findings = list(documents.findings)
    if not schema.types:
        if documents.parsed:
            findings.append(_nothing_defined(schema, files))
        return ReadDefinition(None, tuple(findings))
    model = _model(schema, files, definition.root)
    return ReadDefinition(model, (*findings, *findings_of(schema, model)))


def _nothing_defined(schema: Schema, files: tuple[str, ...]) -> DefinitionFinding:
    """The finding about a document of operations, or of nothing."""
    if not schema.operations:
        return DefinitionFinding("graphql-syntax", "no-types", files[0])
    what, place = schema.operations[0]
    file, line = (files[place.file], place.line) if place else (files[0], None)
    return DefinitionFinding("graphql-syntax", "operations", file, line, {"what": what})


def _model(schema: Schema, files: tuple[str, ...], root: str) -> ApiModel:
    operations = tuple(operations_of(schema))
    types = _types(schema, operations)
    return ApiModel(
        format="graphql",
        description=schema.description,
        groups=groups_of(schema),
        operations=operations,
        types=types,
        files=files,
        place=Place(file=files.index(root)),
    )


def _types(schema: Schema, operations: tuple[Operation, ...]) -> tuple[NamedType, ...]:
    """All types but those of the operations, unless something else refers to them."""
    implementations: dict[str, list[str]] = defaultdict(list)
    for one in schema.types.values():
        for interface in one.interfaces:
            if schema.types.get(interface, one).kind == "interface":
                implementations[interface].append(one.name)
    types = [named_type(one, schema, implementations[one.name]) for one in schema.types.values()]
    types += [directive_type(node, place, schema) for node, place in schema.directives.values()]
    roots = {f"type-{name}" for name in schema.roots.values()}
    used = _used_by(operations, types, roots)
    return tuple(
        one.model_copy(update={"used_by": tuple(sorted(used[one.id]))})
        for one in types
        if one.id not in roots or used[one.id]
    )


def _used_by(
    operations: Iterable[Operation], types: Iterable[NamedType], roots: set[str]
) -> dict[str, set[str]]:
    """The ids that refer to each type; a root type is represented by its operations."""
    used: dict[str, set[str]] = defaultdict(set)
    for operation in operations:
        for _, target in operation.result:
            used[target].add(operation.id)
        for target in _targets(one.field for one in operation.parameters):
            used[target].add(operation.id)
    for one in types:
        if one.id in roots:
            continue
        texts = [one.type, *(() if one.kind == "interface" else one.variants)]
        for target in (*_targets(one.fields), *(part[1] for text in texts for part in text)):
            used[target].add(one.id)
    used.pop("", None)
    return used


def _targets(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        yield from (target for _, target in field.type)
        yield from _targets(field.arguments)


GRAPHQL = DefinitionFormat(
    name="graphql",
    types=frozenset({"graphql"}),
    recognises=recognises,
    read=read_graphql,
    references=references,
)

"""OpenAPI as a format of API definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.budget import cut_finding
from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFinding,
    DefinitionFormat,
    Paths,
    ReadDefinition,
)
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.json_schema.schemas import Schemas
from catalogsite.apis.formats.openapi.contents import Contents
from catalogsite.apis.formats.openapi.findings import findings_of
from catalogsite.apis.formats.openapi.info import (
    groups_of,
    licence_of,
    links_of,
    requirements_of,
    schemes_of,
    servers_of,
)
from catalogsite.apis.formats.openapi.layout import Layout, layout_of
from catalogsite.apis.formats.openapi.operations import Operations
from catalogsite.apis.node import Node
from catalogsite.apis.usage import with_usage
from catalogsite.model.api.api import ApiModel

_REFERENCE = re.compile(r"\$ref[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#,}]+)")
_YAML_ROOT = re.compile(r"""(?m)^["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[23]\.""")
_FLOW_ROOT = re.compile(r"""["']?\b(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[23]\.""")
_HEAD = 20_000


def read_openapi(definition: Definition) -> ReadDefinition:
    """The model of an OpenAPI document of version 2.0, 3.0, 3.1 or 3.2, and what is wrong in it."""
    documents = Documents(definition.files, (definition.root,))
    error = documents.error(definition.root)
    if error is not None:
        at = (definition.root, error.line)
        finding = DefinitionFinding("openapi-syntax", None, *at, {"reason": error.reason})
        return ReadDefinition(None, (finding,))
    layout = layout_of(documents.root.value)
    if layout is None:
        return ReadDefinition(
            None, (DefinitionFinding("openapi-version", None, definition.root, 1),)
        )
    schemas = Schemas(documents, anchors := Anchors())
    model = _model(documents, layout, schemas, anchors)
    findings = findings_of(documents, layout, model)
    return ReadDefinition(model, (*findings, *cut_finding(schemas.budget, definition.root)))


def _model(documents: Documents, layout: Layout, schemas: Schemas, anchors: Anchors) -> ApiModel:
    root = documents.root
    info = root.get("info") or Node({}, root.file, ("info",))
    for name, node in _components(root, layout.schemas):
        schemas.add(name, node)
    schemes = schemes_of(root, layout, documents, anchors)
    contents = Contents(documents, schemas)
    ids = {one.name: one.id for one in schemes}
    operations = Operations(root, layout, documents, contents, anchors, ids).read()
    return with_usage(
        ApiModel(
            format="openapi",
            format_version=layout.version,
            title=info.text("title"),
            version=info.text("version"),
            summary=info.text("summary"),
            description=info.text("description"),
            licence=licence_of(info),
            links=links_of(root, info),
            servers=servers_of(root, layout),
            schemes=schemes,
            security=requirements_of(root, ids) or (),
            groups=groups_of(root, operations),
            operations=operations,
            types=schemas.types(),
            files=documents.order,
            place=documents.place(root),
        )
    )


def _components(root: Node, path: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    holder: Node | None = root
    for key in path:
        holder = holder.get(key) if holder is not None else None
    if holder is not None:
        yield from holder.entries()


def referenced_files(path: str, text: str, paths: Paths) -> Iterable[str]:
    """The files that the `$ref`s of a text lead to, as far as the repository has them."""
    folder = dirname(path)
    for found in dict.fromkeys(_REFERENCE.findall(text)):
        if "://" not in found:
            target = normpath(join(folder, unquote(found)))
            if target in paths:
                yield target


def recognises(text: str) -> bool:
    """Whether the text says near its beginning which version of OpenAPI it is."""
    head = text[:_HEAD].lstrip("\ufeff \t\r\n")
    return (_FLOW_ROOT if head.startswith("{") else _YAML_ROOT).search(head) is not None


OPENAPI = DefinitionFormat(
    name="openapi",
    types=frozenset({"openapi", "swagger", "oas"}),
    recognises=recognises,
    read=read_openapi,
    references=referenced_files,
)

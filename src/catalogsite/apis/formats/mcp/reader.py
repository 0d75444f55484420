"""The format of MCP servers: from the entity and its definition to a model and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.broken_references import reference_findings
from catalogsite.apis.budget import cut_finding
from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFormat,
    ReadDefinition,
)
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.json_schema.schemas import Schemas
from catalogsite.apis.formats.mcp.description import ServerDescription, describe
from catalogsite.apis.formats.mcp.findings import findings_of
from catalogsite.apis.formats.mcp.operations import OperationBook
from catalogsite.apis.formats.mcp.schema_roots import resolve_from_whole
from catalogsite.apis.formats.mcp.servers import entity_remotes, packages_of, remotes_of
from catalogsite.apis.node import Node
from catalogsite.apis.usage import with_usage
from catalogsite.model.api.api import ApiModel
from catalogsite.model.api.types import Place

_SIGNS = re.compile(r"modelcontextprotocol\.io/schemas/|\"(?:inputSchema|resourceTemplates)\"")


def read_mcp(definition: Definition) -> ReadDefinition:
    """The model of a server, also where only the entity says where it is."""
    text = definition.files.get(definition.root, "")
    documents = Documents({**definition.files, definition.root: text})
    whole = documents.target("", definition.root)
    root = whole or Node({}, definition.root, ())
    described = describe(root)
    resolve_from_whole(described)
    findings = list(findings_of(definition, documents, described))
    if described.is_empty and not entity_remotes(definition.spec):
        return ReadDefinition(None, tuple(findings))
    if not described.is_empty:
        findings += reference_findings(documents)
    types = Schemas(documents, anchors := Anchors())
    model = _model(definition, documents, described, types, anchors)
    findings += cut_finding(types.budget, definition.root)
    return ReadDefinition(model, tuple(findings))


def _model(
    definition: Definition,
    documents: Documents,
    described: ServerDescription,
    types: Schemas,
    anchors: Anchors,
) -> ApiModel:
    operations = OperationBook(documents, anchors, types).operations(described)
    about = described.server or Node({}, definition.root, ())
    info = described.info
    answered = info.get("serverInfo") if info is not None else None
    own = answered or about
    model = ApiModel(
        format="mcp",
        format_version=info.text("protocolVersion") if info is not None else "",
        title=own.text("title") or own.text("name"),
        version=own.text("version") or _old_version(about),
        description=about.text("description")
        or (info.text("instructions") if info is not None else ""),
        links=tuple(_links(about)),
        servers=(*remotes_of(definition.spec, described.server), *packages_of(described.server)),
        operations=operations,
        types=types.types(),
        files=tuple(definition.files),
        place=Place(),
    )
    return with_usage(model)


def _old_version(server: Node) -> str:
    """Where the first versions of `server.json` had it."""
    found = server.get("version_detail")
    return found.text("version") if found is not None else ""


def _links(server: Node) -> Iterator[tuple[str, str]]:
    if server.text("websiteUrl"):
        yield "Website", server.text("websiteUrl")
    repository = server.get("repository")
    if repository is not None and repository.text("url"):
        yield "Repository", repository.text("url")


def shows_mcp(text: str) -> bool:
    """Whether a text of unknown type describes an MCP server."""
    return _SIGNS.search(text) is not None


MCP = DefinitionFormat(
    name="mcp",
    types=frozenset({"mcp-server", "mcp"}),
    recognises=shows_mcp,
    read=read_mcp,
)

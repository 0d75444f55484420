"""The format of AsyncAPI definitions: from the texts of a definition to its model and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalogsite.apis.anchors import Anchors
from catalogsite.apis.budget import cut_finding
from catalogsite.apis.definition_format import (
    Definition,
    DefinitionFinding,
    DefinitionFormat,
    ReadDefinition,
)
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.asyncapi.channels import ChannelBook
from catalogsite.apis.formats.asyncapi.findings import findings_of
from catalogsite.apis.formats.asyncapi.messages import MessageBook
from catalogsite.apis.formats.asyncapi.operations import Books, operation_nodes, operations_of
from catalogsite.apis.formats.asyncapi.security import Schemes
from catalogsite.apis.formats.asyncapi.servers import servers_of
from catalogsite.apis.formats.asyncapi.tags import groups_of
from catalogsite.apis.formats.json_schema.schemas import Schemas
from catalogsite.apis.formats.openapi.reader import referenced_files
from catalogsite.apis.node import Node
from catalogsite.apis.usage import with_usage
from catalogsite.model.api.api import ApiModel
from catalogsite.yaml12.documents import iter_documents

_SIGN = re.compile(r"""^[ \t{]*["']?asyncapi["']?[ \t]*:[ \t]*["']?\d""", re.MULTILINE)
_VERSION = re.compile(r"[23]\.\d+\.\d+(?:-\S+)?")
_HEAD = 5_000


def read_asyncapi(definition: Definition) -> ReadDefinition:
    """The model of a definition of AsyncAPI 2 or 3; None for any other text."""
    documents = Documents(definition.files)
    version = documents.root.value.get("asyncapi")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        return ReadDefinition(None, (_no_definition(definition, documents, version),))
    types = Schemas(documents, anchors := Anchors())
    model = _model(definition, documents, version, types, anchors)
    findings = (*findings_of(documents, model), *cut_finding(types.budget, definition.root))
    return ReadDefinition(model, findings)


def _no_definition(
    definition: Definition, documents: Documents, version: object
) -> DefinitionFinding:
    root = definition.root
    if version is not None:
        node = Node(version, root, ("asyncapi",))
        line, shown = documents.place(node).line, str(version)[:50]
        return DefinitionFinding(
            "asyncapi-no-definition", "version", root, line, {"version": shown}
        )
    document = next(iter_documents(definition.text), None)
    if document is not None and document.error is not None:
        at, reason = document.error.position.line, document.error.what
        return DefinitionFinding("asyncapi-no-definition", "syntax", root, at, {"reason": reason})
    return DefinitionFinding("asyncapi-no-definition", None, root, 1)


def _model(
    definition: Definition, documents: Documents, version: str, types: Schemas, anchors: Anchors
) -> ApiModel:
    root, schemes = documents.root, Schemes(documents, anchors)
    components = root.get("components") or root
    for name, node in components.members("schemas"):
        types.add(name, documents.resolved(node))
    messages = MessageBook(documents, anchors, types)
    channels = ChannelBook(documents, anchors, types, messages)
    books = Books(documents, channels, messages, schemes)
    operations, every = operations_of(books, anchors), channels.channels()
    for name, node in components.members("messages"):
        messages.id(node, name)
    listed, servers = messages.messages(), servers_of(documents, schemes)
    info = root.get("info") or Node({}, root.file, ("info",))
    holders = [root, info, *operation_nodes(books), *(one for _, one in channels.nodes.values())]
    licence = info.get("license")
    model = ApiModel(
        format="asyncapi",
        format_version=version,
        title=info.text("title"),
        version=str(info.value.get("version", "")) if info.is_object else "",
        description=info.text("description"),
        licence=licence.text("name") if licence is not None else "",
        links=tuple(_links(documents, root, info)),
        servers=servers,
        schemes=tuple(schemes.found),
        groups=groups_of(documents, holders),
        operations=operations,
        channels=every,
        messages=listed,
        types=types.types(),
        files=tuple(definition.files),
        place=documents.place(info),
    )
    return with_usage(model)


def _links(documents: Documents, root: Node, info: Node) -> Iterator[tuple[str, str]]:
    if info.text("termsOfService"):
        yield "Terms of service", info.text("termsOfService")
    contact = info.get("contact")
    if contact is not None:
        name = contact.text("name")
        for key, prefix in (("url", ""), ("email", "mailto:")):
            if contact.text(key):
                yield name or contact.text(key), prefix + contact.text(key)
    licence = info.get("license")
    if licence is not None and licence.text("url"):
        yield licence.text("name") or "Licence", licence.text("url")
    for holder in (root, info):
        docs = holder.get("externalDocs")
        found = documents.resolved(docs) if docs is not None else None
        if found is not None and found.text("url"):
            yield found.text("description") or "Documentation", found.text("url")


def shows_asyncapi(text: str) -> bool:
    """Whether a text of unknown type is an AsyncAPI definition."""
    return _SIGN.search(text, 0, _HEAD) is not None


ASYNCAPI = DefinitionFormat(
    name="asyncapi",
    types=frozenset({"asyncapi"}),
    recognises=shows_asyncapi,
    read=read_asyncapi,
    references=referenced_files,
)

"""What is wrong in the description of an MCP server."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from catalogsite.apis.definition_format import Definition, DefinitionFinding
from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.mcp.description import LISTS, ServerDescription
from catalogsite.apis.formats.mcp.servers import entity_remotes
from catalogsite.apis.node import Node

_TYPES = ("streamable-http", "sse")
_MOST = 20
_LONGEST = 200


def findings_of(
    definition: Definition, documents: Documents, described: ServerDescription
) -> Iterator[DefinitionFinding]:
    """The findings about a server: no address, none of HTTP, an unknown text, silent tools."""
    text = definition.files.get(definition.root, "")
    if described.is_empty and text.strip():
        yield DefinitionFinding("mcp-no-definition", None, definition.root)
    remotes = entity_remotes(definition.spec)
    nodes = list(described.server.items("remotes")) if described.server is not None else []
    packages = described.server.get("packages") if described.server is not None else None
    if not remotes and not nodes and packages is None:
        yield DefinitionFinding("mcp-remote", "none", definition.root)
    for one in remotes[:_MOST]:
        yield from _remote(str(one.get("url", "")), str(one.get("type", "")), definition.root, None)
    for node in nodes[:_MOST]:
        line = documents.place(node).line
        kind = node.text("type") or node.text("transport_type")
        yield from _remote(node.text("url"), kind, node.file, line)
    yield from _silent(documents, described)


def _remote(url: str, kind: str, file: str, line: int | None) -> Iterator[DefinitionFinding]:
    if not _is_address(url):
        yield DefinitionFinding("mcp-remote", None, file, line, {"url": url[:_LONGEST]})
    if kind not in _TYPES:
        yield DefinitionFinding("mcp-remote", "type", file, line, {"type": kind[:_LONGEST]})


def _is_address(url: str) -> bool:
    """Whether it is an address of HTTP; variables in braces may stand anywhere."""
    if url.startswith("{"):
        return "}" in url
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _silent(documents: Documents, described: ServerDescription) -> Iterator[DefinitionFinding]:
    """Tools and prompts without a description, which is all that a model knows of them."""
    found: list[tuple[str, Node]] = []
    for name in LISTS:
        what = {"resourceTemplates": "resource template"}.get(name, name.removesuffix("s"))
        found += [(what, node) for node in described.listed[name] if not node.text("description")]
    for what, node in found[:_MOST]:
        line = documents.place(node).line
        values = node.text("name")[:_LONGEST]
        yield DefinitionFinding(
            "mcp-undescribed", None, node.file, line, {"what": what, "name": values}
        )

"""The servers of an AsyncAPI definition."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.documents import Documents
from catalogsite.apis.formats.asyncapi.bindings import binding_details
from catalogsite.apis.formats.asyncapi.security import Schemes
from catalogsite.apis.node import Node
from catalogsite.model.api.api import Server

Variable = tuple[str, str, tuple[str, ...], str]


def servers_of(documents: Documents, schemes: Schemes) -> tuple[Server, ...]:
    """The servers by the names that channels use, with how one authenticates to them."""
    return tuple(
        _server(name, documents.resolved(one), documents, schemes)
        for name, one in documents.root.members("servers")
    )


def _server(name: str, node: Node, documents: Documents, schemes: Schemes) -> Server:
    parts = (node.text("title"), node.text("summary"), node.text("description"))
    return Server(
        name=name,
        url=node.text("url") or node.text("host") + node.text("pathname"),
        protocol=node.text("protocol"),
        description="\n\n".join(filter(None, parts)),
        variables=tuple(
            _variable(key, documents.resolved(one)) for key, one in node.members("variables")
        ),
        details=tuple(_details(node, documents, schemes)),
    )


def _variable(name: str, node: Node) -> Variable:
    allowed = tuple(str(one.value) for one in node.items("enum"))
    default = node.value.get("default", "") if node.is_object else ""
    return name, str(default), allowed, node.text("description")


def _details(node: Node, documents: Documents, schemes: Schemes) -> Iterator[tuple[str, str]]:
    version = node.value.get("protocolVersion") if node.is_object else None
    if version is not None:
        yield "protocol version", str(version)
    ways = schemes.written(node)
    if ways:
        yield "authentication", ways
    tags = [documents.resolved(one).text("name") for one in node.items("tags")]
    if tags:
        yield "tags", ", ".join(filter(None, tags))
    yield from binding_details(node, documents)

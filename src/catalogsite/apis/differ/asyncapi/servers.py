"""The servers of an AsyncAPI definition."""

from __future__ import annotations

from typing import NamedTuple

from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node


class Server(NamedTuple):
    """A server: its address, with the protocol, and what it is spoken to by."""

    node: Node
    address: str
    protocol: str


def servers_of(documents: Documents) -> dict[str, Server]:
    """The servers by name."""
    return {
        name: _server(documents.resolved(one)) for name, one in documents.root.members("servers")
    }


def _server(node: Node) -> Server:
    protocol = node.text("protocol").lower()
    address = node.text("url") or node.text("host") + node.text("pathname")
    if "://" not in address:
        address = f"{protocol}://{address}"
    return Server(node, address.rstrip("/"), protocol)

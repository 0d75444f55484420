"""What a text says of an MCP server: a `server.json` of the registry, or answers of the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from catalogsite.apis.node import Node

LISTS = ("tools", "resources", "resourceTemplates", "prompts")
_SERVER = frozenset(
    {"remotes", "packages", "$schema", "websiteUrl", "repository", "version_detail"}
)
_ANSWER = frozenset({*LISTS, "serverInfo", "capabilities", "instructions"})
_MOST_LISTED = 2_000
_MOST_PARTS = 50


class ServerDescription(NamedTuple):
    """The object of the registry, the answer to `initialize`, and the listed items by their list."""

    server: Node | None
    info: Node | None
    listed: dict[str, list[Node]]

    @property
    def is_empty(self) -> bool:
        """Whether the text says nothing of a server."""
        return self.server is None and self.info is None and not any(self.listed.values())


def describe(root: Node) -> ServerDescription:
    """What the value of a text says; lists of answers are put together."""
    server = info = None
    listed: dict[str, list[Node]] = {name: [] for name in LISTS}
    known = False
    for part in _parts(root):
        if _ANSWER.isdisjoint(part.value) and not _SERVER.isdisjoint(part.value):
            server = server or part
        elif not _ANSWER.isdisjoint(part.value):
            known = True
            if part.get("serverInfo") is not None or part.text("instructions"):
                info = info or part
            for name in LISTS:
                listed[name] += [one for one in part.items(name) if one.is_object]
            if not _SERVER.isdisjoint(part.value):
                server = server or part
    if known and info is None and server is None:
        info = root
    return ServerDescription(
        server, info, {name: one[:_MOST_LISTED] for name, one in listed.items()}
    )


def _parts(root: Node) -> Iterator[Node]:
    """The objects in a text: itself, the items of a list, and what JSON-RPC or the registry wrap."""
    waiting = [root]
    for count, node in enumerate(waiting):
        if count > _MOST_PARTS:
            return
        if node.is_list:
            items = (node.get(index) for index in range(min(len(node.value), _MOST_PARTS)))
            waiting += [one for one in items if one is not None]
        elif node.is_object:
            inner = [node.get(key) for key in ("result", "server")]
            wrapped = [one for one in inner if one is not None and one.is_object]
            waiting += wrapped
            if not wrapped:
                yield node

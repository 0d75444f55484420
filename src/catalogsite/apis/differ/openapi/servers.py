"""The addresses at which an API answers."""

from __future__ import annotations

from collections.abc import Iterator

from catalogsite.apis.documents import Documents
from catalogsite.apis.node import Node


def servers_of(documents: Documents) -> dict[str, Node]:
    """The servers of a definition by address, without a slash at its end."""
    root = documents.root
    stated = root.get("servers")
    found = listed_servers(stated) if stated is not None else _of_swagger(root)
    return dict(found)


def listed_servers(stated: Node | None) -> Iterator[tuple[str, Node]]:
    """Those of a list of servers."""
    if stated is None or not stated.is_list:
        return
    for number in range(len(stated.value)):
        one = stated.get(number)
        if one is not None and one.text("url").rstrip("/"):
            yield one.text("url").rstrip("/"), one


def _of_swagger(root: Node) -> Iterator[tuple[str, Node]]:
    host, base = root.text("host"), root.text("basePath").rstrip("/")
    if not host:
        if base:
            yield base, root.get("basePath") or root
        return
    schemes = root.get("schemes")
    names = schemes.value if schemes is not None and schemes.is_list else ["https"]
    for name in names:
        yield f"{name}://{host}{base}", root.get("host") or root

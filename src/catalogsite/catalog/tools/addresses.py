"""The address of a tool for one entity: its own host, the configuration, or the public service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from catalogsite.catalog.tools.table import Tool

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/[\w.-]+)?")


class ToolAddress(NamedTuple):
    """The address of a tool without a final slash; where it is empty, `wanted` is the key that gives it.

    `given` is the address without that of the public service.
    """

    base: str
    given: str
    wanted: str


def instance_key(tool: str, instance: str) -> str:
    """The key of one of several servers of a tool, among the addresses of a snapshot."""
    return f"{tool}/{instance}"


def tool_address(
    tool: Tool, instance: str, addresses: Mapping[str, str], repository: tuple[str, str]
) -> ToolAddress:
    """The address for an entity that names an `instance`, or none.

    `addresses` are those of the snapshot; `repository` is the page of the entity's repository and
    the flavour of its host, empty where they are not known.
    """
    if instance:
        found = addresses.get(instance_key(tool.id, instance), "")
        if not found and tool.host and _HOST.fullmatch(instance):
            found = f"https://{instance}"
        if found or not tool.any_instance:
            return ToolAddress(found, found, "" if found else instance_key(tool.id, instance))
    given = _own(tool, addresses, *repository) or addresses.get(tool.id, "")
    base = given or tool.address
    return ToolAddress(base, given, "" if base else tool.id)


def _own(tool: Tool, addresses: Mapping[str, str], page: str, flavour: str) -> str:
    """The address of the host that the entity's repository is on; empty where that is another tool."""
    if not tool.host or flavour != tool.host:
        return ""
    parts = urlsplit(page)
    origin = f"{parts.scheme}://{parts.netloc}"
    if tool.host == "azure":
        # The organisation is the part of the path before the project.
        above = parts.path.partition("/_git/")[0].rpartition("/")[0]
        return origin + above
    # An unknown host counts as GitHub elsewhere; here it would lead to the wrong server.
    known = tool.host in parts.netloc or instance_key(tool.id, parts.netloc) in addresses
    return origin if known else ""

"""The addresses of tools that the configuration gives, for the links of annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalogsite.catalog.tools.addresses import instance_key
from catalogsite.catalog.tools.table import tools
from catalogsite.config.settings import Config

_API = re.compile(r"/api/v\d+$")


class _Server(NamedTuple):
    tool: str
    instance: str
    address: str


def tool_addresses(config: Config) -> dict[str, str]:
    """The addresses by id of a tool, and by `id/instance` of one of its servers, sorted by them.

    What `catalog.tools` says comes before the settings of collectors, and of several servers the
    first one is that of the tool.
    """
    found: dict[str, str] = {}
    for tool, servers in config.catalog.tools.items():
        for instance, address in servers.items():
            # As in Backstage, an entity that names no server means this one, or the only one.
            if instance in {"", "default"} or len(servers) == 1:
                found[tool] = address
            if instance:
                found[instance_key(tool, instance)] = address
    for server in _servers(config):
        found.setdefault(server.tool, server.address)
        if server.instance:
            found.setdefault(instance_key(server.tool, server.instance), server.address)
    return dict(sorted(found.items()))


def _servers(config: Config) -> Iterator[_Server]:
    for settings in (*config.enrich, *config.sources):
        for tool in tools().values():
            key = tool.settings.get(getattr(settings, "kind", ""), "")
            address = _address(settings, key) if key else ""
            if not address:
                continue
            # A git host is known by its name: the repositories on it are its own.
            host = urlsplit(address).netloc if tool.host else ""
            yield _Server(tool.id, getattr(settings, "instance", None) or host, address)


def _address(settings: Any, key: str) -> str:
    """The address of the pages, which may be another than that of the API."""
    pages = getattr(settings, "web_url", None) if key == "url" else None
    return _API.sub("", pages or getattr(settings, key, None) or "")

"""Carries over the addresses of tools that plugins of Backstage have in its configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalogsite.commands.migration.nodes import Node
from catalogsite.commands.migration.notes import Draft
from catalogsite.network.redaction import credentials_in

_DEFAULT = "default"


class _Section(NamedTuple):
    """Where a plugin states the addresses of a tool: the keys of one, and the list of several servers.

    `name` is the key of a server's name.
    """

    tool: str
    section: str
    keys: tuple[str, ...]
    instances: str = ""
    name: str = "name"


_SECTIONS = (
    _Section("jenkins", "jenkins", ("baseUrl",), "instances"),
    _Section("sonarqube", "sonarqube", ("externalBaseUrl", "baseUrl"), "instances"),
    _Section("grafana", "grafana", ("domain",), "hosts", "id"),
    _Section("vault", "vault", ("publicUrl", "baseUrl")),
    _Section("gocd", "gocd", ("baseUrl",)),
    _Section("dynatrace", "dynatrace", ("baseUrl",)),
    _Section("allure", "allure", ("baseUrl",)),
    _Section("opsgenie", "opsgenie", ("domain",)),
    _Section("octopus", "octopusdeploy", ("webBaseUrl",)),
    _Section("periskop", "periskop", (), "instances"),
    _Section("jira", "jiraDashboard", ("baseUrl",), "instances"),
)


def read_tools(root: Node, draft: Draft) -> dict[str, Any]:
    """The value of `catalog.tools`: an address by tool, or the addresses of its servers by name."""
    found: dict[str, Any] = {}
    for section in _SECTIONS:
        servers = dict(_servers(root, section, draft))
        if list(servers) == [_DEFAULT]:
            found[section.tool] = servers[_DEFAULT]
        elif servers:
            found[section.tool] = servers
    return found


def _servers(root: Node, section: _Section, draft: Draft) -> Iterator[tuple[str, str]]:
    place = section.section
    node = root.child(place)
    if node is None:
        return
    if url := _address(node, section.keys, place, draft):
        yield _DEFAULT, url
    for at, item in _instances(node, section):
        name = draft.text(item.child(section.name), f"{at}.{section.name}") or _DEFAULT
        if url := _address(item, (*section.keys, "url"), at, draft):
            yield name, url


def _instances(node: Node, section: _Section) -> Iterator[tuple[str, Node]]:
    """Each of several servers, with its place."""
    found = node.child(section.instances) if section.instances else None
    for number, item in enumerate(found.items if found else ()):
        yield f"{section.section}.{section.instances}[{number}]", item


def _address(node: Node, keys: tuple[str, ...], place: str, draft: Draft) -> str | None:
    """The first address of some keys; None with a note where it is none that pages can show."""
    for key in dict.fromkeys(keys):
        url = draft.text(node.child(key), f"{place}.{key}")
        if not url:
            continue
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and not credentials_in(url):
            return url.rstrip("/")
        # It is not repeated in the note, because it may hold a password.
        draft.note(node, f"{place}.{key}", "it is no web address without credentials")
    return None

"""Where an MCP server is reached: its addresses, and the packages that run it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogsite.apis.node import Node
from catalogsite.model.api.api import Server

_MOST = 50


def remotes_of(spec: Mapping[str, Any], server: Node | None) -> tuple[Server, ...]:
    """The addresses that the entity and its definition name, each once."""
    found: dict[str, Server] = {}
    for one in entity_remotes(spec):
        url = _text(one, "url")
        found[url] = Server(url=url, protocol=_text(one, "type"))
    for node in server.items("remotes") if server is not None else ():
        if node.is_object:
            found[node.text("url")] = _remote(node)
    return tuple(found.values())[:_MOST]


def entity_remotes(spec: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """`spec.remotes` of the entity."""
    listed = spec.get("remotes")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def packages_of(server: Node | None) -> tuple[Server, ...]:
    """The packages that run the server, such as `npm:@acme/payments@1.0.0`."""
    nodes = server.items("packages") if server is not None else ()
    return tuple(_package(node) for node in nodes if node.is_object)[:_MOST]


def _remote(node: Node) -> Server:
    return Server(
        url=node.text("url"),
        protocol=node.text("type") or node.text("transport_type"),
        variables=tuple(
            (name, one.text("default"), tuple(_choices(one)), one.text("description"))
            for name, one in node.members("variables")
        ),
        details=tuple(_inputs(node, "headers", "header")),
    )


def _package(node: Node) -> Server:
    registry = node.text("registryType") or node.text("registry_type") or node.text("registry_name")
    name, version = node.text("identifier") or node.text("name"), node.text("version")
    address = f"{registry}:{name}" if registry else name
    transport = node.get("transport")
    runtime = node.text("runtimeHint") or node.text("runtime_hint")
    details = [
        ("runs with", runtime),
        ("address", transport.text("url") if transport is not None else ""),
        *_inputs(node, "environmentVariables", "variable"),
        *_inputs(node, "environment_variables", "variable"),
        *_inputs(node, "packageArguments", "argument"),
    ]
    return Server(
        url=f"{address}@{version}" if version else address,
        name="package",
        protocol=(transport.text("type") if transport is not None else "") or "stdio",
        details=tuple((label, value) for label, value in details if value),
    )


def _inputs(node: Node, key: str, label: str) -> Iterator[tuple[str, str]]:
    """What a client must fill in: `("header X-Key", "required, secret: the key of your team")`."""
    for one in node.items(key):
        name = one.text("name") or one.text("valueHint")
        if not name:
            continue
        words = [
            "required" if one.flag("isRequired") or one.flag("is_required") else "",
            "secret" if one.flag("isSecret") or one.flag("is_secret") else "",
            f"default {one.text('default')}" if one.text("default") else "",
        ]
        about = ", ".join(filter(None, words))
        yield (
            f"{label} {name}",
            ": ".join(filter(None, (about, one.text("description")))) or "optional",
        )


def _choices(node: Node) -> Iterator[str]:
    for one in node.items("choices"):
        yield str(one.value)


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""

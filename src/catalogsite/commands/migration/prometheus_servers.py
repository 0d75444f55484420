"""Carries over `prometheus.*` of Roadie's plugin: the servers behind its proxies."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from catalogsite.commands.migration.nodes import Node, variable_of
from catalogsite.commands.migration.notes import Draft
from catalogsite.network.redaction import credentials_in

_DEFAULT_PROXY = "/prometheus/api"
_BEARER = re.compile(r"Bearer\s+(\$\{[^{}]*\})")


def read_prometheus(root: Node, draft: Draft) -> None:
    """Add an enrichment for the plugin's server, and for each of its instances by name."""
    section = root.child("prometheus")
    if section is None:
        return
    _server(root, section, "prometheus", None, draft)
    instances = section.child("instances")
    for number, item in enumerate(instances.items if instances else []):
        place = f"prometheus.instances[{number}]"
        name = draft.text(item.child("name"), f"{place}.name")
        if name is None:
            draft.note(item, place, "it has no name")
        else:
            _server(root, item, place, name, draft)


def _server(root: Node, item: Node, place: str, name: str | None, draft: Draft) -> None:
    stated = draft.text(item.child("proxyPath"), f"{place}.proxyPath")
    path = stated or _DEFAULT_PROXY
    proxy = _proxy(root, path)
    if proxy is None:
        if stated or name:
            message = f"no proxy `{path}` is configured: name the server in `enrich`"
            draft.note(item, place, message)
        return
    key = f"proxy.{path}"
    target = draft.text(proxy.child("target") or proxy, f"{key}.target")
    url = target.rstrip("/").removesuffix("/api/v1") if target else ""
    if urlsplit(url).scheme not in ("http", "https") or credentials_in(url):
        # The target is not repeated in the note, because it may hold a password.
        draft.note(proxy, key, "its target is no address without credentials")
        return
    draft.add_enrichment(
        proxy,
        kind="prometheus",
        url=url,
        instance=name,
        web_url=draft.text(item.child("uiUrl"), f"{place}.uiUrl"),
        token=_token(proxy, key, draft),
    )


def _proxy(root: Node, path: str) -> Node | None:
    section = root.child("proxy")
    if section is None:
        return None
    named = {**section.children, **(root.child("proxy", "endpoints") or section).children}
    return next((node for key, node in named.items() if key.strip("/") == path.strip("/")), None)


def _token(proxy: Node, key: str, draft: Draft) -> dict[str, str] | None:
    for name, node in (proxy.child("headers") or Node(None, "")).children.items():
        if name.lower() != "authorization" or node.value is None:
            continue
        found = _BEARER.fullmatch(node.value.strip()) if isinstance(node.value, str) else None
        variable = variable_of(Node(found[1], node.where)) if found else None
        if variable is not None:
            return {"env": variable}
        message = "name the variable of a bearer token in `token`"
        draft.note(node, f"{key}.headers.{name}", message)
    return None

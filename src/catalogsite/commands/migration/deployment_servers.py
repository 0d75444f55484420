"""Carries over the Argo CDs and clusters that Backstage's plugins read."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from catalogsite.commands.migration.nodes import Node, variable_of
from catalogsite.commands.migration.notes import Draft
from catalogsite.network.redaction import credentials_in


def read_argocd(root: Node, draft: Draft) -> None:
    """Add an enrichment for each instance of `argocd.appLocatorMethods`."""
    for item, place in _servers(root, draft, "argocd", "appLocatorMethods", "instances"):
        url, name = _address(item, place, draft), draft.text(item.child("name"), f"{place}.name")
        if url is not None:
            token = _token(item, "token", place, draft)
            draft.add_enrichment(item, kind="argocd", url=url, instance=name, token=token)


def read_kubernetes(root: Node, draft: Draft) -> None:
    """Add an enrichment for each cluster of `kubernetes.clusterLocatorMethods`."""
    for item, place in _servers(root, draft, "kubernetes", "clusterLocatorMethods", "clusters"):
        url, name = _address(item, place, draft), draft.text(item.child("name"), f"{place}.name")
        if url is None:
            continue
        if item.child("caData") is not None:
            message = "write the certificate into a file, and name that in `ca_file`"
            draft.note(item, f"{place}.caData", message)
        draft.add_enrichment(
            item,
            kind="kubernetes",
            url=url,
            cluster=name,
            token=_token(item, "serviceAccountToken", place, draft),
            ca_file=draft.text(item.child("caFile"), f"{place}.caFile"),
        )


def _servers(
    root: Node, draft: Draft, plugin: str, methods: str, listed: str
) -> Iterator[tuple[Node, str]]:
    """Each server that a configuration lists, and its place; a note for what lists them otherwise."""
    section = root.child(plugin, methods)
    for number, method in enumerate(section.items if section else ()):
        place = f"{plugin}.{methods}[{number}]"
        kind = draft.text(method.child("type"), f"{place}.type")
        servers = method.child(listed)
        if kind != "config" or servers is None:
            message = f"servers of the type `{kind}` are not listed here: name each in `enrich`"
            draft.note(method, place, message)
            continue
        for index, item in enumerate(servers.items):
            yield item, f"{place}.{listed}[{index}]"


def _address(item: Node, place: str, draft: Draft) -> str | None:
    url = draft.text(item.child("url"), f"{place}.url")
    if url is None or urlsplit(url).scheme not in ("http", "https") or credentials_in(url):
        # It is not repeated in the note, because it may hold a password.
        draft.note(item, place, "its `url` is no address without credentials")
        return None
    return url


def _token(item: Node, key: str, place: str, draft: Draft) -> dict[str, str] | None:
    node = item.child(key)
    variable = variable_of(node) if node is not None else None
    if variable is None:
        # A user and a password get a token that is good for a day.
        draft.note(node or item, f"{place}.{key}", "name the variable of a token in `token`")
        return None
    return {"env": variable}

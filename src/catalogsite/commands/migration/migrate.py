"""Carries a Backstage configuration over, section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from catalogsite.commands.migration.app_config import read_app_config
from catalogsite.commands.migration.catalog_locations import LocationReader
from catalogsite.commands.migration.catalog_rules import (
    read_rules,
    takes_newer_kinds,
    unknown_kinds,
)
from catalogsite.commands.migration.config_text import write_config
from catalogsite.commands.migration.deployment_servers import read_argocd, read_kubernetes
from catalogsite.commands.migration.integrations import read_integrations
from catalogsite.commands.migration.nodes import Node
from catalogsite.commands.migration.notes import Draft, Note
from catalogsite.commands.migration.prometheus_servers import read_prometheus
from catalogsite.commands.migration.providers import read_providers
from catalogsite.commands.migration.tool_addresses import read_tools

_LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})  # noqa: S104  (not bound, left out)
_IGNORED_CATALOG = frozenset(
    {"locations", "rules", "providers", "processors", "import", "processingInterval"}
)
_TECHDOCS = {
    ("builder",): (
        "external",
        "documentation is built from the repositories, by catalogsite itself",
    ),
    ("publisher", "type"): ("", "documentation is built into the site: no storage is needed"),
    ("generator", "dockerImage"): ("", "catalogsite builds documentation without containers"),
    ("generator", "mkdocs"): (
        "",
        "plugins of a repository's own mkdocs.yml are used where allowed",
    ),
}


class Migration(NamedTuple):
    """The text of `catalogsite.yaml`, and notes on what could not be carried over."""

    config: str
    title: str | None
    notes: tuple[Note, ...]


def migrate(
    files: Sequence[Path], dest: Path, env: Mapping[str, str], title: str | None = None
) -> Migration:
    """Carry a configuration over to the folder `dest`; later files stand over earlier ones.

    Variables of `env` are replaced unless they are secrets, which stay variables. `title` overrides the
    one of the configuration.
    """
    root = read_app_config(files)
    draft = Draft(env)
    hosts = read_integrations(root, draft)
    read_rules(root, draft)
    LocationReader(draft, files[0].parent.resolve(), dest.resolve(), hosts).read(root)
    read_providers(root, draft, hosts)
    read_prometheus(root, draft)
    read_argocd(root, draft)
    read_kubernetes(root, draft)
    tools = read_tools(root, draft)
    _note_the_rest(root, draft)
    title, url = title or _title(root, draft), _url(root, draft)
    _allowed_hosts(root, draft)
    _note_neighbours(files, draft)
    if not draft.sources:
        draft.note(root, "catalog", "no source could be carried over: name one in `sources`")
    settings = _settings(title, url, draft, tools)
    notes = tuple(sorted(draft.notes, key=_order))
    return Migration(write_config(settings, draft, notes, files), title, notes)


def _settings(
    title: str | None, url: str | None, draft: Draft, tools: dict[str, Any]
) -> dict[str, Any]:
    rules = [
        rule if rule["repositories"] != ["*"] else {"allow": rule["allow"]} for rule in draft.rules
    ]
    read = {_host_of(source.settings) for source in draft.sources}
    catalog = {
        "kinds": unknown_kinds(draft),
        "rules": rules,
        "newer_kinds": takes_newer_kinds(draft),
        "hosts": [host for host in draft.hosts if host not in read],
        "tools": tools,
    }
    return {
        "title": title,
        "url": url,
        "catalog": {key: value for key, value in catalog.items() if value},
    }


def _host_of(source: Mapping[str, Any]) -> str:
    address = source.get("api_url") or source.get("target") or ""
    if source["kind"] == "github" and not address:
        return "github.com"
    return urlsplit(address).netloc.lower()


def _title(root: Node, draft: Draft) -> str | None:
    title = draft.text(root.child("app", "title"), "app.title")
    name = draft.text(root.child("organization", "name"), "organization.name")
    return title or (f"{name} developer portal" if name else None)


def _url(root: Node, draft: Draft) -> str | None:
    url = draft.text(root.child("app", "baseUrl"), "app.baseUrl")
    if url is None or urlsplit(url).hostname in _LOCAL or not urlsplit(url).scheme:
        return None
    return url.rstrip("/") + "/"


def _allowed_hosts(root: Node, draft: Draft) -> None:
    section = root.child("backend", "reading", "allow")
    for node in section.items if section else []:
        host = draft.text(node.child("host"), "backend.reading.allow")
        if host and "*" in host.removeprefix("*."):
            message = (
                f"`{host}` is a pattern that `catalog.hosts` does not support: list each host there"
            )
            draft.note(node, "backend.reading.allow", message)
        elif host:
            draft.add_host(host)
        paths = node.child("paths")
        if paths is not None:
            message = "paths do not narrow `catalog.hosts`: all of the host may be read"
            draft.note(paths, "backend.reading.allow.paths", message)


def _note_the_rest(root: Node, draft: Draft) -> None:
    catalog = root.child("catalog")
    for key, node in (catalog.children if catalog else {}).items():
        if key not in _IGNORED_CATALOG:
            draft.note(node, f"catalog.{key}", "catalogsite has no such setting")
    for keys, (only, message) in _TECHDOCS.items():
        found = root.child("techdocs", *keys)
        if found is None or found.value in (None, "local") or (only and found.value != only):
            continue
        draft.note(found, ".".join(["techdocs", *keys]), message)


def _note_neighbours(files: Sequence[Path], draft: Draft) -> None:
    """Note the files that Backstage reads too, in production or on one machine."""
    if len(files) != 1 or files[0].name != "app-config.yaml":
        return
    for name in ("app-config.production.yaml", "app-config.local.yaml"):
        if files[0].with_name(name).is_file():
            node = Node(None, files[0].with_name(name).as_posix())
            message = "this file beside it was not read: add it with another --from-backstage"
            draft.note(node, name, message)


def _order(note: Note) -> tuple[str, int, str]:
    file, _, line = note.where.rpartition(":")
    return (file or note.where, int(line) if line.isdigit() else 0, note.key)

"""Carries over `catalog.locations`: files, addresses, and addresses with wildcards."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from catalogsite.commands.migration.catalog_rules import add_rule, allowed
from catalogsite.commands.migration.integrations import GitHubHost
from catalogsite.commands.migration.nodes import Node
from catalogsite.commands.migration.notes import Draft
from catalogsite.commands.migration.providers import github_source
from catalogsite.repositories.file_links import split_file_url

_BACKEND = ("packages/backend", "")
_GLOB = frozenset("*?[{")
_DISCOVERY = re.compile(
    r"https?://(?P<host>[^/]+)/(?P<owner>[^/]+)(?:/(?P<name>[^/]+))?(?P<rest>.*)"
)


class LocationReader:
    """Converts locations to sources, with paths relative to the new configuration."""

    def __init__(
        self, draft: Draft, app_folder: Path, dest: Path, hosts: dict[str, GitHubHost]
    ) -> None:
        self._draft = draft
        self._app = app_folder
        self._dest = dest
        self._hosts = hosts

    def read(self, root: Node) -> None:
        """Read every entry of `catalog.locations`."""
        section = root.child("catalog", "locations")
        for number, node in enumerate(section.items if section else []):
            place = f"catalog.locations[{number}]"
            if isinstance(node.value, dict):
                self._location(node, place)
            elif node.value is not None:
                self._draft.note(node, place, "write a mapping with `type` and `target`")

    def _location(self, node: Node, place: str) -> None:
        kind = self._draft.text(node.child("type"), f"{place}.type") or "url"
        target = self._draft.text(node.child("target"), f"{place}.target")
        if not target:
            if node.child("target") is None:
                self._draft.note(node, place, "it has no `target`")
            return
        if kind == "file":
            self._file(node, target, place)
        elif kind == "url":
            self._url(node, target, place)
        elif kind == "github-discovery":
            self._discovery(node, target, place)
        else:
            self._draft.note(node, place, f"locations of type `{kind}` cannot be read")

    def _file(self, node: Node, target: str, place: str) -> None:
        path = self._resolve(target)
        if path is None:
            path = Path(os.path.normpath(self._app / target.removeprefix("../../")))
            message = (
                f"there is no `{target}` in the app's folder or in packages/backend: correct it"
            )
            self._draft.note(node, place, message)
        shown = Path(os.path.relpath(path, self._dest)).as_posix()
        self._draft.add(node, kind="catalog", target=shown)
        name = _clone_name(path) or self._dest.resolve().name
        self._rules(node, place, [name, f"*/{name}"])

    def _resolve(self, target: str) -> Path | None:
        """The file of a relative target, from packages/backend or, as in a production image, the root."""
        for start in _BACKEND:
            path = Path(os.path.normpath(self._app / start / target))
            fixed = [part for part in path.parts if _GLOB.isdisjoint(part)]
            literal = len(fixed) == len(path.parts)
            folder = path if literal else Path(*path.parts[: _first_glob(path)])
            if folder.exists() and folder != folder.parent:
                return path
        return None

    def _url(self, node: Node, target: str, place: str) -> None:
        link = split_file_url(target)
        if link is None or not link.path:
            message = f"{target} is not a link to a file in a repository: name its clone address as a `git` source"
            self._draft.note(node, place, message)
            return
        self._draft.add(node, kind="catalog", target=target)
        self._rules(node, place, [link.web_url.partition("://")[2]])

    def _discovery(self, node: Node, target: str, place: str) -> None:
        found = _DISCOVERY.fullmatch(target)
        if found is None:
            self._draft.note(node, place, f"{target} does not name an organisation")
            return
        path = re.sub(r"^/blob/[^/]+/", "", found["rest"]) if found["rest"] else ""
        name = found["name"]
        settings = github_source(found["host"], found["owner"], self._hosts)
        self._draft.add(
            node,
            **settings,
            include=[name] if name and name != "*" else None,
            descriptors=[path or "catalog-info.yaml"],
        )
        self._rules(node, place, [f"{urlsplit(target).netloc}/{found['owner']}/{name or '*'}"])

    def _rules(self, node: Node, place: str, repositories: list[str]) -> None:
        rules = node.child("rules")
        for number, rule in enumerate(rules.items if rules else []):
            kinds = allowed(rule, f"{place}.rules[{number}]", self._draft)
            add_rule(self._draft, kinds, repositories)


def _first_glob(path: Path) -> int:
    return next(n for n, part in enumerate(path.parts) if not _GLOB.isdisjoint(part))


def _clone_name(path: Path) -> str | None:
    return next((one.name for one in path.parents if (one / ".git").exists()), None)

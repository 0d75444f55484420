"""The result of carrying a configuration over, as it grows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalogsite.commands.migration.nodes import Node, flag_of, text_of, variables_in


class Note(NamedTuple):
    """A setting that was not carried over exactly: its place, its key, and what to do."""

    where: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.key}: {self.message}"


class Source(NamedTuple):
    """An entry of `sources` or `enrich`, and the file and line that it comes from."""

    settings: dict[str, Any]
    where: str


class Draft:
    """Sources, enrichments, rules, hosts and notes, in the order in which they were found."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.sources: list[Source] = []
        self.enrichments: list[Source] = []
        self.rules: list[dict[str, Any]] = []
        self.hosts: list[str] = []
        self.notes: list[Note] = []

    def note(self, node: Node, key: str, message: str) -> None:
        """Add a note on a setting."""
        note = Note(node.where, key, message)
        if note not in self.notes:
            self.notes.append(note)

    def text(self, node: Node | None, key: str) -> str | None:
        """The text of a node; None with a note if it is not a text, or a variable is not set."""
        if node is None or node.value is None:
            return None
        text = text_of(node, self.env)
        if text is None:
            missing = [name for name in variables_in(node) if name not in self.env]
            unset = " and ".join(f"${name}" for name in missing)
            self.note(node, key, f"{unset} is not set here" if unset else "it is not a text")
        return text

    def flag(self, node: Node | None) -> bool | None:
        """The boolean of a node; None if it is not one."""
        return flag_of(node, self.env)

    def add(self, node: Node, **settings: Any) -> None:
        """Add a source, unless it is there already."""
        _add(self.sources, node, settings)

    def add_enrichment(self, node: Node, **settings: Any) -> None:
        """Add an enrichment, unless it is there already."""
        _add(self.enrichments, node, settings)

    def add_host(self, host: str) -> None:
        """Add a host that Locations may lead to, unless it is there already."""
        name = host.lower().rpartition("://")[2].partition("/")[0]
        if name not in self.hosts:
            self.hosts.append(name)


def _add(entries: list[Source], node: Node, settings: Mapping[str, Any]) -> None:
    given = {key: value for key, value in settings.items() if value not in (None, [], {})}
    if all(entry.settings != given for entry in entries):
        entries.append(Source(given, node.where))

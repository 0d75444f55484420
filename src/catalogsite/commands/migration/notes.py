"""What is said of a configuration while it is carried over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalogsite.commands.migration.nodes import Node, flag_of, text_of, variables_in


class Note(NamedTuple):
    """Something that was not carried over, or not word by word: where, which key, what to do."""

    where: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.key}: {self.message}"


class Source(NamedTuple):
    """An entry of `sources`, and the place that it comes from."""

    settings: dict[str, Any]
    where: str


class Draft:
    """What is known so far: sources, rules, hosts and notes, in the order they were found."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.sources: list[Source] = []
        self.rules: list[dict[str, Any]] = []
        self.hosts: list[str] = []
        self.notes: list[Note] = []

    def note(self, node: Node, key: str, message: str) -> None:
        """Remember that something is not as it was."""
        note = Note(node.where, key, message)
        if note not in self.notes:
            self.notes.append(note)

    def text(self, node: Node | None, key: str) -> str | None:
        """A text; a variable that is not set here is noted."""
        if node is None or node.value is None:
            return None
        text = text_of(node, self.env)
        if text is None:
            missing = [name for name in variables_in(node) if name not in self.env]
            unset = " and ".join(f"${name}" for name in missing)
            self.note(node, key, f"{unset} is not set here" if unset else "it is no text")
        return text

    def flag(self, node: Node | None) -> bool | None:
        """Yes or no, or None."""
        return flag_of(node, self.env)

    def add(self, node: Node, **settings: Any) -> None:
        """Another source, once."""
        given = {key: value for key, value in settings.items() if value not in (None, [], {})}
        if all(source.settings != given for source in self.sources):
            self.sources.append(Source(given, node.where))

    def add_host(self, host: str) -> None:
        """Another host that Locations may lead to, once."""
        name = host.lower().rpartition("://")[2].partition("/")[0]
        if name not in self.hosts:
            self.hosts.append(name)

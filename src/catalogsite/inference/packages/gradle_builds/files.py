"""The files of a Gradle build: scripts, properties and catalogs, and which projects settings include."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogsite.inference.packages.gradle_builds.catalog import Catalog, read_catalog
from catalogsite.inference.packages.scripts.statements import (
    Group,
    Node,
    Statement,
    group_at,
    is_mark,
    statements_of,
    string_at,
    word,
)
from catalogsite.inference.packages.scripts.tokens import GRADLE

SETTINGS = ("settings.gradle.kts", "settings.gradle")
BUILD = ("build.gradle.kts", "build.gradle")
_PROPERTY = re.compile(r"([^\s=:#!]+)\s*[=:]\s*(.*)")


class GradleFile(NamedTuple):
    """One file: the statements of a script, else properties, else a catalog."""

    path: str
    statements: tuple[Statement, ...] = ()
    properties: Mapping[str, str] = {}
    catalog: Catalog | None = None


def parse_file(text: str, file: str) -> GradleFile:
    """The content of one of the files. Raises ManifestError."""
    if file.endswith(".toml"):
        return GradleFile(file, catalog=read_catalog(text))
    if file.endswith(".properties"):
        found = (_PROPERTY.match(line.strip()) for line in text.splitlines())
        return GradleFile(file, properties={one[1]: one[2].strip() for one in found if one})
    return GradleFile(file, tuple(statements_of(text, GRADLE, "a Gradle script")))


@dataclass(slots=True)
class Settings:
    """What the settings of a build say: its name, and the folder and name of each project by path."""

    folder: str
    name: str | None = None
    projects: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def read_settings(file: GradleFile) -> Settings:
    """The projects that a settings script includes, without what it computes."""
    settings = Settings(posixpath.dirname(file.path))
    for statement in every_statement(file.statements):
        head = word(statement, 0)
        if head == "include":
            for path in _strings(statement[1:]):
                _include(path, settings)
        elif head == "rootProject" and word(statement, 2) == "name":
            found = string_at(statement, -1)
            settings.name = found.text if found else settings.name
        elif head == "project":
            _change(statement, settings)
    return settings


def _include(path: str, settings: Settings) -> None:
    parts = [part for part in path.split(":") if part]
    for length in range(1, len(parts) + 1):
        folder = posixpath.join(settings.folder, *parts[:length])
        settings.projects.setdefault(":" + ":".join(parts[:length]), folder)


def _change(statement: Statement, settings: Settings) -> None:
    """`project(":x").name = "y"` and `project(":x").projectDir = file("folder")`."""
    path = next(_strings(statement[1:2]), "")
    key, value = word(statement, 3), statement[5:]
    if path not in settings.projects or not is_mark(statement, 4, "="):
        return
    stated = list(_strings(value))
    if key == "name" and stated:
        settings.names[path] = stated[-1]
    elif key == "projectDir" and stated:
        folder = posixpath.normpath(posixpath.join(settings.folder, stated[-1].lstrip("/")))
        if not folder.startswith(".."):
            settings.projects[path] = "" if folder == "." else folder


def _strings(nodes: Sequence[Node]) -> Iterator[str]:
    """The plain strings of a statement and of the brackets in it."""
    for node in nodes:
        if isinstance(node, Group):
            for part in node.parts:
                yield from _strings(part)
        elif node.kind == "string" and node.plain:
            yield node.text


def every_statement(statements: Sequence[Statement]) -> Iterator[Statement]:
    """The statements, and those in the blocks of them."""
    for statement in statements:
        yield statement
        for node in statement:
            if isinstance(node, Group) and node.bracket == "{":
                yield from every_statement(node.parts)


def block_of(statement: Statement) -> Group | None:
    """The block that ends a statement."""
    return group_at(statement, -1, "{")

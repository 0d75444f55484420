"""The dependencies and plugins that the statements of a Gradle script name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from catalogsite.inference.inferred import Scope
from catalogsite.inference.packages.gradle_builds.catalog import Coordinates, marker
from catalogsite.inference.packages.gradle_builds.files import block_of
from catalogsite.inference.packages.gradle_builds.values import Values, dotted
from catalogsite.inference.packages.scripts.statements import (
    Group,
    Node,
    Statement,
    group_at,
    is_mark,
    string_at,
    word,
)

_ELSEWHERE = frozenset(
    {"allprojects", "subprojects", "pluginManagement", "gradlePlugin", "publishing"}
)
_NO_DEPENDENCIES = frozenset({"constraints", "components", "modules", "exclude"})
_FLOW = frozenset({"if", "else", "for", "forEach"})
_BUILDS = re.compile(r"compileOnly|annotationProcessor|ksp|kapt|classpath|provided", re.IGNORECASE)
_RUNS = re.compile(r".*(?:api|implementation|runtimeonly)|compile|runtime", re.IGNORECASE)


class GradleReference(NamedTuple):
    """What is named: coordinates, or the path of a project of the same build."""

    target: Coordinates | str
    scope: Scope
    line: int


def references(
    statements: Sequence[Statement], values: Values, projects: Mapping[str, str]
) -> Iterator[GradleReference]:
    """What statements name; `projects` are the paths of the projects by their type-safe accessors."""
    for statement in statements:
        head, block = word(statement, 0), block_of(statement)
        if head == "apply":
            yield from _applied(statement, values)
        elif block is None or head in _ELSEWHERE or (head == "project" and len(statement) > 2):
            continue
        elif head == "plugins":
            yield from _plugins(block.parts, values)
        elif word(statement, -2) == "dependencies":
            yield from _dependencies(block.parts, values, projects)
        elif head == "dependencyManagement":
            yield from _boms(block.parts, values)
        else:
            yield from references(block.parts, values, projects)


def _applied(statement: Statement, values: Values) -> Iterator[GradleReference]:
    """`apply plugin: "id"` and `apply(plugin = "id")`."""
    parts = _arguments(statement[1:])
    for key, nodes in map(_keyed, parts):
        found = values.of(nodes) if key == "plugin" else None
        if found:
            yield GradleReference(marker(found, None), "build", statement[0].line)


def _plugins(statements: Sequence[Statement], values: Values) -> Iterator[GradleReference]:
    for statement in statements:
        head, line = word(statement, 0), statement[0].line
        given = group_at(statement, 1, "(")
        nodes = given.parts[0] if given is not None and given.parts else statement[1:2]
        if head == "alias":
            name = dotted(nodes if given is not None else statement[1:]) or ""
            catalog, _, accessor = name.partition(".")
            if catalog in values.catalogs:
                for one in values.catalogs[catalog].found(accessor):
                    yield GradleReference(one, "build", line)
        elif head in {"id", "kotlin"} and (found := values.of(nodes)):
            name = f"org.jetbrains.kotlin.{found}" if head == "kotlin" else found
            yield GradleReference(marker(name, _plugin_version(statement, values)), "build", line)


def _plugin_version(statement: Statement, values: Values) -> str | None:
    for at in range(len(statement) - 1):
        if word(statement, at) == "version":
            given = group_at(statement, at + 1, "(")
            return values.of(
                given.parts[0] if given and given.parts else statement[at + 1 : at + 2]
            )
    return None


def _boms(statements: Sequence[Statement], values: Values) -> Iterator[GradleReference]:
    """`mavenBom "…"` of Spring's plugin."""
    for statement in statements:
        block = block_of(statement)
        if block is not None:
            yield from _boms(block.parts, values)
        elif word(statement, 0) == "mavenBom":
            for part in _arguments(statement[1:]):
                for one in _coordinates(values.of(part)):
                    yield GradleReference(one, "build", statement[0].line)


def _dependencies(
    statements: Sequence[Statement], values: Values, projects: Mapping[str, str]
) -> Iterator[GradleReference]:
    for statement in statements:
        quoted = string_at(statement, 0)
        head = quoted.text if quoted else word(statement, 0)
        block = block_of(statement)
        if head is None or head in _NO_DEPENDENCIES:
            continue
        if head in _FLOW and block is not None:
            yield from _dependencies(block.parts, values, projects)
            continue
        parts = _arguments(statement[1:])
        if head == "add" and len(parts) == 2:
            head, parts = values.of(parts[0]) or "", parts[1:]
        scope = _scope(head)
        for nodes in _notations(parts):
            for target, platform in _targets(nodes, values, projects):
                used: Scope = "build" if platform and scope == "runtime" else scope
                yield GradleReference(target, used, nodes[0][0].line)


def _scope(configuration: str) -> Scope:
    if configuration.startswith("test") or "Test" in configuration:
        return "test"
    if _BUILDS.search(configuration):
        return "build"
    return "runtime" if _RUNS.fullmatch(configuration) else "build"


def _arguments(nodes: Sequence[Node]) -> list[Sequence[Node]]:
    """What is given to a call, with brackets around it or without."""
    given = group_at(nodes, 0, "(")
    if given is not None:
        return [*given.parts]
    found: list[list[Node]] = [[]]
    for at, node in enumerate(nodes):
        if is_mark(nodes, at, ","):
            found.append([])
        elif not (isinstance(node, Group) and node.bracket == "{"):
            found[-1].append(node)
    return [part for part in found if part]


def _keyed(part: Sequence[Node]) -> tuple[str | None, Sequence[Node]]:
    """`name = value` of Kotlin and `name: value` of Groovy."""
    if is_mark(part, 1, "=") or is_mark(part, 1, ":"):
        return word(part, 0), part[2:]
    return None, part


def _notations(parts: Sequence[Sequence[Node]]) -> Iterator[list[Sequence[Node]]]:
    """The arguments that belong together: one, or those with names."""
    named = [part for part in parts if _keyed(part)[0] is not None]
    if named:
        yield named
    for part in parts:
        mapping = group_at(part, 0, "[")
        if mapping is not None and mapping.parts:
            yield [*mapping.parts]
        elif _keyed(part)[0] is None:
            yield [part]


def _targets(
    notation: Sequence[Sequence[Node]], values: Values, projects: Mapping[str, str]
) -> Iterator[tuple[Coordinates | str, bool]]:
    """What a notation names, each with whether it is a platform."""
    pairs = dict(map(_keyed, notation))
    if None not in pairs:
        group, name = values.of(pairs.get("group", ())), values.of(pairs.get("name", ()))
        if group and name:
            yield Coordinates(group, name, values.of(pairs.get("version", ()))), False
        return
    nodes = notation[0]
    head, given = word(nodes, 0), group_at(nodes, 1, "(")
    if given is not None and head in {"platform", "enforcedPlatform", "testFixtures", "variantOf"}:
        for inner in _notations(given.parts):
            for target, _ in _targets(inner, values, projects):
                yield target, head.lower().endswith("platform")
    elif given is not None and head == "project":
        for key, part in map(_keyed, given.parts):
            path = values.of(part) if key in {None, "path"} else None
            if path:
                yield path, False
    elif given is not None and head == "kotlin" and given.parts:
        named = values.of(given.parts[0])
        version = values.of(given.parts[1]) if len(given.parts) > 1 else None
        if named:
            yield Coordinates("org.jetbrains.kotlin", f"kotlin-{named}", version), False
    else:
        yield from ((one, False) for one in _accessed(nodes, values, projects))


def _accessed(
    nodes: Sequence[Node], values: Values, projects: Mapping[str, str]
) -> Iterator[Coordinates | str]:
    name = dotted(nodes)
    first, _, rest = (name or "").partition(".")
    if name and first == "projects" and rest.lower() in projects:
        yield projects[rest.lower()]
    elif name and first in values.catalogs:
        yield from values.catalogs[first].found(rest)
    else:
        yield from _coordinates(values.of(nodes))


def _coordinates(text: str | None) -> Iterator[Coordinates]:
    """`group:name:version:classifier@type`."""
    parts = (text or "").partition("@")[0].split(":")
    if len(parts) >= 2 and parts[0] and parts[1]:
        yield Coordinates(parts[0], parts[1], parts[2] if len(parts) > 2 and parts[2] else None)

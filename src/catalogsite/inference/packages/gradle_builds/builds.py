"""The Gradle builds of a repository: their projects, and what these inherit."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalogsite.inference.packages.gradle_builds.catalog import Catalog
from catalogsite.inference.packages.gradle_builds.files import (
    BUILD,
    SETTINGS,
    GradleFile,
    Settings,
    block_of,
    every_statement,
    read_settings,
)
from catalogsite.inference.packages.gradle_builds.values import Values, assigned
from catalogsite.inference.packages.scripts.statements import (
    Statement,
    group_at,
    is_mark,
    string_at,
    word,
)

_PRECOMPILED = re.compile(r"(.*?)/?src/main/(?:kotlin|groovy|java)/(.+)\.gradle(?:\.kts)?")


@dataclass(slots=True)
class Project:
    """A project of a build; `plugins` are the ids of those that it makes."""

    path: str
    folder: str
    name: str
    script: GradleFile | None = None
    plugins: tuple[str, ...] = ()


@dataclass(slots=True)
class Build:
    """The projects below one settings file by path; the root has the path `:`."""

    name: str
    projects: dict[str, Project] = field(default_factory=dict)
    catalogs: dict[str, Catalog] = field(default_factory=dict)
    properties: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _values: dict[str, Values] = field(default_factory=dict)
    _stated: dict[tuple[str, str], str | None] = field(default_factory=dict)

    @property
    def root(self) -> Project:
        """The root project."""
        return self.projects[":"]

    def statements(self, project: Project) -> Iterator[tuple[str, Sequence[Statement]]]:
        """The statements that hold for a project, each list with its file: its own, then the root's."""
        if project.script is not None:
            yield project.script.path, project.script.statements
        root = self.root.script
        for statement in root.statements if root is not None else ():
            block = block_of(statement)
            if root is not None and block is not None and _is_for(statement, project):
                yield root.path, block.parts

    def stated(self, project: Project, key: str) -> str | None:
        """What is assigned to `group` or `version`, else the property of that name."""
        known = (project.path, key)
        if known not in self._stated:
            self._stated[known] = self._find(project, key)
        return self._stated[known]

    def _find(self, project: Project, key: str) -> str | None:
        values = self.values(project)
        for _, statements in self.statements(project):
            for statement in statements:
                at = 2 if word(statement, 0) == "project" and is_mark(statement, 1, ".") else 0
                if word(statement, at) == key:
                    start = at + 2 if is_mark(statement, at + 1, "=") else at + 1
                    found = values.of(statement[start:])
                    if found:
                        return found
        own = self.properties.get(project.folder, {})
        return own.get(key) or self.properties.get(self.root.folder, {}).get(key)

    def has_stated_group(self, project: Project) -> bool:
        """Whether a file states the group of a project."""
        return self.stated(project, "group") is not None

    def group(self, project: Project) -> str | None:
        """The group; without one Gradle takes the names above, which the root does not have."""
        stated = self.stated(project, "group")
        if stated or project.path == ":":
            return stated
        above = project.path.split(":")[1:-1]
        return ".".join([self.name, *above])

    def version(self, project: Project) -> str | None:
        """The version, where one is stated."""
        return self.stated(project, "version")

    def values(self, project: Project) -> Values:
        """What names hold in the script of a project."""
        if project.path not in self._values:
            self._values[project.path] = self._held(project)
        return self._values[project.path]

    def _held(self, project: Project) -> Values:
        held = {**self.properties.get(self.root.folder, {})}
        held |= self.properties.get(project.folder, {})
        for one in (self.root, project):
            if one.script is not None:
                names = assigned(one.script)
                held |= {name: text for name, text, seen in names if seen or one is project}
        return Values(held, self.catalogs)

    def accessors(self) -> dict[str, str]:
        """The path of each project by its type-safe accessor in lower case, without `projects`."""
        return {_accessor(path): path for path in self.projects}


def _is_for(statement: Statement, project: Project) -> bool:
    """Whether a block of the root's script holds for a project too."""
    head = word(statement, 0)
    if head == "project":
        given = group_at(statement, 1, "(")
        named = string_at(given.parts[0], 0) if given is not None and given.parts else None
        return named is not None and named.text == project.path
    return head == "allprojects" or (head == "subprojects" and project.path != ":")


def _accessor(path: str) -> str:
    return re.sub(r"[-_]", "", path.strip(":").replace(":", ".")).lower()


def builds_of(parsed: Mapping[str, GradleFile], repository: str) -> list[Build]:
    """The builds of a repository; a script belongs to the nearest settings above it."""
    settings: dict[str, Settings] = {}
    for path in sorted(parsed):
        if posixpath.basename(path) in SETTINGS:
            settings.setdefault(posixpath.dirname(path), read_settings(parsed[path]))
    scripts = _scripts(parsed)
    for folder in scripts:
        if _nearest(folder, settings) is None:
            settings[folder] = Settings(folder)
    builds = [_build(one, scripts, settings, repository) for one in settings.values()]
    for build in builds:
        _complete(build, parsed)
    return builds


def _scripts(parsed: Mapping[str, GradleFile]) -> dict[str, GradleFile]:
    """The script of each folder; those at the top first."""
    found: dict[str, GradleFile] = {}
    for path in sorted(parsed, key=lambda path: (path.count("/"), path)):
        name, folder = posixpath.basename(path), posixpath.dirname(path)
        named = re.sub(r"\.gradle(?:\.kts)?$", "", name)
        if name in BUILD or (named == posixpath.basename(folder) and named != name):
            found.setdefault(folder, parsed[path])
    return found


def _nearest(folder: str, settings: Mapping[str, Settings]) -> str | None:
    while folder not in settings:
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return folder


def _build(
    one: Settings,
    scripts: Mapping[str, GradleFile],
    settings: Mapping[str, Settings],
    repository: str,
) -> Build:
    name = one.name or posixpath.basename(one.folder) or repository
    build = Build(name)
    build.projects[":"] = Project(":", one.folder, name, scripts.get(one.folder))
    for path, folder in one.projects.items():
        named = one.names.get(path) or path.rpartition(":")[2]
        build.projects[path] = Project(path, folder, named, scripts.get(folder))
    known = {project.folder for project in build.projects.values()}
    for folder, script in scripts.items():
        # What settings include in a loop is named by its folder.
        if folder not in known and _nearest(folder, settings) == one.folder:
            below = folder.removeprefix(f"{one.folder}/").split("/")
            path = ":" + ":".join(below)
            build.projects.setdefault(path, Project(path, folder, below[-1], script))
    return build


def _complete(build: Build, parsed: Mapping[str, GradleFile]) -> None:
    """Adds the catalogs, properties and own plugins of a build."""
    folders = {project.folder: project for project in build.projects.values()}
    prefix = f"{build.root.folder}/" if build.root.folder else ""
    for path, file in parsed.items():
        folder, name = posixpath.split(path)
        if file.catalog is not None and folder == f"{prefix}gradle":
            build.catalogs[name.removesuffix(".versions.toml")] = file.catalog
        elif name == "gradle.properties" and folder in folders:
            build.properties[folder] = file.properties
        elif found := _PRECOMPILED.fullmatch(path):
            project = folders.get(found[1])
            if project is not None:
                project.plugins += (found[2].replace("/", "."),)
    for project in build.projects.values():
        project.plugins += tuple(_own_plugins(project.script))


def _own_plugins(script: GradleFile | None) -> Iterator[str]:
    """The ids that a block `gradlePlugin` states."""
    for statement in script.statements if script is not None else ():
        block = block_of(statement)
        if block is None or word(statement, 0) != "gradlePlugin":
            continue
        for one in every_statement(block.parts):
            named = string_at(one, 2)
            if word(one, 0) == "id" and is_mark(one, 1, "=") and named is not None and named.plain:
                yield named.text

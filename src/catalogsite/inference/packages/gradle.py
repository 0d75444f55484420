"""Gradle: the artifacts and plugins of each project of a build, and what they depend on.

The rules are those of its user manual: https://docs.gradle.org/current/userguide/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packageurl import PackageURL

from catalogsite.inference.inferred import Dependency, Package
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.packages.gradle_builds.builds import Build, Project, builds_of
from catalogsite.inference.packages.gradle_builds.catalog import Coordinates, marker
from catalogsite.inference.packages.gradle_builds.files import GradleFile, parse_file
from catalogsite.inference.packages.gradle_builds.references import GradleReference, references

FILES = re.compile(r".+\.gradle(?:\.kts)?|gradle\.properties|.+\.versions\.toml")


def parse(text: str, file: str) -> GradleFile:
    """The content of one of the files. Raises ManifestError."""
    return parse_file(text, file)


class _Named(NamedTuple):
    """A reference and the file that has it."""

    reference: GradleReference
    file: str


def manifests(parsed: Mapping[str, GradleFile], repository: str) -> Iterator[Manifest]:
    """The artifact of each project that has a script, with what the root's script gives to it."""
    builds = builds_of(parsed, repository.rpartition("/")[2])
    plugins = {
        plugin for build in builds for one in build.projects.values() for plugin in one.plugins
    }
    for build in builds:
        for project in build.projects.values():
            if project.script is not None:
                yield _manifest(build, project, project.script.path, plugins)


def purl_of_artifact(coordinates: Coordinates) -> str:
    """The package URL of an artifact."""
    return PackageURL("maven", coordinates.group, coordinates.name).to_string()


def _manifest(build: Build, project: Project, file: str, plugins: set[str]) -> Manifest:
    packages = tuple(_packages(build, project, file))
    own = packages[0].purl if packages else None
    needed = tuple(_dependencies(build, project, plugins, own))
    server = any("spring-boot-starter-web" in one.name for one in needed)
    return Manifest(
        ecosystem="gradle",
        file=file,
        name=project.name,
        packages=packages,
        dependencies=needed,
        marks=frozenset({"server"} if server else ()),
    )


def _packages(build: Build, project: Project, file: str) -> Iterator[Package]:
    group = build.group(project)
    if group:
        yield Package(
            purl=purl_of_artifact(Coordinates(group, project.name)),
            name=project.name,
            version=build.version(project),
            file=file,
            line=1,
            # What only an application has, nobody fetches from a repository of artifacts.
            private=not build.has_stated_group(project),
        )
    for plugin in project.plugins:
        yield Package(purl=purl_of_artifact(marker(plugin, None)), name=plugin, file=file, line=1)


def _dependencies(
    build: Build, project: Project, plugins: set[str], own: str | None
) -> Iterator[Dependency]:
    values = build.values(project)
    accessors = build.accessors()
    for file, statements in build.statements(project):
        for one in references(statements, values, accessors):
            target = _target(one, build, plugins)
            purl = purl_of_artifact(target) if target else None
            if target is None or purl is None or purl == own:
                continue
            yield Dependency(
                purl=purl,
                name=f"{target.group}:{target.name}",
                requirement=target.version,
                scope=one.scope,
                file=file,
                line=one.line,
                package=own,
            )


def _target(one: GradleReference, build: Build, plugins: set[str]) -> Coordinates | None:
    if isinstance(one.target, Coordinates):
        group, name, _ = one.target
        # Plugins without a dot in their id are Gradle's own, or of this repository.
        is_own = name == f"{group}.gradle.plugin" and "." not in group and group not in plugins
        return None if is_own else one.target
    target = build.projects.get(one.target if one.target.startswith(":") else f":{one.target}")
    above = build.group(target) if target else None
    return Coordinates(above, target.name) if target and above else None

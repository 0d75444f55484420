"""pom.xml: Maven artifacts and what they depend on, with what parents of the same repository give.

The rules are those of the POM reference: https://maven.apache.org/pom.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packageurl import PackageURL

from catalogsite.inference.inferred import Dependency, Package, Scope
from catalogsite.inference.manifest import Manifest
from catalogsite.inference.packages.xml_files import Element, parse_xml

FILES = re.compile(r"pom\.xml")

_PROPERTY = re.compile(r"\$\{([^}]+)\}")
_SCOPES: Mapping[str, Scope] = {"provided": "build", "import": "build", "test": "test"}
_NESTED = 10


class Pom(NamedTuple):
    """A POM with those of its parents in the same repository, the nearest first."""

    path: str
    root: Element
    parents: tuple[Pom, ...] = ()

    @property
    def line(self) -> tuple[Pom, ...]:
        """The POM and its parents."""
        return (self, *self.parents)


def parse(text: str, file: str) -> Pom:
    """The content of a pom.xml. Raises ManifestError."""
    return Pom(file, parse_xml(text))


def manifests(parsed: Mapping[str, Pom], _repository: str) -> Iterator[Manifest]:
    """The artifact of each file, with its own and its inherited dependencies."""
    for pom in parsed.values():
        yield _manifest(pom._replace(parents=tuple(_parents(pom, parsed))))


def _parents(pom: Pom, parsed: Mapping[str, Pom]) -> Iterator[Pom]:
    seen = {pom.path}
    while (stated := pom.root.first("parent")) is not None:
        place = stated.first("relativePath")
        relative = place.text.strip() if place is not None else "../pom.xml"
        path = posixpath.normpath(posixpath.join(posixpath.dirname(pom.path), relative))
        path = path if path.endswith(".xml") else posixpath.join(path, "pom.xml")
        found = parsed.get(path) if relative else None
        if (
            found is None
            or path in seen
            or found.root.value("artifactId") != stated.value("artifactId")
        ):
            return
        seen.add(path)
        yield found
        pom = found


def _manifest(pom: Pom) -> Manifest:
    values = _Values(pom)
    purl = values.purl(pom.root, "project")
    name = pom.root.value("artifactId")
    package = None
    if purl is not None and name is not None:
        found = pom.root.first("artifactId")
        version = values.text(values.version)
        package = Package(
            purl=purl, name=name, version=version, file=pom.path, line=found.line if found else None
        )
    dependencies = tuple(_dependencies(pom, values, package)) if package else ()
    server = any("spring-boot-starter-web" in one.name for one in dependencies)
    return Manifest(
        ecosystem="maven",
        file=pom.path,
        name=name,
        description=values.text(pom.root.value("description")),
        license=pom.root.value("licenses", "license", "name"),
        packages=(package,) if package else (),
        dependencies=dependencies,
        marks=frozenset({"server"} if server else ()),
    )


class _Values:
    """What a POM has after inheritance: coordinates, properties, managed versions and scopes."""

    def __init__(self, pom: Pom) -> None:
        self._pom = pom
        self.group = self._own_or_inherited("groupId")
        self.version = self._own_or_inherited("version")
        self._properties: dict[str, str] = {}
        for one in reversed(pom.line):
            stated = one.root.first("properties")
            for element in stated.children if stated is not None else ():
                self._properties[element.name] = element.text.strip()
        for key, value in (
            ("groupId", self.group),
            ("version", self.version),
            ("artifactId", pom.root.value("artifactId")),
        ):
            if value is not None:
                self._properties |= {f"project.{key}": value, f"pom.{key}": value}

    def _own_or_inherited(self, name: str) -> str | None:
        return self._pom.root.value(name) or self._pom.root.value("parent", name)

    def text(self, value: str | None) -> str | None:
        """A value with its properties filled in; None where one of them is not known."""
        for _ in range(_NESTED):
            if value is None or "${" not in value:
                return value
            value = _PROPERTY.sub(lambda match: self._properties.get(match[1], match[0]), value)
        return None

    def purl(self, element: Element, default_group: str = "") -> str | None:
        """The package URL of what an element names; `project` stands for the POM itself."""
        stated = self.group if default_group == "project" else element.value("groupId")
        group, name = (
            self.text(stated or default_group or None),
            self.text(element.value("artifactId")),
        )
        if not group or not name or "${" in f"{group}{name}":
            return None
        return PackageURL("maven", group, name).to_string()

    def managed(self, section: tuple[str, ...], purl: str) -> Element | None:
        """The entry of the nearest management section for an artifact."""
        for one in self._pom.line:
            for element in one.root.all(*section):
                if self.purl(element, _PLUGINS) == purl:
                    return element
        return None


_PLUGINS = "org.apache.maven.plugins"
_MANAGED = ("dependencyManagement", "dependencies", "dependency")
_MANAGED_PLUGINS = ("build", "pluginManagement", "plugins", "plugin")


def _dependencies(pom: Pom, values: _Values, package: Package) -> Iterator[Dependency]:
    for file, element, scope, condition in _stated(pom):
        purl = values.purl(element, _PLUGINS if element.name == "plugin" else "")
        if purl is None or purl == package.purl:
            continue
        section = _MANAGED_PLUGINS if element.name == "plugin" else _MANAGED
        managed = values.managed(section, purl)
        word = element.value("scope") or (managed.value("scope") if managed is not None else None)
        version = element.value("version") or (
            managed.value("version") if managed is not None else None
        )
        yield Dependency(
            purl=purl,
            name=purl.removeprefix("pkg:maven/").replace("/", ":"),
            requirement=values.text(version),
            scope=scope or _SCOPES.get(word or "", "runtime"),
            optional=element.value("optional") == "true",
            condition=condition,
            file=file,
            line=_line(element),
            package=package.purl,
        )


def _line(element: Element) -> int:
    """The line of the name, which is what a reader looks for."""
    found = element.first("artifactId")
    return found.line if found is not None else element.line


def _stated(pom: Pom) -> Iterator[tuple[str, Element, Scope | None, str | None]]:
    """Every element that makes an edge: its file, a scope that is fixed, and a profile."""
    for element in pom.root.all("parent"):
        yield pom.path, element, "build", None
    for element in pom.root.all(*_MANAGED):
        if element.value("scope") == "import":
            yield pom.path, element, "build", None
    for one in pom.line:
        for element in one.root.all("dependencies", "dependency"):
            yield one.path, element, None, None
    for profile in pom.root.all("profiles", "profile"):
        condition = f"profile {profile.value('id')}"
        for element in profile.all("dependencies", "dependency"):
            yield pom.path, element, None, condition
    for one in pom.line:
        for plugin in one.root.all("build", "plugins", "plugin"):
            yield one.path, plugin, "build", None
            for element in plugin.all("dependencies", "dependency"):
                yield one.path, element, "build", None

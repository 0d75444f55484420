"""The packages and projects that an evaluated MSBuild project references."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from catalogsite.inference.inferred import Dependency, Package, Scope
from catalogsite.inference.manifest import purl_of
from catalogsite.inference.packages.msbuild.project import Item, Project, kept_items

_TEST_SDK = "microsoft.net.test.sdk"


class _Reference:
    """A package reference with the values that later `Update` items give it."""

    def __init__(self, name: str, item: Item, condition: str | None) -> None:
        self.name = name
        self.item = item
        self.condition = condition
        self.values: dict[str, str] = {}
        self.update(item)

    def update(self, item: Item) -> None:
        for key in ("Version", "VersionOverride", "IncludeAssets", "ExcludeAssets"):
            if stated := item.stated(key):
                self.values[key] = stated

    @property
    def scope(self) -> Scope:
        if self.item.element.name == "GlobalPackageReference":
            return "build"
        taken = _assets(self.values.get("IncludeAssets", "all"))
        left_out = _assets(self.values.get("ExcludeAssets", ""))
        runs = bool(taken & {"all", "runtime"}) and not left_out & {"all", "runtime"}
        return "runtime" if runs else "build"


def references(
    project: Project, packages: Mapping[str, Package | None], spellings: Mapping[str, str]
) -> Iterator[Dependency]:
    """What a project needs: `packages` are those of all projects by path, `spellings` ids by lower case."""
    items = list(kept_items(project))
    versions = _central_versions(project, items)
    stated = _package_references(project, items)
    named = {one.name.lower() for one in stated}
    test = project.properties.get("istestproject", "").lower() == "true" or _TEST_SDK in named
    package = packages.get(project.path)
    own = package.purl if package else None
    for one in stated:
        name = spellings.get(one.name.lower(), one.name)
        purl = purl_of("nuget", name)
        if purl is None or purl == own:
            continue
        written = one.values.get("VersionOverride") or one.values.get("Version")
        version = project.text(written, one.item.file) if written else versions.get(name.lower())
        yield Dependency(
            purl=purl,
            name=name,
            requirement=version,
            scope="test" if test else one.scope,
            condition=one.condition,
            file=one.item.file,
            line=one.item.element.line,
            package=own,
        )
    yield from _projects(project, items, packages, test=test)


def _central_versions(
    project: Project, items: list[tuple[Item, str | None]]
) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for item, _ in items:
        if item.element.name == "PackageVersion":
            for name in _names(item, project, "Include", "Update"):
                found[name.lower()] = project.text(item.stated("Version"), item.file)
    return found


def _package_references(project: Project, items: list[tuple[Item, str | None]]) -> list[_Reference]:
    """The references in order, with what `Update` changes and without what `Remove` takes away."""
    found: list[_Reference] = []
    for item, condition in items:
        if item.element.name not in {"PackageReference", "GlobalPackageReference"}:
            continue
        removed = {name.lower() for name in _names(item, project, "Remove")}
        if removed and condition is None:
            found = [one for one in found if one.name.lower() not in removed]
        changed = {name.lower() for name in _names(item, project, "Update")}
        for one in found if changed else ():
            if one.name.lower() in changed:
                one.update(item)
        found += (_Reference(name, item, condition) for name in _names(item, project, "Include"))
    return found


def _names(item: Item, project: Project, *attributes: str) -> Iterator[str]:
    for attribute in attributes:
        stated = project.text(item.element.attributes.get(attribute), item.file)
        for name in (stated or "").split(";"):
            if name.strip():
                yield name.strip()


def _assets(stated: str) -> set[str]:
    return {word.strip().lower() for word in stated.split(";") if word.strip()}


def _projects(
    project: Project,
    items: list[tuple[Item, str | None]],
    packages: Mapping[str, Package | None],
    *,
    test: bool,
) -> Iterator[Dependency]:
    by_path = {path.lower(): package for path, package in packages.items()}
    own = packages.get(project.path)
    for item, condition in items:
        if item.element.name != "ProjectReference":
            continue
        compiled = item.stated("OutputItemType") == "Analyzer"
        compiled = compiled or (item.stated("ReferenceOutputAssembly") or "").lower() == "false"
        for stated in _names(item, project, "Include"):
            target = by_path.get(_path(stated, item, project).lower())
            if target is not None and target is not own:
                yield Dependency(
                    purl=target.purl,
                    name=target.name,
                    scope="test" if test else "build" if compiled else "runtime",
                    condition=condition,
                    file=item.file,
                    line=item.element.line,
                    package=own.purl if own else None,
                )


def _path(stated: str, item: Item, project: Project) -> str:
    """The path of a referenced project: it counts from the project, unless it begins with a folder."""
    written = item.element.attributes.get("Include", "")
    whole = written.startswith(("$(MSBuildThisFileDirectory)", "$(MSBuildProjectDirectory)"))
    base = "" if whole else posixpath.dirname(project.path)
    return posixpath.normpath(posixpath.join(base, stated.replace("\\", "/")))

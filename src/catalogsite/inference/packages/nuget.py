"""NuGet: .NET projects and nuspec files, the packages and projects that they reference, and tools.

The rules are those of its documentation: https://learn.microsoft.com/nuget/
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalogsite.inference.inferred import Dependency, InferredLink, Package
from catalogsite.inference.manifest import Manifest, ManifestError, broken, line_of, purl_of
from catalogsite.inference.packages.msbuild.project import MOST_ELEMENTS, Project, evaluate
from catalogsite.inference.packages.msbuild.references import references
from catalogsite.inference.packages.xml_files import Element, parse_xml
from catalogsite.model.text.unicode import replace_surrogates

FILES = re.compile(
    r".+\.(?:cs|fs|vb)proj|.+\.(?:props|targets)|packages\.config|.+\.nuspec|dotnet-tools\.json"
)
_PROJECT = re.compile(r".+\.(?:cs|fs|vb)proj")


class NugetFile(NamedTuple):
    """One of the files, as XML or as JSON, and its text."""

    path: str
    text: str
    root: Element | None = None
    data: Any = None


def parse(text: str, file: str) -> NugetFile:
    """The content of one of the files. Raises ManifestError."""
    if not file.endswith(".json"):
        return NugetFile(file, text, parse_xml(text))
    try:
        return NugetFile(file, text, data=replace_surrogates(json.loads(text)))
    except json.JSONDecodeError as error:
        raise ManifestError(error.lineno, "JSON", error.msg) from error


def manifests(parsed: Mapping[str, NugetFile], _repository: str) -> Iterator[Manifest]:
    """The package of each project and nuspec file, with its references; packages.config and tools too."""
    roots = {path: file.root for path, file in parsed.items() if file.root is not None}
    projects = {path: evaluate(path, roots) for path in roots if _PROJECT.fullmatch(path)}
    packages = {path: _package(project, roots[path]) for path, project in projects.items()}
    spellings = _spellings(packages, roots)
    own = {posixpath.dirname(path): package for path, package in packages.items() if package}
    for path, project in projects.items():
        yield _project(project, roots[path], packages, spellings)
    for path, file in parsed.items():
        name = posixpath.basename(path)
        if file.root is not None and name == "packages.config":
            beside = own.get(posixpath.dirname(path))
            yield Manifest(
                ecosystem="nuget",
                file=path,
                dependencies=tuple(_listed(file.root, path, beside, spellings)),
            )
        elif file.root is not None and name.endswith(".nuspec"):
            yield _nuspec(file.root, path, spellings)
        elif file.data is not None:
            needed = tuple(_tools(file, spellings))
            yield Manifest(ecosystem="nuget", file=path, dependencies=needed)


def _package(project: Project, root: Element) -> Package | None:
    stem = posixpath.basename(project.path).rpartition(".")[0]
    values = project.properties
    name = values.get("packageid") or values.get("assemblyname") or stem
    purl = purl_of("nuget", name)
    if purl is None:
        return None
    stated = next((one for one in root.all("PropertyGroup", "PackageId")), None)
    return Package(
        purl=purl,
        name=name,
        version=values.get("packageversion")
        or values.get("version")
        or values.get("versionprefix"),
        file=project.path,
        line=(stated or root).line,
        private="false" in values.get("ispackable", "").lower() or "istestproject" in values,
    )


def _spellings(
    packages: Mapping[str, Package | None], roots: Mapping[str, Element]
) -> dict[str, str]:
    """Each id in lower case, as the package itself or the list of central versions writes it."""
    found: dict[str, str] = {}
    for root in roots.values():
        for item in root.all("ItemGroup", "PackageVersion"):
            name = item.attributes.get("Include", "")
            found.setdefault(name.lower(), name)
    return found | {one.name.lower(): one.name for one in packages.values() if one is not None}


def _project(
    project: Project,
    root: Element,
    packages: Mapping[str, Package | None],
    spellings: Mapping[str, str],
) -> Manifest:
    package, values = packages[project.path], project.properties
    problems = []
    if project.unread is not None:
        reason = f"it has more than {MOST_ELEMENTS:,} elements with what it imports; the rest is not read"
        problems.append(broken(project.path, None, "a project that can be read whole", reason))
    urls = {
        "Homepage": values.get("packageprojecturl", ""),
        "Repository": values.get("repositoryurl", ""),
    }
    return Manifest(
        ecosystem="nuget",
        file=project.path,
        name=package.name if package else None,
        description=values.get("description") or None,
        license=values.get("packagelicenseexpression") or None,
        packages=(package,) if package else (),
        dependencies=tuple(references(project, packages, spellings)),
        links=tuple(
            InferredLink(title=title, url=url)
            for title, url in urls.items()
            if url.startswith(("https://", "http://"))
        ),
        tags=tuple(re.split(r"[;,\s]+", values.get("packagetags", "").strip("; "))),
        marks=frozenset(_marks(values, root.attributes.get("Sdk", ""))),
        problems=tuple(problems),
    )


def _marks(values: Mapping[str, str], sdk: str) -> Iterator[str]:
    if sdk == "Microsoft.NET.Sdk.Web":
        yield "server"
    elif sdk == "Microsoft.NET.Sdk.BlazorWebAssembly":
        yield "browser"
    elif values.get("outputtype", "").lower() in {"exe", "winexe"} or sdk.endswith(".Worker"):
        yield "command"


def _listed(
    root: Element, file: str, package: Package | None, spellings: Mapping[str, str]
) -> Iterator[Dependency]:
    """What a packages.config lists: all that is installed for the project beside it."""
    for element in root.all("package"):
        name = element.attributes.get("id", "")
        name = spellings.get(name.lower(), name)
        purl = purl_of("nuget", name)
        if purl is not None:
            yield Dependency(
                purl=purl,
                name=name,
                requirement=element.attributes.get("version"),
                version=element.attributes.get("version"),
                scope="build"
                if element.attributes.get("developmentDependency") == "true"
                else "runtime",
                file=file,
                line=element.line,
                package=package.purl if package else None,
            )


def _nuspec(root: Element, file: str, spellings: Mapping[str, str]) -> Manifest:
    name = root.value("metadata", "id")
    purl = purl_of("nuget", name) if name and "$" not in name else None
    stated = root.first("metadata", "id")
    version = root.value("metadata", "version")
    packages: tuple[Package, ...] = ()
    if name and purl and stated:
        known = version if version and "$" not in version else None
        packages = (Package(purl=purl, name=name, version=known, file=file, line=stated.line),)
    return Manifest(
        ecosystem="nuget",
        file=file,
        name=name if packages else None,
        description=root.value("metadata", "description"),
        packages=packages,
        dependencies=tuple(_nuspec_dependencies(root, file, purl, spellings)),
    )


def _nuspec_dependencies(
    root: Element, file: str, package: str | None, spellings: Mapping[str, str]
) -> Iterator[Dependency]:
    groups = [
        (group, group.attributes.get("targetFramework"))
        for group in root.all("metadata", "dependencies", "group")
    ]
    groups += ((one, None) for one in root.all("metadata", "dependencies"))
    for group, framework in groups:
        for element in group.all("dependency"):
            name = element.attributes.get("id", "")
            name = spellings.get(name.lower(), name)
            purl = purl_of("nuget", name)
            if purl is not None:
                yield Dependency(
                    purl=purl,
                    name=name,
                    requirement=element.attributes.get("version"),
                    condition=framework,
                    file=file,
                    line=element.line,
                    package=package,
                )


def _tools(file: NugetFile, spellings: Mapping[str, str]) -> Iterator[Dependency]:
    """The programs that `dotnet tool restore` installs for who works on the repository."""
    tools = file.data.get("tools") if isinstance(file.data, dict) else None
    for written, stated in (tools if isinstance(tools, dict) else {}).items():
        name = spellings.get(written.lower(), written)
        purl = purl_of("nuget", name)
        version = stated.get("version") if isinstance(stated, dict) else None
        if purl is not None:
            yield Dependency(
                purl=purl,
                name=name,
                requirement=version if isinstance(version, str) else None,
                version=version if isinstance(version, str) else None,
                scope="build",
                file=file.path,
                line=line_of(file.text, f'"{written}"', after='"tools"'),
            )

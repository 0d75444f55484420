"""MSBuild projects after evaluation: properties and items, with what they import from the repository.

The rules are those of its documentation: https://learn.microsoft.com/visualstudio/msbuild/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from catalogsite.inference.packages.msbuild.conditions import is_true, readable
from catalogsite.inference.packages.xml_files import Element

MOST_ELEMENTS = 5_000
"""Properties and items of one project with all that it imports."""

_PROPERTY = re.compile(r"\$\(([\w.]+)\)")
_ABOVE = re.compile(
    r"\$\(\[MSBuild\]::GetPathOfFileAbove\(\s*'?([\w.]+)'?\s*(?:,\s*'?([^')]*\)?[^')]*)'?\s*)?\)\)"
)
_LONGEST = 4_000
_ITEMS = frozenset(
    {"PackageReference", "ProjectReference", "PackageVersion", "GlobalPackageReference"}
)


class Item(NamedTuple):
    """An item as written: its element, the file that has it, and the conditions around it."""

    element: Element
    file: str
    conditions: tuple[str, ...] = ()

    def stated(self, name: str) -> str | None:
        """A value of the item, written as an attribute or as an element."""
        return self.element.attributes.get(name) or self.element.value(name)


@dataclass(slots=True)
class Project:
    """A project after evaluation; names of properties are in lower case."""

    path: str
    properties: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    unread: str | None = None
    seen: set[str] = field(default_factory=set)
    elements: int = 0

    def text(self, value: str | None, file: str = "") -> str | None:
        """A value with its properties filled in; None where one is not known."""
        if value is None or len(value) > _LONGEST:
            return None
        if "$(" not in value:
            return value
        folder = posixpath.dirname(file or self.path)
        here = {
            "msbuildthisfiledirectory": f"{folder}/" if folder else "",
            "msbuildprojectdirectory": posixpath.dirname(self.path) or ".",
            "msbuildprojectname": posixpath.basename(self.path).rpartition(".")[0],
        }
        known = {**here, **self.properties}
        filled = _PROPERTY.sub(lambda found: known.get(found[1].lower(), found[0]), value)
        return None if "$(" in filled or len(filled) > _LONGEST else filled


def evaluate(path: str, parsed: Mapping[str, Element]) -> Project:
    """A project with the nearest `Directory.*` files above it and everything that is imported."""
    project = Project(path)
    folder = posixpath.dirname(path)
    before = ("Directory.Build.props", "Directory.Packages.props")
    for name in before:
        _read(nearest(name, folder, parsed), project, parsed)
    _read(path, project, parsed)
    _read(nearest("Directory.Build.targets", folder, parsed), project, parsed)
    return project


def nearest(name: str, folder: str, parsed: Mapping[str, Element]) -> str | None:
    """The path of the file with that name in the folder, or in the nearest folder above it."""
    while True:
        path = posixpath.join(folder, name)
        if path in parsed:
            return path
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _read(path: str | None, project: Project, parsed: Mapping[str, Element]) -> None:
    if path is None or path in project.seen or path not in parsed:
        return
    project.seen.add(path)
    _walk(parsed[path], path, project, parsed, ())


def _walk(
    parent: Element,
    file: str,
    project: Project,
    parsed: Mapping[str, Element],
    conditions: tuple[str, ...],
) -> None:
    for element in parent.children:
        project.elements += 1
        if project.elements > MOST_ELEMENTS:
            project.unread = project.unread or file
            return
        own = element.attributes.get("Condition")
        inside = (*conditions, own) if own else conditions
        if element.name == "PropertyGroup":
            _set_properties(element, file, project, inside)
        elif element.name == "ItemGroup":
            _add_items(element, file, project, inside)
        elif element.name == "Import":
            _read(_imported(element, file, project, parsed), project, parsed)
        elif element.name in {"Choose", "When", "ImportGroup"}:
            _walk(element, file, project, parsed, inside)


def _set_properties(
    group: Element, file: str, project: Project, conditions: tuple[str, ...]
) -> None:
    for element in group.children:
        project.elements += 1
        own = element.attributes.get("Condition")
        stated = (*conditions, own) if own else conditions
        verdicts = [is_true(one, project.properties) for one in stated]
        name = element.name.lower()
        if False in verdicts or (None in verdicts and name in project.properties):
            continue
        value = project.text(element.text.strip(), file)
        if value is not None:
            project.properties[name] = value


def _add_items(group: Element, file: str, project: Project, conditions: tuple[str, ...]) -> None:
    for element in group.children:
        project.elements += 1
        if project.elements > MOST_ELEMENTS:
            project.unread = project.unread or file
            return
        if element.name in _ITEMS:
            own = element.attributes.get("Condition")
            stated = (*conditions, own) if own else conditions
            project.items.append(Item(element, file, stated))


def _imported(
    element: Element, file: str, project: Project, parsed: Mapping[str, Element]
) -> str | None:
    stated = element.attributes.get("Project", "")
    if found := _ABOVE.search(stated):
        start = project.text(found[2] or "$(MSBuildThisFileDirectory)..", file)
        folder = posixpath.normpath(start) if start else "."
        folder = "" if folder == "." else folder
        return None if folder.startswith("..") else nearest(found[1], folder, parsed)
    path = project.text(stated, file)
    if path is None:
        return None
    path = path.replace("\\", "/")
    # A path that begins with the folder of this file is whole; another one counts from the file.
    whole = "$(MSBuildThisFileDirectory)" in stated
    base = "" if whole else posixpath.dirname(file)
    return posixpath.normpath(posixpath.join(base, path))


def kept_items(project: Project) -> Iterator[tuple[Item, str | None]]:
    """The items whose conditions may hold, each with the condition that is not known in advance."""
    for item in project.items:
        unknown = [one for one in item.conditions if is_true(one, project.properties) is None]
        if not any(is_true(one, project.properties) is False for one in item.conditions):
            yield item, " and ".join(dict.fromkeys(map(readable, unknown))) or None

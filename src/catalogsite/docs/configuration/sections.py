"""Reads `markdown_extensions` and `plugins` of a mkdocs.yml by the tables of their options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalogsite.docs.configuration.foreign_yaml import NoValue
from catalogsite.docs.configuration.option_tables import (
    Table,
    extension_tables,
    plugin_tables,
    read_options,
)
from catalogsite.docs.configuration.option_values import Reading
from catalogsite.problems.create import Finding, finding
from catalogsite.yaml12.positions import Path

Options = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Section:
    """What a section turns on: the obeyed options by name, and what is wrong with the others."""

    options: Options = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Entry(NamedTuple):
    name: str
    options: Any
    path: Path


def read_extensions(value: Any) -> Section:
    """The extensions of `markdown_extensions`, with `markdown.extensions.` cut off their names."""
    section = Section()
    for entry in _entries(value, ("markdown_extensions",), section):
        _extension(section, entry)
    return section


def _extension(section: Section, entry: _Entry) -> None:
    name = entry.name.removeprefix("markdown.extensions.")
    table = extension_tables().get(name)
    if table is None:
        section.findings.append(finding("docs-extension", entry.path, extension=entry.name))
        return
    if table.nested:
        section.options.setdefault(name, {})
        options = entry.options if isinstance(entry.options, Mapping) else {}
        for inner, value in options.items():
            _extension(section, _Entry(str(inner), value, (*entry.path, inner)))
        return
    obeyed = _read(section, table, entry)
    section.options.setdefault(name, {})
    target = section.options.setdefault(table.passed_to or name, {})
    target |= {
        key: value for key, value in obeyed.items() if key not in target or not table.passed_to
    }


def read_plugins(value: Any) -> Section:
    """The plugins of `plugins` that are not turned off, with `material/` cut off their names."""
    section = Section()
    for entry in _entries(value, ("plugins",), section):
        _plugin(section, entry)
    return section


def _plugin(section: Section, entry: _Entry) -> None:
    if isinstance(entry.options, Mapping) and _is_off(entry.options.get("enabled")):
        return
    name = entry.name.removeprefix("material/")
    table = plugin_tables().get(name)
    if table is None:
        section.findings.append(finding("docs-plugin", entry.path, plugin=entry.name))
        return
    if isinstance(entry.options, Mapping):
        # Every plugin may be turned off by MkDocs itself.
        given = {key: value for key, value in entry.options.items() if key != "enabled"}
        entry = entry._replace(options=given)
    obeyed = _read(section, table, entry)
    if name == "group":
        for inner in _entries(obeyed.get("plugins"), (*entry.path, "plugins"), section):
            _plugin(section, inner)
    section.options[name] = section.options.get(name, {}) | obeyed


def _is_off(value: Any) -> bool:
    return value is False or (isinstance(value, str) and value.lower() == "false")


def _read(section: Section, table: Table, entry: _Entry) -> dict[str, Any]:
    options = entry.options
    if options is None or options is False or options is True:
        return {}
    if not isinstance(options, Mapping):
        section.findings.append(finding("docs-option", entry.path, "options", name=entry.name))
        return {}
    return read_options(table, options, Reading(entry.name, entry.path, section.findings))


def _entries(entries: Any, path: Path, section: Section) -> Iterator[_Entry]:
    """Name, options and path of each entry of a list or of an object."""
    for name, options, inner in _pairs(entries, path):
        if isinstance(name, str):
            yield _Entry(name, options, inner)
        elif isinstance(name, NoValue):
            key, value = str(path[0]), name.written
            missing = finding("docs-config", inner, "no-value", key=key, value=value)
            section.findings.append(missing)


def _pairs(value: Any, path: Path) -> Iterable[tuple[Any, Any, Path]]:
    if isinstance(value, Mapping):
        yield from ((name, options, (*path, name)) for name, options in value.items())
    for index, item in enumerate(value if isinstance(value, list | tuple) else []):
        if isinstance(item, Mapping):
            yield from ((name, options, (*path, index, name)) for name, options in item.items())
        else:
            yield item, None, (*path, index)

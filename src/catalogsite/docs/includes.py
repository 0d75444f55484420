"""Resolves a documentation's layout: its own docs folder, and those its navigation includes.

`!include ./sub/mkdocs.yml` and `*include ./*/mkdocs.yml` of the monorepo plugin mount another
documentation under an alias made of its site name. Nothing is copied; paths stay in the tree.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from catalogsite.docs.file_paths import join
from catalogsite.docs.mkdocs_config import ForeignConfig, Nav, line_of, read_config
from catalogsite.docs.mount import Mount
from catalogsite.docs.navigation.described_nav import (
    default_language_nav,
    described_nav,
    translated_sections,
)
from catalogsite.docs.navigation.languages import languages_of
from catalogsite.model.problem import Problem
from catalogsite.paths.wildcard import matches_path, wildcard
from catalogsite.problems.create import SourceLocation, problem

_INCLUDE = re.compile(r"([!*])include\s+(\S.*?)\s*")
_ALIAS = re.compile(r"[A-Za-z0-9_.\-/]+")
_MAX_DEPTH = 12
_MAX_ENTRIES = 20_000
_MAX_INCLUDES = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """The main configuration, the navigation with everything included, and all docs folders."""

    config: ForeignConfig
    nav: Nav | None
    mounts: tuple[Mount, ...]
    configs: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Reading:
    read: Callable[[str], str | None]
    paths: Collection[str]
    mounts: list[Mount] = field(default_factory=list)
    configs: list[str] = field(default_factory=list)
    inherited: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    entries: int = 0

    def location(self, file: str, needle: str) -> SourceLocation:
        """The first line of a file that contains `needle`."""
        text = self.read(file)
        return SourceLocation(file, line_of(text, needle) if text else None)


def resolve_layout(
    config_path: str, read: Callable[[str], str | None], paths: Collection[str]
) -> Layout:
    """Read the configuration at `config_path` of a tree and all that it includes."""
    reading = _Reading(read, paths)
    config, nav = _mount(reading, config_path, "", ())
    nav = _with_translations(reading, config, nav)
    return Layout(
        config=config,
        nav=nav,
        mounts=tuple(reading.mounts),
        configs=tuple(dict.fromkeys([*reading.configs, *reading.inherited])),
        problems=tuple(reading.problems),
    )


def _with_translations(reading: _Reading, config: ForeignConfig, nav: Nav | None) -> Nav | None:
    """The navigation, in which pages of each further language are a section at the end."""
    main = reading.mounts[0] if reading.mounts else None
    sections = translated_sections(main, reading.paths) if main else []
    if main is None or main.languages is None or not sections:
        return nav
    locales, at = ", ".join(main.languages.others), reading.location(reading.configs[0], "i18n")
    reading.problems.append(problem("docs-translations", at=at, languages=locales))
    if nav is None:
        nav = default_language_nav(main, reading.paths) if config.nav is None else []
    return nav + sections


def nav_files(layout: Layout) -> Iterator[str]:
    """The paths in the tree of what the navigation lists, whether it is there or not."""
    mounts = sorted(layout.mounts, key=lambda mount: -len(mount.alias))
    for target in _targets(layout.nav or []):
        for mount in mounts:
            inner = target.removeprefix(f"{mount.alias}/") if mount.alias else target
            if not mount.alias or inner != target:
                yield from filter(None, [join(mount.docs_dir, inner)])
                break


def _targets(items: Any) -> Iterator[str]:
    if isinstance(items, str):
        yield items
    for item in items if isinstance(items, list) else []:
        values = item.values() if isinstance(item, dict) else [item]
        for value in values:
            yield from _targets(value)


def folder_layout(docs_dir: str) -> Layout:
    """The layout of a docs folder without any configuration."""
    return Layout(
        config=ForeignConfig(docs_dir=docs_dir),
        nav=None,
        mounts=(Mount("", docs_dir, configured=False),),
        configs=(),
        problems=(),
    )


def _mount(
    reading: _Reading, path: str, alias: str, above: tuple[str, ...]
) -> tuple[ForeignConfig, Nav | None]:
    config = read_config(reading.read(path) or "", path, reading.read)
    reading.configs.append(path)
    reading.inherited += config.inherited
    reading.problems.extend(config.problems)
    docs_dir = join(posixpath.dirname(path), config.docs_dir)
    if docs_dir is None:
        at = reading.location(path, "docs_dir")
        reading.problems.append(problem("docs-outside", "docs-dir", at=at, value=config.docs_dir))
    else:
        languages = None if alias else languages_of(config)
        reading.mounts.append(Mount(alias, docs_dir, config.exclude_docs, languages))
    if not alias and docs_dir is not None:
        at = reading.location(path, "nav")
        described = described_nav(config, reading.mounts[-1], reading.paths, reading.read, at)
        if described is not None:
            reading.inherited += described.files
            reading.problems += described.problems
            return config, _items(reading, described.nav, path, alias, (*above, path))
    if config.nav is None:
        return config, None
    return config, _items(reading, config.nav, path, alias, (*above, path))


def _items(
    reading: _Reading, items: Any, file: str, alias: str, above: tuple[str, ...], depth: int = 0
) -> Nav:
    result: Nav = []
    if not isinstance(items, list) or depth > _MAX_DEPTH:
        return result
    for item in items:
        reading.entries += 1
        if reading.entries > _MAX_ENTRIES:
            break
        pairs = item.items() if isinstance(item, dict) else [(None, item)]
        for title, value in pairs:
            name = str(title) if title is not None else None
            result += _item(reading, name, value, file, alias, above, depth)
    return result


def _item(
    reading: _Reading,
    title: str | None,
    value: Any,
    file: str,
    alias: str,
    above: tuple[str, ...],
    depth: int,
) -> Nav:
    if isinstance(value, list) and title is not None:
        children = _items(reading, value, file, alias, above, depth + 1)
        return [{title: children}] if children else []
    if not isinstance(value, str):
        if value is not None or title is None:
            at = reading.location(file, title or "nav")
            reading.problems.append(problem("docs-nav", "not-a-path", at=at, title=repr(title)))
        return []
    include = _INCLUDE.fullmatch(value)
    if include:
        return _include(reading, title, include, file, alias, above)
    target = value if _is_link(value) or not alias else posixpath.join(alias, value)
    return [target if title is None else {title: target}]


def _is_link(value: str) -> bool:
    return value.startswith("/") or re.match(r"[A-Za-z][\w+.-]*:", value) is not None


def _include(
    reading: _Reading,
    title: str | None,
    include: re.Match[str],
    file: str,
    alias: str,
    above: tuple[str, ...],
) -> Nav:
    pattern = join(posixpath.dirname(file), include[2].strip("'\""))
    if pattern is None:
        at = reading.location(file, include[2])
        reading.problems.append(problem("docs-include", "outside", at=at, include=include[0]))
        return []
    if include[1] == "!":
        if pattern not in reading.paths:
            at = reading.location(file, include[2])
            reading.problems.append(problem("docs-include", "missing", at=at, path=pattern))
            return []
        return _included(reading, title, pattern, file, alias, above)
    found = sorted(path for path in reading.paths if _matches(path, pattern))
    items = [
        entry for path in found for entry in _included(reading, None, path, file, alias, above)
    ]
    return items if title is None else [{title: items}] if items else []


def _matches(path: str, pattern: str) -> bool:
    if "**" in pattern.split("/"):
        return wildcard(pattern.replace("**/", "*")).matches(path)
    return matches_path(path, pattern)


def _included(
    reading: _Reading,
    title: str | None,
    path: str,
    file: str,
    alias: str,
    above: tuple[str, ...],
) -> Nav:
    if path in above or len(reading.configs) > _MAX_INCLUDES:
        at = SourceLocation(file)
        reading.problems.append(problem("docs-include", "circular", at=at, path=path))
        return []
    name = read_config(reading.read(path) or "", path, reading.read).site_name or posixpath.dirname(
        path
    )
    inner = posixpath.join(alias, _alias(name)) if alias else _alias(name)
    taken = {mount.alias for mount in reading.mounts}
    if inner in taken:
        at = SourceLocation(path)
        reading.problems.append(problem("docs-include", "same-name", at=at, name=name))
        return []
    before = len(reading.mounts)
    _, nav = _mount(reading, path, inner, above)
    if nav is None and len(reading.mounts) > before:
        nav = reading.mounts[before].pages(reading.paths)
    return [{title or name: nav}] if nav else []


def _alias(name: str) -> str:
    if _ALIAS.fullmatch(name) and ".." not in name:
        return posixpath.normpath(name).strip("/") or "docs"
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "docs"

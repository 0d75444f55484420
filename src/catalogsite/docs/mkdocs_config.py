"""Reads a repository's own mkdocs.yml as data: nothing in it is ever imported or run.

Tags that name Python objects become None, keys that would run code or reach outside the
repository are left out, and every plugin is dropped: conversion uses a configuration of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from catalogsite.model.problem import Problem
from catalogsite.model.unicode import replace_surrogates
from catalogsite.problems.create import SourceLocation, problem

NAMES = ("mkdocs.yaml", "mkdocs.yml")
"""File names of a documentation's configuration, in Backstage's order."""

_BUILT_IN_PLUGINS = frozenset(
    ("techdocs-core", "search", "monorepo", "gh-admonitions", "github-admonitions", "redirects")
)
_UNSUPPORTED_KEYS = ("hooks", "extra_javascript", "extra_templates", "INHERIT", "mdx_configs")

_MAX_LENGTH = 1_000_000
_MAX_VALUES = 200_000
_TOO_MUCH = "aliases expand to too much data"

Nav = list[Any]


class SlugTag(str):
    """What a `!!python` tag of a known slug function becomes: its case, as text."""

    __slots__ = ()


class _ForeignLoader(yaml.SafeLoader):
    """A safe loader in which every unknown tag is None, and `<<` copies no more than a page can be."""

    _merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put what `<<` names into a mapping; it asks for this of each mapping that is named."""
        super().flatten_mapping(node)
        self._merged += len(node.value)
        if self._merged > _MAX_VALUES:
            raise ValueError(_TOO_MUCH)


def _python_tag(loader: _ForeignLoader, suffix: str, node: yaml.Node) -> Any:
    if suffix.removeprefix("object/apply:").removeprefix("name:") == "pymdownx.slugs.slugify":
        return SlugTag("lower" if _asks_lower(loader, node) else "none")
    if suffix in {"tuple", "list"} and isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return None


def _asks_lower(loader: _ForeignLoader, node: yaml.Node) -> bool:
    if not isinstance(node, yaml.MappingNode):
        return False
    words = loader.construct_mapping(node, deep=True).get("kwds")
    return isinstance(words, dict) and words.get("case") in {"lower", "lower-ascii"}


def _unknown_tag(_loader: _ForeignLoader, _suffix: str, _node: yaml.Node) -> Any:
    return None


_ForeignLoader.add_multi_constructor("tag:yaml.org,2002:python/", _python_tag)
_ForeignLoader.add_multi_constructor("!", _unknown_tag)
_ForeignLoader.add_multi_constructor("tag:", _unknown_tag)


@dataclass(frozen=True, slots=True)
class ForeignConfig:
    """What we use of a foreign mkdocs.yml, and what is wrong with it."""

    site_name: str | None = None
    docs_dir: str = "docs"
    nav: Nav | None = None
    exclude_docs: str | None = None
    extensions: dict[str, dict[str, Any]] = field(default_factory=dict)
    techdocs: bool = True
    problems: tuple[Problem, ...] = ()


def read_config(text: str, file: str) -> ForeignConfig:
    """Read the text of a mkdocs.yml; `file` names it in the problems."""
    data, unreadable = _parse(text, file)
    if unreadable:
        return ForeignConfig(problems=(unreadable,))
    plugins = _plugin_names(data.get("plugins"))
    return ForeignConfig(
        site_name=_text(data.get("site_name")),
        docs_dir=_text(data.get("docs_dir")) or "docs",
        nav=data["nav"] if isinstance(data.get("nav"), list) else None,
        exclude_docs=_text(data.get("exclude_docs")),
        extensions=_extensions(data.get("markdown_extensions")),
        techdocs="techdocs-core" in plugins,
        problems=tuple(_problems(data, plugins, text, file)),
    )


def _parse(text: str, file: str) -> tuple[dict[str, Any], Problem | None]:
    if len(text) > _MAX_LENGTH:
        return {}, problem("docs-config", "too-long", at=SourceLocation(file))
    try:
        # A SafeLoader subclass: it builds plain data only.
        data = replace_surrogates(_bounded(yaml.load(text, Loader=_ForeignLoader)))  # noqa: S506
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error) or type(error).__name__
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        at = SourceLocation(file, line, column)
        return {}, problem("docs-config", "not-yaml", at=at, reason=reason)
    return (data if isinstance(data, dict) else {}), None


def _bounded(data: Any) -> Any:
    """The same data. Raises ValueError where aliases make it more than a page can be."""
    left, values = _MAX_VALUES, [data]
    while values:
        left -= 1
        if left < 0:
            raise ValueError(_TOO_MUCH)
        value = values.pop()
        if isinstance(value, dict):
            values += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            values += value
    return data


def _problems(data: dict[str, Any], plugins: list[str], text: str, file: str) -> Iterable[Problem]:
    for key in _UNSUPPORTED_KEYS:
        if key in data:
            at = SourceLocation(file, line_of(text, key))
            yield problem("docs-config-key", at=at, key=key)
    for name in plugins:
        if name.removeprefix("material/") not in _BUILT_IN_PLUGINS:
            at = SourceLocation(file, line_of(text, name))
            yield problem("docs-plugin", at=at, plugin=name)
    if data.get("nav") is not None and not isinstance(data["nav"], list):
        yield problem("docs-nav", "not-a-list", at=SourceLocation(file, line_of(text, "nav")))


def _plugin_names(plugins: Any) -> list[str]:
    if isinstance(plugins, dict):
        return [name for name in plugins if isinstance(name, str)]
    names: list[str] = []
    for item in plugins if isinstance(plugins, list) else []:
        if isinstance(item, str):
            names.append(item)
        elif isinstance(item, dict):
            names += [name for name in item if isinstance(name, str)]
    return names


def _extensions(value: Any) -> dict[str, dict[str, Any]]:
    items = value.items() if isinstance(value, dict) else _pairs(value)
    return {
        name: options if isinstance(options, dict) else {}
        for name, options in items
        if isinstance(name, str)
    }


def _pairs(value: Any) -> Iterable[tuple[Any, Any]]:
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            yield from item.items()
        else:
            yield item, None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def line_of(text: str, needle: str) -> int | None:
    """The first line that contains `needle`, from 1."""
    found = text.find(needle)
    return text.count("\n", 0, found) + 1 if found >= 0 else None

"""The settings of one folder's navigation: `.pages` of awesome-pages, `.nav.yml` of awesome-nav."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.docs.configuration.foreign_yaml import (
    ForeignYaml,
    InvalidYamlError,
    parse_foreign_yaml,
)
from catalogsite.docs.navigation.nav_options import Kind, read_nav_options
from catalogsite.model.problem import Problem
from catalogsite.problems.create import SourceLocation, problem

_INHERITED = "$inherit"


@dataclass(frozen=True, slots=True)
class Style:
    """What a folder inherits: how names are sorted, and whether single entries lose their section.

    `ignored` are patterns of paths from the top that no pattern of an entry matches.
    """

    descending: bool = False
    natural: bool = False
    by_title: bool = False
    ignore_case: bool = False
    folders: str = "last"
    collapse: bool = False
    plain_names: bool = False
    index_title: bool = False
    append: bool = False
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NavFile:
    """The settings of one folder; `file` is the path in the tree, for problems."""

    file: str
    document: ForeignYaml
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def nav(self) -> list[Any] | None:
        """The entries that are listed; None where the folder follows its names."""
        listed = self.settings.get("nav", self.settings.get("arrange"))
        if not isinstance(listed, list):
            return None
        # What `arrange` does not name follows.
        return listed if "nav" in self.settings else [*listed, *_added_rest(listed)]

    def position(self, item: Any) -> int:
        """The index of the listed entry that is `item` or holds it; 0 where none does."""
        listed = self.settings.get("nav", self.settings.get("arrange")) or []
        found = (index for index, one in enumerate(listed) if one is item or one == item)
        return next(found, 0)


def _added_rest(listed: list[Any]) -> list[str]:
    return [] if "..." in listed else ["..."]


def read_nav_files(
    paths: Mapping[str, str], read: Callable[[str], str | None], options: Mapping[str, Kind]
) -> tuple[dict[str, NavFile], list[Problem]]:
    """The settings by folder, of their files by folder; what cannot be read is reported."""
    found: dict[str, NavFile] = {}
    problems: list[Problem] = []
    for folder, file in paths.items():
        try:
            document = parse_foreign_yaml(read(file) or "")
        except InvalidYamlError as error:
            at = SourceLocation(file, error.line, error.column)
            problems.append(problem("docs-config", "not-yaml", at=at, reason=error.reason))
            continue
        data = document.data if isinstance(document.data, Mapping) else {}
        settings, findings = read_nav_options(data, options, posixpath.basename(file))
        problems += [one.at(SourceLocation(file, document.line(*one.path))) for one in findings]
        found[folder] = NavFile(file, document, settings)
    return found, problems


def style_of(options: Mapping[str, Any], *, natural: bool) -> Style:
    """The style that the options of the plugin ask for."""
    return inherited_style(Style(natural=natural), options)


def inherited_style(style: Style, settings: Mapping[str, Any], folder: str = "") -> Style:
    """The style of a folder whose settings change that of the folder above."""
    sort = settings.get("sort")
    sort = sort if isinstance(sort, Mapping) else {}
    order = settings.get("order", sort.get("direction"))
    kind = settings.get("sort_type", sort.get("type"))
    by = settings.get("order_by", sort.get("by"))
    case = settings.get("ignore_case", sort.get("ignore_case"))
    collapse = _first(
        settings, "collapse", "collapse_single_pages", "flatten_single_child_sections"
    )
    plain = settings.get("preserve_directory_names")
    append = settings.get("append_unmatched")
    index_title = settings.get("use_index_title")
    return Style(
        descending=style.descending if order is None else order == "desc",
        natural=style.natural if kind is None else kind == "natural",
        by_title=style.by_title if by is None else by == "title",
        ignore_case=style.ignore_case if case is None else case is True,
        folders=str(sort.get("sections") or style.folders),
        collapse=style.collapse if collapse is None else collapse is True,
        plain_names=style.plain_names if plain is None else plain is True,
        index_title=style.index_title if index_title is None else index_title is True,
        append=style.append if append is None else append is True,
        ignored=_ignored(style, settings.get("ignore"), folder),
    )


def _ignored(style: Style, patterns: Any, folder: str) -> tuple[str, ...]:
    """The patterns of a folder from the top; those of the folder above only where they are named."""
    if patterns is None:
        return style.ignored
    found: list[str] = []
    for pattern in patterns if isinstance(patterns, list) else [patterns]:
        if pattern == _INHERITED:
            found += style.ignored
        else:
            inner = pattern[1:] if pattern.startswith("/") else f"**/{pattern}"
            found.append(posixpath.join(folder, inner))
    return tuple(found)


def _first(settings: Mapping[str, Any], *names: str) -> Any:
    return next((settings[name] for name in names if settings.get(name) is not None), None)

"""Reads a repository's own mkdocs.yml as data: nothing in it is ever imported or run.

Each setting, and each option of an extension or plugin, is obeyed, or ignored because no reader
could see it, or reported; the tables are in `configuration/`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogsite.docs.configuration.foreign_yaml import (
    ForeignYaml,
    InvalidYamlError,
    NoValue,
    TooLongError,
    parse_foreign_yaml,
)
from catalogsite.docs.configuration.option_tables import Disobeyed, settings_table
from catalogsite.docs.configuration.sections import (
    Options,
    read_extensions,
    read_plugins,
)
from catalogsite.docs.file_paths import join
from catalogsite.model.problem import Problem
from catalogsite.problems.create import Finding, SourceLocation, problem
from catalogsite.problems.suggest import nearest
from catalogsite.yaml12.positions import Path

NAMES = ("mkdocs.yaml", "mkdocs.yml")
"""File names of a documentation's configuration, in Backstage's order."""

_MAX_PARENTS = 10

_SHAPES: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("site_name", "docs_dir", "exclude_docs", "draft_docs"), str),
    **dict.fromkeys(("plugins", "markdown_extensions"), (list, dict)),
    "extra": dict,
}
_WORDS = {str: "a text", dict: "an object", (list, dict): "a list"}

Nav = list[Any]
ReadText = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class ForeignConfig:
    """What we use of a foreign mkdocs.yml, and what is wrong with it.

    `extensions` and `plugins` hold the options that are obeyed, `extra` the variables of pages;
    `inherited` are the files that it inherits from.
    """

    site_name: str | None = None
    docs_dir: str = "docs"
    nav: Nav | None = None
    exclude_docs: str | None = None
    extensions: Options = field(default_factory=dict)
    plugins: Options = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    techdocs: bool = True
    inherited: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Reading:
    """The documents of a configuration, its own first, and what is wrong in them."""

    read: ReadText
    documents: list[tuple[str, ForeignYaml]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def location(self, *path: object) -> SourceLocation:
        """The place of a value: in the first document that has it."""
        for file, document in self.documents:
            line = document.line(*path)
            if line:
                return SourceLocation(file, line)
        return SourceLocation(self.documents[0][0])


def read_config(text: str, file: str, read: ReadText = lambda _: None) -> ForeignConfig:
    """Read the text of a mkdocs.yml; `file` names it in the problems, `read` gives inherited files."""
    reading = _Reading(read)
    data = _document(reading, text, file)
    if data is None:
        return ForeignConfig(problems=tuple(reading.problems))
    plugins, extensions = (
        read_plugins(data.get("plugins")),
        read_extensions(data.get("markdown_extensions")),
    )
    reading.problems += _setting_problems(reading, data)
    reading.problems += _located(reading, [*plugins.findings, *extensions.findings])
    return ForeignConfig(
        site_name=_text(data.get("site_name")),
        docs_dir=_text(data.get("docs_dir")) or "docs",
        nav=data["nav"] if isinstance(data.get("nav"), list) else None,
        exclude_docs=_patterns(data, plugins.options),
        extensions=extensions.options,
        plugins=plugins.options,
        extra=data["extra"] if isinstance(data.get("extra"), dict) else {},
        techdocs="techdocs-core" in plugins.options,
        inherited=tuple(name for name, _ in reading.documents[1:]),
        problems=tuple(reading.problems),
    )


def _document(reading: _Reading, text: str, file: str) -> dict[str, Any] | None:
    """The settings of a file over those that it inherits; None where it cannot be read."""
    try:
        document = parse_foreign_yaml(text)
    except TooLongError:
        reading.problems.append(problem("docs-config", "too-long", at=SourceLocation(file)))
        return None
    except InvalidYamlError as error:
        at = SourceLocation(file, error.line, error.column)
        reading.problems.append(problem("docs-config", "not-yaml", at=at, reason=error.reason))
        return None
    reading.documents.append((file, document))
    data: dict[str, Any] = document.data if isinstance(document.data, dict) else {}
    if "INHERIT" not in data:
        return data
    parent = _inherited(reading, file, data["INHERIT"], document.line("INHERIT"))
    return _merged(parent, {key: value for key, value in data.items() if key != "INHERIT"})


def _inherited(reading: _Reading, file: str, value: Any, line: int | None) -> dict[str, Any]:
    at = SourceLocation(file, line)
    if not isinstance(value, str):
        written = value.written if isinstance(value, NoValue) else str(value)
        found = problem("docs-config", "no-value", at=at, key="INHERIT", value=written)
        reading.problems.append(found)
        return {}
    path = join(posixpath.dirname(file), value)
    if path is None:
        reading.problems.append(problem("docs-config", "inherit-outside", at=at, path=value))
        return {}
    seen = any(path == name for name, _ in reading.documents)
    text = None if seen or len(reading.documents) > _MAX_PARENTS else reading.read(path)
    if text is None:
        reading.problems.append(
            problem(
                "docs-config", "inherit-circular" if seen else "inherit-missing", at=at, path=path
            )
        )
        return {}
    return _document(reading, text, path) or {}


def _merged(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """Both, as MkDocs merges them: objects key by key, and of everything else the child's."""
    result = dict(parent)
    for key, value in child.items():
        below = result.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            value = _merged(below, value)  # noqa: PLW2901  (the merged value takes its place)
        result[key] = value
    return result


def _setting_problems(reading: _Reading, data: Mapping[Any, Any]) -> Iterator[Problem]:
    for key, value in data.items():
        rule, at = settings_table().get(key), reading.location(key)
        if rule is None:
            close = nearest(str(key), settings_table())
            yield problem("docs-config-key", "unknown", at=at, key=str(key), suggestion=close)
        elif isinstance(rule, Disobeyed):
            if rule.reported is not None and value:
                yield problem("docs-config-key", at=at, key=key, reason=rule.reported)
        elif isinstance(value, NoValue):
            yield problem("docs-config", "no-value", at=at, key=key, value=value.written)
        elif key == "nav" and value is not None and not isinstance(value, list):
            yield problem("docs-nav", "not-a-list", at=at)
        elif key in _SHAPES and value is not None and not isinstance(value, _SHAPES[key]):
            yield problem("docs-config", "shape", at=at, key=key, wanted=_WORDS[_SHAPES[key]])


def _located(reading: _Reading, findings: list[Finding]) -> Iterator[Problem]:
    for found in findings:
        yield found.at(reading.location(*_known_path(reading, found.path)))


def _known_path(reading: _Reading, path: Path) -> Path:
    """The longest beginning of a path that a document has; a tag has nothing below it."""
    while path and all(document.line(*path) is None for _, document in reading.documents):
        path = path[:-1]
    return path


def _patterns(data: Mapping[str, Any], plugins: Options) -> str | None:
    """The patterns of pages that are not published: MkDocs' own two, and those of `exclude`."""
    globs = plugins.get("exclude", {}).get("glob", [])
    listed = globs if isinstance(globs, list) else [globs]
    parts = (data.get("exclude_docs"), data.get("draft_docs"), *listed)
    return "\n".join(part for part in map(_text, parts) if part) or None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def line_of(text: str, needle: str) -> int | None:
    """The first line that contains `needle`, from 1."""
    found = text.find(needle)
    return text.count("\n", 0, found) + 1 if found >= 0 else None

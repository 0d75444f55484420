"""YAML of a repository as plain data: no tag of it runs code, reads a variable or opens a file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from catalogsite.model.text.unicode import replace_surrogates

_MAX_LENGTH = 1_000_000
_MAX_VALUES = 200_000
_TOO_MUCH = "aliases expand to too much data"
_PYTHON = "tag:yaml.org,2002:python/"
# PyYAML takes the bracket that closes an object or a list for a part of the tag before it.
_CLOSED_TAG = re.compile(r"(!!python/name:[\w.]+)(?=[}\],])")
_PYTHON_KINDS = ("name:", "object/apply:", "object/new:", "object:", "module:")


class InvalidYamlError(ValueError):
    """The text is no YAML, or more than a configuration can be; `line` and `column` are from 1."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


class TooLongError(InvalidYamlError):
    """The text is too long to be read."""


@dataclass(frozen=True, slots=True)
class PythonObject:
    """What a `!!python` tag names, and the keyword arguments of `object/apply`."""

    name: str
    keywords: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class RelativeFolder:
    """MkDocs' tag `!relative`: `""` is the folder of the page, else `$config_dir` or `$docs_dir`."""

    base: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class NoValue:
    """A value that is not read: a tag that nobody knows, or a variable without a default."""

    tag: str
    text: str = ""

    @property
    def written(self) -> str:
        """The tag with its text, as the author wrote it."""
        return f"{self.tag} {self.text}".strip()


class ForeignYaml(NamedTuple):
    """The data of a document, and the nodes that it was made of."""

    data: Any
    node: yaml.Node | None

    def line(self, *path: object) -> int | None:
        """The line of the value at a path of keys and indexes, from 1; None where it is not."""
        node, line = self.node, None
        for step in path:
            found = _child(node, step)
            if found is None:
                return None
            key, node = found
            line = key.start_mark.line + 1
        return line


def parse_foreign_yaml(text: str) -> ForeignYaml:
    """The data of a text. Raises InvalidYamlError."""
    if len(text) > _MAX_LENGTH:
        raise TooLongError("the file is too long to be read")
    loader = _ForeignLoader(_CLOSED_TAG.sub(r"\1 ", text))
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
        return ForeignYaml(replace_surrogates(_bounded(data)), node)
    except (yaml.YAMLError, ValueError, TypeError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error) or type(error).__name__
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise InvalidYamlError(reason, line, column) from error
    finally:
        loader.dispose()


def line_of_value(text: str, key: str, values: Collection[str]) -> int | None:
    """The line of the first text among `values` below a key of a document, from 1; else None."""
    try:
        node = parse_foreign_yaml(text).node
    except InvalidYamlError:
        return None
    found = None if node is None else _child(node, key)
    nodes = [found[1]] if found else []
    while nodes:
        one = nodes.pop()
        if isinstance(one, yaml.ScalarNode) and one.value in values:
            return int(one.start_mark.line) + 1
        if isinstance(one, yaml.SequenceNode):
            nodes += reversed(one.value)
        elif isinstance(one, yaml.MappingNode):
            nodes += reversed([value for _, value in one.value])
    return None


def _child(node: yaml.Node | None, step: object) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value of a step; the item itself stands for its key in a list."""
    if isinstance(node, yaml.MappingNode):
        pairs = reversed(node.value)
        return next((pair for pair in pairs if pair[0].value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


class _ForeignLoader(yaml.SafeLoader):
    """A safe loader in which tags become values, and `<<` copies no more than a page can be."""

    _merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put what `<<` names into a mapping; it asks for this of each mapping that is named."""
        super().flatten_mapping(node)
        self._merged += len(node.value)
        if self._merged > _MAX_VALUES:
            raise ValueError(_TOO_MUCH)


def _python_tag(loader: _ForeignLoader, suffix: str, node: yaml.Node) -> Any:
    if suffix in {"tuple", "list"} and isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    for kind in _PYTHON_KINDS:
        if suffix.startswith(kind):
            return PythonObject(suffix.removeprefix(kind), _keywords(loader, node))
    return NoValue(f"!!python/{suffix}")


def _keywords(loader: _ForeignLoader, node: yaml.Node) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    words = loader.construct_mapping(node, deep=True).get("kwds")
    return dict(words) if isinstance(words, dict) else {}


def _env_tag(loader: _ForeignLoader, node: yaml.Node) -> Any:
    """The default of `!ENV`: the last of several values. No variable is ever read."""
    if isinstance(node, yaml.SequenceNode):
        if len(node.value) > 1:
            return loader.construct_object(node.value[-1], deep=True)
        return NoValue("!ENV", str(node.value[0].value) if node.value else "")
    return NoValue("!ENV", str(node.value) if isinstance(node, yaml.ScalarNode) else "")


def _relative_tag(_loader: _ForeignLoader, node: yaml.Node) -> Any:
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    base, _, path = text.partition("/")
    if base in {"", "$config_dir", "$docs_dir"}:
        return RelativeFolder(base, path)
    return NoValue("!relative", text)


def _unknown_tag(_loader: _ForeignLoader, suffix: str, node: yaml.Node) -> Any:
    return NoValue(f"!{suffix}", node.value if isinstance(node, yaml.ScalarNode) else "")


_ForeignLoader.add_multi_constructor(_PYTHON, _python_tag)
_ForeignLoader.add_constructor("!ENV", _env_tag)
_ForeignLoader.add_constructor("!relative", _relative_tag)
_ForeignLoader.add_multi_constructor("!", _unknown_tag)
_ForeignLoader.add_multi_constructor("tag:", _unknown_tag)


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
        elif isinstance(value, PythonObject):
            values.append(value.keywords)
    return data

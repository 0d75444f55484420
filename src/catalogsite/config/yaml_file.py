"""Parses YAML files that users write for catalogsite, with the line of every key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from catalogsite.errors import ConfigError
from catalogsite.model.text.unicode import replace_surrogates
from catalogsite.yaml12.depth import refuse_depth

Path = tuple[int | str, ...]
"""Keys of mappings and positions in lists, from the root of a file."""

_EXPECTED = {
    "missing": "is required",
    "string_type": "write a text",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "bool_type": "write `true` or `false`",
    "bool_parsing": "write `true` or `false`",
    "tuple_type": "write a list",
    "too_short": "write at least one",
    "dict_type": "write keys with values",
    "model_type": "write keys with values",
    "model_attributes_type": "write keys with values",
}


def describe_validation_error(kind: str, message: str) -> str:
    """The message of a Pydantic error, by its type, for users who write YAML and not Python."""
    return _EXPECTED.get(kind, message.removeprefix("Value error, "))


class YamlFile(NamedTuple):
    """The data of a file, and the nodes that it was constructed from."""

    data: Any
    root: yaml.Node | None

    def line(self, keys: Sequence[int | str]) -> int:
        """The line (from 1) of the key or item at a path, or of the deepest part that exists."""
        node = self.root
        if node is None:
            return 1
        line = node.start_mark.line + 1
        for key in keys:
            found = _child(node, key)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line


def parse_yaml(text: str, name: str) -> YamlFile:
    """The content of a YAML file. Raises ConfigError with the line if it is not valid YAML."""
    try:
        file = _loaded(text)
        repeated = _repeated_key(file.root)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # For a date such as 2026-13-01 PyYAML raises a bare ValueError.
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        deep = "nested too deeply" if isinstance(error, RecursionError) else None
        what = deep or getattr(error, "problem", None) or str(error)
        raise ConfigError(f"not valid YAML: {what}", where=where) from error
    if repeated is not None:
        where = f"{name}:{repeated.start_mark.line + 1}"
        what = f"the key `{repeated.value}` is repeated"
        raise ConfigError(what, where=where, fix="remove one of them")
    return file


def _loaded(text: str) -> YamlFile:
    try:
        refuse_depth(text)
        return _loaded_with(yaml.CSafeLoader, text)
    except (yaml.YAMLError, ValueError):
        # libyaml is eight times as fast, and its messages say less.
        return _loaded_with(yaml.SafeLoader, text)


def _loaded_with(loader: type[yaml.CSafeLoader | yaml.SafeLoader], text: str) -> YamlFile:
    # Construction adds the keys of `<<` to a node, so positions are those of another one.
    data = replace_surrogates(yaml.load(text, Loader=loader))  # noqa: S506  (both are safe)
    return YamlFile(data, yaml.compose(text, Loader=loader))


def scalars(root: yaml.Node | None) -> Iterator[tuple[Path, yaml.ScalarNode]]:
    """Each value that is no list and no mapping, with the keys that lead to it, in their order."""
    waiting: list[tuple[Path, yaml.Node | None]] = [((), root)]
    known = set()
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            yield path, node
        elif isinstance(node, yaml.CollectionNode) and id(node) not in known:
            known.add(id(node))
            waiting += [((*path, key), child) for key, child in _children(node)][::-1]


def _children(node: yaml.CollectionNode) -> Iterator[tuple[int | str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        return ((str(key.value), value) for key, value in node.value)
    return enumerate(node.value)


def _repeated_key(root: yaml.Node | None) -> yaml.Node | None:
    """The first key that its mapping has twice; YAML forbids it, but PyYAML takes the last value."""
    waiting, known = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in known or not isinstance(node, yaml.CollectionNode):
            continue
        known.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys: set[object] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode) and (key.tag, key.value) in keys:
                    return key
                keys.add((key.tag, key.value) if isinstance(key, yaml.ScalarNode) else id(key))
                waiting.append(value)
        else:
            waiting += node.value
    return None


def _child(node: yaml.Node, key: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    return None

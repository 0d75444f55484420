"""A YAML file that a user wrote for us: its data, and the line of every key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from catalogsite.errors import ConfigError

_WANTED = {
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
    """What Pydantic complains of, for who writes YAML and never saw Python."""
    return _WANTED.get(kind, message.removeprefix("Value error, "))


class YamlFile(NamedTuple):
    """What a file says, and the nodes it was read from."""

    data: Any
    root: yaml.Node | None

    def line(self, keys: Sequence[int | str]) -> int:
        """The line of the key or item that `keys` lead to, or of the deepest one that is there."""
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
    """The content of a file. Raises ConfigError with the line where it is not YAML."""
    try:
        file = YamlFile(yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader))
        twice = _twice(file.root)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # PyYAML lets a date such as 2026-13-01 fail as it may.
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        what = getattr(error, "problem", None) or str(error)
        raise ConfigError(f"not valid YAML: {what}", where=where) from error
    if twice is not None:
        where = f"{name}:{twice.start_mark.line + 1}"
        what = f"the key `{twice.value}` stands here a second time"
        raise ConfigError(what, where=where, fix="remove one of the two")
    return file


def _twice(root: yaml.Node | None) -> yaml.Node | None:
    """The first key that its mapping has already: YAML forbids it, PyYAML takes the last."""
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

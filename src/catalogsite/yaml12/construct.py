"""Builds plain data from the nodes of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import yaml

from catalogsite.yaml12.compose import PLAIN, QUOTED
from catalogsite.yaml12.flow_style import flow_text
from catalogsite.yaml12.positions import Fault, Position, YamlError
from catalogsite.yaml12.scalars import (
    STARTS,
    as_stored,
    key_text,
    native_tagged,
    native_value,
    plain_value,
)
from catalogsite.yaml12.yaml11 import Moment

_MAX_ALIASES = 100
_MAX_REPEATED = 200_000
"""Nodes that aliases may repeat: lists of empty lists have no weight, and grow all the same."""
_MERGE = "<<"
_MERGE_TAG = "tag:yaml.org,2002:merge"
_SET = "tag:yaml.org,2002:set"
_OMAP = "tag:yaml.org,2002:omap"


class Builder:
    """Builds plain data from the nodes of one text, by the rules of YAML 1.2."""

    yaml11 = False
    """Whether the document has the directive `%YAML 1.1`."""
    wraps = False
    """Whether a node spans several lines, so that `check_layout` must check the layout."""

    def __init__(self, text: str) -> None:
        self._text = text

    def build(self, node: yaml.Node) -> Any:
        """The value of a node."""
        kind = type(node)
        if kind is yaml.ScalarNode:
            tag = node.tag
            if tag == PLAIN:
                value = plain_value(node.value, self.yaml11)
                if value == "-":
                    raise YamlError("a `-` in brackets does not begin a list", _start(node))
                return value
            if tag == QUOTED:
                if node.start_mark.line != node.end_mark.line:
                    self.wraps = True
                return node.value
            return as_stored(self._native(node))
        flow = getattr(node, "flow_style", False)
        if flow and node.start_mark.line != node.end_mark.line:
            self.wraps = True
        if kind is yaml.MappingNode:
            return self._mapping(node)
        items = [self.build(item) for item in node.value]
        # Backstage stores JSON, in which JavaScript's sets and ordered maps are empty.
        return {} if node.tag == _OMAP else items

    def _is_text(self, tag: str, text: str) -> bool:
        """Whether a scalar is a string; a quick test, since most keys are."""
        if tag == PLAIN:
            return text[:1] not in STARTS and not self.yaml11
        return tag == QUOTED

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        out: dict[str, Any] = {}
        keys: _Keys | None = None
        for index, (key_node, value_node) in enumerate(node.value):
            key = key_node.value
            if not (type(key_node) is yaml.ScalarNode and self._is_text(key_node.tag, key)):
                plain = self.yaml11 and key == _MERGE and key_node.tag == PLAIN
                if plain or key_node.tag == _MERGE_TAG:
                    self._merge(out, value_node)
                    continue
                key = self._key(key_node)
            if key in out:
                keys = keys or _Keys(node.value, self._native)
                if keys.has_before(index):
                    what = f"the key `{key}` is given twice"
                    raise YamlError(what, _start(key_node), Fault.DUPLICATE_KEY)
            if value_node.tag != _MERGE_TAG:
                out[key] = self.build(value_node)
        return {} if node.tag == _SET else out

    def _key(self, node: yaml.Node) -> str:
        if type(node) is yaml.ScalarNode:
            return key_text(self._native(node))
        self.wraps = True
        self.build(node)
        return flow_text(node, self._text)

    def _native(self, node: yaml.Node) -> Any:
        if node.tag == PLAIN:
            return native_value(node.value, self.yaml11)
        if node.tag == QUOTED:
            return node.value
        try:
            return native_tagged(node.tag, node.value, self.yaml11)
        except ValueError as error:
            raise YamlError(str(error), _start(node)) from error

    def _merge(self, out: dict[str, Any], node: yaml.Node) -> None:
        """Add the keys of the mappings that `<<` refers to, as YAML 1.1 has it; existing keys stay."""
        for source in node.value if type(node) is yaml.SequenceNode else [node]:
            if type(source) is not yaml.MappingNode:
                raise YamlError("`<<` needs a mapping or a list of mappings", _start(source))
            for key, value in self.build(source).items():
                out.setdefault(key, value)


class SharingBuilder(Builder):
    """Builds a document with aliases. Raises YamlError for a cycle and for unbounded expansion.

    What counts as unbounded is what the parser of Backstage refuses: for each node with an anchor, one
    more than its aliases, times the same of the most repeated node within it, may be 100.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._counts: dict[int, int] = {}
        self._weights: dict[int, int] = {}
        self._parents: dict[int, int] = {}
        self._open: list[int] = []
        self._repeats = False
        self._repeated = 0

    def build(self, node: yaml.Node) -> Any:
        """The value of a node, counting how often it is used."""
        name = id(node)
        if name in self._open:
            raise YamlError("an alias contains itself", _start(node))
        is_alias = name in self._counts
        repeats = self._repeats
        if is_alias and not repeats:
            self._count_alias(node)
            # What an alias stands for was counted where it is written.
            self._repeats = True
        elif not is_alias:
            self._counts[name] = 1
            self._parents[name] = self._open[-1] if self._open else 0
        self._repeated += self._repeats
        if self._repeated > _MAX_REPEATED:
            raise YamlError("aliases expand to too much data", _start(node))
        self._open.append(name)
        try:
            return super().build(node)
        finally:
            self._open.pop()
            self._repeats = repeats

    def _count_alias(self, node: yaml.Node) -> None:
        name = id(node)
        self._counts[name] += 1
        if not self._weights.get(name):
            self._weights[name] = self._weight(node)
        if self._counts[name] * self._weights[name] > _MAX_ALIASES:
            raise YamlError("aliases expand to too much data", _start(node))

    def _weight(self, node: yaml.Node) -> int:
        """How often the most repeated node within a node stands in it; 0 for one without content."""
        if type(node) is yaml.ScalarNode:
            return 1
        children = node.value
        if type(node) is yaml.MappingNode:
            children = [part for pair in node.value for part in pair]
        seen: set[int] = set()
        heaviest = 0
        for child in children:
            name = id(child)
            is_alias = name in seen or self._parents.get(name) not in (id(node), None)
            seen.add(name)
            heaviest = max(
                heaviest,
                self._counts.get(name, 1) * self._weights.get(name, 0)
                if is_alias
                else self._weight(child),
            )
        return heaviest


def _start(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


class _Keys:
    """The keys of a mapping, compared by value when two have equal text: `1` and `"1"` differ."""

    def __init__(
        self, pairs: Sequence[tuple[yaml.Node, yaml.Node]], native: Callable[[yaml.Node], Any]
    ) -> None:
        self._pairs = pairs
        self._native = native
        self._read = 0
        self._known: dict[str, dict[int, Any]] = {}

    def has_before(self, index: int) -> bool:
        """Whether the key of a pair equals that of an earlier pair."""
        node = self._pairs[index][0]
        if type(node) is not yaml.ScalarNode:
            return False
        for key, _ in self._pairs[self._read : index]:
            if type(key) is yaml.ScalarNode:
                value = self._native(key)
                if not isinstance(value, Moment):  # no two of them are one key
                    self._known.setdefault(key_text(value), {})[id(key)] = value
        self._read = index
        own = self._native(node)
        similar = self._known.get(key_text(own), {})
        return any(_is_same(own, other) for name, other in similar.items() if name != id(node))


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, Moment):
        return False
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    both = isinstance(one, bool) == isinstance(other, bool)
    return both and (numbers or type(one) is type(other)) and one == other
